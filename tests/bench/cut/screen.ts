/** What a wall shows of one hearing, looked at in every animation frame: whether a picture is there, and the time burned into it. */
import type { Page } from 'playwright-core';
import { STRIP } from '../glass/timecode-camera.ts';

type Shown = {
  /** When the page let the first picture go: what is left until `goneAt` is the browser's drawing. */
  droppedAt?: number;
  /** The animation frame after the first one without a picture: by then what is painted holds none. Undefined while there is one. */
  goneAt?: number;
  /** The times in the pictures that were there, ms since 1970, each once. */
  taken: number[];
  /** Times that it was looked at, and the longest between two. */
  looks: number;
  longestMs: number;
};

/** To look costs a page as much as to show: once the picture is gone it is looked for seldom. */
const SELDOM_MS = 200;

type Looking = { shown: Shown; stop: () => void };
type Looked = { giamsatLooking: Record<string, Looking> };

/** Begins to look; what was seen of that hearing before is forgotten. */
export const beginLooking = (page: Page, hearing: string): Promise<void> =>
  page.evaluate(
    ({ strip, hearing, seldomMs }) => {
      const cells = strip.bits + 2;
      const range = 2 ** strip.bits;
      const canvas = document.createElement('canvas');
      canvas.width = cells;
      canvas.height = 1;
      const context = canvas.getContext('2d', { willReadFrequently: true });
      if (!context) throw new Error('no canvas');
      context.imageSmoothingEnabled = false;
      const shown: Shown = { taken: [], looks: 0, longestMs: 0 };
      let previous = 0;
      let blank = false;
      let stopped = false;
      /** Undefined: the element holds no picture at all; NaN: one whose time cannot be read. */
      const timeIn = (video: HTMLVideoElement, at: number): number | undefined => {
        context.clearRect(0, 0, cells, 1);
        context.drawImage(video, strip.x, strip.y + strip.height / 2, cells * strip.block, 1, 0, 0, cells, 1);
        const { data } = context.getImageData(0, 0, cells, 1);
        if (data[3] === 0) return undefined;
        const lit = (cell: number) => (data[cell * 4] ?? 0) > 127;
        if (!lit(0) || lit(cells - 1)) return Number.NaN;
        let time = 0;
        for (let bit = 0; bit < strip.bits; bit++) time = time * 2 + (lit(bit + 1) ? 1 : 0);
        return at - (((at % range) - time + range) % range);
      };
      const look = () => {
        if (stopped) return;
        const at = Date.now();
        const videos = document.querySelectorAll<HTMLVideoElement>(`article:has(a[href="/hearings/${hearing}"]) video`);
        const times = [...videos].flatMap((video) => timeIn(video, at) ?? []);
        for (const time of times) if (!Number.isNaN(time) && shown.taken.at(-1) !== time) shown.taken.push(time);
        const { goneAt } = shown;
        // What was filmed later belongs to a picture that has come back.
        const stands = times.some((time) => goneAt === undefined || !(time > goneAt));
        if (stands) {
          blank = false;
          delete shown.goneAt;
        } else if (blank) shown.goneAt ??= at;
        else blank = true;
        if (goneAt === undefined) {
          if (previous > 0) shown.longestMs = Math.max(shown.longestMs, at - previous);
          previous = at;
          shown.looks += 1;
          requestAnimationFrame(look);
        } else setTimeout(look, seldomMs);
      };
      requestAnimationFrame(look);
      for (const video of document.querySelectorAll(`article:has(a[href="/hearings/${hearing}"]) video`))
        video.addEventListener('emptied', () => (shown.droppedAt ??= Date.now()), { once: true });
      const all = window as unknown as Looked;
      all.giamsatLooking ??= {};
      all.giamsatLooking[hearing]?.stop();
      all.giamsatLooking[hearing] = {
        shown,
        stop: () => {
          stopped = true;
        },
      };
    },
    { strip: STRIP, hearing, seldomMs: SELDOM_MS },
  );

/** What was seen until now; it goes on. @throws when nobody looks at that hearing */
export const seen = (page: Page, hearing: string): Promise<Shown> =>
  page.evaluate((id) => {
    const looking = (window as unknown as Looked).giamsatLooking[id];
    if (!looking) throw new Error('nobody looks');
    return looking.shown;
  }, hearing);

/** Ends it. @returns what was seen */
export const endLooking = async (page: Page, hearing: string): Promise<Shown> => {
  const shown = await seen(page, hearing);
  await page.evaluate((id) => (window as unknown as Looked).giamsatLooking[id]?.stop(), hearing);
  return shown;
};
