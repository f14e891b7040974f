/** Follows how each camera and machine fares, second by second, and takes a sample each five seconds. Asked by a timer; knows no database. */
import type { AgentVitals, FeedVitals } from '@giamsat/contract/wire/ingest';
import type { Registry } from '../../hearings/registry.ts';
import type { WindowRecord } from '../../hearings/window-record.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Arrivals } from '../arrivals.ts';
import { isFresh, STALE_MS } from '../finding.ts';
import { createBands, type Health } from './bands.ts';
import { type Figures, MINUTE_MS, minuteOf, type Row, rowOf, type Sample, STEP_MS, type Subject } from './sample.ts';
import { type Coming, signsOfFeed, signsOfMachine, type Viewing } from './signs.ts';
import type { Viewings } from './viewing.ts';

/** Without `health`: not heard of. */
export type FeedState = Omit<Figures, 'lostMs'> & { health?: Health; onAir: boolean; viewing?: Viewing };
export type MachineState = { health?: Health; heardAt?: number; vitals?: AgentVitals };

export type HealthTracker = {
  /** Each second: judges everything anew. Answers the rows of minutes that are over. */
  tick(): Row[];
  /** As of the last tick. */
  feed(code: string): FeedState;
  machine(code: string): MachineState;
  /** Samples since that moment, as far as they are remembered: some twenty minutes. */
  recent(subject: Subject, sinceMs: number): Sample[];
  /** Rows of the minute that is not over. */
  rest(): Row[];
  close(): void;
};

/** A camera's first parts after the permission may take so long (`rules/no-picture.ts`). */
const FIRST_MS = 8_000;
/** Over which short breaks are judged, in samples. */
const FLAWS_OVER = 6;
const REMEMBERED_MS = 20 * MINUTE_MS;

type Known = Subject & {
  samples: Sample[];
  /** Of a camera: all that was lost by the last sample, and in short breaks by each of the last samples. */
  lostMs?: number;
  flaws: number[];
};
const nameOf = ({ kind, code }: Subject): string => `${kind} ${code}`;

