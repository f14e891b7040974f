import { describe, expect, it } from 'vitest';
import { createSuitability, type JudgedPart } from './suitability.ts';

/** Parts out of frames: each ends with the first frame at or beyond 195 ms, or before a key frame. */
function partsOf(frames: { ms: number; key: boolean }[]): JudgedPart[] {
  const parts: JudgedPart[] = [];
  let at = 0;
  let now: JudgedPart | undefined;
  for (const { ms, key } of frames) {
    if (now && (key || now.durationMs >= 195)) {
      parts.push(now);
      now = undefined;
    }
    now ??= { startMs: at, durationMs: 0, frames: 0, key };
    now.durationMs += ms;
    now.frames++;
    at += ms;
  }
  return parts;
}

const steady = (seconds: number, fps: number, gopS: number) =>
  Array.from({ length: Math.round(seconds * fps) }, (_, i) => ({
    ms: 1000 / fps,
    key: i % Math.round(gopS * fps) === 0,
  }));

const judge = (frames: { ms: number; key: boolean }[], codec = 'h264') => {
  const judged = createSuitability();
  judged.begin();
  judged.codec(codec);
  let seenMs = 0;
  let noticedMs: number | undefined;
  let changes = 0;
  for (const part of partsOf(frames)) {
    seenMs += part.durationMs;
    if (judged.observe(part)) changes++;
    if (judged.unfit().length > 0) noticedMs ??= seenMs;
  }
  return { unfit: judged.unfit(), proven: judged.proven(), noticedMs, changes };
};

describe('what can be copied', () => {
  it.each([5, 6, 8, 10, 12, 12.5, 15, 20, 24, 25, 29.97, 30, 50, 60])('%d frames a second', (fps) => {
    expect(judge(steady(30, fps, 2))).toMatchObject({ unfit: [], noticedMs: undefined, changes: 0, proven: true });
  });

  it('key frames five seconds apart still are, six are noticed before the sixth second is over', () => {
    expect(judge(steady(30, 25, 5)).unfit).toEqual([]);
    const six = judge(steady(30, 25, 6));
    expect(six.unfit).toEqual(['key-frames-rare']);
    expect(six.noticedMs).toBeLessThanOrEqual(5_600);
  });

  it('one key frame and never another is noticed as soon', () => {
    expect(judge(steady(7, 25, 1000)).noticedMs).toBeLessThanOrEqual(5_600);
  });

  it('times that are rounded to milliseconds, and single lost frames, are no varying rate', () => {
    const frames = steady(30, 30, 2).map((frame, i) => ({
      ...frame,
      ms: (i % 3 === 2 ? 34 : 33) + (i % 71 === 70 ? 33 : 0),
    }));
    expect(judge(frames)).toMatchObject({ unfit: [], changes: 0 });
  });

  it('a rate that varies is noticed within five seconds', () => {
    let seed = 7;
    const random = () => {
      seed = (seed * 16_807) % 2_147_483_647;
      return seed / 2_147_483_647;
    };
    const frames = steady(10, 25, 2).map((frame) => ({ ...frame, ms: 40 + Math.round(random() * 100) }));
    const found = judge(frames);
    expect(found.unfit).toContain('frame-rate-varies');
    expect(found.noticedMs).toBeLessThanOrEqual(5_000);
  });

  it('a rate that becomes another one is a change, not a fault; one that does so again and again is', () => {
    const half = [...steady(10, 25, 2), ...steady(10, 12.5, 2)];
    expect(judge(half)).toMatchObject({ unfit: [], changes: 1 });
    const often = Array.from({ length: 8 }, (_, i) => steady(4, i % 2 ? 12.5 : 25, 2)).flat();
    expect(judge(often).unfit).toEqual(['frame-rate-varies']);
  });

  it('H.265 and MJPEG are not, nor what is older', () => {
    expect(judge([], 'hevc').unfit).toEqual(['hevc']);
    expect(judge([], 'mjpeg').unfit).toEqual(['mjpeg']);
    expect(judge([], 'mpeg4').unfit).toEqual(['other-codec']);
  });

  it('who was refused is believed after twenty clean seconds', () => {
    expect(judge([...steady(8, 25, 8), ...steady(19, 25, 2)]).proven).toBe(false);
    expect(judge([...steady(8, 25, 8), ...steady(23, 25, 2)]).proven).toBe(true);
  });
});
