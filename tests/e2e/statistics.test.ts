// The statistics in Chromium: the article's three figures from the demo's case book, their charts and tables, the hearings behind a figure,
// and a court's administrator who corrects a month.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { dayOfMs } from '@giamsat/contract/time';
import { demoCaseBook } from '@giamsat/infra/demo/case-book';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { courtThatSpeaks } from '../live/support/court.ts';
import { violations } from '../rig/accessible.ts';
import { type Browser, openBrowser } from '../rig/browser.ts';
import { PEOPLE, type Province, startProvince } from '../rig/province.ts';
import { signIn } from '../rig/second-factor.ts';

const TITLE = 'Vụ án thử nghiệm được đếm';
const TARGETS = path.resolve(import.meta.dirname, '../../infra/demo/targets.json');
let dir: string;
let province: Province;
let browser: Browser;

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'giamsat-statistics-'));
  province = await startProvince({
    dir,
    rooms: { ls: 1, tp: 1, cl: 1, lb: 1 },
    env: { GIAMSAT_TARGETS: TARGETS },
    seed: (usual) => ({ ...usual, caseBook: demoCaseBook(dayOfMs(Date.now())) }),
  });
  const court = courtThatSpeaks({
    http: () => province.http,
    court: 'lb',
    agent: 'lb-agent',
    token: () => province.token('lb'),
  });
  const one = court.hearing();
  await court.tell(
    one.scheduled('lb-1', TITLE),
    ...one.opened('lb-1'),
    one.say('hearing.postponed', { reasonCode: 'COUNSEL_ABSENT' }),
  );
  browser = await openBrowser({ width: 1280, height: 800, colorScheme: 'light' });
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await province?.stop();
  if (dir) await rm(dir, { recursive: true, force: true });
});

/** A page of somebody who has signed in. */
async function pageOf(login: string): Promise<Page> {
  const cookie = await signIn(province.http, login, province.password);
  const [name = '', value = ''] = cookie.split('=');
  await browser.context.clearCookies();
  await browser.context.addCookies([
    { name, value, url: province.https ?? '', secure: true, httpOnly: true, sameSite: 'Strict' },
  ]);
  return browser.page();
}

test('the article’s three figures stand beside each other, with charts that are tables as well', async () => {
  const page = await pageOf(PEOPLE.chief);
  await page.goto(`${province.https}/statistics`);
  const tile = page.getByRole('button', { name: /^Tỷ lệ giải quyết 97,6%/ });
  await tile.waitFor();
  expect(await tile.textContent()).toContain('chỉ tiêu 90,0%');
  expect(await tile.textContent()).toContain('+7,6 điểm phần trăm');
  expect(await tile.textContent()).toContain('cùng kỳ năm trước 9');
  await page.locator('svg.recharts-surface').nth(2).waitFor();
  const ofCourts = page.locator('figure', { hasText: 'Theo tòa án' });
  expect(await ofCourts.locator('.recharts-bar-rectangle').count()).toBe(4);
  await page.getByText('Bảng', { exact: true }).click();
  await ofCourts.getByRole('rowheader', { name: 'LB' }).waitFor();
  await expect.poll(() => page.locator('svg.recharts-surface').count(), { timeout: 15_000 }).toBe(0);
  // What was chosen stands in the address.
  expect(page.url()).toContain('view=tables');
  await page.getByRole('button', { name: 'Cách tính' }).click();
  await page.getByRole('dialog').getByText('Số vụ, việc đã giải quyết trong kỳ').waitFor();
  await page.keyboard.press('Escape');
  expect(await violations(page)).toEqual([]);
  await page.close();
}, 120_000);

test('a figure leads to the very hearings behind it', async () => {
  const page = await pageOf(PEOPLE.chief);
  await page.goto(`${province.https}/statistics?figure=postponed`);
  await page.getByText('Vắng mặt người bào chữa').waitFor();
  await page.getByRole('button', { name: 'Xem các phiên tòa' }).click();
  await page.getByRole('link', { name: TITLE }).click();
  await page.getByRole('heading', { name: TITLE }).first().waitFor();
  await page.close();
}, 120_000);

test('a court’s administrator corrects a month, and the figures follow', async () => {
  const page = await pageOf(PEOPLE.office('tp'));
  await page.goto(`${province.https}/statistics`);
  const tile = page.getByRole('button', { name: /^Thụ lý mới/ });
  await tile.waitFor();
  const before = (await tile.textContent()) ?? '';
  await page.getByRole('link', { name: 'Sổ thụ lý' }).click();
  await page.getByRole('button', { name: 'Đính chính: Lao động, Sơ thẩm' }).click();
  const dialog = page.getByRole('dialog');
  const accepted = Number(await dialog.getByLabel('Thụ lý mới').inputValue());
  await dialog.getByLabel('Đã giải quyết').fill(String(accepted + 50));
  await dialog.getByText('Nhiều hơn tồn đầu tháng cộng thụ lý mới.').waitFor();
  await dialog.getByLabel('Thụ lý mới').fill(String(accepted + 50));
  await dialog.getByLabel('Lý do đính chính').fill('sót năm mươi vụ');
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Lưu' }).click();
  await page
    .getByText(/– sót năm mươi vụ$/)
    .first()
    .waitFor();
  await page.getByRole('link', { name: 'Số liệu' }).click();
  await tile.filter({ hasNotText: before }).waitFor();
  // On a telephone nothing is wider than the page.
  await page.setViewportSize({ width: 390, height: 844 });
  for (const at of ['/statistics', '/statistics/case-book']) {
    await page.goto(`${province.https}${at}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForLoadState('networkidle');
    expect([at, await page.evaluate(() => document.documentElement.scrollWidth)]).toEqual([at, 390]);
  }
  await page.close();
}, 120_000);
