import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { type FakeClock, fakeClock } from '../../platform/clock.ts';
import { createLogger } from '../../platform/logger.ts';
import { createMetrics } from '../../platform/metrics.ts';
import { createMediaMetrics } from '../metrics.ts';
import type { WindowFacts } from '../rights.ts';
import type { CounterStore, Remembered } from './counters.ts';
import { createLane, type Intake, LATE_MS, type Lane, OVERLAP_MS } from './lane.ts';
import { createShelf, type Shelf } from './shelf.ts';

const T0 = Date.parse('2021-04-15T01:00:00.000Z');
const EPOCH = '0193a000-0000-7000-8000-000000000001';
const LATER_EPOCH = '0193a000-0000-7000-8000-000000000002';

let clock: FakeClock;
let remembered: Map<string, Remembered>;
let holdDatabase: Promise<void> | undefined;
let shelf: Shelf;
let lane: Lane;
let windows: WindowFacts[];
let otherTargets: number[];

/** In memory, as slow as a test wants. */
const counters: CounterStore = {
  async load(window) {
    await holdDatabase;
    return remembered.get(window);
  },
  async save(window, value) {
    remembered.set(window, structuredClone(value));
  },
};
const facts = (id: string, fromMs: number, more: Partial<WindowFacts> = {}): WindowFacts => ({
  id,
  feed: 'f',
  hearing: 'h',
  fromMs,
  opensAtMs: fromMs,
  picture: true,
  sound: true,
  ...more,
});
const begin = () => {
  shelf = createShelf({ counters, clock, logger: createLogger({ level: 'silent' }) });
  lane = createLane({
    feed: 'f',
    shelf,
    windowAt: (_feed, at) => windows.find((one) => !one.ended && one.fromMs <= at && at < (one.toMs ?? Infinity)),
    clock,
    metrics: createMediaMetrics(createMetrics()),
    published: () => undefined,
    otherTarget: (_feed, _epoch, target) => otherTargets.push(target),
  });
};
beforeEach(() => {
  clock = fakeClock(T0 + 1000);
  remembered = new Map();
  holdDatabase = undefined;
  windows = [facts('w', T0)];
  otherTargets = [];
  begin();
});

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const open = (number: number, epoch = EPOCH, partTargetMs = 200, startMs = T0): Intake | undefined =>
  lane.open({ epoch, number, startMs, init: new TextEncoder().encode(epoch), partTargetMs });
const part = (atMs: number, keyFirst = false, more: { durationMs?: number; hasAudio?: boolean } = {}) => ({
  bytes: new Uint8Array([1]),
  startMs: T0 + atMs,
  durationMs: 200,
  keyFirst,
  fromByte: 0,
  hasAudio: false,
  ...more,
});
/** Segments of a window: where each begins, and how many parts it has. */
const shown = (id = 'w'): [number, number][] =>
  shelf.get(id)?.segments.map((segment) => [segment.startMs - T0, segment.parts.length]) ?? [];

describe('order', () => {
  test('parts wait for their window, and none is lost or swapped', async () => {
    let release = (): void => undefined;
    holdDatabase = new Promise((resolve) => {
      release = resolve;
    });
    const first = open(0);
    first?.part(part(0, true));
    first?.part(part(200));
    expect(shown()).toEqual([]);
    release();
    await settle();
    expect(shown()).toEqual([[0, 2]]);
    first?.part(part(400));
    expect(shown()).toEqual([[0, 3]]);
  });

  test('what is not newer is not taken', () => {
    expect(open(3)).toBeDefined();
    expect(open(3)).toBeUndefined();
    expect(open(2)).toBeUndefined();
    expect(open(0, LATER_EPOCH, 200, T0 - 1)).toBeUndefined();
    expect(open(0, LATER_EPOCH)).toBeDefined();
    expect(open(9, EPOCH, 200, T0 - 1)).toBeUndefined();
  });

  test('the date tells what is newer, and not the name that a machine gave whose clock stood wrong', () => {
    const in1970 = '00000000-2710-7000-8000-000000000001';
    expect(open(3)).toBeDefined();
    expect(open(0, in1970, 200, T0 + 500)).toBeDefined();
    expect(open(4, EPOCH, 200, T0 + 100)).toBeUndefined();
    expect(open(1, in1970, 200, T0 + 600)).toBeDefined();
  });

  test('what is dated into the future is not live, and holds nothing back', () => {
    expect(open(0, LATER_EPOCH, 200, T0 + 3_600_000)).toBeUndefined();
    expect(open(0)).toBeDefined();
    // Our own clock is set back by an hour, and the court follows it.
    clock.set(T0 - 3_600_000);
    expect(open(0, LATER_EPOCH, 200, T0 - 3_600_000)).toBeDefined();
  });

  test('a successor waits for the last parts of what is ahead of it, but not for long', async () => {
    const first = open(0);
    first?.part(part(0, true));
    await settle();
    const second = open(1);
    second?.part(part(400, true));
    first?.part(part(200));
    expect(shown()).toEqual([[0, 2]]);
    clock.advance(OVERLAP_MS - 1);
    expect(shown()).toEqual([[0, 2]]);
    clock.advance(1);
    expect(shown()).toEqual([
      [0, 2],
      [400, 1],
    ]);
    first?.part(part(600));
    expect(shown()).toHaveLength(2);
  });

  test('several that wait follow one after the other', async () => {
    const [first, second, third] = [open(0), open(1), open(2)];
    third?.part(part(400, true));
    third?.end();
    second?.part(part(200, true));
    second?.end();
    first?.part(part(0, true));
    first?.end();
    await settle();
    expect(shown().map(([at]) => at)).toEqual([0, 200, 400]);
  });
});

