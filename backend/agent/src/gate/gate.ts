/** The one truth about what each feed may do: folded from the courses with the contract's own functions; in doubt it is cut. */
import { type EventEnvelope, eventRef } from '@giamsat/contract/event/envelope';
import { type Course, courseOf } from '@giamsat/contract/hearing/course';
import { RESTRICTION_CAUSES, type Restriction, type Sitting } from '@giamsat/contract/hearing/model';
import { isAnnounced, withheldIn } from '@giamsat/contract/hearing/restrictions';
import { sittingsOfCourses } from '@giamsat/contract/hearing/sittings';
import { SETTLE_MS } from '@giamsat/contract/hearing/stretches';
import type { FeedGate, Piece, Verdict } from './verdict.ts';

/** One reading of the courses: who holds the rooms, and what is withheld. */
type World = { sittings: Sitting[]; restrictions: Map<string, Restriction[]> };

export type GateSource = {
  hearings(): string[];
  course(hearing: string): Course | undefined;
  restrictions(hearing: string): Restriction[];
  events(hearing: string): EventEnvelope[];
  /** Ours that the province rejected, by `{source}#{id}`. */
  rejected(): ReadonlySet<string>;
  intact(): boolean;
  roomOf(feed: string): string | undefined;
  now(): number;
};

export type Gate = {
  /** The courses changed. */
  refold(): void;
  feed(feed: string): FeedGate;
  /** All sittings as they stand, rejected events included. */
  sittings(): Sitting[];
};

/**
 * A camera's picture reaches us so much later at most. It is dated by when it came, so that for so long after a lift it may still show
 * what was before it.
 */
export const CAMERA_WAY_MS = 1_000;

const UNKNOWN: Verdict = { state: 'cut', cause: 'unknown' };

export function createGate(source: GateSource): Gate {
  let worlds: World[] | undefined;

  /**
   * A rejected opening leaves the fold and a rejected cut stays: so both readings are kept, with and without what was rejected,
   * and the stricter of the two counts.
   */
  const read = (): World[] => {
    if (worlds) return worlds;
    const rejected = source.rejected();
    const asItStands = worldOf(
      source.hearings(),
      (id) => source.course(id),
      (id) => source.restrictions(id),
    );
    worlds = [asItStands];
    if (rejected.size > 0) {
      const accepted = new Map<string, Course>();
      for (const id of source.hearings()) {
        const events = source.events(id);
        const left = events.filter((event) => !rejected.has(eventRef(event)));
        if (left.length < events.length) accepted.set(id, courseOf(left));
      }
      const courseIn = (id: string) => accepted.get(id) ?? source.course(id);
      const restrictionsIn = (id: string) => {
        const course = accepted.get(id);
        return course ? withheldIn(course).restrictions : source.restrictions(id);
      };
      worlds.push(worldOf(source.hearings(), courseIn, restrictionsIn));
    }
    return worlds;
  };

  const verdict = (feed: string, fromMs: number, toMs: number): Verdict => {
    if (!source.intact()) return UNKNOWN;
    const room = source.roomOf(feed);
    if (room === undefined) return { state: 'off' };
    return read()
      .map((world) => verdictIn(world, room, feed, fromMs, toMs, source.now(), CAMERA_WAY_MS))
      .reduce(stricter);
  };

  return {
    refold() {
      worlds = undefined;
    },
    sittings: () => read()[0]?.sittings ?? [],
    feed: (feed) => ({
      verdict: (fromMs, toMs) => verdict(feed, fromMs, toMs),
      pieces(fromMs, toMs) {
        const room = source.roomOf(feed);
        if (!source.intact() || room === undefined) return undefined;
        const edges = read().flatMap((world) => edgesIn(world, room, feed));
        const inside = [...new Set(edges)].filter((ms) => fromMs < ms && ms < toMs).sort((a, b) => a - b);
        const starts = [fromMs, ...inside];
        return starts.map((from, i): Piece => {
          const to = starts[i + 1] ?? toMs;
          const found = read()
            .map((world) => settledIn(world, verdictIn(world, room, feed, from, to, source.now(), 0), feed, from, to))
            .reduce(stricter);
          const state = found.state === 'held' ? 'cut' : found.state;
          return { fromMs: from, toMs: to, state, sitting: found.state === 'off' ? undefined : found.sitting };
        });
      },
      wantsSound() {
        const room = source.roomOf(feed);
        if (room === undefined || !source.intact()) return true;
        const now = source.now();
        return read().every((world) => {
          const sitting = holderOf(world, room, now, now);
          const all = sitting ? (world.restrictions.get(sitting.hearing) ?? []) : [];
          return !all.some((r) => !r.picture && r.sound && concerns(r, feed) && isInForce(r, all, now));
        });
      },
    }),
  };
}

function worldOf(
  ids: Iterable<string>,
  course: (id: string) => Course | undefined,
  restrictions: (id: string) => Restriction[],
): World {
  const courses: Course[] = [];
  const withheld = new Map<string, Restriction[]>();
  for (const id of ids) {
    const one = course(id);
    if (!one) continue;
    courses.push(one);
    withheld.set(id, restrictions(id));
  }
  return { sittings: sittingsOfCourses(courses).sittings, restrictions: withheld };
}

