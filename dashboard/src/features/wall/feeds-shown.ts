/** Which cameras of a hearing a tile shows: the panel's first, the other, or both. Pure. */
import type { HearingRow } from '@giamsat/contract/wire/live';
import type { CameraChoice } from './camera-choice.ts';

const feedsOf = (row: HearingRow): { feed: string; role: 'panel' | 'floor' }[] =>
  row.form === 'masked'
    ? []
    : row.windows
        .filter((one) => one.picture)
        .map((one) => ({ feed: one.feed, role: one.feedRole }))
        .sort((a, b) => (a.role === b.role ? (a.feed < b.feed ? -1 : 1) : a.role === 'panel' ? -1 : 1));

export const hasTwoCameras = (row: HearingRow): boolean => feedsOf(row).length > 1;

/** `[undefined]` where there is no picture at all: one panel then says why. */
export const feedsShown = (row: HearingRow, choice: CameraChoice): (string | undefined)[] => {
  const feeds = feedsOf(row);
  if (choice === 'both' && feeds.length > 1) return feeds.map((one) => one.feed);
  const wanted = feeds.find((one) => one.role === choice) ?? feeds[0];
  return [wanted?.feed];
};