describe('what is not shown', () => {
  test('no window holds it; the next key frame within one begins a segment', async () => {
    const first = open(0);
    first?.part(part(-400, true));
    first?.part(part(-200));
    first?.part(part(0));
    first?.part(part(200, true));
    await settle();
    expect(shown()).toEqual([[200, 1]]);
  });

  test('a window that ends in the middle of a segment takes nothing more', async () => {
    const first = open(0);
    first?.part(part(0, true));
    await settle();
    windows = [facts('w', T0, { ended: 'cut', toMs: T0 + 200 })];
    first?.part(part(200));
    expect(shown()).toEqual([[0, 1]]);
    expect(shelf.get('w')?.segments[0]?.closed).toBe(true);
    windows = [...windows, facts('w2', T0 + 400)];
    first?.part(part(400));
    first?.part(part(600, true));
    await settle();
    expect(shown('w2')).toEqual([[600, 1]]);
    expect(shown()).toEqual([[0, 1]]);
  });

  test('sound where sound is withheld', async () => {
    windows = [facts('w', T0, { sound: false })];
    const first = open(0);
    first?.part(part(0, true, { hasAudio: true }));
    await settle();
    expect(shown()).toEqual([]);
  });

  test('too late, and too far ahead', async () => {
    clock.set(T0 + LATE_MS + 201);
    const send = async (number: number, atMs: number) => {
      const intake = open(number);
      intake?.part(part(atMs, true));
      intake?.end();
      await settle();
    };
    await send(0, 0);
    await send(1, LATE_MS + 30_000);
    expect(shown()).toEqual([]);
    await send(2, LATE_MS);
    expect(shown()).toEqual([[LATE_MS, 1]]);
  });

  test('more than a target duration in one segment: the rest waits for a key frame', async () => {
    const first = open(0);
    for (let i = 0; i < 35; i++) first?.part(part(i * 200, i === 0));
    await settle();
    expect(shown()).toEqual([[0, 30]]);
  });

  test('another part target: told, and not shown here', async () => {
    const first = open(0);
    first?.part(part(0, true));
    await settle();
    first?.end();
    open(0, LATER_EPOCH, 250)?.part(part(200, true, { durationMs: 250 }));
    await settle();
    expect(otherTargets).toEqual([250]);
    expect(shown()).toEqual([[0, 1]]);
  });
});

describe('parts keep to the target', () => {
  const segments = () =>
    shelf
      .get('w')
      ?.segments.map(({ startMs, partless, discontinuity, parts }) => [
        startMs - T0,
        parts.map(({ durationMs }) => durationMs),
        ...(partless ? ['partless'] : []),
        ...(discontinuity ? ['discontinuity'] : []),
      ]);
  /** One after the other; a key frame where the length is negative. */
  const play = async (intake: Intake | undefined, lengths: number[], from = 0): Promise<void> => {
    let at = from;
    for (const length of lengths) {
      intake?.part(part(at, length < 0, { durationMs: Math.abs(length) }));
      at += Math.abs(length);
    }
    await settle();
  };

  test('one that is too long is a segment without parts; the picture goes on without a break', async () => {
    await play(open(0), [-200, 200, 240, 200, 200]);
    expect(segments()).toEqual([
      [0, [200, 200]],
      [400, [240], 'partless'],
      [640, [200, 200]],
    ]);
    expect(shelf.get('w')?.counters.nextPart).toBe(4);
    expect(otherTargets).toEqual([]);
  });

  test('short ones are joined, or end their segment', async () => {
    await play(open(0), [-120, 80, 120, 200, 200]);
    expect(segments()).toEqual([
      [0, [200, 120]],
      [320, [200, 200]],
    ]);
  });

  test('a short one waits for what follows; the end of its segment sets it free', async () => {
    const first = open(0);
    await play(first, [-200, 80]);
    expect(segments()).toEqual([[0, [200]]]);
    first?.end();
    expect(segments()).toEqual([[0, [200, 80]]]);
  });

  test('an epoch whose parts are longer than it said is given another window, once', async () => {
    const first = open(0);
    await play(first, [-200, 203, 203, 203]);
    expect(otherTargets).toEqual([]);
    await play(first, [203, 203], 809);
    expect(new Set(otherTargets)).toEqual(new Set([208]));
    windows = [facts('w', T0, { ended: 'over', toMs: T0 + 1000 }), facts('w2', T0 + 1000)];
    await play(first, [-203, 200, 203], 1215);
    expect(shelf.get('w2')?.partTargetMs).toBe(208);
    expect(shown('w2')).toEqual([[1215, 3]]);
  });

  test('a timeline that breaks within a segment is a discontinuity, from the next key frame on', async () => {
    const first = open(0);
    await play(first, [-200, 200]);
    await play(first, [200, -200, 200], 3400);
    expect(segments()).toEqual([
      [0, [200, 200]],
      [3600, [200, 200], 'discontinuity'],
    ]);
  });
});

