// A prosecutor's way through a hearing, in Chromium: a note by keys, the sheet that the log fills in, what is judged, and the printed form.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { courtThatSpeaks } from '../live/support/court.ts';
import { violations } from '../rig/accessible.ts';
import { type Browser, openBrowser } from '../rig/browser.ts';
import { type Province, startProvince } from '../rig/province.ts';

const TITLE = 'Vụ án thử nghiệm có phiếu theo dõi';
const NAME = 'Kiểm sát viên thử nghiệm';
let dir: string;
let province: Province;
let browser: Browser;
let page: Page;
let hearing: string;

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'giamsat-sheet-'));
  province = await startProvince({
    dir,
    rooms: { ea: 1 },
    seed: (usual) => ({
      ...usual,
      organisations: [...(usual.organisations ?? []), { code: 'vks', name: 'VKSND thử nghiệm', kind: 'procuracy' }],
      accounts: [
        ...(usual.accounts ?? []),
        { ...usual.accounts?.[0], login: 'kiem.sat', displayName: NAME, role: 'prosecutor', organisation: 'vks' },
      ],
    }),
  });
  const court = courtThatSpeaks({
    http: () => province.http,
    court: 'ea',
    agent: 'ea-agent',
    token: () => province.token('ea'),
  });
  const one = court.hearing();
  hearing = one.id;
  await court.tell(
    one.scheduled('ea-1', TITLE),
    ...one.opened('ea-1'),
    one.say('hearing.rights.explained', { to: 'bị cáo' }),
    one.say('hearing.questioning.started', {}),
    one.say('hearing.debate.started', {}),
    one.say('hearing.prosecutor.stated', { proposal: 'từ 09 đến 12 tháng tù' }),
    one.say('hearing.deliberation.started', {}),
    one.say('hearing.pronouncing.started', {}),
    one.say('hearing.judgment.pronounced', {
      judgmentNo: '9011/2021/HS-ST',
      results: [{ concerning: 'bị cáo', result: '09 tháng tù' }],
    }),
    one.say('hearing.closed', {}),
  );
  browser = await openBrowser({ width: 1280, height: 800 });
  page = await browser.page();
  await page.goto(`${province.https}/hearings/${hearing}`);
  await page.getByLabel('Tên đăng nhập').fill('kiem.sat');
  await page.getByLabel('Mật khẩu', { exact: true }).fill(province.password);
  await page.getByRole('button', { name: 'Đăng nhập' }).click();
  await page.getByRole('heading', { name: TITLE }).first().waitFor();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await province?.stop();
  if (dir) await rm(dir, { recursive: true, force: true });
});

test('a note is written by keys at the moment that is shown, edited, and taken away', async () => {
  await page.getByRole('tab', { name: 'Ghi chú' }).click();
  await page.getByText('Chưa có ghi chú nào').waitFor();
  await page.keyboard.press('g');
  await page.keyboard.type('Đối đáp chưa đầy đủ');
  await page.keyboard.press('Tab');
  await page.keyboard.type('tranh luận');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+Enter');
  const note = page.getByRole('listitem').filter({ hasText: 'Đối đáp chưa đầy đủ' });
  await note.getByText('tranh luận').waitFor();
  await note.getByText(`${NAME} · Riêng tôi`).waitFor();

  await note.getByRole('button', { name: 'Sửa', exact: true }).click();
  await page.getByLabel('Nội dung').fill('Đối đáp chưa đầy đủ với người bào chữa');
  await page.getByText('Cơ quan tôi').click();
  await page.getByRole('button', { name: 'Lưu ghi chú' }).click();
  await note.getByText(`${NAME} · Cơ quan tôi`).waitFor();
  await note.getByRole('button', { name: 'Các lần sửa' }).click();
  await note.getByText(/^Bản 2,/).waitFor();
  expect(await violations(page)).toEqual([]);
  // It stands on the timeline as well.
  expect(await page.locator('[data-kind="note"]').count()).toBe(1);
});

test('the sheet shows what the log answers and what it does not hold, and keeps what is judged', async () => {
  await page.getByRole('tab', { name: 'Phiếu theo dõi' }).click();
  await page.getByText('Giải thích quyền, nghĩa vụ cho bị cáo lúc').waitFor();
  await page.getByText('Bản án 9011/2021/HS-ST: bị cáo: 09 tháng tù').waitFor();
  expect(await page.getByText('Không thấy ghi trong diễn biến – đối chiếu biên bản').count()).toBeGreaterThan(1);
  await page.getByText('Kháng nghị – VKS cấp trên trực tiếp').waitFor();
  expect(await page.getByText(/\(dự kiến/).count()).toBeGreaterThan(1);

  expect(await violations(page)).toEqual([]);
  const question = page.getByRole('radiogroup', { name: 'Các bên có được tranh luận, đối đáp đầy đủ không?' });
  // It stands once the service has it.
  await question.getByLabel('Không', { exact: true }).click();
  await page.getByText(new RegExp(`^${NAME}, \\d\\d:\\d\\d`)).waitFor();
  await page.reload();
  expect(await question.getByLabel('Không', { exact: true }).isChecked()).toBe(true);
});

test('it is printed as a PDF', async () => {
  await page.getByLabel('Kèm ghi chú của cơ quan').check();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'In phiếu (PDF)' }).click();
  const file = await (await download).path();
  expect((await readFile(file)).subarray(0, 5).toString()).toBe('%PDF-');
  await page.getByText('Đã tải phiếu.').waitFor();
});

test('on a telephone nothing is wider than the page', async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  for (const tab of ['notes', 'sheet']) {
    await page.goto(`${province.https}/hearings/${hearing}?tab=${tab}`);
    await page.getByRole('tab', { selected: true }).waitFor();
    await page.waitForTimeout(500);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  }
});
