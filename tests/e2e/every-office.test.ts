// Every office walks through every page that its menu has, at a desk and on a telephone, while the network is watched: nothing is asked that is
// refused, nothing comes that the office may not have, and a closed hearing is named to nobody outside. One half of them reads Vietnamese by
// day, the other English by night.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { hashPassword } from '@giamsat/service/access/password';
import type { Page, Request } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { violations } from '../rig/accessible.ts';
import { type Browser, openBrowser } from '../rig/browser.ts';
import { type Court, signInClerk, startCourt } from '../rig/court.ts';
import { until } from '../rig/processes.ts';
import { PEOPLE, type Province, startProvince } from '../rig/province.ts';
import { signIn } from '../rig/second-factor.ts';
import { columnsOf, OF_OFFICES, wordOf } from '../security/support/columns.ts';

const OPEN = 'Vụ án công khai để đi qua từng trang';
const SECRET = 'Vụ án kín không được nêu tên';
const PASSWORD = 'chỉ dùng trong phép thử';
const PICTURES = process.env.GIAMSAT_TEST_PICTURES;
const DESK = { width: 1280, height: 800 };
const TELEPHONE = { width: 390, height: 844 };
const QUIET_MS = 150;
const TONGUES = [
  { language: 'vi', look: 'light' },
  { language: 'en', look: 'dark' },
] as const;

/** `sees`: the hearings at all; `mayNot`: words for what must not come (support/columns.ts), beside what the policy's matrix checks. */
const OFFICES = [
  { login: PEOPLE.supervisor, sees: true, mayNot: [] },
  { login: 'prosecutor', sees: true, mayNot: ['live windows', 'recording'] },
  { login: PEOPLE.clerk('ec'), sees: true, mayNot: [] },
  { login: PEOPLE.chief, sees: true, mayNot: [] },
  { login: 'court-chief', sees: true, mayNot: [] },
  { login: PEOPLE.office('ec'), sees: false, mayNot: ['row in full', 'log', 'live windows', 'recording'] },
  { login: PEOPLE.administrator, sees: false, mayNot: ['row in full', 'log', 'live windows', 'recording'] },
  { login: 'auditor', sees: false, mayNot: ['row in full', 'log', 'live windows', 'recording'] },
  { login: 'screen', sees: true, mayNot: ['recording'] },
] as const;

const OWN_PASSWORD: readonly string[] = ['prosecutor', 'court-chief', 'auditor'];
const OF_ALL_OFFICES = Object.values(OF_OFFICES).flat();
/** What an audit line says of itself is as free as the line; figures stand under their own names. */
const isOfOffices = (column: string): boolean =>
  OF_ALL_OFFICES.includes(column) ||
  // That a page was answered.
  ['changes.ok', 'changes.whole'].includes(column) ||
  column.startsWith('entries[].detail.') ||
  /^by(Court|Type|Month)\[\]\.values\./.test(column);

let dir: string;
let province: Province;
let court: Court;
let browser: Browser;
let page: Page;
/** Axe need not see the same page for every office. */
const judged = new Set<string>();

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'giamsat-offices-'));
  const passwordHash = await hashPassword(PASSWORD);
  const person = { passwordHash, organisation: 'court-ec' };
  province = await startProvince({
    dir,
    rooms: { ec: 2 },
    seed: (usual) => ({
      ...usual,
      accounts: [
        ...(usual.accounts ?? []),
        { ...person, login: 'auditor', displayName: 'Kiểm toán thử nghiệm', role: 'auditor' },
        {
          ...person,
          login: 'court-chief',
          displayName: 'Chánh án tòa thử nghiệm',
          role: 'court_chief_judge',
          court: 'ec',
        },
        {
          ...person,
          login: 'prosecutor',
          displayName: 'Kiểm sát viên thử nghiệm',
          role: 'prosecutor',
          organisation: 'vks',
        },
      ],
      organisations: [...(usual.organisations ?? []), { code: 'vks', name: 'VKSND thử nghiệm', kind: 'procuracy' }],
    }),
  });
  court = await startCourt(province, 'ec', []);
  const clerk = await signInClerk(court, 'ec', province.password);
  // In recess: there is no camera whose picture a page could ask for in vain.
  const open = await clerk.openHearing('ec-1', OPEN);
  await clerk.enter(open, 'hearing.recess.started', {});
  const closed = await clerk.openHearing('ec-2', SECRET);
  await clerk.enter(closed, 'hearing.publicity.changed', { to: 'in_camera', ground: 'đời sống riêng tư' });
  browser = await openBrowser(DESK);
}, 180_000);
afterEach(() => page.close());
afterAll(async () => {
  await browser?.close();
  await court?.stop();
  await province?.stop();
  await rm(dir, { recursive: true, force: true });
});

