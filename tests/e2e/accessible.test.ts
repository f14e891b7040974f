// Every page for those who do not use a mouse or do not see well: no serious violation by axe, light and dark, keys that work, no error told.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Browser, openBrowser } from '../rig/browser.ts';
import { type Court, signInClerk, startCourt } from '../rig/court.ts';
import { PEOPLE, type Province, startProvince } from '../rig/province.ts';

const TITLE = 'Vụ án thử nghiệm để xem từng trang';

let dir: string;
let province: Province;
let court: Court;
let browser: Browser;
const errors: string[] = [];

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'giamsat-accessible-'));
  province = await startProvince({ dir, rooms: { ea: 1 } });
  court = await startCourt(province, 'ea', []);
  const clerk = await signInClerk(court, 'ea', province.password);
  // In recess: there is no camera whose picture a page could ask for in vain.
  const hearing = await clerk.openHearing('ea-1', TITLE);
  await clerk.enter(hearing, 'hearing.recess.started', {});
  browser = await openBrowser({ width: 1280, height: 800 });
}, 180_000);

afterEach(() => browser.context.clearCookies());

afterAll(async () => {
  await browser?.close();
  await court?.stop();
  await province?.stop();
  await rm(dir, { recursive: true, force: true });
});

const openPage = async (scheme: 'light' | 'dark'): Promise<Page> => {
  const page = await browser.page();
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) errors.push(`${message.text()} ${message.location().url}`);
  });
  page.on('pageerror', (error) => errors.push(error.message));
  await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
  await page.addInitScript((look) => localStorage.setItem('giamsat-look', look), scheme);
  return page;
};

/** What axe holds against the page, as `rule: place`. */
const violations = async (page: Page): Promise<string[]> => {
  await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: typeof import('axe-core') };
    const { violations, passes } = await axe.run(document, { resultTypes: ['violations'] });
    return { violations, passed: passes.length };
  });
  // A page that was not drawn has nothing that could be wrong.
  expect(found.passed).toBeGreaterThan(5);
  return found.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ target, any }) => `${target} ${any[0]?.message ?? ''}`).join(' | ')}`,
    );
};

const signIn = async (page: Page, origin: string, login: string) => {
  await page.goto(origin);
  await page.getByLabel('Tên đăng nhập').fill(login);
  await page.getByLabel('Mật khẩu', { exact: true }).fill(province.password);
  await page.getByRole('button', { name: 'Đăng nhập', exact: true }).click();
};

describe.each(['light', 'dark'] as const)('%s', (scheme) => {
  test('pages of a supervisor', async () => {
    const page = await openPage(scheme);
    await page.goto(`${province.https}/`);
    await page.getByRole('button', { name: 'Đăng nhập', exact: true }).waitFor();
    expect(await violations(page)).toEqual([]);
    await signIn(page, `${province.https}/`, PEOPLE.supervisor);
    await page.getByRole('article').filter({ hasText: TITLE }).waitFor();
    expect(await violations(page)).toEqual([]);

    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Phím tắt' }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    // By keys alone: the first tile is chosen and opened.
    await page.keyboard.press('1');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/hearings/*');
    await page.getByRole('heading', { name: TITLE }).waitFor();
    await page.getByRole('tab', { name: 'Diễn biến' }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('tab', { name: 'Thành phần' }).click();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.waitForURL('**/wall**');

    for (const [at, words] of [
      ['/hearings', 'Lịch phiên tòa'],
      ['/hearings?view=table', 'Lịch phiên tòa'],
      ['/me', 'Người giám sát thử nghiệm'],
      ['/nowhere', 'Không có trang này'],
    ] as const) {
      await page.goto(`${province.https}${at}`);
      await page.getByText(words).filter({ visible: true }).first().waitFor();
      if (at.startsWith('/hearings')) await page.getByText(TITLE).first().waitFor();
      expect(await violations(page), at).toEqual([]);
    }
    await page.close();
  });

  test('pages of an administrator', async () => {
    const page = await openPage(scheme);
    await signIn(page, `${province.https}/`, PEOPLE.administrator);
    await page.getByRole('navigation', { name: 'Các mục quản trị' }).waitFor();
    const sections = await page
      .getByRole('navigation', { name: 'Các mục quản trị' })
      .getByRole('link')
      .evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).pathname));
    expect(sections.length).toBeGreaterThan(4);
    for (const section of sections) {
      await page.goto(`${province.https}${section}`);
      await page.getByRole('table').first().waitFor();
      expect(await violations(page), section).toEqual([]);
    }
    await page.goto(`${province.https}/admin/accounts`);
    await page.getByRole('button', { name: 'Thêm' }).click();
    await page.getByRole('dialog').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.close();
  });

  test("the clerk's console, beside Word", async () => {
    const page = await openPage(scheme);
    await page.setViewportSize({ width: 360, height: 800 });
    await page.goto(`${court.console}/clerk/`);
    await page.getByRole('button', { name: 'Đăng nhập', exact: true }).waitFor();
    expect(await violations(page)).toEqual([]);
    await signIn(page, `${court.console}/clerk/`, PEOPLE.clerk('ea'));
    await page.getByRole('button', { name: 'Ngắt hình và tiếng' }).waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Phiên tòa ngoài lịch' }).click();
    await page.getByRole('dialog', { name: 'Phiên tòa ngoài lịch' }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.close();
  });
});

test('no page told of an error', () => {
  expect(errors).toEqual([]);
});
