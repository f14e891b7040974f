// The viewer's mark over a picture, in Chromium: a script of the page finds nothing to delete, and a picture that is taken from under its
// mark is gone. What it cannot do (a copy of frames, a camera before the screen) is told in decision 0050.
import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Browser, openBrowser } from '../rig/browser.ts';

const SOURCE = path.resolve(import.meta.dirname, '../../dashboard/src/core/mark.ts');
let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await openBrowser();
  page = await browser.page();
});
afterAll(() => browser?.close());

type Marked = { draw(text: string): void };
/** A picture that moves, red all over, under its mark. */
beforeEach(async () => {
  await page.setContent(`
    <style>#picture { position: relative; width: 640px; height: 360px } video { width: 100%; height: 100% }</style>
    <div id="picture"><div id="host" style="display: contents"><video muted autoplay playsinline></video></div></div>`);
  await page.addScriptTag({
    type: 'module',
    content: `${stripTypeScriptTypes(readFileSync(SOURCE, 'utf8'))}\nwindow.markOver = markOver;`,
  });
  await page.evaluate(async () => {
    const source = document.createElement('canvas');
    const pen = source.getContext('2d');
    let n = 0;
    setInterval(() => {
      if (!pen) return;
      pen.fillStyle = n++ % 2 === 0 ? 'rgb(200,0,0)' : 'rgb(201,0,0)';
      pen.fillRect(0, 0, 300, 150);
    }, 40);
    const video = document.querySelector('video') as HTMLVideoElement;
    video.srcObject = source.captureStream(25);
    await video.play();
    const { markOver } = window as unknown as { markOver(host: HTMLElement): Marked };
    markOver(document.querySelector('#host') as HTMLElement).draw('Nguyễn Văn A · HĐND tỉnh · 15/04/2021 09:41:07');
  });
});

const isPlaying = () =>
  page.evaluate(() => {
    const video = document.querySelector('video');
    return video?.srcObject !== null && video?.paused === false;
  });
const soonGone = () =>
  page.waitForFunction(() => document.querySelector('video')?.srcObject === null, undefined, { timeout: 30_000 });
/** How many points of the picture are something else than red. */
const marked = async (): Promise<number> => {
  const shot = (await page.locator('#picture').screenshot()).toString('base64');
  return page.evaluate(async (png) => {
    const image = new Image();
    image.src = `data:image/png;base64,${png}`;
    await image.decode();
    const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height });
    const pen = canvas.getContext('2d');
    pen?.drawImage(image, 0, 0);
    const { data } = pen?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
    let other = 0;
    for (let n = 0; n < data.length; n += 4) if ((data[n + 1] ?? 0) > 15) other += 1;
    return other;
  }, shot);
};

test('it stands over the picture', async () => {
  expect(await isPlaying()).toBe(true);
  expect(await marked()).toBeGreaterThan(1_000);
});

test('no query of a script finds it, and what hides all that can be found hides the picture, too', async () => {
  const before = await marked();
  await page.evaluate(() => {
    const reached = (root: ParentNode): Element[] =>
      [...root.querySelectorAll('*')].flatMap((one) => [one, ...(one.shadowRoot ? reached(one.shadowRoot) : [])]);
    for (const one of reached(document.body)) if (one.tagName === 'CANVAS') one.remove();
    document.head.append(
      Object.assign(document.createElement('style'), { textContent: 'canvas { display: none !important }' }),
    );
  });
  expect(await marked()).toBeGreaterThan(before / 2);
  await page.evaluate(() => document.querySelector('#host')?.remove());
  expect(await page.evaluate(() => document.querySelector('video'))).toBeNull();
});

test.each([
  ['moved out from under it', () => document.body.append(document.querySelector('video') as HTMLVideoElement)],
  [
    'wrapped in something else',
    () => {
      const video = document.querySelector('video') as HTMLVideoElement;
      const wrap = document.createElement('div');
      video.replaceWith(wrap);
      wrap.append(video);
    },
  ],
])('a picture that is %s is gone', async (_how, attack) => {
  await page.evaluate(attack);
  await page.evaluate(() =>
    document
      .querySelector('video')
      ?.play()
      .catch(() => undefined),
  );
  await soonGone();
});
