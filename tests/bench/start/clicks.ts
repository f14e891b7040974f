/** From a click to the first frame that a person can see, with the steps in between; all in the page's own time. */
import type { Page } from 'playwright-core';

/** Milliseconds after the click; undefined where the step could not be told. */
export type Click = {
  /** The playlist was asked for. */
  asked?: number;
  /** The first part, or segment, had come. */
  firstMedia?: number;
  /** A frame was decoded. */
  decoded?: number;
  /** The page showed it. */
  shown: number;
};

/** Before a click: the next video that the page shows is told, whichever element it will be. */
export const beforeClick = (page: Page): Promise<void> =>
  page.evaluate(() => {
    performance.clearResourceTimings();
    const known = new Set(document.querySelectorAll('video'));
    const state: { clicked?: number; decoded?: number; shown?: number } = {};
    Object.assign(window, { giamsatClick: state });
    const watched = new WeakSet<HTMLVideoElement>();
    document.addEventListener(
      'click',
      (event) => {
        state.clicked = event.timeStamp;
      },
      { capture: true, once: true },
    );
    const look = (): void => {
      if (state.shown !== undefined) return;
      requestAnimationFrame(look);
      for (const video of document.querySelectorAll('video')) {
        if (known.has(video)) continue;
        if (!watched.has(video)) {
          watched.add(video);
          video.requestVideoFrameCallback((now) => {
            state.decoded ??= now;
          });
        }
        if (state.decoded !== undefined && getComputedStyle(video).visibility === 'visible') {
          state.shown = performance.now();
        }
      }
    };
    look();
  });

/** Waits for the frame. @throws where none comes within `withinMs` */
export async function afterClick(page: Page, withinMs: number): Promise<Click> {
  await page.waitForFunction(
    () => (window as unknown as { giamsatClick: { shown?: number } }).giamsatClick.shown !== undefined,
    undefined,
    { timeout: withinMs, polling: 50 },
  );
  return page.evaluate(() => {
    const { clicked, decoded, shown } = (
      window as unknown as { giamsatClick: { clicked: number; decoded: number; shown: number } }
    ).giamsatClick;
    const loads = performance
      .getEntriesByType('resource')
      .filter((one): one is PerformanceResourceTiming => one.startTime >= clicked);
    const playlist = loads.find(({ name }) => name.includes('.m3u8'));
    const media = loads.find(({ name, startTime }) => /\.m4s/.test(name) && playlist && startTime > playlist.startTime);
    return {
      ...(playlist ? { asked: playlist.startTime - clicked } : {}),
      ...(media ? { firstMedia: media.responseEnd - clicked } : {}),
      decoded: decoded - clicked,
      shown: shown - clicked,
    };
  });
}
