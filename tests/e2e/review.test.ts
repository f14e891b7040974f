// A hearing afterwards, in Chromium before the real service: every picture carries its own time, so that what is shown is read and not believed.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Browser, openBrowser } from '../rig/browser.ts';
import { PEOPLE, type Province, startProvince } from '../rig/province.ts';
import { CLIP_MS, FPS, type RecordedHearing, recordHearing } from '../rig/recorded-hearing.ts';
import { allBurnedIn, burnedIn } from '../rig/strip.ts';

const MINUTE_MS = 60_000;
const FRAME_MS = 1000 / FPS;
const [PANEL, FLOOR] = ['er-1-1', 'er-1-2'];

let dir: string;
let province: Province;
let browser: Browser;
let page: Page;
let recorded: RecordedHearing;
/** The first sitting begins; the second two days later. */
let begun: number;
let second: number;

const iso = (ms: number): string => new Date(ms).toISOString();
const clock = (ms: number): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Ho_Chi_Minh', timeStyle: 'medium' }).format(ms);
const address = (query = ''): string => `${province.https}/hearings/${recorded.hearing}${query}`;

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'giamsat-e2e-review-'));
  province = await startProvince({
    dir,
    rooms: { er: 1 },
    seed: (usual) => ({
      ...usual,
      feeds: [...usual.feeds, { code: FLOOR, room: 'er-1', name: 'Bục khai báo', role: 'floor' }],
    }),
  });
  begun = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - 3 * 24 * 60 * MINUTE_MS;
  second = begun + 2 * 24 * 60 * MINUTE_MS;
  recorded = await recordHearing(province, {
    court: 'er',
    room: 'er-1',
    feeds: [PANEL, FLOOR],
    title: 'Vụ án thử nghiệm xét xử hai ngày',
    sittings: [
      { from: begun, to: begun + 8 * MINUTE_MS },
      { from: second, to: second + 4 * MINUTE_MS },
    ],
    notes: 24,
    more: [
      { type: 'hearing.deliberation.started', atMs: begun + 6 * MINUTE_MS, data: { purpose: 'decision' } },
      { type: 'hearing.questioning.resumed', atMs: begun + 7 * MINUTE_MS, data: {} },
    ],
    // The panel's camera is without a line from 2:00 to 3:00.
    misses: (feed, at) =>
      (feed === PANEL && at >= begun + 2 * MINUTE_MS && at < begun + 3 * MINUTE_MS) ||
      (at >= begun + 6 * MINUTE_MS && at < begun + 7 * MINUTE_MS),
  });
  browser = await openBrowser({ width: 1600, height: 900, colorScheme: 'light' });
  page = await browser.page();
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await province?.stop();
  await rm(dir, { recursive: true, force: true });
});

/** The date of the picture that the n-th video shows, to the frame; the strip turns each minute, which `nearMs` tells apart. */
async function shownDate(nearMs: number, index = 0): Promise<number> {
  const burned = await burnedIn(page, index);
  const run = recorded.runs.find(({ from, to }) => from <= nearMs && nearMs < to);
  if (burned === undefined || !run) throw new Error('no time can be read');
  const near = nearMs - run.from;
  const turn = Math.round((near - burned) / CLIP_MS);
  return run.from + turn * CLIP_MS + burned;
}
const picture = async (index = 0): Promise<void> => {
  await page.waitForFunction(
    (index) => {
      const video = document.querySelectorAll('video')[index];
      return video && getComputedStyle(video).visibility === 'visible' && !video.seeking && video.readyState >= 2;
    },
    index,
    { timeout: 20_000 },
  );
};
const hold = async (): Promise<void> => {
  if (await page.evaluate(() => !document.querySelector('video')?.paused)) await page.keyboard.press('k');
  await page.waitForTimeout(200);
};
const expectFrameOf = (shown: number, wanted: number): void => {
  expect(wanted - shown).toBeGreaterThanOrEqual(-1);
  expect(wanted - shown).toBeLessThan(FRAME_MS + 1);
};
/** However long the machine takes. */
const comesToFrameOf = (wanted: number): Promise<void> =>
  vi.waitFor(async () => expectFrameOf(await shownDate(wanted), wanted), { timeout: 15_000, interval: 100 });
const status = () => page.locator('[class*="skipped"]').first().textContent({ timeout: 15_000 });