/** All that comes to a page, as the browser's network panel would show it. */
function watch(page: Page) {
  const texts: string[] = [];
  const columns = new Set<string>();
  const wrong: string[] = [];
  const open = new Set<Request>();
  let quietSince = Date.now();
  const take = (text: string, value: unknown, at: string) => {
    texts.push(text);
    for (const column of columnsOf(value, at)) columns.add(column);
  };
  const read = async (request: Request): Promise<void> => {
    const { pathname } = new URL(request.url());
    const answer = await request.response();
    if (answer && answer.status() >= 400) wrong.push(`${answer.status()} ${pathname}`);
    if (!answer || !pathname.startsWith('/api/')) return;
    const text = await answer.text();
    if ((answer.headers()['content-type'] ?? '').includes('json')) take(text, JSON.parse(text), '');
    else texts.push(text);
  };
  const end = (request: Request) => {
    open.delete(request);
    quietSince = Date.now();
  };
  page.on('request', (request) => void open.add(request));
  page.on('requestfinished', (request) => {
    read(request)
      .catch((error) => wrong.push(String(error)))
      .finally(() => end(request));
  });
  page.on('requestfailed', (request) => {
    wrong.push(`${request.failure()?.errorText} ${request.url()}`);
    end(request);
  });
  page.on('websocket', (socket) => {
    socket.on('framereceived', ({ payload }) => {
      const text = String(payload);
      const [, json] = /^4[23]\d*(\[.*)$/s.exec(text) ?? [];
      const message = json === undefined ? undefined : (JSON.parse(json) as unknown[]);
      // An answer to a question is what a later message would bring.
      if (message) take(text, message.at(-1), typeof message[0] === 'string' ? message[0] : 'changes');
      else texts.push(text);
    });
  });
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) wrong.push(`${message.text()} ${message.location().url}`);
  });
  page.on('pageerror', (error) => wrong.push(error.message));
  return {
    texts,
    columns,
    wrong,
    settled: () => until('the page to be quiet', () => open.size === 0 && Date.now() - quietSince > QUIET_MS),
  };
}

