// The main job through every real part: service, agents, cameras, the clerk's console and the wall, in Chromium.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { beginReading, readings } from '../bench/glass/reader.ts';
import { startTimecodeCamera } from '../bench/glass/timecode-camera.ts';
import { type Browser, openBrowser } from '../rig/browser.ts';
import { type Clerk, type Court, signInClerk, startCourt } from '../rig/court.ts';
import { sendPast } from '../rig/past.ts';
import { freePort } from '../rig/ports.ts';
import { type Started, stop } from '../rig/processes.ts';
import { PEOPLE, type Province, startProvince } from '../rig/province.ts';

const COURTS = ['ea', 'eb', 'ec'];
const LONG_HEARING = 'Vụ án thử nghiệm đã xét hỏi mười một phút';

let dir: string;
let province: Province;
let browser: Browser;
let camera: Started;
const courts = new Map<string, { court: Court; clerk: Clerk }>();
const hearings = new Map<string, string>();
let openedAt: number;
let wall: Page;
const errors: string[] = [];

const watchErrors = (page: Page) => {
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(`${message.text()} ${message.location().url}`);
  });
  page.on('pageerror', (error) => errors.push(error.message));
};

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'giamsat-e2e-'));
  province = await startProvince({ dir, rooms: { ea: 2, eb: 1, ec: 1 } });
  const past = await sendPast(province, {
    court: 'ec',
    room: 'ec-1',
    feed: 'ec-1-1',
    title: LONG_HEARING,
    minutes: 11,
  });
  hearings.set('ec-1', past.hearing);
  openedAt = past.openedAt;
  const feeds = ['ea-1-1', 'ea-2-1', 'eb-1-1', 'ec-1-1'];
  const urls = new Map(
    await Promise.all(feeds.map(async (feed) => [feed, `rtmp://127.0.0.1:${await freePort()}/live/camera`] as const)),
  );
  for (const code of COURTS) {
    const cameras = feeds
      .filter((feed) => feed.startsWith(code))
      .map((feed) => ({ feed, source: { kind: 'rtmp-listen' as const, url: urls.get(feed) ?? '' } }));
    const court = await startCourt(province, code, cameras);
    courts.set(code, { court, clerk: await signInClerk(court, code, province.password) });
  }
  camera = startTimecodeCamera({ width: 640, height: 360, fps: 15 }, [...urls.values()]);
  for (const room of ['ea-1', 'ea-2', 'eb-1']) {
    const clerk = courts.get(room.slice(0, 2))?.clerk;
    hearings.set(room, (await clerk?.openHearing(room, `Vụ án thử nghiệm ở ${room}`)) ?? '');
  }
  browser = await openBrowser({ width: 1600, height: 900 });
}, 180_000);

afterAll(async () => {
  await browser?.close();
  for (const { court } of courts.values()) await court.stop();
  if (camera) await stop(camera);
  await province?.stop();
  await rm(dir, { recursive: true, force: true });
});

test('a supervisor signs in and sees four live pictures whose clocks advance', async () => {
  wall = await browser.page();
  watchErrors(wall);
  await wall.goto(`${province.https}/`);
  await wall.getByLabel('Tên đăng nhập').fill(PEOPLE.supervisor);
  await wall.getByLabel('Mật khẩu', { exact: true }).fill(province.password);
  await wall.getByRole('button', { name: 'Đăng nhập' }).click();
  await wall.waitForURL('**/wall**');
  await wall.waitForFunction(
    () =>
      [...document.querySelectorAll('video')].filter((video) => video.readyState >= 3 && !video.paused).length === 4,
    undefined,
    { timeout: 60_000 },
  );
  expect(await beginReading(wall)).toBe(4);
  // Each frame's burned-in time is read: the clock of each picture advances with it.
  await expect
    .poll(async () => Math.min(...(await readings(wall)).map((tile) => tile.latencies.length)), { timeout: 60_000 })
    .toBeGreaterThan(20);
  for (const tile of await readings(wall)) expect(tile.latencies.every((ms) => ms > 0 && ms < 60_000)).toBe(true);
});

