/** Writes a recording as an HLS playlist: EVENT while it grows, else VOD; gaps declared, dates everywhere, delta updates. Pure. */
import { dateTime, SKIP_UNTIL_S, seconds } from '../live/playlist.ts';
import { TARGET_DURATION_S } from '../live/window.ts';
import { type Entry, wholeSeconds } from './listing.ts';

export type RecordingState = {
  entries: readonly Entry[];
  /** Nothing more comes. */
  ended: boolean;
  /** Nothing came since it was opened. */
  complete: boolean;
};

const entryLines = (entry: Entry, mapped: string | undefined): string[] => {
  const { segment } = entry;
  const lines: string[] = [];
  if (entry.discontinuity) lines.push('#EXT-X-DISCONTINUITY');
  if (segment && segment.epoch !== mapped) lines.push(`#EXT-X-MAP:URI="${segment.epoch}/init.mp4"`);
  lines.push(`#EXT-X-PROGRAM-DATE-TIME:${dateTime(entry.startMs)}`);
  if (entry.kind === 'gap') lines.push('#EXT-X-GAP');
  lines.push(
    `#EXTINF:${seconds(entry.durationMs)},`,
    segment ? `${segment.epoch}/s${segment.number}.m4s` : `gap.m4s?at=${Math.round(entry.startMs)}`,
  );
  return lines;
};

/** Entries from the beginning that a delta update may leave out. */
export function skippableEntries(entries: readonly Entry[]): number {
  let after = 0;
  for (let i = entries.length - 1; i >= 0; i--) {
    if (after >= SKIP_UNTIL_S * 1000) return i + 1;
    after += entries[i]?.durationMs ?? 0;
  }
  return 0;
}

export function recordingPlaylist(state: RecordingState, skip = false): string {
  const { entries, ended } = state;
  const skipped = skip && !ended ? skippableEntries(entries) : 0;
  const longest = entries.reduce((most, entry) => Math.max(most, wholeSeconds(entry)), 0);
  const lines = [
    '#EXTM3U',
    '#EXT-X-VERSION:9',
    `#EXT-X-TARGETDURATION:${Math.max(TARGET_DURATION_S, longest)}`,
    ...(ended ? [] : [`#EXT-X-SERVER-CONTROL:CAN-SKIP-UNTIL=${SKIP_UNTIL_S}`]),
    `#EXT-X-PLAYLIST-TYPE:${ended && state.complete ? 'VOD' : 'EVENT'}`,
    '#EXT-X-MEDIA-SEQUENCE:0',
    '#EXT-X-DISCONTINUITY-SEQUENCE:0',
    ...(skipped > 0 ? [`#EXT-X-SKIP:SKIPPED-SEGMENTS=${skipped}`] : []),
  ];
  let mapped = entries.slice(0, skipped).findLast((entry) => entry.segment)?.segment?.epoch;
  for (const entry of entries.slice(skipped)) {
    lines.push(...entryLines(entry, mapped));
    mapped = entry.segment?.epoch ?? mapped;
  }
  if (ended) lines.push('#EXT-X-ENDLIST');
  return `${lines.join('\n')}\n`;
}
