// A prosecutor finds yesterday's moment by three half-remembered words, typed without marks, and opens the recording at it.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAgent } from '../media/support/agent.ts';
import { makeFootage } from '../media/support/footage.ts';
import { type Browser, openBrowser } from '../rig/browser.ts';
import { type Province, startProvince } from '../rig/province.ts';

const DAY_MS = 86_400_000;
const PROSECUTOR = 'kiem.sat';
const SAID = 'Bị cáo khai để chiếc xe đạp màu xanh sau chợ';

let dir: string;
let province: Province;
let browser: Browser;
let hearing: string;
let saidAt: number;

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'giamsat-e2e-search-'));
  province = await startProvince({
    dir,
    rooms: { ea: 1 },
    seed: (usual) => ({
      ...usual,
      organisations: [...(usual.organisations ?? []), { code: 'vks', name: 'VKSND thử nghiệm', kind: 'procuracy' }],
      accounts: [
        ...(usual.accounts ?? []),
        {
          login: PROSECUTOR,
          displayName: 'Kiểm sát viên thử nghiệm',
          role: 'prosecutor',
          organisation: 'vks',
          passwordHash: usual.accounts?.[0]?.passwordHash ?? '',
        },
      ],
      authorisations: [
        ...(usual.authorisations ?? []),
        {
          documentNo: '09/VKS',
          issuedOn: '2021-01-01',
          issuer: 'TAND tỉnh',
          organisation: 'vks',
          from: '2021-01-01',
          scope: { live: false, recordings: true, logs: true, exports: false },
        },
      ],
    }),
  });
  ({ hearing, saidAt } = await yesterday());
  browser = await openBrowser({ width: 1280, height: 800 });
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await province?.stop();
  await rm(dir, { recursive: true, force: true });
});

/** A public hearing of yesterday with a minute of its recording, and what was said in the middle of it. */
async function yesterday(): Promise<{ hearing: string; saidAt: number }> {
  const hearing = uuidv7();
  const begun = Date.now() - DAY_MS;
  const token = () => province.token('ea-2');
  let sequence = 0;
  const event = (type: string, atMs: number, data: object) => ({
    specversion: '1.0',
    id: uuidv7(),
    source: '/courts/ea/agents/ea-agent-2',
    type,
    subject: `hearings/${hearing}`,
    time: new Date(atMs).toISOString(),
    recordedtime: new Date(atMs).toISOString(),
    sequence: String(++sequence).padStart(12, '0'),
    data,
  });
  const saidAt = begun + 31_000;
  const start = new Date(begun).toISOString();
  const events = [
    event('hearing.scheduled', begun - 60_000, {
      court: 'ea',
      room: 'ea-1',
      start,
      caseNumbers: ['9011/2021/TLST-HS'],
      title: 'Trộm cắp tài sản thử nghiệm',
      caseType: 'HS',
      instance: 'ST',
    }),
    event('hearing.preparation.started', begun - 40_000, { room: 'ea-1' }),
    event('hearing.transmission.permitted', begun - 20_000, { scope: 'whole' }),
    event('hearing.opened', begun, {}),
    event('hearing.questioning.started', begun + 20_000, {}),
    event('hearing.note.recorded', saidAt, { text: SAID }),
    event('hearing.note.recorded', begun + 45_000, { text: 'Hội thẩm hỏi về chiếc xe máy' }),
    event('hearing.closed', begun + 3_600_000, {}),
  ];
  const answer = await fetch(`${province.http}/ingest/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/cloudevents-batch+json', authorization: `Bearer ${await token()}` },
    body: JSON.stringify(events),
  });
  const { results } = (await answer.json()) as { results: { status: string }[] };
  expect(results.map(({ status }) => status)).toEqual(events.map(() => 'accepted'));
  const agent = createAgent(province, { token, feed: 'ea-1-1' });
  try {
    const footage = await makeFootage({ seconds: 60, fps: 10, gopMs: 2000, size: '640x360' });
    const epoch = await agent.begin(footage, uuidv7(), { frameRate: 10 });
    let at = begun + 6_000;
    for (const [number, segment] of footage.segments.entries()) {
      expect((await agent.send(epoch, number, segment, at)).status).toBe(200);
      at += segment.durationMs;
    }
  } finally {
    agent.disconnect();
  }
  return { hearing, saidAt };
}

const WITHIN = { timeout: 30_000 };

test('by the keyboard alone, from signing in to the picture', async () => {
  const page = await browser.page();
  const errors: string[] = [];
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  page.on('pageerror', (error) => errors.push(error.message));
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  // A search that was sent on as a link leads there after signing in.
  await page.goto(`${province.https}/logs#q=mau+xanh`);
  await page.getByLabel('Tên đăng nhập').fill(PROSECUTOR);
  await page.getByLabel('Mật khẩu', { exact: true }).fill(province.password);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/logs#q=mau+xanh');
  await page.getByRole('link', { name: SAID }).waitFor();

  await page.keyboard.press('Escape');
  await page.getByRole('heading', { name: 'Nhật ký phiên tòa' }).click();
  await page.keyboard.press('/');
  const box = page.getByRole('combobox', { name: 'Tìm trong nhật ký' });
  await box.fill('');
  await page.keyboard.type('cho xe xanh');
  await page.keyboard.press('Enter');
  const hit = page.getByRole('link', { name: SAID });
  await hit.waitFor();
  // The answer to what was asked before stands there until this one comes.
  await expect.poll(() => hit.locator('mark').allTextContents(), WITHIN).toEqual(['xe', 'xanh', 'chợ']);
  await page.keyboard.press('Escape');
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => hit.evaluate((link) => link === document.activeElement), WITHIN).toBe(true);
  await page.keyboard.press('Enter');
  await page.waitForURL(`**/hearings/${hearing}?t=*`);

  // The picture stands at the moment at which it was said.
  const moment = () =>
    page.evaluate(() => {
      const video = document.querySelector('video');
      return video && video.readyState >= 2 ? video.currentTime : undefined;
    });
  await expect.poll(moment, { timeout: 60_000 }).toBeDefined();
  const line = page.locator('[data-active]').filter({ hasText: SAID });
  await line.waitFor({ timeout: 30_000 });
  expect(new URL(page.url()).searchParams.get('t')).toBe(new Date(saidAt).toISOString());
  // What was looked for left the page in no address.
  expect(asked.filter((url) => /xanh|xe\+|%20xe/.test(new URL(url).pathname + new URL(url).search))).toEqual([]);
  expect(errors.filter((text) => !/401/.test(text))).toEqual([]);
  await page.close();
}, 180_000);