test('a link opens the very moment, and after signing in leads back to it', async () => {
  const wanted = begun + MINUTE_MS + 17_013;
  await page.goto(address(`?t=${iso(wanted)}`));
  await page.getByLabel('Tên đăng nhập').fill(PEOPLE.supervisor);
  await page.getByLabel('Mật khẩu', { exact: true }).fill(province.password);
  await page.getByRole('button', { name: 'Đăng nhập', exact: true }).click();
  await page.waitForURL((url) => url.pathname === `/hearings/${recorded.hearing}`);
  expect(new URL(page.url()).searchParams.get('t')).toBe(iso(wanted));
  await picture();
  const shown = await shownDate(wanted);
  expect(shown).toBeGreaterThanOrEqual(wanted - FRAME_MS);
  expect(shown - wanted).toBeLessThan(5000);
}, 60_000);

test('a click on a line shows the picture of its very moment, and the line is marked', async () => {
  await page.goto(address(`?t=${iso(begun + 10_000)}`));
  await picture();
  await hold();
  for (const at of recorded.notes.filter((note) => note < begun + 100_000)) {
    const line = page.locator('ol li', { has: page.locator(`time[datetime="${iso(at)}"]`) });
    await line.getByRole('button').first().click();
    await comesToFrameOf(at);
    expect(await line.getByRole('button').first().getAttribute('aria-current')).toBe('time');
  }
}, 60_000);

test('both sittings are one course: the other day follows, and is named', async () => {
  await page.goto(address(`?t=${iso(begun + 7 * MINUTE_MS + 56_000)}`));
  await picture();
  const [first, other] = [begun, second].map((at) =>
    new Date(at + 7 * 3_600_000).toISOString().slice(0, 10).split('-').reverse().join('/'),
  );
  const days = page.locator('[class*="days"] span');
  expect(await days.allTextContents()).toEqual([first, other]);
  await page.waitForFunction(
    (text) => document.body.textContent.includes(text),
    `Xem lại lúc ${clock(second).slice(0, 5)}`,
    { timeout: 30_000 },
  );
  expect((await shownDate(second + 5000)) - second).toBeLessThan(20_000);
}, 60_000);

test('gap, closed stretch and places outside: a link there says what is shown instead, and why', async () => {
  const cases = [
    [begun + 2.5 * MINUTE_MS, begun + 3 * MINUTE_MS, 'Đường truyền'],
    [begun + 6.5 * MINUTE_MS, begun + 7 * MINUTE_MS, 'nghị án'],
    [begun - 60 * MINUTE_MS, begun, undefined],
  ] as const;
  for (const [wanted, instead, cause] of cases) {
    await page.goto(address(`?t=${iso(wanted)}&camera=${PANEL}`));
    await picture();
    const told = await status();
    expect(told).toContain(clock(wanted));
    if (cause) expect(told?.toLowerCase()).toContain(cause.toLowerCase());
    expect((await shownDate(instead + 1000)) - instead).toBeLessThan(6000);
  }
  await page.goto(address(`?t=${iso(second + 60 * MINUTE_MS)}`));
  await picture();
  expect(await status()).toContain(clock(second + 60 * MINUTE_MS));
  // What is no moment is none: the page opens, and offers the beginning.
  await page.goto(address('?t=hôm-qua'));
  await page.getByRole('button', { name: 'Xem lại từ đầu' }).waitFor();
}, 120_000);

test('the log tells the gap with its cause and length, and of a line in it that it has no picture', async () => {
  await page.goto(address(`?t=${iso(begun + 2 * MINUTE_MS - 3000)}&camera=${PANEL}`));
  await picture();
  const gap = page.locator('[data-gap="gap"]').first();
  await gap.waitFor();
  expect(await gap.textContent()).toMatch(/Đường truyền|đường truyền/);
  expect(await gap.textContent()).toContain('01:00');
  expect(await page.locator('ol li', { hasText: 'Không được xem' }).count()).toBeGreaterThan(0);
}, 60_000);

test('a gap that was filled is told as one, with the hour of its last piece, and plays', async () => {
  const [from, to] = [begun + 2 * MINUTE_MS, begun + 3 * MINUTE_MS];
  await recorded.fill(PANEL, { from, to });
  await page.goto(address(`?t=${iso(from + 20_013)}&camera=${PANEL}`));
  await picture();
  await hold();
  expect((await shownDate(from + 21_000)) - from).toBeLessThan(40_000);
  const filled = page.locator('[data-gap="filled"]').first();
  await filled.waitFor();
  expect(await filled.textContent()).toContain('đã bổ sung lúc');
  expect(await filled.textContent()).toContain(`01:00 (${clock(from)}–${clock(to)})`);
  expect(await page.locator('[data-gap="gap"]').count()).toBe(0);
  const bar = page.getByRole('slider');
  const box = await bar.boundingBox();
  await bar.hover({ position: { x: ((2.5 * MINUTE_MS) / (12 * MINUTE_MS)) * (box?.width ?? 0), y: 20 } });
  await page.getByText(/^Bổ sung lúc/).waitFor();
}, 60_000);

