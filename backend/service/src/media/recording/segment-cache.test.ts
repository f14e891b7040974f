import { expect, test } from 'vitest';
import { fakeClock } from '../../platform/clock.ts';
import { createSegmentCache } from './segment-cache.ts';
import type { RecordedSegment } from './segments.ts';

const row = (arrival: number, startMs: number): RecordedSegment => ({
  feed: 'f',
  epoch: 'e',
  number: arrival,
  arrival,
  startMs,
  durationMs: 4000,
  bytes: 1,
  sha256: '',
  hasAudio: false,
  thumbnail: false,
});

test('reads once, then what arrived since; a row that became visible late is found', async () => {
  const clock = fakeClock(0);
  let rows = [row(1000, 0), row(1001, 4000)];
  const asked: (number | undefined)[] = [];
  const cache = createSegmentCache({
    clock,
    segments: {
      async list(_feed, _from, _to, after) {
        asked.push(after);
        return rows.filter(({ arrival }) => arrival > (after ?? -1));
      },
    },
  });
  const numbers = async () => (await cache.list('f', 0, 100_000)).map(({ arrival }) => arrival);
  expect(await numbers()).toEqual([1000, 1001]);
  rows = [...rows, row(1003, 12_000)];
  expect(await numbers()).toEqual([1000, 1001, 1003]);
  rows = [...rows, row(1002, 8000)];
  expect(await numbers()).toEqual([1000, 1001, 1002, 1003]);
  expect(asked.slice(1).every((after) => after !== undefined && after > 0)).toBe(true);
  clock.advance(120_000);
  expect(await Promise.all([numbers(), numbers()])).toHaveLength(2);
  expect(asked.filter((after) => (after ?? -1) < 0)).toHaveLength(2);
});
