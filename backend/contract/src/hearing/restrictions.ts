/** What withholds picture and sound of a hearing, when, and why (`interfaces.md` §1, restrictions). */
import type { EventEnvelope } from '../event/envelope.ts';
import type { Timestamp } from '../primitives.ts';
import { addMs } from '../time.ts';
import { type Course, courseOf } from './course.ts';
import { knownPieces, type Remembered, withinKnown } from './knowledge.ts';
import { RESTRICTION_CAUSES, type Restriction, type ShownBeforeKnown } from './model.ts';
import { type Fold, restricts, SETTLE_MS, type Stretch, stretchesOf } from './stretches.ts';

/** Everything about a hearing that may keep a picture back. */
export type Withheld = { restrictions: Restriction[]; shownBeforeKnown: ShownBeforeKnown[] };

export const restrictionsOf = (events: Iterable<EventEnvelope>): Restriction[] =>
  withheldIn(courseOf(events)).restrictions;
export const shownBeforeKnownOf = (events: Iterable<EventEnvelope>): ShownBeforeKnown[] =>
  withheldIn(courseOf(events)).shownBeforeKnown;

/** "From the beginning" of a hearing nobody has heard of. */
const ALWAYS = '1970-01-01T00:00:00.000Z';

/**
 * A moment is restricted if the course of all events says so, or the course of those recorded up to that moment;
 * what only the former says was on air before it was known, and is refused until the court releases it.
 */
export function withheldIn(course: Course, remembered?: Remembered): Withheld {
  const beginning = beginningOf(course);
  const relevant = course.entries.filter(
    (e) => restricts(e.original.type) || e.corrections.some((c) => restricts(String(c.data.type ?? ''))),
  );
  const full = stretchesOf(
    relevant.filter((e) => !e.retracted).map((e) => e.event),
    beginning,
  );
  const known = knownPieces(relevant, beginning, remembered);
  const releases = releasesIn(course);
  const shown = releasedParts(lateParts(full, known).concat(earlierRecordings(full, beginning)), releases);
  const all: Restriction[] = [...known.pieces];
  for (const stretch of full.stretches) all.push(...withoutReleased(stretch, shown));
  return { restrictions: merged(all), shownBeforeKnown: shown.map(({ stretch: _stretch, ...s }) => s) };
}

function beginningOf(course: Course): Timestamp {
  let beginning: Timestamp | undefined;
  for (const { event, original } of course.entries) {
    for (const time of [event.time, original.time, original.recordedtime]) {
      if (beginning === undefined || time < beginning) beginning = time;
    }
  }
  return beginning ?? ALWAYS;
}

type Shown = ShownBeforeKnown & { stretch: Stretch };

/** Where the full course withholds what, as far as was known then, was on air. */
function lateParts(full: Fold, known: ReturnType<typeof knownPieces>): Shown[] {
  if (known.intervals.length === 0) return [];
  const parts: Shown[] = [];
  for (const stretch of full.stretches) {
    for (const part of withinKnown(stretch, known)) {
      const last = parts.at(-1);
      if (last && last.stretch === stretch && last.to === part.from) last.to = part.to;
      else if (stretch.event) parts.push({ ...part, reason: 'late', event: stretch.event, stretch });
    }
  }
  return parts;
}

/** From the moment that a hearing goes in camera, or a minor is flagged, its earlier recordings are refused as well. */
function earlierRecordings(full: Fold, beginning: Timestamp): Shown[] {
  const parts: Shown[] = [];
  for (const stretch of full.stretches) {
    if (stretch.cause !== 'in_camera' && stretch.cause !== 'minor') continue;
    // The second half of a ground that a public stretch interrupted reaches back to nothing.
    if (full.stretches.some((s) => s !== stretch && s.event === stretch.event && s.from < stretch.from)) continue;
    const to = stretch.since ?? stretch.from;
    if (stretch.event && beginning < to)
      parts.push({ from: beginning, to, reason: stretch.cause, event: stretch.event, stretch });
  }
  return parts;
}

type Release = { from: Timestamp; to: Timestamp; at: Timestamp };

function releasesIn(course: Course): Release[] {
  const releases: Release[] = [];
  for (const { event, retracted } of course.entries) {
    if (event.type !== 'recording.released' || retracted) continue;
    const { from, to } = event.data as { from: Timestamp; to: Timestamp };
    releases.push({ from, to, at: addMs(event.recordedtime, SETTLE_MS) });
  }
  return releases.sort((a, b) => (a.at < b.at ? -1 : 1));
}

/** Splits what is refused where releases begin and end. */
function releasedParts(parts: Shown[], releases: Release[]): Shown[] {
  if (releases.length === 0) return parts;
  const edges = releases.flatMap((r) => [r.from, r.to]);
  return parts.flatMap((part) =>
    slices(part.from, part.to, edges).map(([from, to]) => {
      const release = releases.find((r) => r.from <= from && to !== undefined && to <= r.to);
      return { ...part, from, to: to ?? part.to, ...(release ? { releasedAt: release.at } : {}) };
    }),
  );
}

