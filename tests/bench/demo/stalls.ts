/** Notes in a page every stop of a picture that should move: one that has frames and a source, and stands still for longer than a second. */
import type { Page } from 'playwright-core';

/** `at`: milliseconds since the epoch; `state`: seconds that were buffered ahead as the stop was noticed, and what else tells whose it is. */
export type Stall = { at: number; ms: number; state: string };

const STILL_MS = 1200;

export const watchStalls = (page: Page): Promise<void> =>
  page.evaluate((stillMs) => {
    const stalls: { at: number; ms: number; state: string }[] = [];
    const stateOf = (video: HTMLVideoElement): string => {
      const { buffered, currentTime, readyState, paused, playbackRate } = video;
      const ranges = Array.from({ length: buffered.length }, (_, i) => [buffered.start(i), buffered.end(i)] as const);
      const end = ranges.find(([from, to]) => from <= currentTime && currentTime <= to)?.[1] ?? currentTime;
      const holes = ranges.filter(([from]) => from > currentTime).length;
      return `${(end - currentTime).toFixed(2)} s ahead, ${holes} ranges after it, ready ${readyState}, rate ${playbackRate}${paused ? ', paused' : ''}${document.hidden ? ', hidden' : ''}`;
    };
    const seen = new WeakMap<HTMLVideoElement, { time: number; since: number; state?: string }>();
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
          stalls.push({ at: last.since, ms: now - last.since, state: last.state ?? '' });
        }
        if (last && last.time === video.currentTime && now - last.since > stillMs / 2) last.state ??= stateOf(video);
        if (!last || last.time !== video.currentTime) seen.set(video, { time: video.currentTime, since: now });
      }
    }, 100);
    Object.assign(window, { giamsatStalls: stalls });
  }, STILL_MS);

/** Those since the last question. */
export const stallsOf = (page: Page): Promise<Stall[]> =>
  page.evaluate(() => (window as unknown as { giamsatStalls: Stall[] }).giamsatStalls.splice(0));
