/** Reads the burned-in time from every video of a page, frame by frame: glass to glass without a second camera. */
import type { Page } from 'playwright-core';
import { STRIP } from './timecode-camera.ts';

export type TileReading = {
  /** Milliseconds from the camera's picture to the frame's presentation. */
  latencies: number[];
  /** When each of them was presented, milliseconds since the epoch. */
  times: number[];
  /** Times that no new frame came for more than `STALL_MS`. */
  stalls: number;
  frames: number;
  unreadable: number;
};
const STALL_MS = 500;
const READ_EVERY = 5;

/** Begins to read all videos that the page has now; one frame in `readEvery`, and only while the page shows the video. */
export const beginReading = (page: Page, readEvery = READ_EVERY): Promise<number> =>
  page.evaluate(
    ({ strip, stallMs, readEvery }) => {
      const readings = [...document.querySelectorAll('video')].map((video) => {
        const reading = {
          latencies: [] as number[],
          times: [] as number[],
          stalls: 0,
          frames: 0,
          unreadable: 0,
          last: 0,
        };
        const canvas = document.createElement('canvas');
        canvas.width = strip.bits + 2;
        canvas.height = 1;
        const context = canvas.getContext('2d', { willReadFrequently: true });
        const wide = (strip.bits + 2) * strip.block;
        const read = (now: number, frame: { expectedDisplayTime: number }) => {
          video.requestVideoFrameCallback(read);
          if (getComputedStyle(video).visibility !== 'visible') return;
          if (reading.last && now - reading.last > stallMs) reading.stalls++;
          reading.last = now;
          reading.frames++;
          // To read a picture costs as much as to show it: one in `readEvery` is enough for the times, all count for stalls.
          if (!context || reading.frames % readEvery !== 0) return;
          context.imageSmoothingEnabled = false;
          context.drawImage(video, strip.x, strip.y + strip.height / 2, wide, 1, 0, 0, canvas.width, 1);
          const { data } = context.getImageData(0, 0, canvas.width, 1);
          const lit = (block: number) => (data[block * 4] ?? 0) > 127;
          if (!lit(0) || lit(strip.bits + 1)) {
            reading.unreadable++;
            return;
          }
          let taken = 0;
          for (let bit = 0; bit < strip.bits; bit++) taken = taken * 2 + (lit(bit + 1) ? 1 : 0);
          const range = 2 ** strip.bits;
          const at = Math.floor(performance.timeOrigin + frame.expectedDisplayTime);
          reading.latencies.push(((at % range) - taken + range) % range);
          reading.times.push(at);
        };
        video.requestVideoFrameCallback(read);
        return reading;
      });
      Object.assign(window, { giamsatReadings: readings });
      return readings.length;
    },
    { strip: STRIP, stallMs: STALL_MS, readEvery },
  );

export const readings = (page: Page): Promise<TileReading[]> =>
  page.evaluate(() => (window as unknown as { giamsatReadings: TileReading[] }).giamsatReadings);

/** What was read since the last question, and begins anew. */
export const drained = (page: Page): Promise<TileReading[]> =>
  page.evaluate(() => {
    const { giamsatReadings } = window as unknown as { giamsatReadings: TileReading[] };
    return giamsatReadings.map((one) => {
      const seen = { ...one, latencies: one.latencies.splice(0), times: one.times.splice(0) };
      Object.assign(one, { stalls: 0, frames: 0, unreadable: 0 });
      return seen;
    });
  });