export function createHealthTracker(deps: {
  registry: Pick<Registry, 'content'>;
  onVitals: (fn: (vitals: AgentVitals) => void) => () => void;
  arrivals: Pick<Arrivals, 'of'>;
  windows: () => readonly WindowRecord[];
  viewings: Pick<Viewings, 'between'>;
  clock: Clock;
}): HealthTracker {
  const { registry, arrivals, viewings, clock } = deps;
  const listeningSince = clock.now();
  const bands = createBands();
  const machines = new Map<string, { vitals: AgentVitals; at: number }>();
  const heard = new Map<string, { vitals: FeedVitals; at: number; agent: string }>();
  const known = new Map<string, Known>();
  const feeds = new Map<string, FeedState>();
  const states = new Map<string, MachineState>();
  let slot = Math.floor(clock.now() / STEP_MS);

  const stop = deps.onVitals((vitals) => {
    const at = clock.now();
    machines.set(vitals.agent, { vitals, at });
    // A camera that it no longer has is nobody's.
    for (const [feed, { agent }] of heard) if (agent === vitals.agent) heard.delete(feed);
    for (const one of vitals.feeds) heard.set(one.feed, { vitals: one, at, agent: vitals.agent });
  });

  const knownOf = (subject: Subject): Known => {
    const name = nameOf(subject);
    const one = known.get(name) ?? { ...subject, samples: [], flaws: [] };
    known.set(name, one);
    return one;
  };

  /** Undefined while no picture is to be seen, or the first could not have come. */
  function comingOf(feed: string, opensAt: number | undefined, now: number): Coming | undefined {
    if (opensAt === undefined) return undefined;
    const arrival = arrivals.of(feed);
    const begun = Math.max(opensAt, listeningSince);
    const came = arrival && arrival.at >= opensAt ? arrival : undefined;
    if (!came) return now - begun < FIRST_MS ? undefined : { silentMs: now - begun, flawsMs: 0 };
    const [first = came.flawsMs] = knownOf({ kind: 'feed', code: feed }).flaws;
    return { silentMs: now - came.at, delayMs: Math.round(came.delayMs), flawsMs: came.flawsMs - first };
  }

  function judgeFeed(feed: string, opensAt: number | undefined, now: number): void {
    const told = heard.get(feed);
    const onAir = opensAt !== undefined;
    const viewing = viewings.between(feed, now - MINUTE_MS, now + 1);
    const more = { onAir, ...(viewing ? { viewing } : {}) };
    if (!told) return void feeds.set(feed, more);
    const coming = comingOf(feed, opensAt, now);
    const fresh = isFresh(told.at, now);
    const signs = signsOfFeed({ vitals: told.vitals, heard: fresh, onAir, coming, viewing });
    const [fps, kbps] = fresh ? [told.vitals.fps, told.vitals.kbps] : [];
    feeds.set(feed, {
      ...more,
      health: bands.steady(nameOf({ kind: 'feed', code: feed }), signs, now),
      ...(coming?.delayMs === undefined ? {} : { delayMs: coming.delayMs }),
      ...(kbps === undefined ? {} : { kbps: Math.round(kbps) }),
      ...(fps === undefined ? {} : { fps: Math.round(fps * 10) / 10 }),
    });
  }

  function judgeMachine(code: string, now: number): void {
    const told = machines.get(code);
    const last = Math.max(told?.at ?? 0, listeningSince);
    // A node that has just begun to listen may not have heard of it yet.
    if (!told && now - last < STALE_MS) return void states.set(code, {});
    const name = nameOf({ kind: 'machine', code });
    if (!told) {
      return void states.set(code, { health: bands.steady(name, [{ ailment: 'silent-machine', grade: 'bad' }], now) });
    }
    const signs = signsOfMachine(told.vitals, isFresh(told.at, now));
    states.set(code, { health: bands.steady(name, signs, now), heardAt: told.at, vitals: told.vitals });
  }

  function take(at: number): void {
    for (const [code, { health, delayMs, kbps, fps, onAir }] of feeds) {
      const one = knownOf({ kind: 'feed', code });
      const { lostMs = 0, flawsMs = 0 } = arrivals.of(code) ?? {};
      const before = one.lostMs;
      one.lostMs = lostMs;
      one.flaws = [...one.flaws, flawsMs].slice(-FLAWS_OVER);
      if (!health) continue;
      const figures = {
        ...(delayMs === undefined ? {} : { delayMs }),
        ...(onAir && before !== undefined ? { lostMs: Math.round(Math.max(0, lostMs - before)) } : {}),
        ...(kbps === undefined ? {} : { kbps }),
        ...(fps === undefined ? {} : { fps }),
      };
      one.samples.push({ at, ...health, ...figures });
    }
    for (const [code, { health }] of states) {
      if (health) knownOf({ kind: 'machine', code }).samples.push({ at, ...health });
    }
    for (const one of known.values()) one.samples = one.samples.filter((sample) => at - sample.at < REMEMBERED_MS);
  }

  const rowsOf = (minute: number): Row[] =>
    [...known.values()].flatMap(({ kind, code, samples }) => {
      const own = samples.filter(({ at }) => at >= minute && at < minute + MINUTE_MS);
      const viewing = kind === 'feed' ? viewings.between(code, minute, minute + MINUTE_MS) : undefined;
      return own.length === 0 ? [] : [rowOf({ kind, code }, minute, own, viewing)];
    });

  return {
    tick() {
      const now = clock.now();
      const content = registry.content();
      const open = new Map<string, number>();
      for (const { feed, opensAt } of deps.windows()) {
        const at = Date.parse(opensAt);
        if (at <= now) open.set(feed, Math.min(at, open.get(feed) ?? at));
      }
      feeds.clear();
      for (const { code } of content.feeds) judgeFeed(code, open.get(code), now);
      states.clear();
      for (const { code, publicKey } of content.agents) if (publicKey !== undefined) judgeMachine(code, now);
      const names = new Set([
        ...[...feeds.keys()].map((code) => nameOf({ kind: 'feed', code })),
        ...[...states.keys()].map((code) => nameOf({ kind: 'machine', code })),
      ]);
      bands.keepOnly(names);
      for (const name of known.keys()) if (!names.has(name)) known.delete(name);

      const next = Math.floor(now / STEP_MS);
      // A clock that is put back waits until it is where it was, unless that would take long.
      if (next <= slot && slot - next < MINUTE_MS / STEP_MS) return [];
      const before = minuteOf(slot * STEP_MS);
      slot = next;
      take(slot * STEP_MS);
      return minuteOf(slot * STEP_MS) > before ? rowsOf(before) : [];
    },
    feed: (code) => feeds.get(code) ?? { onAir: false },
    machine: (code) => states.get(code) ?? {},
    recent: (subject, sinceMs) => (known.get(nameOf(subject))?.samples ?? []).filter(({ at }) => at >= sinceMs),
    rest: () => rowsOf(minuteOf(slot * STEP_MS)),
    close: stop,
  };
}
