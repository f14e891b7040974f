import { describe, expect, it } from 'vitest';
import { createContinuity } from './continuity.ts';
import type { PictureSamples } from './sample-table.ts';

/** A key frame with a sequence parameter set in front, each behind its length. */
const keyWith = (sps: number[]): PictureSamples => ({
  durationsMs: [40],
  bytes: [100],
  reorderMs: 0,
  first: Uint8Array.from([0, 0, 0, sps.length + 1, 0x67, ...sps, 0, 0, 0, 2, 0x65, 1]),
});
const plain = keyWith([1, 2, 3]);
const part = (startMs: number, durationMs = 200, key = false) => ({ startMs, durationMs, key });

describe('continuity of a run', () => {
  it('holds while parts follow each other, a lost second included', () => {
    const run = createContinuity();
    expect(run.observe(part(0, 200, true), plain)).toBeUndefined();
    expect(run.observe(part(200, 1200), plain)).toBeUndefined();
    expect(run.observe(part(2400), plain)).toBeUndefined();
  });

  it('ends with a jump of the clock, within a part or between two', () => {
    const within = createContinuity();
    within.observe(part(0), plain);
    expect(within.observe(part(200, 3_600_000), plain)).toBe('the camera’s clock jumped');
    const between = createContinuity();
    between.observe(part(10_000), plain);
    expect(between.observe(part(3_000), plain)).toBe('the camera’s clock jumped');
  });

  it('ends with another picture, and believes the first one whatever was announced', () => {
    const run = createContinuity();
    expect(run.observe(part(0, 200, true), keyWith([9]))).toBeUndefined();
    expect(run.observe(part(200, 200, true), keyWith([9]))).toBeUndefined();
    expect(run.observe(part(400, 200, true), keyWith([8]))).toBe('the picture became another');
  });

  it('takes times that go back for a jump when each frame does, not when one did', () => {
    const run = createContinuity();
    expect([0, 1000, 2000, 3000, 4000, 5000, 6000].map((now) => run.timeWentBack(now))).toEqual(
      Array(7).fill(undefined),
    );
    const each = [7000, 7040, 7080, 7120, 7160, 7200].map((now) => run.timeWentBack(now));
    expect(each.at(-1)).toBe('the camera’s clock went back');
  });
});
