/** How far a hearing's time is covered by recordings, and why where it is not. Pure. */
import type { GAP_CAUSES } from '@giamsat/contract/event/catalogue';
import { type Interval, union, within, without } from '../../platform/intervals.ts';

/** `damaged`: something is here, and it is not what the court says it captured. `removed`: it was here, and was removed by decision. */
export type GapCause = (typeof GAP_CAUSES)[number] | 'damaged' | 'removed';
export type CoverageGap = Interval & { cause: GapCause };
/** A kept stretch that was shown as a gap until it came. */
export type Filled = Interval & { filledMs: number };
export type Coverage = { recorded: Interval[]; gaps: CoverageGap[] };

/** Less than this between two segments is how clocks and frames fall, not a gap. */
export const SMALLEST_GAP_MS = 250;
/** The court states each minute what it captured: what is younger may still come, and is not called a gap. */
export const STATED_WITHIN_MS = 90_000;

/** Stated causes, gravest reason first: where two overlap the first is shown. */
const ORDER: readonly GapCause[] = ['cut', 'off', 'camera', 'disk', 'clock', 'agent', 'line'];

/**
 * @param sittings stretches in which the hearing held the room, the lasting one ending at `nowMs`.
 * @param recorded what is here.
 * @param damaged what is here and cannot be relied on.
 * @param removed what was here and was removed by decision.
 * @param committed what the court says it captured: of it what is not here is missing by the `line`.
 * @param stated gaps that the court itself declared.
 * @param withheld stretches in which the picture is kept by nobody: what is missing there was cut, stated or not.
 */
export function coverageOf(input: {
  sittings: readonly Interval[];
  recorded: readonly Interval[];
  damaged?: readonly Interval[];
  removed?: readonly Interval[];
  committed: readonly Interval[];
  stated: readonly CoverageGap[];
  withheld?: readonly Interval[];
  nowMs: number;
}): Coverage {
  const { sittings, nowMs } = input;
  const recorded = within(union(input.recorded, SMALLEST_GAP_MS), sittings);
  let open = without(sittings, recorded);
  const gaps: CoverageGap[] = [];
  const take = (intervals: readonly Interval[], cause: GapCause): void => {
    const found = within(open, intervals);
    gaps.push(...found.map((interval) => ({ ...interval, cause })));
    open = without(open, found);
  };
  take(input.removed ?? [], 'removed');
  take(input.damaged ?? [], 'damaged');
  for (const cause of ORDER)
    take(
      input.stated.filter((gap) => gap.cause === cause),
      cause,
    );
  take(input.committed, 'line');
  take(input.withheld ?? [], 'cut');
  // Nobody stated anything: until the newest that is known it is the line's, after that the agent's silence.
  const known = Math.max(
    ...[...recorded, ...input.committed, ...input.stated].map(({ toMs }) => toMs),
    Number.NEGATIVE_INFINITY,
  );
  take([{ fromMs: Number.NEGATIVE_INFINITY, toMs: Math.min(known, nowMs - STATED_WITHIN_MS) }], 'line');
  take([{ fromMs: Number.NEGATIVE_INFINITY, toMs: nowMs - STATED_WITHIN_MS }], 'agent');
  return {
    recorded,
    gaps: joinCauses(gaps.filter(({ fromMs, toMs }) => toMs - fromMs > SMALLEST_GAP_MS)),
  };
}

/** What came late, within the sittings; neighbours are one filling, done when its last piece came. */
export function filledOf(late: readonly (Interval & { storedMs: number })[], sittings: readonly Interval[]): Filled[] {
  const filled: Filled[] = [];
  for (const { storedMs, ...span } of [...late].sort((a, b) => a.fromMs - b.fromMs))
    for (const { fromMs, toMs } of within([span], sittings)) {
      const last = filled.at(-1);
      if (last && fromMs <= last.toMs + SMALLEST_GAP_MS) {
        last.toMs = Math.max(last.toMs, toMs);
        last.filledMs = Math.max(last.filledMs, storedMs);
      } else filled.push({ fromMs, toMs, filledMs: storedMs });
    }
  return filled;
}

/** Neighbours of one cause are one gap. */
function joinCauses(gaps: CoverageGap[]): CoverageGap[] {
  const joined: CoverageGap[] = [];
  for (const gap of gaps.sort((a, b) => a.fromMs - b.fromMs)) {
    const last = joined.at(-1);
    if (last?.cause === gap.cause && gap.fromMs <= last.toMs + SMALLEST_GAP_MS)
      last.toMs = Math.max(last.toMs, gap.toMs);
    else joined.push({ ...gap });
  }
  return joined;
}
