// A hearing turns in camera while pages that are open show it: tile, live picture, replay, small pictures and lists are gone from them, with
// everything that a page keeps beside what it shows.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startRtmpCourt } from '../bench/glass/rtmp-court.ts';
import { signIn } from '../bench/glass/sign-in.ts';
import { type Browser, openBrowser } from '../rig/browser.ts';
import { type Clerk, type Court, signInClerk } from '../rig/court.ts';
import { type Started, stop } from '../rig/processes.ts';
import { type Province, startProvince } from '../rig/province.ts';

const TITLE = 'Vụ án thử nghiệm sẽ xét xử kín';
const NUMBER = '9001/';
const CLOSED = 'Phiên tòa xét xử kín';
const NOTE = 'Lời khai thử nghiệm lúc còn công khai';
/** So much is recorded before, so that there is something to go back to. */
const RECORDED_MS = 20_000;
/** It is gone with the word; a busy machine fails nothing. */
const WITHIN = { timeout: 15_000 };

let dir: string;
let province: Province;
let court: Court;
let clerk: Clerk;
let camera: Started;
let browser: Browser;
let hearing: string;

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'giamsat-e2e-'));
  province = await startProvince({ dir, rooms: { ea: 2 } });
  const rtmp = await startRtmpCourt(province, 'ea', 2);
  court = rtmp.court;
  camera = await rtmp.startCamera({ width: 640, height: 360, fps: 10 });
  clerk = await signInClerk(court, 'ea', province.password);
  hearing = await clerk.openHearing('ea-1', TITLE);
  await clerk.openHearing('ea-2', 'Vụ án thử nghiệm vẫn công khai');
  await clerk.enter(hearing, 'hearing.note.recorded', { text: NOTE });
  browser = await openBrowser({ width: 1280, height: 800 });
  // What a page hands to its videos, so that it can be asked for when the page shows them no more.
  await browser.context.addInitScript(() => {
    const kept: SourceBuffer[] = [];
    Object.assign(window, { giamsatBuffers: kept });
    const { addSourceBuffer } = MediaSource.prototype;
    MediaSource.prototype.addSourceBuffer = function add(this: MediaSource, type: string) {
      const buffer = addSourceBuffer.call(this, type);
      kept.push(buffer);
      return buffer;
    };
  });
}, 180_000);
afterAll(async () => {
  await browser?.close();
  if (camera) await stop(camera);
  await court?.stop();
  await province?.stop();
  await rm(dir, { recursive: true, force: true });
});

const plays = (page: Page, tiles: number) =>
  page.waitForFunction(
    (wanted) => [...document.querySelectorAll('video')].filter((one) => one.readyState >= 3).length === wanted,
    tiles,
    { timeout: 60_000 },
  );
/** Milliseconds of picture and sound in all buffers that a page has made, and how many there are. */
const buffered = (page: Page) =>
  page.evaluate(() => {
    const buffers = (window as unknown as { giamsatBuffers: SourceBuffer[] }).giamsatBuffers;
    const msOf = (buffer: SourceBuffer): number => {
      try {
        const { buffered } = buffer;
        return Array.from({ length: buffered.length }, (_, n) => (buffered.end(n) - buffered.start(n)) * 1000).reduce(
          (sum, one) => sum + one,
          0,
        );
      } catch {
        // It was taken from its source: nothing of it is there.
        return 0;
      }
    };
    return { buffers: buffers.length, ms: buffers.reduce((sum, one) => sum + msOf(one), 0) };
  });
/** Everything in which a page can show or keep a word. */
const everything = (page: Page) =>
  page.evaluate(async () =>
    JSON.stringify([
      document.documentElement.outerHTML,
      document.title,
      location.href,
      history.state,
      { ...localStorage },
      { ...sessionStorage },
      await Promise.all(
        (await caches.keys()).map(async (key) => (await (await caches.open(key)).keys()).map(({ url }) => url)),
      ),
      (await indexedDB.databases()).map(({ name }) => name),
    ]),
  );
const pictures = (page: Page) =>
  page.evaluate(() => ({
    videos: [...document.querySelectorAll('video')].filter((one) => one.readyState > 0 || one.currentSrc !== '').length,
    small: [...document.querySelectorAll<HTMLElement>('img, [style]')].filter((one) =>
      /\/media\/|blob:/.test(one.outerHTML.slice(0, one.outerHTML.indexOf('>'))),
    ).length,
  }));

test('tile, buffers, small pictures, title and all that a page keeps are gone', async () => {
  const open = async (at: string, page?: Page): Promise<Page> => {
    const opened = page ?? (await browser.page());
    await opened.goto(`${province.https}${at}`);
    return opened;
  };
  // Both pages are of one session: another sign-in would end it.
  const signedIn = await browser.page();
  await signIn(signedIn, province.https ?? '', province.password);
  const wall = await open('/wall?grid=4', signedIn);
  await plays(wall, 2);
  await wall.waitForTimeout(RECORDED_MS);
  const back = await open(`/hearings/${hearing}?t=${new Date(Date.now() - RECORDED_MS / 2).toISOString()}`);
  await plays(back, 1);
  // The small picture of a moment stands over the timeline.
  const slider = back.getByRole('slider', { name: 'Dòng thời gian của phiên tòa' });
  await slider.waitFor();
  const box = await slider.boundingBox();
  if (!box) throw new Error('no timeline');
  for (let part = 0.1; part < 0.99 && (await pictures(back)).small === 0; part += 0.04) {
    await back.mouse.move(box.x + box.width * part, box.y + box.height / 2);
    await back.waitForTimeout(300);
  }
  expect((await pictures(back)).small).toBeGreaterThan(0);

  // While it is public all of it is there, so that it means something when it is not.
  expect((await buffered(back)).ms).toBeGreaterThan(500);
  for (const page of [wall, back]) expect(await everything(page)).toContain(TITLE);
  expect(await everything(back)).toContain(NUMBER);

  await clerk.enter(hearing, 'hearing.publicity.changed', { to: 'in_camera' });

  for (const page of [back, wall]) {
    await page.bringToFront();
    await page.getByText(CLOSED).first().waitFor();
    await expect.poll(() => everything(page), WITHIN).not.toMatch(/sẽ xét xử kín|lúc còn công khai/);
  }
  await expect.poll(() => pictures(back), WITHIN).toEqual({ videos: 0, small: 0 });
  await expect.poll(async () => (await buffered(back)).ms, WITHIN).toBe(0);
  expect(await everything(back)).not.toContain(NUMBER);
  expect(back.url()).not.toMatch(/xét|9001/);
  // The other room's picture is still there, or comes back.
  await plays(wall, 1);
});
