// A hearing list in Chromium: dropped and shown line by line, imported, seen in the calendar by who may see hearings, printed for the door, taken back.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { addDays, dayOfMs } from '@giamsat/contract/time';
import { hundredLines, workbookOf } from '@giamsat/service/testing/workbook';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { violations } from '../rig/accessible.ts';
import { type Browser, openBrowser } from '../rig/browser.ts';
import { PEOPLE, type Province, startProvince } from '../rig/province.ts';
import { signIn } from '../rig/second-factor.ts';

const PICTURES = process.env.GIAMSAT_TEST_PICTURES;
const day = addDays(dayOfMs(Date.now()), 3);
let dir: string;
let province: Province;
let browser: Browser;

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'giamsat-schedule-'));
  province = await startProvince({ dir, rooms: { lb: 2 } });
  browser = await openBrowser({ width: 1280, height: 800, colorScheme: 'light' });
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await province?.stop();
  if (dir) await rm(dir, { recursive: true, force: true, maxRetries: 5 });
});

async function pageOf(login: string): Promise<Page> {
  const cookie = await signIn(province.http, login, province.password);
  const [name = '', value = ''] = cookie.split('=');
  await browser.context.clearCookies();
  await browser.context.addCookies([
    { name, value, url: province.https ?? '', secure: true, httpOnly: true, sameSite: 'Strict' },
  ]);
  return browser.page();
}
const picture = async (page: Page, name: string) => {
  if (PICTURES) await page.screenshot({ path: path.join(PICTURES, `schedule-${name}.png`) });
};
/** Nothing is wider than the page. */
async function fitsTelephone(page: Page, name: string) {
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  await picture(page, `${name}-390`);
  await page.setViewportSize({ width: 1280, height: 800 });
}

test('a list is shown, imported, seen, printed and taken back', async () => {
  const file = workbookOf(hundredLines(day).rows);
  const office = await pageOf(PEOPLE.office('lb'));
  await office.goto(`${province.https}/`);
  await office.getByRole('link', { name: 'Lịch phiên tòa' }).click();
  await office.getByText('Chưa có danh sách nào được nhập').waitFor();
  // Dropped, as from a folder.
  const data = await office.evaluateHandle((bytes) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([Uint8Array.from(atob(bytes), (sign) => sign.charCodeAt(0))], 'lich.xlsx'));
    return transfer;
  }, file.toString('base64'));
  await office.getByRole('region', { name: 'Tệp danh sách phiên tòa' }).dispatchEvent('drop', { dataTransfer: data });
  await office.getByText('Sai 11').waitFor();
  await office.getByText('Tòa án không có phòng này: Phòng 99').waitFor();
  expect(await violations(office)).toEqual([]);
  await picture(office, 'preview');
  await fitsTelephone(office, 'preview');
  await office.getByRole('button', { name: 'Nhập' }).click();
  await office.getByText('89 mới, 0 thay đổi, 0 hủy', { exact: true }).waitFor();
  await picture(office, 'imported');
  await office.close();

  const chief = await pageOf(PEOPLE.chief);
  await chief.goto(`${province.https}/hearings?day=${day}&view=week&court=lb`);
  await chief.getByText('Vụ án thử nghiệm 100').waitFor();
  expect(await violations(chief)).toEqual([]);
  await picture(chief, 'week');
  await fitsTelephone(chief, 'week');
  await chief.getByText('Trục thời gian', { exact: true }).click();
  await chief.getByText('Trùng lịch').waitFor();
  await picture(chief, 'day');
  const printed = chief.waitForEvent('download');
  await chief.getByRole('button', { name: 'In lịch dán cửa' }).click();
  const list = await printed;
  expect(list.suggestedFilename()).toBe(`lich-xet-xu-lb-${day}.pdf`);
  if (PICTURES) await list.saveAs(path.join(PICTURES, 'schedule-door.pdf'));
  await chief.close();

  const again = await pageOf(PEOPLE.office('lb'));
  await again.goto(`${province.https}/hearings/import`);
  await again.getByRole('button', { name: 'Rút lại' }).click();
  const dialog = again.getByRole('dialog');
  await dialog.getByLabel('Lý do').fill('nhầm tháng');
  expect(await violations(again)).toEqual([]);
  await dialog.getByRole('button', { name: 'Rút lại' }).click();
  await again.getByText(/^Đã rút lại: .* – nhầm tháng/).waitFor();
  await again.close();

  const after = await pageOf(PEOPLE.chief);
  await after.goto(`${province.https}/hearings?day=${day}&view=table`);
  await after.getByText('Hủy lịch').first().waitFor();
  await after.close();
}, 180_000);
