/** Cameras of a hearing: those that have a window now or a recording of earlier; the panel's first. Pure. */
import type { FullRow } from '@giamsat/contract/wire/live';

export type Camera = { feed: string; name: string; role: 'panel' | 'floor' };

export const camerasOf = (
  row: Pick<FullRow, 'windows'>,
  recorded: readonly { feed: string; feedName: string; feedRole: 'panel' | 'floor' }[] | undefined,
): Camera[] => {
  const all = new Map<string, Camera>();
  for (const one of [...(recorded ?? []), ...row.windows])
    all.set(one.feed, { feed: one.feed, name: one.feedName, role: one.feedRole });
  return [...all.values()].sort((a, b) =>
    a.role === b.role ? (a.feed < b.feed ? -1 : 1) : a.role === 'panel' ? -1 : 1,
  );
};
