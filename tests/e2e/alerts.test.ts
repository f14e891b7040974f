// Alerts in two officers' browsers: a camera dies, both are told within seconds, one takes it and the other sees that, and it ends by itself
// when the camera is back. Nothing is loaded anew.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { SystemAnswer } from '@giamsat/contract/wire/system';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTimecodeCamera } from '../bench/glass/timecode-camera.ts';
import { violations } from '../rig/accessible.ts';
import { type Browser, openBrowser } from '../rig/browser.ts';
import { type Court, signInClerk, startCourt } from '../rig/court.ts';
import { freePort } from '../rig/ports.ts';
import { type Started, stop, until } from '../rig/processes.ts';
import { PEOPLE, type Province, startProvince } from '../rig/province.ts';
import { signIn } from '../rig/second-factor.ts';

const TITLE = 'Vụ án thử nghiệm có camera hỏng';
const SAYS = 'Đang xét xử nhưng không có hình';
const COLLEAGUE = 'colleague';
const FEED = 'ea-1-1';
const SIZE = { width: 640, height: 360, fps: 10 };

let dir: string;
let province: Province;
let court: Court;
let camera: Started;
let url: string;
const browsers: Browser[] = [];

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'giamsat-alerts-'));
  province = await startProvince({
    dir,
    rooms: { ea: 1 },
    seed: (usual) => ({
      ...usual,
      accounts: (usual.accounts ?? []).flatMap((one) =>
        one.login === PEOPLE.supervisor
          ? [one, { ...one, login: COLLEAGUE, displayName: 'Đồng nghiệp thử nghiệm' }]
          : [one],
      ),
    }),
  });
  url = `rtmp://127.0.0.1:${await freePort()}/live/camera`;
  court = await startCourt(province, 'ea', [{ feed: FEED, source: { kind: 'rtmp-listen', url } }]);
  camera = startTimecodeCamera(SIZE, [url]);
  const clerk = await signInClerk(court, 'ea', province.password);
  await clerk.openHearing('ea-1', TITLE);
}, 180_000);
afterAll(async () => {
  for (const browser of browsers) await browser.close();
  if (camera) await stop(camera);
  await court?.stop();
  await province?.stop();
  await rm(dir, { recursive: true, force: true });
});

async function pageOf(login: string, at: string): Promise<Page> {
  const browser = await openBrowser({ width: 1280, height: 800, colorScheme: 'light' });
  browsers.push(browser);
  const [name = '', value = ''] = (await signIn(province.http, login, province.password)).split('=');
  await browser.context.addCookies([
    { name, value, url: province.https ?? '', secure: true, httpOnly: true, sameSite: 'Strict' },
  ]);
  const page = await browser.page();
  await page.goto(`${province.https}${at}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  return page;
}
const alertOn = (page: Page) => page.getByRole('listitem').filter({ hasText: SAYS });
const turnTo = (page: Page, pile: string) => page.getByText(new RegExp(`^${pile} \\(`)).click();

/** It may come before the machine listens again. */
async function pushUntil(what: string, question: () => Promise<boolean>): Promise<void> {
  await until(what, async () => {
    if (camera.child.exitCode !== null) camera = startTimecodeCamera(SIZE, [url]);
    return (await question()) || undefined;
  });
}

test('a camera dies and comes back, before the eyes of two officers and of the court’s head', async () => {
  const cookie = await signIn(province.http, PEOPLE.chief, province.password);
  const feed = async () => {
    const answer = await fetch(`${province.http}/api/v1/system`, { headers: { cookie } });
    const { courts } = (await answer.json()) as SystemAnswer;
    return courts[0]?.feeds.find(({ code }) => code === FEED);
  };
  await pushUntil('the picture', async () => (await feed())?.delayMs !== undefined);
  const one = await pageOf(PEOPLE.supervisor, '/alerts');
  const two = await pageOf(COLLEAGUE, '/alerts');
  const head = await pageOf(PEOPLE.chief, `/system?feed=${FEED}`);
  await head.locator('svg.recharts-surface').nth(1).waitFor();
  // One that was raised while the camera was being started has ended.
  for (const page of [one, two]) await alertOn(page).waitFor({ state: 'detached', timeout: 60_000 });

  await stop(camera);
  await Promise.all([one, two].map((page) => alertOn(page).waitFor({ timeout: 60_000 })));
  expect(await alertOn(two).textContent()).toContain(TITLE);
  const onHead = head.getByRole('listitem').filter({ hasText: 'Phòng xử án 1 · Toàn cảnh' });
  await onHead.getByText(/camera không cho hình|hình không tới máy chủ/).waitFor({ timeout: 60_000 });
  expect(await onHead.textContent()).toMatch(/^Kém/);
  expect(await head.content()).not.toContain(TITLE);
  expect(await violations(head)).toEqual([]);

  await alertOn(one).getByRole('button', { name: 'Nhận xử lý' }).click();
  await alertOn(two).waitFor({ state: 'detached' });
  await turnTo(two, 'Đang xử lý');
  await alertOn(two)
    .getByText(/^Người giám sát thử nghiệm nhận lúc/)
    .waitFor();
  await turnTo(one, 'Đang xử lý');
  await alertOn(one).waitFor();

  camera = startTimecodeCamera(SIZE, [url]);
  await pushUntil('its end', async () => (await alertOn(one).count()) + (await alertOn(two).count()) === 0);
  for (const page of [one, two]) {
    await turnTo(page, 'Đã xong');
    await alertOn(page).waitFor();
  }
}, 300_000);