const ms = (time: string): number => Date.parse(time);
const concerns = (r: Restriction, feed: string): boolean => r.feeds === undefined || r.feeds.includes(feed);
const isInForce = (r: Restriction, all: readonly Restriction[], now: number): boolean =>
  beganAt(r, all, now) <= now && (r.to === undefined || now < ms(r.settlesAt ?? r.to));
/** What another clock, ahead of ours, put into our future holds already; nobody knows since when. */
const beganAt = (r: Restriction, all: readonly Restriction[], now: number): number =>
  ms(r.from) > now && !isAnnounced(r, all) ? Number.NEGATIVE_INFINITY : ms(r.from);

/** The sitting that held the room during all of `[fromMs, toMs]`. */
const holderOf = (world: World, room: string, fromMs: number, toMs: number) => {
  for (const sitting of world.sittings) {
    for (const hold of sitting.holds) {
      if (hold.room !== room || ms(hold.from) > fromMs) continue;
      if (hold.to === undefined || toMs <= ms(hold.to))
        return { hearing: sitting.hearing, id: sitting.id, since: ms(hold.from) };
    }
  }
  return undefined;
};

const gravity = (r: Restriction): number => RESTRICTION_CAUSES.indexOf(r.cause);

/** `[fromMs, toMs)` overlaps the stretch that began at `beganMs`; a moment (`fromMs` = `toMs`) lies in it. */
const covers = (r: Restriction, fromMs: number, toMs: number, beganMs = ms(r.from), wayMs = 0): boolean =>
  (beganMs <= fromMs || beganMs < toMs) && (r.to === undefined || ms(r.to) + wayMs > fromMs);

/** A stretch that was lifted, but may still be taken back. */
const unsettled = (r: Restriction, now: number): boolean =>
  r.to !== undefined && now < ms(r.settlesAt ?? r.to) && ms(r.from) <= now;

function verdictIn(
  world: World,
  room: string,
  feed: string,
  fromMs: number,
  toMs: number,
  now: number,
  wayMs: number,
): Verdict {
  const holder = holderOf(world, room, fromMs, toMs);
  if (!holder) return { state: 'off' };
  const { hearing, id: sitting, since } = holder;
  const all = (world.restrictions.get(hearing) ?? []).filter((r) => concerns(r, feed));
  const here = (r: Restriction) => covers(r, fromMs, toMs, beganAt(r, all, now), wayMs);
  const covering = all.filter((r) => r.picture && here(r)).sort((a, b) => gravity(a) - gravity(b));
  if (covering[0]) return { state: 'cut', cause: covering[0].cause, sitting, hearing };
  if (fromMs < since + wayMs) return { state: 'cut', cause: 'unknown', sitting, hearing };
  const sound = !all.some((r) => r.sound && !r.picture && (here(r) || unsettled(r, now)));
  // A sitting that goes on because its ending was taken back is a lift, too.
  const held = now < since + SETTLE_MS || all.some((r) => r.picture && unsettled(r, now));
  return { state: held ? 'held' : 'live', sitting, hearing, sound };
}

/** Where what `verdictIn` says can change. */
function edgesIn(world: World, room: string, feed: string): number[] {
  const edges: (string | undefined)[] = [];
  for (const { hearing, holds } of world.sittings) {
    const here = holds.filter((hold) => hold.room === room);
    if (here.length === 0) continue;
    const restrictions = (world.restrictions.get(hearing) ?? []).filter((r) => concerns(r, feed));
    edges.push(...[...here, ...restrictions].flatMap(({ from, to }) => [from, to]));
    edges.push(...restrictions.map((r) => r.settlesAt));
  }
  return edges.flatMap((edge) => (edge === undefined ? [] : ms(edge)));
}

/** What was lifted and had not settled counts as cut, also where it settled meanwhile. */
function settledIn(world: World, verdict: Verdict, feed: string, fromMs: number, toMs: number): Verdict {
  if (verdict.state !== 'live') return verdict;
  const { sitting, hearing } = verdict;
  const lifted = (world.restrictions.get(hearing) ?? []).find(
    (r) =>
      concerns(r, feed) && r.picture && r.to !== undefined && covers({ ...r, to: r.settlesAt ?? r.to }, fromMs, toMs),
  );
  return lifted ? { state: 'cut', cause: lifted.cause, sitting, hearing } : verdict;
}

const STRICTNESS = { off: 3, cut: 2, held: 1, live: 0 } as const;

/** The stricter of two readings; two that name different sittings are in doubt. */
function stricter(a: Verdict, b: Verdict): Verdict {
  const strict = STRICTNESS[a.state] >= STRICTNESS[b.state] ? a : b;
  const mild = strict === a ? b : a;
  if (strict.state === 'off' || strict.state === 'cut' || mild.state === 'off' || mild.state === 'cut') return strict;
  if (strict.sitting !== mild.sitting) return { state: 'cut', cause: 'unknown' };
  return { ...strict, sound: strict.sound && mild.sound };
}
