import { expect, it } from 'vitest';
import { ratesOf } from './describe-epoch.ts';

const parts = (frames: number, durationMs: number, count = 5) =>
  Array.from({ length: count }, () => ({ frames, durationMs }));

it.each([
  [25, 5, 200, 200],
  [24, 5, 5 * (1000 / 24), 208.333],
  [29.97, 6, 6 * (1000 / 29.97), 200.2],
  [30, 6, 200, 200],
  [15, 3, 200, 200],
  [10, 2, 200, 200],
  [50, 10, 200, 200],
])('the frame rate gives the part target: %d', (fps, frames, durationMs, target) => {
  const rates = ratesOf(parts(frames, durationMs));
  expect(rates.frameRate).toBeCloseTo(fps, 2);
  expect(rates.partTargetMs).toBeGreaterThanOrEqual(durationMs);
  expect(rates.partTargetMs).toBeCloseTo(target, 1);
});

it('is never below a part that RTMP rounded up', () => {
  const { partTargetMs } = ratesOf([...parts(5, 208, 3), ...parts(5, 209, 1)]);
  expect(partTargetMs).toBeGreaterThanOrEqual(209);
  expect(partTargetMs).toBeLessThan(210);
});

it('is not misled by a first part with a frame too many', () => {
  expect(ratesOf([{ frames: 6, durationMs: 200 }, ...parts(5, 200, 3)])).toEqual({ frameRate: 25, partTargetMs: 200 });
});
