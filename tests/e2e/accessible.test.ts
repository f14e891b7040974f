// Every page for those who do not use a mouse or do not see well: no serious violation by axe, light and dark, keys that work, no error told.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { violations } from '../rig/accessible.ts';
import { type Browser, openBrowser } from '../rig/browser.ts';
import { type Court, signInClerk, startCourt } from '../rig/court.ts';
import { PEOPLE, type Province, startProvince } from '../rig/province.ts';
import { codeOf, keepCodes, nextCode } from '../rig/second-factor.ts';

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

const PICTURES = process.env.GIAMSAT_TEST_PICTURES;
const picture = async (page: Page, name: string) => {
  if (PICTURES) await page.screenshot({ path: path.join(PICTURES, `${name}.png`), fullPage: true });
};
/** What is wider than the screen has to be pushed around. */
const width = (page: Page) => page.evaluate(() => document.documentElement?.scrollWidth);

const signIn = async (page: Page, origin: string, login: string, code?: string) => {
  await page.goto(origin);
  await page.getByLabel('Tên đăng nhập').fill(login);
  await page.getByLabel('Mật khẩu', { exact: true }).fill(province.password);
  await page.getByRole('button', { name: 'Đăng nhập', exact: true }).click();
  if (code === undefined) return;
  await page.getByLabel('Mã xác thực').fill(code);
  expect(await violations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Đăng nhập', exact: true }).click();
};
/** The first time, the second factor is set up; its recovery codes open the next ones. */
const signInAdministrator = async (page: Page) => {
  const at = `${province.https}/`;
  const code = nextCode(at, PEOPLE.administrator);
  await signIn(page, at, PEOPLE.administrator, code);
  if (code !== undefined) return;
  await page.getByRole('button', { name: 'Bắt đầu' }).click();
  await page.getByRole('img', { name: /Mã QR/ }).waitFor();
  expect(await violations(page)).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await width(page)).toBe(390);
  const secret = ((await page.locator('code').textContent()) ?? '').replaceAll(' ', '');
  await page.getByLabel('Mã trong ứng dụng').fill(codeOf(secret));
  await page.getByRole('button', { name: 'Xác nhận' }).click();
  await page.getByRole('button', { name: 'Tôi đã cất các mã' }).waitFor();
  expect(await violations(page)).toEqual([]);
  expect(await width(page)).toBe(390);
  keepCodes(at, PEOPLE.administrator, await page.locator('li code').allInnerTexts());
  await page.getByRole('button', { name: 'Tôi đã cất các mã' }).click();
  await page.setViewportSize({ width: 1280, height: 800 });
};

