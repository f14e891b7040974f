/**
 * What a machine tells of itself, brought into bounds at the border: a clock that is off, a figure that cannot be, or a flood must neither
 * be believed nor make a machine that works look as if it did not. Pure.
 */
import { timestampOf } from '@giamsat/contract/time';
import type { AgentVitals, FeedVitals } from '@giamsat/contract/wire/ingest';

const DAY_MS = 86_400_000;
/** Nothing of a court is larger. */
const MOST = {
  bytes: 2 ** 50,
  events: 10_000_000,
  fps: 240,
  kbps: 200_000,
  keyIntervalMs: 600_000,
  percent: 10_000,
  restarts: 1_000_000,
  offsetMs: 100 * 365 * DAY_MS,
  ageMs: 400 * DAY_MS,
  version: 40,
} as const;

const within = (value: number, least: number, most: number): number =>
  Number.isNaN(value) ? least : Math.min(most, Math.max(least, value));

/** A stretch that ended when it was told, by the teller's clock, as one that ends now by ours. */
const ago = (since: string, told: string, now: number): string =>
  timestampOf(now - within(Date.parse(told) - Date.parse(since), 0, MOST.ageMs));

/** The same, in bounds; all its times by our clock, `now` (ms). */
export function plausible({ at, version, startedAt, spoolOldestAt, ...vitals }: AgentVitals, now: number): AgentVitals {
  const byFeed = new Map(vitals.feeds.map((one) => [one.feed, one]));
  return {
    agent: vitals.agent,
    at: timestampOf(now),
    version: version.replace(/[^\w.+-]/g, '').slice(0, MOST.version),
    ...(startedAt === undefined ? {} : { startedAt: ago(startedAt, at, now) }),
    feeds: [...byFeed.values()].map(plausibleFeed),
    spoolBytes: within(vitals.spoolBytes, 0, MOST.bytes),
    ...(spoolOldestAt === undefined ? {} : { spoolOldestAt: ago(spoolOldestAt, at, now) }),
    outboxLength: within(vitals.outboxLength, 0, MOST.events),
    diskFreeBytes: within(vitals.diskFreeBytes, 0, MOST.bytes),
    clockOffsetMs: within(vitals.clockOffsetMs, -MOST.offsetMs, MOST.offsetMs),
  };
}

const BOUNDS = {
  fps: [0, MOST.fps],
  keyIntervalMs: [0, MOST.keyIntervalMs],
  corePercent: [0, MOST.percent],
  kbps: [0, MOST.kbps],
  levelDb: [-200, 0],
} as const satisfies Partial<Record<keyof FeedVitals, readonly [number, number]>>;
type Bounded = keyof typeof BOUNDS;

function plausibleFeed(vitals: FeedVitals): FeedVitals {
  const { black, frozen, silent, kbps, levelDb, ...works } = vitals;
  // What a camera sees and hears stays in the court while it is withheld (agent, `vitals.ts`): also of one that tells it.
  const told: FeedVitals = vitals.sending === 'cut' ? works : vitals;
  const figures = (Object.keys(BOUNDS) as Bounded[]).flatMap((name) => {
    const value = told[name];
    const [least, most] = BOUNDS[name];
    return value === undefined ? [] : [[name, within(value, least, most)] as const];
  });
  return { ...told, ...Object.fromEntries(figures), restarts: within(told.restarts, 0, MOST.restarts) };
}

const AT_ONCE = 20;
/** A machine tells every five seconds, and at once what changes of its cameras. */
const EVERY_MS = 500;

/** Whether one more message of that machine is taken: so many at once, and one each half second. */
export function createVitalsPace(now: () => number): (agent: string) => boolean {
  const left = new Map<string, { tokens: number; at: number }>();
  return (agent) => {
    const before = left.get(agent) ?? { tokens: AT_ONCE, at: now() };
    const tokens = Math.min(AT_ONCE, before.tokens + Math.max(0, now() - before.at) / EVERY_MS);
    const takes = tokens >= 1;
    left.set(agent, { tokens: takes ? tokens - 1 : tokens, at: now() });
    return takes;
  };
}
