/** Reads the time that is burned into the picture that a page shows now (`STRIP`). */
import type { Page } from 'playwright-core';
import { STRIP } from '../bench/glass/timecode-camera.ts';

/** Of every video of the page at one moment, in milliseconds; undefined where no strip can be read. */
export const allBurnedIn = (page: Page): Promise<(number | undefined)[]> =>
  page.evaluate((strip) => {
    const canvas = document.createElement('canvas');
    canvas.width = strip.bits + 2;
    canvas.height = 1;
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (!context) return [];
    context.imageSmoothingEnabled = false;
    const wide = (strip.bits + 2) * strip.block;
    return [...document.querySelectorAll('video')].map((video) => {
      context.drawImage(video, strip.x, strip.y + strip.height / 2, wide, 1, 0, 0, canvas.width, 1);
      const { data } = context.getImageData(0, 0, canvas.width, 1);
      const lit = (block: number) => (data[block * 4] ?? 0) > 127;
      if (!lit(0) || lit(strip.bits + 1)) return undefined;
      let read = 0;
      for (let bit = 0; bit < strip.bits; bit++) read = read * 2 + (lit(bit + 1) ? 1 : 0);
      return read;
    });
  }, STRIP);

export const burnedIn = async (page: Page, index = 0): Promise<number | undefined> => (await allBurnedIn(page))[index];