describe.each(['light', 'dark'] as const)('%s', (scheme) => {
  const judge = (page: Page) => violations(page, scheme === 'dark');
  test('pages of a supervisor', async () => {
    const page = await openPage(scheme);
    await page.goto(`${province.https}/`);
    await page.getByRole('button', { name: 'Đăng nhập', exact: true }).waitFor();
    expect(await judge(page)).toEqual([]);
    await signIn(page, `${province.https}/`, PEOPLE.supervisor);
    await page.getByRole('article').filter({ hasText: TITLE }).waitFor();
    expect(await judge(page)).toEqual([]);

    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Phím tắt' }).waitFor();
    expect(await judge(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    // By keys alone: the first tile is chosen and opened.
    await page.keyboard.press('1');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/hearings/*');
    await page.getByRole('heading', { name: TITLE }).waitFor();
    await page.getByRole('tab', { name: 'Diễn biến' }).waitFor();
    expect(await judge(page)).toEqual([]);
    await page.getByRole('tab', { name: 'Thành phần' }).click();
    expect(await judge(page)).toEqual([]);
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
      expect(await judge(page), at).toEqual([]);
    }
    await page.close();
  });

  test('pages of an administrator', async () => {
    const page = await openPage(scheme);
    await signInAdministrator(page);
    await page.getByRole('navigation', { name: 'Các mục quản trị' }).waitFor();
    const sections = await page
      .getByRole('navigation', { name: 'Các mục quản trị' })
      .getByRole('link')
      .evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).pathname));
    expect(sections.length).toBeGreaterThan(4);
    for (const section of sections) {
      await page.goto(`${province.https}${section}`);
      // Whether or not there is anything to list.
      await page
        .getByRole('table')
        .or(page.getByText(/^Chưa có/))
        .first()
        .waitFor();
      expect(await judge(page), section).toEqual([]);
    }
    await page.goto(`${province.https}/admin/accounts`);
    await page.getByRole('button', { name: 'Thêm' }).click();
    await page.getByRole('dialog').waitFor();
    expect(await judge(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.close();
  });

  test('the audit, checked and filtered, on a desk and on a telephone', async () => {
    const page = await openPage(scheme);
    await signIn(page, `${province.https}/`, PEOPLE.chief);
    await page.waitForURL('**/wall**');
    // Something that stands in it with its hearing.
    await page.getByRole('article').filter({ hasText: TITLE }).getByRole('link').first().click();
    await page.getByRole('tab', { name: 'Diễn biến' }).waitFor();
    for (const [size, wide] of [
      [{ width: 1280, height: 800 }, 1280],
      [{ width: 390, height: 844 }, 390],
    ] as const) {
      await page.setViewportSize(size);
      await page.goto(`${province.https}/admin/audit`);
      await page.getByText('Đăng nhập', { exact: true }).filter({ visible: true }).first().waitFor();
      await page.getByRole('button', { name: 'Kiểm tra tính toàn vẹn' }).focus();
      await page.keyboard.press('Enter');
      await page.getByText('Chuỗi nguyên vẹn đến số').waitFor();
      expect(await judge(page)).toEqual([]);
      expect(await width(page)).toBe(wide);
      await picture(page, `audit-${scheme}-${wide}`);
      // Who watched that one hearing is not told while it lasts.
      await page
        .getByRole('button', { name: /^Phiên tòa / })
        .first()
        .click();
      await page.getByRole('heading', { name: 'Ai xem lúc nào' }).waitFor();
      expect(await judge(page)).toEqual([]);
      expect(await width(page)).toBe(wide);
      await picture(page, `audit-hearing-${scheme}-${wide}`);
    }
    await page.close();
  });

  test("the clerk's console, beside Word", async () => {
    const page = await openPage(scheme);
    await page.setViewportSize({ width: 360, height: 800 });
    await page.goto(`${court.console}/clerk/`);
    await page.getByRole('button', { name: 'Đăng nhập', exact: true }).waitFor();
    expect(await judge(page)).toEqual([]);
    await signIn(page, `${court.console}/clerk/`, PEOPLE.clerk('ea'));
    await page.getByRole('button', { name: 'Ngắt hình và tiếng' }).waitFor();
    expect(await width(page)).toBe(360);
    expect(await judge(page)).toEqual([]);
    await page.getByRole('button', { name: 'Phiên tòa ngoài lịch' }).click();
    await page.getByRole('dialog', { name: 'Phiên tòa ngoài lịch' }).waitFor();
    expect(await judge(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: /^Xét xử kín.* xem lại$/ }).click();
    await page.getByRole('button', { name: 'Cho phép xem lại đoạn ghi' }).click();
    await page.getByRole('dialog', { name: 'Cho phép xem lại đoạn ghi' }).getByLabel('Đến').waitFor();
    expect(await width(page)).toBe(360);
    expect(await judge(page)).toEqual([]);
    await picture(page, `release-${scheme}`);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.close();
  });
});

test("a meeting room's screen, from its code to the wall", async () => {
  const person = await openPage('light');
  await signIn(person, `${province.https}/`, PEOPLE.supervisor);
  await person.waitForURL('**/wall**');
  // A browser of its own, as it stands in the room.
  const room = await openBrowser({ colorScheme: 'light' });
  const screen = await room.page();
  await screen.setViewportSize({ width: 390, height: 844 });
  await screen.goto(`${province.https}/`);
  await screen.getByRole('button', { name: 'Dùng màn hình này cho phòng họp' }).click();
  const code = (await screen.getByText(/^[A-Z]{4}-[A-Z]{4}$/).textContent()) ?? '';
  expect(await violations(screen)).toEqual([]);
  expect(await width(screen)).toBe(390);
  await screen.setViewportSize({ width: 1280, height: 800 });

  await person.setViewportSize({ width: 390, height: 844 });
  await person.goto(`${province.https}/me`);
  // By keys alone.
  await person.getByLabel('Mã trên màn hình').fill(code.toLowerCase());
  await person.keyboard.press('Enter');
  await person.getByLabel('Tên màn hình').fill('Phòng họp thử');
  expect(await violations(person)).toEqual([]);
  expect(await width(person)).toBe(390);
  await person.keyboard.press('Enter');
  await person.getByRole('button', { name: `Kết thúc màn hình Phòng họp thử` }).waitFor();

  await screen.waitForURL('**/wall**');
  await screen.getByRole('article').filter({ hasText: TITLE }).waitFor();
  expect(await violations(screen)).toEqual([]);

  // Steered from the telephone: today's hearings, which a reload does not forget, then figures, then one tile large.
  await person.getByRole('link', { name: 'Điều khiển màn hình Phòng họp thử' }).click();
  await person.getByRole('heading', { name: 'Phòng họp thử', level: 1 }).waitFor();
  await person.getByRole('button', { name: 'Hôm nay', exact: true }).click();
  await screen.waitForURL('**/screen/today');
  await screen.getByText(TITLE).waitFor();
  await screen.reload();
  await screen.getByText(TITLE).waitFor();
  expect(screen.url()).toMatch(/\/screen\/today$/);
  expect(await violations(screen)).toEqual([]);
  expect(await violations(person)).toEqual([]);
  expect(await width(person)).toBe(390);
  await person.getByRole('button', { name: 'Số liệu', exact: true }).click();
  await screen.getByRole('heading', { name: 'Thống kê', level: 1 }).waitFor();
  await screen.locator('article, h2').first().waitFor();
  expect(await violations(screen)).toEqual([]);
  await person.getByRole('button', { name: 'Hình ảnh', exact: true }).click();
  await screen.getByRole('article').filter({ hasText: TITLE }).waitFor();
  await person.goto(`${province.https}/me`);
  await person.getByRole('button', { name: `Kết thúc màn hình Phòng họp thử` }).click();
  await screen.getByRole('button', { name: 'Đăng nhập', exact: true }).waitFor();
  await room.close();
  await person.close();
});

test('no page told of an error', () => {
  expect(errors).toEqual([]);
});
