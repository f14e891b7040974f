import { describe, expect, it } from 'vitest';
import { createTimeline, MOST_PER_SEGMENT_MS, SETTLE_MS } from './timeline.ts';

/** A camera that sends a part each 200 ms, `delay(i)` ms late, after a burst of `burst` stored parts. */
const play = (count: number, burst: number, delay: (i: number) => number) => {
  const timeline = createTimeline();
  const origin = 1_000_000;
  for (let i = 0; i < count; i++) {
    const ends = origin + (i + 1) * 200;
    const arrivedAt = Math.max(origin + burst * 200, ends) + delay(i);
    timeline.observe({ startMs: i * 200, durationMs: 200, arrivedAt });
  }
  return { timeline, origin };
};

describe('wall clock of media', () => {
  it('is not misled by the burst with which a stream begins', () => {
    const { timeline, origin } = play(20, 6, () => 0);
    expect(timeline.wallOf(0)).toBe(origin);
  });

  it('settles after half a second at the latest', () => {
    const timeline = createTimeline();
    timeline.observe({ startMs: 0, durationMs: 200, arrivedAt: 10_000 });
    expect(timeline.settled(10_000 + SETTLE_MS - 1)).toBe(false);
    expect(timeline.settled(10_000 + SETTLE_MS)).toBe(true);
  });

  it('settles as soon as parts come as they are filmed, and takes the least late of those', () => {
    const timeline = createTimeline();
    const observe = (startMs: number, arrivedAt: number) => timeline.observe({ startMs, durationMs: 200, arrivedAt });
    // Two that were stored, the second of them late on its way.
    observe(0, 10_000);
    observe(200, 10_040);
    observe(400, 10_210);
    expect(timeline.settled(10_210)).toBe(false);
    observe(600, 10_400);
    expect(timeline.settled(10_400)).toBe(true);
    expect(timeline.wallOf(800)).toBe(10_400);
    // Dated is dated: what comes sooner after that is a matter for the next correction.
    observe(800, 10_420);
    expect(timeline.wallOf(800)).toBe(10_400);
    expect(timeline.mayBeStored(10_499)).toBe(true);
    expect(timeline.mayBeStored(10_500)).toBe(false);
  });

  it('takes the least late part, so jitter does not move it', () => {
    const { timeline, origin } = play(60, 0, (i) => (i % 7) * 12);
    timeline.correct();
    expect(Math.abs(timeline.wallOf(0) - origin)).toBeLessThanOrEqual(MOST_PER_SEGMENT_MS);
  });

  it('follows a drifting camera, by 10 ms a segment at most', () => {
    const { timeline, origin } = play(200, 0, (i) => Math.max(0, i - 10) * 0.5);
    const before = timeline.wallOf(0);
    expect(before).toBe(origin);
    timeline.correct();
    expect(timeline.wallOf(0) - before).toBe(MOST_PER_SEGMENT_MS);
    expect(timeline.stepNeeded()).toBeUndefined();
  });

  it('asks for a new epoch where more than a second is missing', () => {
    const { timeline } = play(100, 0, (i) => (i > 40 ? 1500 : 0));
    expect(timeline.stepNeeded()).toBe(1500);
  });
});