/** A stretch of the full course, in pieces where parts of it that nobody knew of then have been released. */
function withoutReleased({ since: _since, ...stretch }: Stretch, shown: Shown[]): Restriction[] {
  const released = shown.filter(
    (s) => s.releasedAt !== undefined && s.stretch.event === stretch.event && s.stretch.cause === stretch.cause,
  );
  if (released.length === 0) return [stretch];
  const edges = released.flatMap((s) => [s.from, s.to]);
  return slices(stretch.from, stretch.to, edges).map(([from, to]) => {
    const part = released.find((s) => s.from <= from && to !== undefined && to <= s.to);
    const whole = { ...stretch, from };
    if (to === undefined) return whole;
    const settlesAt = to === stretch.to && stretch.settlesAt !== undefined ? stretch.settlesAt : to;
    return { ...whole, to, settlesAt, ...(part?.releasedAt ? { releasedAt: part.releasedAt } : {}) };
  });
}

/** `[from, to)` cut at the edges inside it. */
function slices(from: Timestamp, to: Timestamp | undefined, edges: Timestamp[]): [Timestamp, Timestamp | undefined][] {
  const inside = [...new Set(edges)].filter((e) => e > from && (to === undefined || e < to)).sort();
  const starts = [from, ...inside];
  return starts.map((start, i) => [start, starts[i + 1] ?? to]);
}

/** Joins pieces of one ground that touch; sorted by beginning, then gravest first. */
function merged(pieces: Restriction[]): Restriction[] {
  const groups = new Map<string, Restriction[]>();
  for (const piece of pieces) {
    const key = `${piece.cause} ${piece.picture} ${piece.event ?? ''} ${piece.releasedAt ?? ''} ${piece.feeds?.join() ?? ''}`;
    const group = groups.get(key);
    if (group) group.push(piece);
    else groups.set(key, [piece]);
  }
  const all: Restriction[] = [];
  for (const group of groups.values()) {
    group.sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
    let current: Restriction | undefined;
    for (const piece of group) {
      if (!current || (current.to !== undefined && current.to < piece.from)) {
        current = { ...piece };
        all.push(current);
      } else if (current.to !== undefined) {
        if (piece.to === undefined) {
          delete current.to;
          delete current.settlesAt;
        } else {
          if (piece.to > current.to) current.to = piece.to;
          if ((piece.settlesAt ?? '') > (current.settlesAt ?? '')) current.settlesAt = piece.settlesAt ?? piece.to;
        }
      }
    }
  }
  return all.sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : gravity(a) - gravity(b) || refOrder(a, b)));
}

/**
 * Only a public stretch of a closed hearing announces when the withholding begins again. Anything else that seems to begin
 * in the future was written by a clock that is ahead, and holds from now on. `all`: the hearing's.
 */
export const isAnnounced = (r: Restriction, all: readonly Restriction[]): boolean =>
  (r.cause === 'in_camera' || r.cause === 'minor') &&
  all.some(
    (other) => other.cause === r.cause && other.event === r.event && other.to !== undefined && other.to <= r.from,
  );

const gravity = (r: Restriction): number => RESTRICTION_CAUSES.indexOf(r.cause);
const refOrder = (a: Restriction, b: Restriction): number => ((a.event ?? '') < (b.event ?? '') ? -1 : 1);
const concerns = (r: { feeds?: string[] }, feed: string | undefined): boolean =>
  r.feeds === undefined || feed === undefined || r.feeds.includes(feed);

/** What withholds picture or sound now, gravest first; for one feed, or (without `feed`) for any. */
export const inForce = (restrictions: readonly Restriction[], now: Timestamp, feed?: string): Restriction[] =>
  restrictions
    .filter((r) => concerns(r, feed) && r.from <= now && (r.to === undefined || now < (r.settlesAt ?? r.to)))
    .sort((a, b) => gravity(a) - gravity(b));

/**
 * What withholds a recording of `[from, to)`, asked at `now`, gravest first. What has not settled counts as open-ended;
 * what has been released does not count.
 */
export const overlaps = (
  restrictions: readonly Restriction[],
  from: Timestamp,
  to: Timestamp,
  now: Timestamp,
  feed?: string,
): Restriction[] =>
  restrictions
    .filter(
      (r) =>
        concerns(r, feed) &&
        r.from < to &&
        (r.to === undefined || r.to > from || (r.settlesAt ?? r.to) > now) &&
        (r.releasedAt === undefined || now < r.releasedAt),
    )
    .sort((a, b) => gravity(a) - gravity(b));

/** The refused parts of `[from, to)` that were on air before something was known. */
export const shownOverlaps = (
  shown: readonly ShownBeforeKnown[],
  from: Timestamp,
  to: Timestamp,
  now: Timestamp,
): ShownBeforeKnown[] =>
  shown.filter((s) => s.from < to && s.to > from && (s.releasedAt === undefined || now < s.releasedAt));
