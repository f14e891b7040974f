import { expect, it } from 'vitest';
import { watchFrameLength } from './frame-length.ts';

const createVideo = () => {
  let waiting: ((now: number, frame: { mediaTime: number }) => void) | undefined;
  const video = {
    requestVideoFrameCallback: (fn: typeof waiting) => {
      waiting = fn;
      return 7;
    },
    cancelVideoFrameCallback: () => {
      waiting = undefined;
    },
  };
  return {
    video: video as unknown as HTMLVideoElement,
    show: (mediaTime: number) => waiting?.(0, { mediaTime }),
    waits: () => waiting !== undefined,
  };
};

it('is the shortest of the newest, so that pictures left out and seeks do not count', () => {
  const { video, show } = createVideo();
  const frame = watchFrameLength(video);
  expect(frame.seconds()).toBe(0.04);
  for (const at of [10, 10.1, 10.3, 10.4, 500, 3]) show(at);
  // A machine that has just begun may have left out every other one.
  expect(frame.seconds()).toBe(0.04);
  for (let n = 1; n < 10; n++) show(3 + n * 0.1);
  expect(frame.seconds()).toBeCloseTo(0.1);
});
it('is believed at once where it is shorter than usual', () => {
  const { video, show } = createVideo();
  const frame = watchFrameLength(video);
  for (const at of [1, 1.02, 1.06]) show(at);
  expect(frame.seconds()).toBeCloseTo(0.02);
});
it('says where the picture before and the one after have their middle', () => {
  const { video, show } = createVideo();
  const frame = watchFrameLength(video);
  const at = (currentTime: number) => Object.assign(video, { currentTime });
  at(5);
  expect([frame.after(1), frame.after(-1)]).toEqual([5.04, 4.96]);
  show(10);
  for (const held of [10, 10.02, 10.0399]) {
    at(held);
    expect(frame.after(1)).toBeCloseTo(10.06);
    expect(frame.after(-1)).toBeCloseTo(9.98);
  }
  // Of a slow camera: the same picture is still shown.
  at(10.06);
  expect(frame.after(1)).toBeCloseTo(10.1);
});
it('ends when it is told to', () => {
  const { video, waits } = createVideo();
  const frame = watchFrameLength(video);
  frame.stop();
  expect(waits()).toBe(false);
});
it('is of a usual camera in a browser that does not tell', () => {
  const frame = watchFrameLength({} as HTMLVideoElement);
  expect(frame.seconds()).toBe(0.04);
  frame.stop();
});