/** A meeting room's screen, as it comes to its session: by the code that it shows, which a supervisor confirms. */
async function putUpScreen(): Promise<string> {
  const post = async (at: string, cookie: string, body?: object) => {
    const answer = await fetch(`${province.http}/api/v1${at}`, {
      method: 'POST',
      headers: { cookie, 'giamsat-request': '1', ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    if (!answer.ok) throw new Error(`${at}: ${answer.status} ${await answer.text()}`);
    const cookies = answer.headers.getSetCookie().map((one) => one.split(';')[0] ?? '');
    return { body: (await answer.json()) as { code?: string }, cookies };
  };
  const shown = await post('/screen-requests', '');
  const supervisor = await signIn(province.http, PEOPLE.supervisor, province.password);
  await post('/screens', supervisor, { code: shown.body.code, name: 'Phòng họp thử nghiệm' });
  const { cookies } = await post('/session/screen', shown.cookies.join('; '));
  return cookies.find((one) => one.startsWith('__Host-giamsat=')) ?? '';
}

/** As a link does: nothing is loaded anew; the page before stands until the new one has come. */
async function go(page: Page, at: string): Promise<void> {
  await page.evaluate((to) => {
    history.pushState({}, '', to);
    dispatchEvent(new PopStateEvent('popstate'));
  }, at);
  const [pathname] = at.split('?');
  await page.locator(`main[data-page="${pathname}"]`).waitFor();
}
const addressesIn = (page: Page) =>
  page
    .getByRole('navigation')
    .getByRole('link')
    .evaluateAll((all) => all.map((link) => new URL((link as HTMLAnchorElement).href).pathname));

/** The pages that its own menus lead to, and the hearing that may be opened. */
async function pagesOf(page: Page): Promise<string[]> {
  const found = new Set(await addressesIn(page));
  if (found.delete('/admin')) {
    await go(page, '/admin');
    await page.getByRole('navigation').nth(1).getByRole('link').first().waitFor();
    for (const at of await addressesIn(page)) if (at !== '/admin') found.add(at);
  }
  if (found.has('/hearings')) {
    await go(page, '/hearings?view=table');
    found.add('/hearings?view=table');
    const opened = page.getByRole('link', { name: OPEN }).first();
    await opened.waitFor();
    found.add((await opened.getAttribute('href')) ?? '');
  }
  return [...found, '/me'];
}

/** What is wrong with a page to look at. @param at its address */
async function look(page: Page, at: string, settled: () => Promise<unknown>, name: string): Promise<string[]> {
  await settled();
  const wrong: string[] = [];
  const tabs = await page.getByRole('tab').all();
  for (const tab of [undefined, ...tabs.slice(1)]) {
    await tab?.click();
    await settled();
    const kind = `${at.replace(/[0-9a-f-]{36}/, '{id}')} ${tab ? await tab.textContent() : ''}`;
    if (!judged.has(kind)) wrong.push(...(await violations(page)));
    judged.add(kind);
    // A word that is missing shows its key.
    const keys = String(await page.evaluate('document.body.innerText')).match(/\b[a-z]+(?:\.[a-z][A-Za-z]+){2,}\b/);
    if (keys) wrong.push(`no words for ${keys[0]}`);
    for (const size of [TELEPHONE, DESK]) {
      await page.setViewportSize(size);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      if (width > size.width) wrong.push(`${width} wide on ${size.width}`);
      if (!PICTURES) continue;
      const file = `${name}-${kind}-${size.width}`.replaceAll(/[^a-z0-9-]+/g, '-');
      await page.screenshot({ path: path.join(PICTURES, `${file}.png`) });
    }
  }
  return wrong.map((one) => `${at}: ${one}`);
}

test.each(OFFICES.map((office, n) => ({ ...office, ...(TONGUES[n % 2] as (typeof TONGUES)[number]) })))(
  '$login',
  async ({ login, sees, mayNot, language, look: scheme }) => {
    const isScreen = login === 'screen';
    const password = OWN_PASSWORD.includes(login) ? PASSWORD : province.password;
    const cookie = isScreen ? await putUpScreen() : await signIn(province.http, login, password);
    const [name = '', value = ''] = cookie.split('=');
    await browser.context.clearCookies();
    await browser.context.addCookies([{ name, value, url: province.https ?? '', secure: true, httpOnly: true }]);
    page = await browser.page();
    await page.addInitScript(
      ([tongue, look]) => {
        localStorage.setItem('giamsat-language', tongue);
        localStorage.setItem('giamsat-look', look);
      },
      [language, scheme] as const,
    );
    const { texts, columns, wrong, settled } = watch(page);
    await page.goto(`${province.https}/`);
    await page.getByRole('banner').waitFor();
    if (sees) await page.getByRole('article').filter({ hasText: OPEN }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe(language);
    const pages = isScreen ? ['/wall'] : await pagesOf(page);
    expect(pages.length).toBeGreaterThan(isScreen ? 0 : 1);
    const seen: string[] = [];
    const html: string[] = [];
    for (const at of pages) {
      await go(page, at);
      await page.getByRole('main').or(page.getByRole('heading')).first().waitFor();
      seen.push(...(await look(page, at, settled, login)));
      html.push(await page.content());
    }
    expect(seen).toEqual([]);
    expect(wrong).toEqual([]);
    const all = [...texts, ...html].join('\n');
    expect(all.includes(OPEN)).toBe(sees);
    // That it is there is told, and nothing of it, to a clerk neither who is not its clerk.
    expect(all.includes('"form":"masked"')).toBe(sees);
    expect(all).not.toContain(SECRET);
    const came = [...columns].map((column) => ({ column, word: wordOf(column) }));
    expect(came.filter(({ column, word }) => word === undefined && !isOfOffices(column))).toEqual([]);
    expect(came.filter(({ word }) => (mayNot as readonly (string | undefined)[]).includes(word))).toEqual([]);
  },
  180_000,
);