test('both cameras in step, with one sound', async () => {
  await page.goto(address(`?t=${iso(begun + 30_013)}`));
  await picture();
  await page.keyboard.press('b');
  await picture(1);
  await page.keyboard.press('m');
  await page.waitForTimeout(3000);
  const apart: number[] = [];
  for (let i = 0; i < 10; i++) {
    const [one, other] = await allBurnedIn(page);
    if (one !== undefined && other !== undefined) apart.push(Math.abs(one - other));
    await page.waitForTimeout(200);
  }
  expect(apart.length).toBeGreaterThan(7);
  expect(apart.sort((a, b) => a - b)[Math.floor(apart.length / 2)]).toBeLessThanOrEqual(3 * FRAME_MS);
  expect(await page.evaluate(() => [...document.querySelectorAll('video')].map(({ muted }) => muted))).toEqual([
    false,
    true,
  ]);
  await hold();
  // Where one is held in the middle of a picture, the other may show the one before.
  const apartNow = async (): Promise<number> => {
    const [one, other] = await allBurnedIn(page);
    return Math.abs((one ?? 0) - (other ?? Number.NaN));
  };
  await expect.poll(apartNow, { timeout: 15_000 }).toBeLessThanOrEqual(FRAME_MS);
  await page.keyboard.press('Escape');
  expect(await page.locator('video').count()).toBe(1);
}, 60_000);

test('two moments beside each other, each moved by itself, and both in one link', async () => {
  const [left, right] = [begun + 20_013, second + 30_013];
  await page.goto(address(`?t=${iso(left)}&beside=${iso(right)}`));
  await picture(0);
  await picture(1);
  await hold();
  await page.keyboard.press('2');
  await page.waitForTimeout(300);
  await page.keyboard.press('k');
  await page.waitForTimeout(300);
  const before = await burnedIn(page, 0);
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => shownDate(right + 10_000, 1), { timeout: 15_000 }).toBeGreaterThan(right + 9000);
  expect(await burnedIn(page, 0)).toBe(before);
  expect(await page.locator('[data-chosen="true"]').count()).toBe(1);
}, 60_000);

test('speeds keep a voice as it is; ten seconds, single pictures and events by keys', async () => {
  const from = begun + 40_013;
  await page.goto(address(`?t=${iso(from)}`));
  await picture();
  await page.keyboard.press('>');
  expect(
    await page.evaluate(() => {
      const video = document.querySelector('video');
      return video && [video.playbackRate, video.preservesPitch];
    }),
  ).toEqual([1.25, true]);
  await hold();
  const at = (await burnedIn(page)) ?? 0;
  const comesTo = (date: number) => expect.poll(() => burnedIn(page), { timeout: 15_000 }).toBe(date);
  await page.keyboard.press('.');
  await comesTo(at + FRAME_MS);
  await page.keyboard.press(',');
  await comesTo(at);
  await page.keyboard.press('j');
  await comesTo(at - 10_000);
  const next = recorded.notes.find((note) => note > begun + at - 10_000 + 500) ?? 0;
  await page.getByRole('button', { name: 'Sự kiện sau' }).click();
  await comesToFrameOf(next);
}, 60_000);

test('a segment whose file is gone, and one that is not a picture, are passed over and shown as damaged; the rest plays', async () => {
  const at = begun + 4 * MINUTE_MS;
  const [gone, spoilt] = recorded.sent.filter(({ feed, startMs }) => feed === PANEL && startMs >= at);
  for (const [one, bytes] of [
    [gone, undefined],
    [spoilt, Buffer.alloc(40_000, 7)],
  ] as const) {
    const file = path.join(dir, 'service', 'recordings', `${one?.feed}/${one?.epoch}/${one?.number}.m4s`);
    if (bytes) await writeFile(file, bytes);
    else await rm(file);
  }
  await page.goto(address(`?t=${iso(at - 3000)}&camera=${PANEL}`));
  await picture();
  await page.waitForFunction((text) => document.body.textContent.includes(text), `Xem lại lúc ${clock(at + 9000)}`, {
    timeout: 40_000,
  });
  expect(await shownDate(at + 9000)).toBeGreaterThan(at + 8000 - FRAME_MS);
  await page.getByText('Bản ghi không khớp dấu', { exact: false }).first().waitFor({ timeout: 5000 });
}, 90_000);
