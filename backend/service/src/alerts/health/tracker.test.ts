import type { AgentVitals, FeedVitals } from '@giamsat/contract/wire/ingest';
import { beforeEach, describe, expect, test } from 'vitest';
import type { RegistryContent } from '../../hearings/registry-content.ts';
import type { WindowRecord } from '../../hearings/window-record.ts';
import { createMemoryBus } from '../../platform/bus.ts';
import { type FakeClock, fakeClock } from '../../platform/clock.ts';
import { createLogger } from '../../platform/logger.ts';
import type { Arrival } from '../arrivals.ts';
import { createNodes } from './nodes.ts';
import { hourOf, type Row, samplesOf } from './sample.ts';
import { createHealthTracker, type HealthTracker } from './tracker.ts';
import { createViewings } from './viewing.ts';

const logger = createLogger({ level: 'silent' });
const START = Date.parse('2026-03-05T05:00:00.000Z');
const FEED = { kind: 'feed', code: 'lb-1-1' } as const;
const content = {
  courts: [],
  rooms: [],
  feeds: [
    { code: 'lb-1-1', room: 'lb-1', name: 'Toàn cảnh', role: 'panel' },
    { code: 'lb-2-1', room: 'lb-2', name: 'Toàn cảnh', role: 'panel' },
  ],
  agents: [
    { code: 'lb-agent', court: 'lb', publicKey: 'x' },
    { code: 'lb-spare', court: 'lb' },
  ],
} as unknown as RegistryContent;

let clock: FakeClock;
let tell: (vitals: AgentVitals) => void;
let tracker: HealthTracker;
let windows: WindowRecord[];
let arrival: Arrival | undefined;
let viewings: ReturnType<typeof createViewings>;
let rows: Row[];
beforeEach(() => {
  clock = fakeClock(START);
  windows = [];
  arrival = undefined;
  rows = [];
  viewings = createViewings({ bus: createMemoryBus({ logger }), clock });
  tracker = createHealthTracker({
    registry: { content: () => content },
    onVitals(fn) {
      tell = fn;
      return () => {};
    },
    arrivals: { of: (feed) => (feed === 'lb-1-1' ? arrival : undefined) },
    windows: () => windows,
    viewings,
    clock,
  });
});
const vitals = (more: Partial<FeedVitals> = {}): AgentVitals => ({
  agent: 'lb-agent',
  at: new Date(clock.now()).toISOString(),
  version: '1',
  feeds: [{ feed: 'lb-1-1', state: 'running', sending: 'live', fps: 25, kbps: 900, restarts: 0, ...more }],
  spoolBytes: 0,
  outboxLength: 0,
  diskFreeBytes: 1e12,
  clockOffsetMs: 0,
});
/** A picture that has been on air for a minute. */
const onAir = () => {
  const opensAt = new Date(START - 60_000).toISOString();
  windows = [{ feed: 'lb-1-1', opensAt, picture: true } as WindowRecord];
};
const second = () => {
  clock.advance(1_000);
  rows.push(...tracker.tick());
};
/** A machine that tells each five seconds, and parts that come. */
function seconds(count: number, more: Partial<FeedVitals> | null = {}, parts = true): void {
  for (let n = 0; n < count; n++) {
    const at = clock.now() + 800;
    if (parts)
      arrival = { at, since: START, delayMs: 350, lostMs: arrival?.lostMs ?? 0, flawsMs: arrival?.flawsMs ?? 0 };
    if (more && n % 5 === 0) tell(vitals(more));
    second();
  }
}
const bandOf = (code = 'lb-1-1') => {
  const { health } = tracker.feed(code);
  return health && [health.band, ...health.ailments].join(' ');
};

describe('a camera', () => {
  test('is not known before its machine was heard, and is bad within seconds when its picture stops', () => {
    second();
    expect(bandOf()).toBeUndefined();
    onAir();
    seconds(20);
    expect(tracker.feed('lb-1-1')).toEqual({
      health: { band: 'good', ailments: [] },
      onAir: true,
      delayMs: 350,
      kbps: 900,
      fps: 25,
    });
    // The camera is unplugged: its machine says so at once.
    tell(vitals({ state: 'stalled' }));
    let until = 0;
    while (bandOf() !== 'bad stopped' && until < 20) {
      seconds(1, null, false);
      until += 1;
    }
    expect(until).toBeLessThanOrEqual(5);
    seconds(5, { state: 'stalled' }, false);
    expect(bandOf()).toBe('bad stopped no-parts');
    seconds(20);
    expect(bandOf()).toBe('good');
  });
  test('whose machine falls silent says that, and that nothing comes', () => {
    onAir();
    seconds(10);
    seconds(21, null, false);
    expect(bandOf()).toBe('bad silent-machine no-parts');
    expect(tracker.machine('lb-agent').health).toEqual({ band: 'bad', ailments: ['silent-machine'] });
    // Who was never enrolled is missed by nobody.
    expect(tracker.machine('lb-spare')).toEqual({});
  });
  test('before its first part could have come lacks none', () => {
    seconds(20);
    windows = [{ feed: 'lb-1-1', opensAt: new Date(clock.now()).toISOString(), picture: true } as WindowRecord];
    arrival = undefined;
    seconds(7, {}, false);
    expect(bandOf()).toBe('good');
    seconds(8, {}, false);
    expect(bandOf()).toBe('bad no-parts');
  });
  test('that its machine no longer has is unknown again', () => {
    seconds(5);
    expect(bandOf()).toBe('good');
    tell({ ...vitals(), feeds: [] });
    second();
    expect(bandOf()).toBeUndefined();
  });
  test('loses what its line loses', () => {
    onAir();
    seconds(40);
    // After a long break it was told that there is no picture, and not once more when it is back.
    if (arrival) arrival = { ...arrival, lostMs: 20_000 };
    seconds(10);
    expect(bandOf()).toBe('good');
    expect(tracker.recent(FEED, START).map(({ lostMs }) => lostMs)).toContain(20_000);
    if (arrival) arrival = { ...arrival, lostMs: 23_000, flawsMs: 3_000 };
    seconds(10);
    expect(bandOf()).toBe('fair lossy');
    expect(tracker.recent(FEED, START).map(({ lostMs }) => lostMs)).toContain(3_000);
    seconds(60);
    expect(bandOf()).toBe('good');
  });
});

