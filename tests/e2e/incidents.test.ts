// An incident of the demo through its own page, and what the wall says meanwhile: a court's line is cut, and comes back.
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Relay, startRelay } from '@giamsat/infra/demo/director/relay';
import { type Door, openDoor } from '@giamsat/infra/demo/incidents/door';
import { createIncidents, type Incidents } from '@giamsat/infra/demo/incidents/incidents';
import { WORDS } from '@giamsat/infra/demo/incidents/words';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cameraFile } from '../agent/camera.ts';
import { violations } from '../rig/accessible.ts';
import { type Browser, openBrowser } from '../rig/browser.ts';
import { type Court, signInClerk, startCourt } from '../rig/court.ts';
import { PEOPLE, type Province, startProvince } from '../rig/province.ts';

const TITLE = 'Vụ án thử nghiệm về đường truyền';
const { vi, en } = WORDS;
let dir: string;
let province: Province;
let relay: Relay;
let court: Court;
let incidents: Incidents;
let door: Door;
let browser: Browser;

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'giamsat-incidents-'));
  await chmod(dir, 0o755);
  province = await startProvince({ dir, rooms: { lb: 1 } });
  relay = await startRelay(Number(new URL(province.http).port));
  const { code } = province;
  court = await startCourt({ dir, code, http: `http://127.0.0.1:${relay.port}` }, 'lb', [
    { feed: 'lb-1-1', source: { kind: 'file', url: cameraFile() } },
  ]);
  await (await signInClerk(court, 'lb', province.password)).openHearing('lb-1', TITLE);
  incidents = createIncidents([
    { id: 'line', lastsMs: 600_000, begin: relay.cut, end: relay.mend, healed: relay.used },
  ]);
  door = await openDoor(incidents, `${province.http}/wall`);
  browser = await openBrowser();
}, 180_000);
afterAll(async () => {
  await browser?.close();
  incidents?.close();
  await door?.close();
  await court?.stop();
  await relay?.close();
  await province?.stop();
  await rm(dir, { recursive: true, force: true });
});

test('the line is cut at the page of incidents: the wall says so with its time, and heals when it is mended', async () => {
  const wall = await browser.page();
  await wall.goto(province.http);
  await wall.evaluate(
    async (body) => {
      const headers = { 'content-type': 'application/json', 'giamsat-request': '1' };
      await fetch('/api/v1/session', { method: 'POST', headers, body });
    },
    JSON.stringify({ login: PEOPLE.supervisor, password: province.password }),
  );
  await wall.goto(`${province.http}/wall`);
  const tile = wall.getByRole('article').filter({ hasText: TITLE });
  const lost = tile.getByText('Mất tín hiệu').first();
  const plays = () =>
    wall.waitForFunction(
      () => [...document.querySelectorAll('video')].some((video) => video.readyState >= 3 && !video.paused),
      undefined,
      { timeout: 90_000 },
    );
  await plays();

  const page = await browser.page();
  await page.goto(door.address);
  const line = page.getByRole('listitem').filter({ hasText: vi.line.name });
  await line.getByText(vi.well).waitFor();
  expect(await violations(page)).toEqual([]);
  // By keyboard: after the language and the wall comes the first switch.
  await page.getByRole('link', { name: vi.wall }).focus();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await line.getByText(/^Đang có sự cố, tự hết sau \d+ giây$/).waitFor();
  await page.emulateMedia({ colorScheme: 'light' });
  expect(await violations(page, true)).toEqual([]);
  await lost.waitFor({ timeout: 90_000 });
  await tile.getByText(/^từ \d\d:\d\d/).waitFor();

  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole('button', { name: vi.other }).click();
  await page.getByRole('heading', { name: en.title }).waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  // As it is, and in the language that was chosen, after a reload.
  await page.reload();
  const cut = page.getByRole('listitem').filter({ hasText: en.line.name });
  await cut.getByText(en.wrong).waitFor();
  await cut.getByRole('button', { name: `${en.off}: ${en.line.name}` }).click();
  await cut.getByText(en.well).waitFor({ timeout: 90_000 });
  await lost.waitFor({ state: 'detached', timeout: 90_000 });
  await plays();

  // Without the token of this start nothing is told, and no switch works.
  const stranger = await browser.page();
  await stranger.goto(door.address.replace(/#.*/, '#wrong'));
  await stranger.getByRole('alert').filter({ hasText: en.noToken }).waitFor();
  await stranger.getByRole('button', { name: en.line.name }).click({ force: true });
  expect(incidents.views()).toEqual([{ id: 'line', state: 'well' }]);
}, 300_000);
