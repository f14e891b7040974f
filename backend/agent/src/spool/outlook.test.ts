import { expect, it } from 'vitest';
import type { FinalSegment } from './model.ts';
import { outlookOf } from './outlook.ts';

const HOUR_MS = 3_600_000;
const segment = (feed: string, number: number, bytes: number, more: Partial<FinalSegment> = {}): FinalSegment => ({
  feed,
  epoch: 'e',
  number,
  startMs: number * 4000,
  durationMs: 4000,
  bytes,
  sha256: 'x',
  sitting: 's',
  sent: false,
  committed: false,
  ...more,
});

it('counts what waits, and the time until the disk is full with all cameras at their last rate', () => {
  expect(outlookOf([], 1e9)).toEqual({ waitingMs: 0, leftMs: undefined });
  // 100 and 300 bytes a millisecond.
  const two = [segment('a', 0, 400_000, { sent: true }), segment('a', 1, 400_000), segment('b', 0, 1_200_000)];
  expect(outlookOf(two, 400 * HOUR_MS)).toEqual({ waitingMs: 8000, leftMs: HOUR_MS });
  // What the province has may go.
  const confirmed = two.map((one) => ({ ...one, sent: true, committed: true }));
  expect(outlookOf(confirmed, 0)).toEqual({ waitingMs: 0, leftMs: 2_000_000 / 400 });
  expect(outlookOf(two, -5)).toEqual({ waitingMs: 8000, leftMs: 0 });
});

it('forgets how a camera was before its last segments', () => {
  const changed = [
    ...Array.from({ length: 50 }, (_, n) => segment('a', n, 4_000_000)),
    ...Array.from({ length: 10 }, (_, n) => segment('a', 50 + n, 400_000)),
  ];
  expect(outlookOf(changed, 100 * HOUR_MS).leftMs).toBe(HOUR_MS);
});
