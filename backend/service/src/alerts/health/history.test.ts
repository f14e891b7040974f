import { describe, expect, test } from 'vitest';
import { type FakeClock, fakeClock } from '../../platform/clock.ts';
import { silentLogger as logger, withDatabase } from '../../testing/database.ts';
import { createHealthHistory } from './history.ts';
import { HOUR_MS, MINUTE_MS, type Row, samplesOf } from './sample.ts';

const DAY_MS = 24 * HOUR_MS;
const START = Date.parse('2026-03-05T05:00:00.000Z');
const FEED = { kind: 'feed', code: 'lb-1-1' } as const;
const database = withDatabase();
const row = (startsAt: number, more: Partial<Row> = {}): Row => ({
  ...FEED,
  stepS: 5,
  startsAt,
  band: Array<number>(12).fill(0),
  delayMs: Array<number>(12).fill(350),
  lostMs: Array<number>(12).fill(0),
  kbps: Array<number>(12).fill(900),
  fps: Array<number>(12).fill(24.9),
  ailments: [],
  reports: 0,
  stalled: 0,
  ...more,
});
const open = (clock: FakeClock) => createHealthHistory({ sql: database.sql, clock, logger });
const nulls = (count: number) => Array<null>(count).fill(null);

describe('the history of a camera', () => {
  test('is written in batches, and read as it was', async () => {
    const history = open(fakeClock(START));
    const rows = Array.from({ length: 250 }, (_, n) => row(START + n * MINUTE_MS));
    const odd = row(START - MINUTE_MS, {
      band: [2, ...nulls(11)],
      fps: [12.5, ...nulls(11)],
      ailments: ['late', 'lossy'],
      reports: 4,
      stalled: 3,
      latencyMs: 900,
    });
    history.add([odd, ...rows]);
    history.add([row(START, { kind: 'machine' }), row(START, { code: 'lb-2-1' })]);
    await Promise.all([history.flush(), history.flush()]);
    expect(await history.read(FEED, START - MINUTE_MS, START)).toEqual([odd]);
    expect(await history.read(FEED, START, START + HOUR_MS)).toHaveLength(60);
    expect(await history.read(FEED, START + 10 * HOUR_MS, START + 11 * HOUR_MS)).toEqual([]);
  });

  test('of two writers is that of whoever knew more; written twice it is the same', async () => {
    const code = 'cl-1-1';
    const at = START + DAY_MS;
    const [one, two] = [open(fakeClock(at)), open(fakeClock(at))];
    const half = row(at, { code, band: [2, 0, ...nulls(10)], kbps: [800, ...nulls(11)], reports: 2 });
    const other = row(at, { code, band: [0, 1, ...Array<number>(10).fill(0)], reports: 1, stalled: 1 });
    for (const [history, each] of [
      [one, half],
      [two, other],
      [two, other],
    ] as const) {
      history.add([each]);
      await history.flush();
    }
    const [merged] = await one.read({ kind: 'feed', code }, at, at + MINUTE_MS);
    expect(merged?.band).toEqual(Array<number>(12).fill(0));
    expect(merged?.kbps).toEqual([800, ...Array<number>(11).fill(900)]);
    expect(merged).toMatchObject({ reports: 2, stalled: 1 });
  });

  test('is thinned to minutes after fourteen days, and gone after a year, a part at a time', async () => {
    const code = 'tp-1-1';
    const clock = fakeClock(START + DAY_MS);
    const history = open(clock);
    const bad = (n: number) => (n === 7 ? { band: [0, 2, ...Array<number>(10).fill(0)] } : {});
    history.add(Array.from({ length: 90 }, (_, n) => row(START + n * MINUTE_MS, { code, ...bad(n) })));
    await history.flush();
    expect(await history.thin()).toBe(0);
    // What the tests before wrote is as old.
    clock.set(START + 14 * DAY_MS + HOUR_MS);
    expect(await history.thin()).toBeGreaterThan(0);
    expect(await history.thin()).toBe(0);
    const [hour, ...fine] = await history.read({ kind: 'feed', code }, START, START + 2 * HOUR_MS);
    expect(hour).toMatchObject({ stepS: 60, startsAt: START });
    expect(samplesOf(hour as Row)).toHaveLength(60);
    expect(hour?.band[7]).toBe(2);
    // The hour that is not over yet is whole.
    expect(fine.map(({ stepS }) => stepS)).toEqual(Array<number>(30).fill(5));
    clock.set(START + 401 * DAY_MS);
    while ((await history.thin()) > 0);
    const left = await database.sql.selectFrom('health_samples').select('starts_at').execute();
    expect(left.every(({ starts_at }) => Date.parse(starts_at) >= START + DAY_MS)).toBe(true);
  });

  test('of days without a database is let go from its oldest end', async () => {
    const history = open(fakeClock(START));
    const code = 'ls-1-1';
    history.add(Array.from({ length: 2_500 }, (_, n) => row(START + n * MINUTE_MS, { code })));
    await history.flush();
    const [first] = await history.read({ kind: 'feed', code }, START, START + 200 * HOUR_MS);
    expect(first?.startsAt).toBe(START + 100 * MINUTE_MS);
  });
});
