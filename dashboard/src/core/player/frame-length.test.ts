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
  expect(frame.seconds()).toBeCloseTo(0.1);
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