describe('what is kept', () => {
  test('is a row each minute with a sample each five seconds, of what was heard', async () => {
    onAir();
    viewings.played('lb-1-1', { stalls: 0, latencyMs: 800 });
    viewings.played('lb-1-1', { stalls: 3, latencyMs: 1_200 });
    viewings.tell();
    await Promise.resolve();
    seconds(60);
    const [row] = rows.filter(({ kind }) => kind === 'feed');
    expect(rows.map(({ kind, code }) => `${kind} ${code}`)).toEqual(['feed lb-1-1', 'machine lb-agent']);
    expect(row).toMatchObject({ stepS: 5, startsAt: START, reports: 2, stalled: 1, latencyMs: 1_000, ailments: [] });
    // The first sample is taken when the first five seconds are over.
    expect(row?.band).toEqual([null, ...Array<number>(11).fill(0)]);
    expect(row?.kbps).toEqual([null, ...Array<number>(11).fill(900)]);
    expect(row?.lostMs.slice(0, 4)).toEqual([null, null, 0, 0]);
    expect(samplesOf(row as Row)).toHaveLength(11);
    expect(samplesOf(row as Row)[0]).toEqual({ at: START + 5_000, band: 'good', delayMs: 350, kbps: 900, fps: 25 });
  });
  test('is never what was heard in the room', () => {
    onAir();
    seconds(120, { silent: true, levelDb: -90 });
    expect(bandOf()).toBe('fair mute');
    expect(rows.flatMap(({ ailments }) => ailments)).toEqual([]);
    expect(JSON.stringify(rows)).not.toContain('-90');
  });
  test('is the worst of each minute when it is thinned, and what was lost in it', () => {
    onAir();
    seconds(60);
    seconds(30, { state: 'stalled' });
    seconds(30);
    const minutes = rows.filter(({ kind }) => kind === 'feed');
    const hour = hourOf(FEED, START, minutes);
    expect(hour).toMatchObject({ stepS: 60, startsAt: START, ailments: ['stopped'], reports: 0 });
    expect(hour.band).toEqual([0, 2, ...Array<null>(58).fill(null)]);
    expect(hour.kbps.slice(0, 3)).toEqual([900, 900, null]);
    expect(samplesOf(hour).map(({ at, band }) => [at - START, band])).toEqual([
      [0, 'good'],
      [60_000, 'bad'],
    ]);
  });
  test('goes on where a clock is put back by an hour', () => {
    seconds(10);
    clock.set(START - 3_600_000);
    seconds(10);
    expect(tracker.recent(FEED, 0).at(-1)?.at).toBe(START - 3_590_000);
  });
});

test('nodes tell of each other; one that is gone is missed, one that ends is not', async () => {
  const bus = createMemoryBus({ logger });
  const node = (name: string) => createNodes({ bus, clock, node: name, version: '0.1.0', busy: () => 7 });
  const [one, two] = [node('one'), node('two')];
  const pass = async (ms: number, ...alive: ReturnType<typeof node>[]) => {
    for (let n = 0; n < ms / 1_000; n++) {
      clock.advance(1_000);
      for (const each of alive) each.tick();
      await new Promise(setImmediate);
    }
  };
  await pass(6_000, one, two);
  const seen = () => one.list().map(({ node: name, band, busyMs }) => [name, band, busyMs]);
  expect(seen()).toEqual([
    ['one', 'good', 7],
    ['two', 'good', 7],
  ]);
  await pass(22_000, one);
  expect(seen()).toEqual([
    ['one', 'good', 7],
    ['two', 'bad', 7],
  ]);
  await pass(600_000, one);
  expect(seen()).toEqual([['one', 'good', 7]]);
  two.tick();
  await new Promise(setImmediate);
  expect(seen()).toHaveLength(2);
  two.close();
  await new Promise(setImmediate);
  expect(seen()).toHaveLength(1);
});
