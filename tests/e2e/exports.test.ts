// A prosecutor's whole way, in the browser: a moment found by half-remembered words, watched, noted, printed; the hearing taken away with a document, and judged without a line.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { SearchAnswer } from '@giamsat/contract/wire/search';
import { verifyArchive } from '@giamsat/proof/package/archive';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { unpack } from '../exports/ordering.ts';
import { violations } from '../rig/accessible.ts';
import { type Browser, openBrowser } from '../rig/browser.ts';
import { sendPast } from '../rig/past.ts';
import { until } from '../rig/processes.ts';
import { type Province, startProvince } from '../rig/province.ts';
import { signIn } from '../rig/second-factor.ts';

const LOGIN = 'kiem.sat';
const TITLE = 'Vụ án thử nghiệm';
/** Of "Bắt đầu xét hỏi". */
const HALF_REMEMBERED = 'hoi bat xet';
const NOTED = 'Đối chiếu với lời khai ban đầu';
const PICTURES = process.env.GIAMSAT_TEST_PICTURES;
let dir = '';
let province: Province;
let browser: Browser;
let hearing = '';

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'giamsat-takes-away-'));
  await chmod(dir, 0o755);
  province = await startProvince({
    dir,
    rooms: { lb: 1 },
    seed: (usual) => ({
      ...usual,
      organisations: [
        ...(usual.organisations ?? []),
        { code: 'vks', name: 'Viện kiểm sát thử nghiệm', kind: 'procuracy' },
      ],
      accounts: [
        ...(usual.accounts ?? []),
        {
          login: LOGIN,
          displayName: 'Kiểm sát viên thử nghiệm',
          role: 'prosecutor',
          organisation: 'vks',
          court: 'lb',
          passwordHash: usual.accounts?.[0]?.passwordHash ?? '',
        },
      ],
      authorisations: [
        {
          documentNo: '9007/TN',
          issuedOn: '2021-01-01',
          issuer: 'TAND thử nghiệm',
          organisation: 'vks',
          scope: { live: false, recordings: true, logs: true, exports: true },
          from: '2021-01-01',
        },
      ],
    }),
  });
  ({ hearing } = await sendPast(province, {
    court: 'lb',
    room: 'lb-1',
    feed: 'lb-1-1',
    title: TITLE,
    minutes: 3,
  }));
  const cookie = await signIn(province.http, LOGIN, province.password);
  await until('the index of search', async () => {
    const answer = await fetch(`${province.http}/api/v1/search`, {
      method: 'POST',
      headers: { cookie, 'giamsat-request': '1', 'content-type': 'application/json' },
      body: JSON.stringify({ q: HALF_REMEMBERED }),
    });
    return ((await answer.json()) as SearchAnswer).hits.length > 0 || undefined;
  });
  browser = await openBrowser({ width: 1280, height: 800, colorScheme: 'light' });
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await province?.stop();
  await rm(dir, { recursive: true, force: true });
});

const picture = async (page: Page, name: string) => {
  if (PICTURES) await page.screenshot({ path: path.join(PICTURES, `${name}.png`), fullPage: true });
};

