/** Which segments a recording's playlist lists: pinned to a moment of arrival, growing only at its end, gaps declared. Pure. */

import { type Interval, overlaps } from '../../platform/intervals.ts';
import { TARGET_DURATION_S } from '../live/window.ts';
import type { SittingStretch, Withheld } from '../rights.ts';
import { nameOfSegment } from './damage.ts';
import type { RecordedSegment } from './segments.ts';

export type Entry = {
  kind: 'segment' | 'gap';
  startMs: number;
  durationMs: number;
  /** The timeline of the media breaks before it. */
  discontinuity: boolean;
  /** Absent of a stretch that nothing was recorded in. */
  segment?: RecordedSegment;
};

/** Longer stretches without media are a discontinuity with a new date, shorter ones segments that are declared gaps. */
export const LONGEST_GAP_MS = 60_000;
const GAP_PIECE_MS = 6_000;
/** How segments of one epoch may deviate from following each other. */
const TOLERANCE_MS = 50;

/** As EXTINF is compared with the target duration. */
export const wholeSeconds = ({ durationMs }: { durationMs: number }): number => Math.round(durationMs / 1000);
const endOf = ({ startMs, durationMs }: { startMs: number; durationMs: number }): number => startMs + durationMs;
const spanOf = (segment: RecordedSegment): Interval => ({ fromMs: segment.startMs, toMs: endOf(segment) });
const stretchSpan = ({ fromMs, toMs }: SittingStretch): Interval => ({
  fromMs,
  toMs: toMs ?? Number.POSITIVE_INFINITY,
});

/**
 * What was here when the playlist was opened (`arrival` ≤ `asOf`), by start; then, in the order of their arrival, those that go on behind
 * the end. So a playlist that is loaded again only grows, and a later fill appears at a new opening. So does a segment that is longer than
 * any before: the target duration of a playlist never changes (rule 3).
 */
export function pinned(segments: readonly RecordedSegment[], asOf: number): RecordedSegment[] {
  const listed = segments.filter(({ arrival }) => arrival <= asOf).sort((a, b) => a.startMs - b.startMs);
  const longest = listed.reduce((most, segment) => Math.max(most, wholeSeconds(segment)), TARGET_DURATION_S);
  for (const segment of segments.filter(({ arrival }) => arrival > asOf).sort((a, b) => a.arrival - b.arrival)) {
    const last = listed.at(-1);
    if (wholeSeconds(segment) > longest) continue;
    if (!last || segment.startMs >= endOf(last) - TOLERANCE_MS) listed.push(segment);
  }
  return listed;
}

/** Is that segment withheld from whom `withheld` was made for? Sound alone withheld spares segments without sound. */
export const isWithheld = (segment: RecordedSegment, withheld: readonly Withheld[]): boolean =>
  withheld.some(
    (stretch) => (stretch.picture || (stretch.sound && segment.hasAudio)) && overlaps(spanOf(segment), stretch),
  );

const gapPieces = (fromMs: number, toMs: number): Entry[] => {
  const count = Math.ceil((toMs - fromMs) / GAP_PIECE_MS);
  const durationMs = (toMs - fromMs) / count;
  return Array.from({ length: count }, (_, i) => ({
    kind: 'gap',
    startMs: fromMs + i * durationMs,
    durationMs,
    discontinuity: false,
  }));
};

/**
 * The playlist's entries. A withheld segment, and one that is `unshown` (`nameOfSegment`; damaged, or removed), keeps its place as a gap, so that the numbers
 * never depend on who looks.
 * Segments outside the sittings are not this hearing's.
 */
export function entriesOf(
  segments: readonly RecordedSegment[],
  sittings: readonly SittingStretch[],
  withheld: readonly Withheld[],
  unshown: ReadonlySet<string> = new Set(),
): Entry[] {
  const entries: Entry[] = [];
  let before: { segment: RecordedSegment; sitting: number } | undefined;
  for (const segment of segments) {
    const sitting = sittings.findIndex((stretch) => overlaps(spanOf(segment), stretchSpan(stretch)));
    if (sitting < 0) continue;
    let discontinuity = false;
    if (before) {
      const end = endOf(before.segment);
      const hole = segment.startMs - end;
      const far = hole > LONGEST_GAP_MS || sitting !== before.sitting;
      if (hole > TOLERANCE_MS && !far) entries.push(...gapPieces(end, segment.startMs));
      discontinuity = far || segment.epoch !== before.segment.epoch || hole < -TOLERANCE_MS;
    }
    entries.push({
      kind: unshown.has(nameOfSegment(segment)) || isWithheld(segment, withheld) ? 'gap' : 'segment',
      startMs: segment.startMs,
      durationMs: segment.durationMs,
      discontinuity,
      segment,
    });
    before = { segment, sitting };
  }
  return entries;
}
