/** What the course said at each moment with the events recorded up to then, where that can differ from what it says now. */
import type { EventEnvelope } from '../event/envelope.ts';
import { byCourse } from '../event/order.ts';
import type { Timestamp } from '../primitives.ts';
import { addMs, later } from '../time.ts';
import { applied, type CourseEntry } from './course.ts';
import { type Fold, SETTLE_MS, type Stretch, stretchesOf } from './stretches.ts';

/** `[from, to)` during which nothing relevant was recorded, and what was known in it. */
type Interval = {
  from: Timestamp;
  to: Timestamp /** In force within it, or not settled. */;
  active: Stretch[];
  seated: Fold['seated'];
};
/**
 * Folds of what was known, by the moment from which it was. They are kept from append to append: what was recorded up to a
 * moment can only grow, so that as many events are the same events.
 */
export type Remembered = Map<Timestamp, { count: number; beginning: Timestamp; fold: Fold }>;

export type Knowledge = {
  intervals: Interval[] /** What was known, cut to the interval in which it was. */;
  pieces: Stretch[];
};

/**
 * The events of a course as it was known at `moment`: recorded by then, with the corrections recorded by then.
 * The course's own order is kept where no correction has moved anything since.
 */
export function knownAt(entries: readonly CourseEntry[], moment: Timestamp): EventEnvelope[] {
  const events: EventEnvelope[] = [];
  let moved = false;
  for (const entry of entries) {
    if (entry.original.recordedtime > moment) continue;
    if (entry.corrections.length === 0) {
      events.push(entry.original);
      continue;
    }
    const { event, retracted } = applied(
      entry.original,
      entry.corrections.findLast((c) => c.recordedtime <= moment),
    );
    if (retracted) continue;
    moved ||= event.time !== entry.event.time;
    events.push(event);
  }
  return moved ? events.sort(byCourse) : events;
}

/**
 * Folds what was known, interval by interval, but only where an event came late, early or was corrected:
 * elsewhere an event is known exactly when it counts, and the full course says the same.
 */
export function knownPieces(
  entries: readonly CourseEntry[],
  beginning: Timestamp,
  remembered: Remembered = new Map(),
): Knowledge {
  const spans: [Timestamp, Timestamp][] = [];
  const recorded = new Set<Timestamp>([beginning]);
  for (const { original, corrections } of entries) {
    recorded.add(original.recordedtime);
    let from = original.recordedtime;
    let to = from;
    const widen = (time: Timestamp) => {
      if (time < from) from = time;
      if (time > to) to = time;
    };
    widen(original.time);
    for (const correction of corrections) {
      recorded.add(correction.recordedtime);
      widen(correction.recordedtime);
      if (typeof correction.data.time === 'string') widen(correction.data.time);
    }
    if (from < to) spans.push([from, to]);
  }
  if (spans.length === 0) return { intervals: [], pieces: [] };
  const moments = [...recorded].sort();
  const intervals: Interval[] = [];
  const pieces: Stretch[] = [];
  for (let i = 0; i + 1 < moments.length; i++) {
    const from = moments[i] as Timestamp;
    const to = moments[i + 1] as Timestamp;
    if (!spans.some(([a, b]) => a < to && b > from)) continue;
    const fold = foldAt(entries, from, beginning, remembered);
    const active = fold.stretches.filter((s) => s.from < to && (s.to === undefined || (s.settlesAt ?? s.to) > from));
    const seated = fold.seated.filter((s) => s.from < to && (s.to === undefined || s.to > from));
    intervals.push({ from, to, active, seated });
    for (const stretch of active) {
      const piece = clipped(stretch, from, to);
      if (piece) pieces.push(piece);
    }
  }
  return { intervals, pieces };
}

function foldAt(entries: readonly CourseEntry[], from: Timestamp, beginning: Timestamp, remembered: Remembered): Fold {
  let count = 0;
  for (const { original, corrections } of entries) {
    if (original.recordedtime > from) continue;
    count += 1;
    for (const correction of corrections) if (correction.recordedtime <= from) count += 1;
  }
  const known = remembered.get(from);
  if (known?.count === count && known.beginning === beginning) return known.fold;
  const fold = stretchesOf(knownAt(entries, from), beginning);
  remembered.set(from, { count, beginning, fold });
  return fold;
}

/** The part of a stretch inside `[from, to)`; where it went on, what was recorded at `to` may have lifted it. */
function clipped({ since: _since, ...stretch }: Stretch, from: Timestamp, to: Timestamp): Stretch | undefined {
  const start = stretch.from < from ? from : stretch.from;
  const ended = stretch.to !== undefined && stretch.to < to ? stretch.to : to;
  if (ended <= start) return undefined;
  const settlesAt = ended === stretch.to && stretch.settlesAt ? stretch.settlesAt : addMs(to, SETTLE_MS);
  return { ...stretch, from: start, to: ended, settlesAt };
}

/** The parts of `stretch` (of the full course) in which a sitting was on and nothing known then withheld as much. */
export function withinKnown(stretch: Stretch, { intervals }: Knowledge): { from: Timestamp; to: Timestamp }[] {
  const parts: { from: Timestamp; to: Timestamp }[] = [];
  for (const interval of intervals) {
    // They are in order.
    if (stretch.to !== undefined && interval.from >= stretch.to) break;
    if (interval.to <= stretch.from) continue;
    const from = later(stretch.from, interval.from);
    const to = stretch.to !== undefined && stretch.to < interval.to ? stretch.to : interval.to;
    if (from >= to) continue;
    if (interval.seated.length === 0) continue;
    const covering = interval.active.filter((known) => withholdsAsMuch(known, stretch));
    for (const seat of interval.seated) {
      let open = [{ from: later(seat.from, from), to: seat.to !== undefined && seat.to < to ? seat.to : to }];
      for (const known of covering) open = open.flatMap((part) => minus(part, known));
      parts.push(...open.filter((part) => part.from < part.to));
    }
  }
  return parts;
}

const withholdsAsMuch = (known: Stretch, stretch: Stretch): boolean =>
  (known.picture || !stretch.picture) &&
  (known.sound || !stretch.sound) &&
  (known.feeds === undefined || (stretch.feeds?.every((feed) => known.feeds?.includes(feed)) ?? false));

/** Nothing was on air before a lift had settled. */
function minus(part: { from: Timestamp; to: Timestamp }, known: Stretch): { from: Timestamp; to: Timestamp }[] {
  const end = known.to === undefined ? undefined : (known.settlesAt ?? known.to);
  if (known.from >= part.to || (end !== undefined && end <= part.from)) return [part];
  const rest: { from: Timestamp; to: Timestamp }[] = [];
  if (known.from > part.from) rest.push({ from: part.from, to: known.from });
  if (end !== undefined && end < part.to) rest.push({ from: end, to: part.to });
  return rest;
}