test('a feed needs no more memory than its window, however long it films', async () => {
  const partBytes = 25_000;
  const held = (): number =>
    [...(shelf.get('w')?.segments ?? []), ...(shelf.get('w')?.gone ?? [])]
      .flatMap(({ parts }) => parts)
      .reduce((sum, { bytes }) => sum + bytes.byteLength, 0);
  let most = 0;
  for (let number = 0; number < 1000; number++) {
    clock.set(T0 + number * 4000 + 1000);
    // Each hundredth segment the camera begins anew, and once its dates jump.
    const epoch = number < 500 ? EPOCH : LATER_EPOCH;
    const intake = lane.open({
      epoch,
      number,
      startMs: T0 + number * 4000,
      init: new Uint8Array([number / 100]),
      partTargetMs: 200,
    });
    for (let i = 0; i < 20; i++) {
      intake?.part({ ...part(number * 4000 + i * 200, i === 0), bytes: new Uint8Array(partBytes) });
    }
    intake?.end();
    await settle();
    most = Math.max(most, held());
  }
  // One minute listed, eighteen seconds kept, and a segment at either edge.
  expect(most).toBeLessThanOrEqual(((60 + 18 + 2 * 6) / 0.2) * partBytes);
  expect(shelf.get('w')?.inits.size).toBeLessThanOrEqual(3);
  expect(shelf.get('w')?.gone.length).toBeLessThanOrEqual(30 + 18);
  console.log(`memory of a feed of 1 Mbit/s: ${(most / 2 ** 20).toFixed(1)} MiB`);
});

test('what left the memory is known by its bytes, where they begin, and their digest', async () => {
  for (let number = 0; number < 25; number++) {
    clock.set(T0 + number * 4000 + 1000);
    const intake = open(number);
    for (let i = 0; i < 20; i++) {
      intake?.part({ ...part(number * 4000 + i * 200, i === 0), fromByte: i, bytes: new Uint8Array([i]) });
    }
    intake?.end();
    await settle();
  }
  const evicted = shelf.get('w')?.gone.find(({ parts }) => parts.length === 0)?.evicted;
  expect(evicted).toMatchObject({ feed: 'f', epoch: EPOCH, bytes: 20, fromByte: 0 });
  expect(evicted?.sha256).toBe(
    createHash('sha256')
      .update(Uint8Array.from({ length: 20 }, (_, i) => i))
      .digest('hex'),
  );
});

test('after a restart every number is greater than any that was given away', async () => {
  for (let number = 0; number < 100; number++) {
    clock.set(T0 + number * 4000 + 1000);
    const intake = open(number);
    for (let i = 0; i < 20; i++) intake?.part(part(number * 4000 + i * 200, i === 0));
    intake?.end();
    await settle();
  }
  const before = shelf.get('w')?.counters;
  expect(before).toMatchObject({ nextMsn: 100, nextPart: 2000 });
  begin();
  open(100)?.part(part(400_000, true));
  await settle();
  const after = shelf.get('w');
  expect(after?.segments[0]?.msn).toBeGreaterThanOrEqual(before?.nextMsn ?? 0);
  expect(after?.segments[0]?.parts[0]?.number).toBeGreaterThanOrEqual(before?.nextPart ?? 0);
  expect(after?.segments[0]?.init).toBeGreaterThanOrEqual(before?.nextInit ?? 0);
  expect(after?.segments[0]?.discontinuity).toBe(true);
  expect(after?.discontinuitySequence).toBeGreaterThanOrEqual(before?.discontinuities ?? 0);
});

test('after a restart the first segment ends with the next key frame, and only the first', async () => {
  const filmed = (number: number) => {
    const intake = open(number);
    for (let i = 0; i < 20; i++) intake?.part(part(number * 4000 + i * 200, i % 5 === 0));
    intake?.end();
    return settle();
  };
  const segments = () => shelf.get('w')?.segments.map(({ durationMs, discontinuity }) => [durationMs, discontinuity]);
  await filmed(0);
  expect(segments()).toEqual([[4000, false]]);
  begin();
  clock.set(T0 + 5000);
  await filmed(1);
  clock.set(T0 + 9000);
  await filmed(2);
  expect(segments()).toEqual([
    [1000, true],
    [3000, false],
    [4000, false],
  ]);
});
