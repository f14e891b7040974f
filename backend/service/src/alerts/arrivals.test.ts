import { beforeEach, describe, expect, test } from 'vitest';
import { createMemoryBus } from '../platform/bus.ts';
import { type FakeClock, fakeClock } from '../platform/clock.ts';
import { createLogger } from '../platform/logger.ts';
import { type Arrivals, createArrivals } from './arrivals.ts';

const logger = createLogger({ level: 'silent' });
const START = Date.parse('2026-03-05T05:00:00.000Z');
let clock: FakeClock;
let here: Arrivals;
/** Another node, which hears what this one tells. */
let there: Arrivals;
beforeEach(() => {
  clock = fakeClock(START);
  const bus = createMemoryBus({ logger });
  [here, there] = [createArrivals({ bus, clock }), createArrivals({ bus, clock })];
});

/** Parts of 200 ms, each of which comes 300 ms after its end; `throughMs` of the last. */
async function parts(count: number, window = 'w'): Promise<number> {
  for (let n = 0; n < count; n++) {
    clock.advance(200);
    const throughMs = clock.now() - 300;
    here.arrived('lb-1-1', { window, fromMs: throughMs - 200, throughMs });
    // The bus delivers when what is running has ended.
    await Promise.resolve();
  }
  return clock.now() - 300;
}

describe('how a picture comes', () => {
  test('since when, how late, and what is missing between its parts', async () => {
    const through = await parts(10);
    expect(here.of('lb-1-1')).toEqual({ at: START + 2_000, since: START + 200, delayMs: 300, lostMs: 0, flawsMs: 0 });
    // A segment is closed: no new part.
    clock.advance(50);
    here.arrived('lb-1-1', { window: 'w', fromMs: through - 200, throughMs: through });
    expect(here.of('lb-1-1')).toMatchObject({ delayMs: 300, lostMs: 0 });
    clock.advance(2_950);
    await parts(1);
    expect(here.of('lb-1-1')).toMatchObject({ since: START + 200, lostMs: 3_000, flawsMs: 3_000 });
    // Longer, and it was told that there is no picture.
    clock.advance(4_000);
    await parts(1);
    expect(here.of('lb-1-1')).toMatchObject({ lostMs: 7_000, flawsMs: 3_000 });
    // Between two windows nothing was to be seen.
    clock.advance(10_000);
    await parts(3, 'another');
    expect(here.of('lb-1-1')).toMatchObject({ since: START + 200, lostMs: 7_000 });
    expect(here.of('lb-2-1')).toBeUndefined();
  });
  test('a break that is long is a new beginning', async () => {
    await parts(2);
    clock.advance(44_000);
    await parts(1);
    expect(here.of('lb-1-1')?.since).toBe(START + 200);
    clock.advance(45_000);
    await parts(1);
    expect(here.of('lb-1-1')?.since).toBe(clock.now());
  });
  test('another node hears of it each second, and of what was lost meanwhile', async () => {
    await parts(12);
    clock.advance(3_000);
    await parts(6);
    const [mine, theirs] = [here.of('lb-1-1'), there.of('lb-1-1')];
    expect(theirs).toMatchObject({ since: START + 200, delayMs: 300 });
    expect(clock.now() - (theirs?.at ?? 0)).toBeLessThan(1_200);
    expect([mine?.lostMs, theirs?.lostMs]).toEqual([3_000, 3_000]);
    // The machine goes over to the other node.
    clock.advance(2_000);
    for (let n = 0; n < 5; n++) {
      clock.advance(1_000);
      there.arrived('lb-1-1', { window: 'w', fromMs: clock.now() - 1_500, throughMs: clock.now() - 500 });
      await Promise.resolve();
    }
    expect(here.of('lb-1-1')?.at).toBe(clock.now());
  });
});
