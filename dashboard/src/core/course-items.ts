/** The session log as it is read beside the picture: its lines, and between them the stretches that have no picture. Pure. */
import type { LogLine } from '@giamsat/contract/wire/live';
import { type Absence, absenceAt, type FilledBand, type GapBand, type Tracks } from './timeline/tracks.ts';

export type CourseItem = {
  key: string;
  /** Milliseconds since the epoch. */
  from: number;
} & (
  | {
      kind: 'line';
      line: LogLine;
      /** Why there is no picture of it; absent where there is one, or where the hearing has none at all. */
      absence?: Absence;
    }
  | { kind: 'gap'; gap: GapBand }
  | { kind: 'filled'; filled: FilledBand }
);

/** Shorter ones are on the timeline alone, unless they are damaged. */
const TOLD_MS = 5000;
/** These the court itself made, and the lines around them say so. */
const QUIET: readonly GapBand['cause'][] = ['cut', 'off'];

/** `lines` in the course's order. What is no picture is told by `tracks`, once they are known. */
export const courseItems = (lines: readonly LogLine[], tracks: Tracks | undefined): CourseItem[] => {
  const hasPictures = (tracks?.recorded.length ?? 0) > 0;
  const items = lines.map((line): CourseItem => {
    const from = Date.parse(line.time);
    const absence = hasPictures && tracks ? absenceAt(tracks, from) : undefined;
    return { key: line.ref, kind: 'line', from, line, ...(absence ? { absence } : {}) };
  });
  if (!tracks || !hasPictures) return items;
  const told = ({ from, to }: { from: number; to: number }): boolean => to - from >= TOLD_MS;
  const between: CourseItem[] = [
    ...tracks.gaps
      .filter((gap) => (told(gap) || gap.cause === 'damaged') && !QUIET.includes(gap.cause))
      .map((gap): CourseItem => ({ key: `gap ${gap.from}`, kind: 'gap', from: gap.from, gap })),
    ...tracks.filled
      .filter(told)
      .map((filled): CourseItem => ({ key: `filled ${filled.from}`, kind: 'filled', from: filled.from, filled })),
  ];
  // The sort is stable: lines keep their order, and what is of the same moment comes after its line.
  return [...items, ...between].sort((a, b) => a.from - b.from);
};