test('what the clerk enters at the console appears on the wall', async () => {
  const court = courts.get('ea')?.court;
  const page = await browser.page();
  watchErrors(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`${court?.console}/clerk/`);
  await page.getByLabel('Tên đăng nhập').fill(PEOPLE.clerk('ea'));
  await page.getByLabel('Mật khẩu', { exact: true }).fill(province.password);
  await page.getByRole('button', { name: 'Đăng nhập' }).click();
  await page.getByRole('combobox', { name: 'Ghi nhanh diễn biến' }).fill('Thư ký ghi một dòng thử nghiệm');
  await page.getByRole('button', { name: 'Ghi', exact: true }).click();
  await wall.getByText('Thư ký ghi một dòng thử nghiệm').first().waitFor({ timeout: 10_000 });

  // And one press cuts: the picture goes from the wall, and the wall says why.
  const title = 'Vụ án thử nghiệm ở ea-1';
  const tile = wall.getByRole('article').filter({ hasText: title });
  expect(await tile.locator('video').count()).toBe(1);
  await page.getByLabel('Phòng xử án').selectOption('ea-1');
  await page.getByRole('button', { name: 'Ngắt hình và tiếng' }).click();
  await tile.getByText('Ngắt theo lệnh Chủ tọa').first().waitFor({ timeout: 10_000 });
  expect(
    await tile
      .locator('video')
      .evaluateAll((videos) => videos.every((video) => (video as HTMLVideoElement).readyState === 0)),
  ).toBe(true);
  const others = wall.locator('article').filter({ hasNotText: title }).locator('video');
  await expect
    .poll(() => others.evaluateAll((all) => all.filter((v) => (v as HTMLVideoElement).readyState >= 3).length), {
      timeout: 30_000,
    })
    .toBe(3);
  await page.close();
});

test('a hearing is gone back in by ten minutes, and returns to now', async () => {
  const page = await browser.page();
  watchErrors(page);
  const moment = new Date(openedAt + 60_000 + 5000);
  await page.goto(`${province.https}/hearings/${hearings.get('ec-1')}`);
  await page.getByRole('heading', { name: LONG_HEARING }).first().waitFor();
  const playing = () =>
    page.waitForFunction(
      () => {
        const video = document.querySelector('video');
        if (!video || video.readyState < 3 || video.paused) return false;
        const store = window as unknown as { lastTime?: number };
        const moved = store.lastTime !== undefined && video.currentTime > store.lastTime;
        store.lastTime = video.currentTime;
        return moved;
      },
      undefined,
      { timeout: 30_000, polling: 500 },
    );
  await playing();
  await page.goto(`${province.https}/hearings/${hearings.get('ec-1')}?t=${moment.toISOString()}`);
  await playing();
  const shown = async () => Date.parse((await page.locator('time[datetime]').first().getAttribute('datetime')) ?? '');
  const clock = page.getByRole('slider', { name: 'Dòng thời gian của phiên tòa' });
  await clock.waitFor();
  await expect
    .poll(async () => Math.abs((await dateOfPicture(page)) - moment.getTime()), { timeout: 15_000 })
    .toBeLessThan(15_000);
  expect(Date.now() - (await dateOfPicture(page))).toBeGreaterThan(9 * 60_000);
  expect(await shown()).not.toBeNaN();
  await page.getByRole('button', { name: 'Về hiện tại' }).click();
  await page.getByText('Trực tiếp', { exact: true }).waitFor({ timeout: 15_000 });
  await playing();
  await page.close();
});

test('no page told of an error', () => {
  expect(errors).toEqual([]);
});

/** The date under the picture, in milliseconds. */
const dateOfPicture = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const clocks = [...document.querySelectorAll('time[datetime]')].filter((one) =>
      /^\d{2}:\d{2}:\d{2}$/.test(one.textContent ?? ''),
    );
    return Math.min(...clocks.map((one) => Date.parse(one.getAttribute('datetime') ?? '')));
  });
