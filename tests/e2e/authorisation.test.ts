// An authorisation from its draft to its end, as the people of three bodies see it in their browsers.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { violations } from '../rig/accessible.ts';
import { type Browser, openBrowser } from '../rig/browser.ts';
import { type Court, signInClerk, startCourt } from '../rig/court.ts';
import { PEOPLE, type Province, startProvince } from '../rig/province.ts';
import { signIn } from '../rig/second-factor.ts';

const TITLE = 'Vụ án thử nghiệm theo văn bản';
const PDF = Buffer.from('%PDF-1.7\n%%EOF\n');
const PICTURES = process.env.GIAMSAT_TEST_PICTURES;

let dir: string;
let province: Province;
let court: Court;
const browsers: Browser[] = [];

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'giamsat-authorisation-'));
  await writeFile(path.join(dir, 'quyet-dinh.pdf'), PDF);
  province = await startProvince({ dir, rooms: { eb: 1 } });
  court = await startCourt(province, 'eb', []);
  const clerk = await signInClerk(court, 'eb', province.password);
  // In recess: there is no camera whose picture a page could ask for in vain.
  const hearing = await clerk.openHearing('eb-1', TITLE);
  await clerk.enter(hearing, 'hearing.recess.started', {});
}, 180_000);
afterAll(async () => {
  for (const browser of browsers) await browser.close();
  await court?.stop();
  await province?.stop();
  await rm(dir, { recursive: true, force: true });
});

/** A browser of one's own: three people sit at three desks. */
async function sitDown(login: string, at: string): Promise<Page> {
  const browser = await openBrowser({ width: 1280, height: 800, colorScheme: 'light' });
  browsers.push(browser);
  const page = await browser.page();
  // The second factor of an office is a test of its own (accessible.test.ts).
  const [name = '', value = ''] = (await signIn(province.http, login, province.password)).split('=');
  await browser.context.addCookies([
    { name, value, url: province.https ?? province.http, secure: true, httpOnly: true },
  ]);
  await page.goto(`${province.https}${at}`);
  await page.waitForURL(`**${at}**`);
  return page;
}
const choose = async (page: Page, field: Locator, option: string) => {
  await field.focus();
  await page.keyboard.press('ArrowDown');
  await page.getByRole('option', { name: option }).click();
};
const rowOf = (page: Page, documentNo: string) => page.getByRole('row').filter({ hasText: documentNo });
const picture = async (page: Page, name: string) => {
  if (PICTURES) await page.screenshot({ path: path.join(PICTURES, `${name}.png`) });
};
const revoke = async (page: Page, documentNo: string) => {
  await rowOf(page, documentNo).getByRole('button', { name: 'Thu hồi' }).click();
  const dialog = page.getByRole('dialog', { name: `Thu hồi văn bản ${documentNo}` });
  await dialog.getByLabel('Lý do').fill('Hết nhiệm vụ giám sát');
  await picture(page, 'revoke');
  await dialog.getByRole('button', { name: 'Thu hồi' }).click();
  await rowOf(page, documentNo).getByText('Đã thu hồi').waitFor();
};