/** The package's page, opened from a folder: nothing is asked of any network. */
async function offline(zip: Buffer): Promise<void> {
  const [name, folder] = [path.join(dir, 'package.zip'), path.join(dir, 'unpacked')];
  await writeFile(name, zip);
  await unpack(name, folder);
  const page = await browser.page();
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.goto(pathToFileURL(path.join(folder, 'index.html')).href);
  expect(await page.locator('h1').textContent()).toBe(TITLE);
  expect(await page.locator('.mark').textContent()).toContain(
    'Kiểm sát viên thử nghiệm (kiem.sat), Viện kiểm sát thử nghiệm',
  );
  expect(await page.locator('.mark').textContent()).toContain('9007/TN');
  expect(await page.locator('li.day').count()).toBe(1);
  expect(await violations(page)).toEqual([]);
  await picture(page, 'package-desk');
  // "Bắt đầu xét hỏi", a minute after the opening: the picture began a second after that.
  await page.locator('li', { hasText: 'Bắt đầu xét hỏi' }).getByRole('button').click();
  const position = () =>
    page.evaluate(() => {
      const video = document.querySelector('video') as HTMLVideoElement;
      return [
        video.error?.message ?? '',
        video.src.replace(/.*\//, ''),
        video.readyState >= 2,
        Math.round(video.currentTime),
      ];
    });
  await expect.poll(position, { timeout: 30_000 }).toEqual(['', '0001.mp4', true, 59]);
  const drop = async (bytes: Buffer, file: string) => {
    await writeFile(path.join(dir, file), bytes);
    await page.locator('input[type=file]').setInputFiles(path.join(dir, file));
  };
  await drop(zip, 'package.zip');
  await page.locator('.ok').waitFor();
  expect(await page.locator('.ok').textContent()).toBe('NGUYÊN VẸN');
  await picture(page, 'package-intact');
  const changed = Buffer.from(zip);
  const at = zip.lastIndexOf('mdat') + 100;
  changed[at] = (changed[at] as number) ^ 1;
  await drop(changed, 'changed.zip');
  await page.locator('.broken').waitFor();
  const CHANGED = /Đoạn hình đã bị thay đổi.*media\/lb-1-1\/0002\.mp4.*\d\d:\d\d:\d\d/;
  expect(await page.locator('.check li').allTextContents()).toEqual([expect.stringMatching(CHANGED)]);
  // And by the script alone, where nothing else is.
  const told = await new Promise<[number | string | undefined | null, string]>((resolve) => {
    execFile(process.execPath, ['verify.js', '../changed.zip'], { cwd: folder, env: {} }, (error, out) =>
      resolve([error?.code, out]),
    );
  });
  expect(told).toEqual([1, expect.stringMatching(CHANGED)]);
  await page.setViewportSize({ width: 390, height: 844 });
  await picture(page, 'package-telephone');
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  expect(asked.filter((url) => !/^(file|data|blob):/.test(url))).toEqual([]);
  await page.close();
}

/** As a file on the disk. */
async function saved(page: Page, press: () => Promise<void>): Promise<{ name: string; bytes: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent('download'), press()]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

test('finds, watches, notes, prints, orders a package and fetches it; it reads, plays and proves itself from a folder without a line', async () => {
  const page = await browser.page();
  await page.goto(`${province.https}/logs`);
  await page.getByLabel('Tên đăng nhập').fill(LOGIN);
  await page.getByLabel('Mật khẩu', { exact: true }).fill(province.password);
  await page.keyboard.press('Enter');
  await page.getByRole('combobox', { name: 'Tìm trong nhật ký' }).fill(HALF_REMEMBERED);
  await page.keyboard.press('Enter');
  const found = page.getByRole('link', { name: 'Bắt đầu xét hỏi' }).first();
  await found.waitFor();
  await picture(page, 'way-found');
  await found.click();
  await page.waitForURL(`**/hearings/${hearing}?t=*`);
  const ready = () => page.evaluate(() => (document.querySelector('video')?.readyState ?? 0) >= 2);
  await expect.poll(ready, { timeout: 60_000 }).toBe(true);
  await page.locator('[data-active]').filter({ hasText: 'Bắt đầu xét hỏi' }).waitFor();
  await page.keyboard.press('g');
  await page.getByLabel('Nội dung').fill(NOTED);
  await page.keyboard.press('Control+Enter');
  await page.getByRole('listitem').filter({ hasText: NOTED }).waitFor();
  await picture(page, 'way-noted');
  await page.getByRole('tab', { name: 'Phiếu theo dõi' }).click();
  const sheet = await saved(page, () => page.getByRole('button', { name: 'In phiếu (PDF)' }).click());
  expect(sheet.bytes.subarray(0, 5).toString()).toBe('%PDF-');
  await picture(page, 'way-sheet');
  // However long the sheet, the page itself does not scroll.
  expect(await page.evaluate(() => document.documentElement.scrollHeight - window.innerHeight)).toBeLessThanOrEqual(0);

  await page.getByRole('tab', { name: 'Xuất' }).click();
  const order = page.getByRole('button', { name: 'Xuất kèm chứng thực' });
  await order.waitFor();
  expect(await violations(page)).toEqual([]);
  // What the tab has no room for is scrolled to.
  await page.getByRole('tabpanel', { name: 'Xuất' }).hover();
  await page.mouse.wheel(0, 5000);
  const film = page.getByRole('button', { name: 'Tải hình' });
  await expect.poll(async () => ((await film.boundingBox())?.y ?? Number.NaN) < 740, { timeout: 30_000 }).toBe(true);
  await order.focus();
  await page.keyboard.press('Enter');
  const fetchButton = page.getByRole('button', { name: 'Tải về' });
  await fetchButton.waitFor({ timeout: 60_000 });
  await picture(page, 'export-desk');
  const { name, bytes } = await saved(page, () => fetchButton.click());
  expect(name).toMatch(/^chung-thuc-lb-\d{4}-\d\d-\d\d\.zip$/);
  const verdict = await verifyArchive(
    { bytes: bytes.length, read: async (from, to) => bytes.subarray(from, to) },
    { digest: (piece) => createHash('sha256').update(piece).digest('hex') },
  );
  expect(verdict).toMatchObject({
    ok: true,
    manifest: { madeBy: { login: LOGIN, authorisation: '9007/TN', organisation: 'Viện kiểm sát thử nghiệm' } },
  });
  expect(verdict.pictures.segments).toBeGreaterThan(20);
  await offline(bytes);

  // A telephone: nothing is wider than the screen, and the file can be removed from one's own page.
  await page.setViewportSize({ width: 390, height: 844 });
  await picture(page, 'export-telephone');
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await page.goto(`${province.https}/me`);
  const list = page.getByRole('list', { name: 'Tệp tôi đã xuất' });
  await list.getByRole('button', { name: 'Xóa tệp' }).click();
  await list.getByText('Tệp đã xóa: theo yêu cầu của bạn').waitFor();
  expect(await violations(page)).toEqual([]);
  await picture(page, 'export-mine');
}, 180_000);
