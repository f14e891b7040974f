import { expect, it } from 'vitest';
import { stalledAfterMs, waitBeforeNext } from './patience.ts';

it('a camera that stands still is begun again soon, and given more time where that did not help', () => {
  expect([0, 1, 2, 3, 9].map(stalledAfterMs)).toEqual([1_500, 3_000, 6_000, 12_000, 12_000]);
});

it('a camera that calls us finds an open door at once after it went well, and soon after it did not', () => {
  for (const kind of ['rtmp-listen', 'rtsp-listen'] as const) {
    expect(waitBeforeNext(kind, undefined, 0)).toBeLessThan(50);
    expect(waitBeforeNext(kind, 'no-picture', 7)).toBe(200);
  }
});

it('a camera that is asked is asked less and less often, and hardly ever with a password that it refused', () => {
  const waits = [0, 2, 4, 20].map((failures) => waitBeforeNext('rtsp', 'unreachable', failures));
  expect(waits).toEqual([...waits].sort((a, b) => a - b));
  expect(waits[3]).toBeLessThanOrEqual(11_000);
  expect(waitBeforeNext('rtsp', 'unauthorised', 0)).toBe(60_000);
});