test('drafted by the office, approved by the chief judge after seeing what it opens, revoked while somebody watches', async () => {
  const supervisor = await sitDown(PEOPLE.supervisor, '/wall');
  const tile = supervisor.getByRole('article').filter({ hasText: TITLE });
  await tile.waitFor();

  const office = await sitDown(PEOPLE.office('eb'), '/admin/authorisations');
  await office.getByRole('button', { name: 'Thêm' }).click();
  const form = office.getByRole('dialog', { name: 'Dự thảo văn bản cho phép' });
  await form.getByLabel('Số văn bản').fill('15/QĐ-TN');
  await form.getByLabel('Nơi ban hành').fill('Chánh án thử nghiệm');
  await choose(office, form.getByRole('combobox', { name: 'Cơ quan' }), 'Cơ quan giám sát thử nghiệm');
  // Without naming its court it would reach further than this office may.
  await form.getByRole('button', { name: 'Lưu' }).click();
  await form.getByRole('alert').waitFor();
  await choose(office, form.getByRole('combobox', { name: 'Các tòa' }), 'TAND thử nghiệm eb');
  await office.keyboard.press('Escape');
  await picture(office, 'draft');
  expect(await violations(office)).toEqual([]);
  await form.getByRole('button', { name: 'Lưu' }).click();
  await rowOf(office, '15/QĐ-TN').getByText('Chưa có bản đã ký').waitFor();
  await office.locator('input[type=file]').setInputFiles(path.join(dir, 'quyet-dinh.pdf'));
  await rowOf(office, '15/QĐ-TN').getByText('Chờ chấp thuận').waitFor();
  // The office sees its own and not the province's, and has no button to approve.
  expect(await office.getByText('9001/TN').count()).toBe(0);
  expect(await office.getByRole('button', { name: /chấp thuận/ }).count()).toBe(0);
  await picture(office, 'office');

  const chief = await sitDown(PEOPLE.chief, '/admin/authorisations');
  await rowOf(chief, '9001/TN').getByText('Đang có hiệu lực').waitFor();
  await picture(chief, 'chief');
  expect(await violations(chief)).toEqual([]);
  await rowOf(chief, '15/QĐ-TN').getByRole('button', { name: 'Xem và chấp thuận' }).click();
  const whole = chief.getByRole('dialog', { name: '15/QĐ-TN' });
  await whole.getByText(TITLE).waitFor();
  await whole.getByText('Đính kèm bản đã ký').waitFor();
  await picture(chief, 'approve');
  expect(await violations(chief)).toEqual([]);
  const downloading = chief.waitForEvent('download');
  await whole.getByRole('link', { name: 'Tải bản đã ký về máy' }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toMatch(/^authorisation-[0-9a-f-]{36}\.pdf$/);
  expect(await readFile(await download.path())).toEqual(PDF);
  await whole.getByRole('button', { name: 'Chấp thuận' }).click();
  await rowOf(chief, '15/QĐ-TN').getByText('Đang có hiệu lực').waitFor();

  // One of the two is enough to see by; with the second the page loses what it shows.
  await revoke(chief, '9001/TN');
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect(await tile.count()).toBe(1);
  const begun = Date.now();
  await revoke(chief, '15/QĐ-TN');
  await tile.waitFor({ state: 'detached' });
  console.log(`from opening the dialog to the empty wall: ${Date.now() - begun} ms`);
  expect(await supervisor.content()).not.toContain(TITLE);

  // On a telephone, in the dark: the list and the whole record, with nothing beyond the edge.
  await chief.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await chief.evaluate(() => localStorage.setItem('giamsat-look', 'dark'));
  await chief.setViewportSize({ width: 390, height: 780 });
  await chief.reload();
  await rowOf(chief, '15/QĐ-TN').getByText('Đã thu hồi').waitFor();
  const width = () => chief.evaluate(() => document.documentElement.scrollWidth);
  await picture(chief, 'narrow-list');
  expect(await width()).toBe(390);
  expect(await violations(chief)).toEqual([]);
  await rowOf(chief, '15/QĐ-TN').getByRole('button', { name: 'Xem' }).click();
  await chief.getByRole('dialog').getByText('Lý do: Hết nhiệm vụ giám sát').waitFor();
  await picture(chief, 'narrow-record');
  expect(await width()).toBe(390);
  expect(await violations(chief)).toEqual([]);
}, 180_000);

test('the page of deputies opens its form by keys alone', async () => {
  const chief = await sitDown(PEOPLE.chief, '/admin/deputies');
  await chief.getByText('Chưa ủy quyền cho ai').waitFor();
  expect(await violations(chief)).toEqual([]);
  await chief.getByRole('button', { name: 'Thêm' }).focus();
  await chief.keyboard.press('Enter');
  await chief.getByRole('dialog', { name: 'Ủy quyền chấp thuận văn bản cho phép' }).waitFor();
  await picture(chief, 'deputy');
  expect(await violations(chief)).toEqual([]);
  await chief.keyboard.press('Escape');
  await chief.getByRole('dialog').waitFor({ state: 'hidden' });
});
