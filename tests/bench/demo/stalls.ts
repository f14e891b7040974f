/** Notes in a page every stop of a picture that should move: one that has frames and a source, and stands still for longer than a second. */
import type { Page } from 'playwright-core';

/** `at`: milliseconds since the epoch. */
export type Stall = { at: number; ms: number };

const STILL_MS = 1200;

export const watchStalls = (page: Page): Promise<void> =>
  page.evaluate((stillMs) => {
    const stalls: { at: number; ms: number }[] = [];
    const seen = new WeakMap<HTMLVideoElement, { time: number; since: number }>();
    setInterval(() => {
      const now = Date.now();
      for (const video of document.querySelectorAll('video')) {
        const last = seen.get(video);
        // A picture that was taken down has no frames, one that waits for its first has not begun.
        if (video.readyState < 2 && !(last && video.src)) {
          seen.delete(video);
          continue;
        }
        if (last && last.time !== video.currentTime && now - last.since > stillMs) {
          stalls.push({ at: last.since, ms: now - last.since });
        }
        if (!last || last.time !== video.currentTime) seen.set(video, { time: video.currentTime, since: now });
      }
    }, 100);
    Object.assign(window, { giamsatStalls: stalls });
  }, STILL_MS);

/** Those since the last question. */
export const stallsOf = (page: Page): Promise<Stall[]> =>
  page.evaluate(() => (window as unknown as { giamsatStalls: Stall[] }).giamsatStalls.splice(0));
