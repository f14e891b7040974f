/** How soon a picture is seen after a press. */
import type { Page } from 'playwright-core';

/** Presses, and tells how long it took until the n-th video showed a picture of where it was sent, in milliseconds. */
export async function pictureAfter(page: Page, press: () => Promise<void>, index = 0): Promise<number> {
  await page.evaluate((index) => {
    const video = document.querySelectorAll('video')[index];
    if (!video) throw new Error('no video');
    const told = new Promise<number>((resolve) => {
      let from = 0;
      window.addEventListener('pointerdown', () => (from = performance.now()), { once: true, capture: true });
      const look = (now: number, { mediaTime }: { mediaTime: number }) => {
        if (from > 0 && sought && !video.seeking && Math.abs(mediaTime - video.currentTime) < 0.3) resolve(now - from);
        else video.requestVideoFrameCallback(look);
      };
      let sought = false;
      video.addEventListener('seeking', () => (sought = true), { once: true });
      video.requestVideoFrameCallback(look);
    });
    Object.assign(window, { giamsatPicture: told });
  }, index);
  await press();
  return page.evaluate(() => (window as unknown as { giamsatPicture: Promise<number> }).giamsatPicture);
}
