// What a browser is told, and what is asked of it: by the service and by the console at a court. Another page can neither frame ours, nor
// read from it, nor speak through it; no secret stands in an address.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { certificateOf } from '@giamsat/service/platform/http/certificate';
import { Agent, request } from 'undici';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { get } from '../media/support/viewer.ts';
import { type Browser, openBrowser } from '../rig/browser.ts';
import { type Court, startCourt } from '../rig/court.ts';
import { PEOPLE, type Province, startProvince } from '../rig/province.ts';
import { signIn } from '../rig/second-factor.ts';
import { closedAfter, dial } from './support/raw.ts';

let dir: string;
let province: Province;
let court: Court;
let cookie: string;
beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'giamsat-border-'));
  await certificateOf({ dir, given: undefined, now: Date.now() });
  province = await startProvince({
    dir,
    rooms: { lb: 1 },
    // One of its own, as behind a real name.
    env: { TLS_CERT: path.join(dir, 'localhost.crt'), TLS_KEY: path.join(dir, 'localhost.key') },
  });
  cookie = await signIn(province.http, PEOPLE.supervisor, province.password);
  court = await startCourt(province, 'lb', []);
}, 120_000);
afterAll(async () => {
  await court?.stop();
  await province?.stop();
  await rm(dir, { recursive: true, force: true });
});

const NOBODY = '01890000-0000-7000-8000-000000000000';
type Headers = Record<string, string | string[] | undefined>;
function expectClosed(at: string, headers: Headers): void {
  const policy = String(headers['content-security-policy']);
  const told = { at, ...headers };
  expect(policy, at).toMatch(/default-src '(none|self)'/);
  expect(policy, at).toContain("frame-ancestors 'none'");
  expect(policy, at).not.toMatch(/unsafe-(inline|eval)|\*/);
  expect(told).toMatchObject({
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  });
  for (const feature of ['camera', 'microphone', 'display-capture', 'geolocation']) {
    expect(String(headers['permissions-policy']), at).toContain(`${feature}=()`);
  }
  expect(headers['access-control-allow-origin'], at).toBeUndefined();
  expect(headers.server ?? headers['x-powered-by'], at).toBeUndefined();
}

describe('the service', () => {
  test('tells every browser, with every answer and every refusal, that no other page may frame or read it', async () => {
    for (const at of [
      '/',
      '/wall',
      '/api/v1/session',
      '/api/v1/hearings',
      `/api/v1/hearings/${NOBODY}`,
      '/api/v1/admin/accounts',
      `/media/live/${NOBODY}/live.m3u8`,
      `/media/hearings/${NOBODY}/lb-1-1/recording.m3u8`,
      '/ingest/time',
      '/ingest/desk',
      '/healthz',
      '/nothing.js',
    ]) {
      expectClosed(at, (await get(`${province.http}${at}`, { cookie, origin: 'https://evil.example' })).headers);
    }
  });

  test('tells browsers that came over TLS to a name of its own to come by nothing else, and over plain HTTP nothing of it', async () => {
    const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });
    const { headers, body } = await request(`${province.https}/healthz`, { dispatcher });
    await body.dump();
    expect(headers['strict-transport-security']).toMatch(/^max-age=\d{8}/);
    expect((await get(`${province.http}/healthz`)).headers['strict-transport-security']).toBeUndefined();
    await dispatcher.close();
  });

  test('opens a socket to its own page alone, and over nothing but WebSocket', async () => {
    const open = (origin: string | undefined) =>
      new Promise<string>((resolve) => {
        const socket = new WebSocket(`${province.http.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`, {
          headers: { cookie, ...(origin === undefined ? {} : { origin }) },
        });
        socket.once('open', () => {
          socket.close();
          resolve('open');
        });
        socket.once('unexpected-response', (_request, answer) => {
          answer.resume();
          resolve(String(answer.statusCode));
        });
        socket.once('error', () => resolve('refused'));
      });
    expect(await open(province.http)).toBe('open');
    const { host } = new URL(province.http);
    for (const origin of [
      'https://evil.example',
      'null',
      `http://${host}.evil.example`,
      'http://localhost:1',
      'file://',
    ]) {
      expect([origin, await open(origin)]).not.toEqual([origin, 'open']);
    }
    for (const method of ['GET', 'POST']) {
      for (const origin of [province.http, 'https://evil.example']) {
        const answer = await fetch(`${province.http}/socket.io/?EIO=4&transport=polling`, {
          method,
          headers: { cookie, origin },
        });
        expect(answer.status).toBe(400);
      }
    }
  });

  test('has no address in which a password, a token or a session could stand', async () => {
    const { paths } = JSON.parse((await get(`${province.http}/api/openapi.json`)).text) as {
      paths: Record<string, Record<string, { parameters?: { name: string; in: string }[] }>>;
    };
    const inAddresses = Object.entries(paths).flatMap(([at, methods]) =>
      Object.entries(methods).flatMap(([method, { parameters = [] }]) =>
        parameters
          .filter((one) => one.in === 'query' || one.in === 'path')
          .map(({ name }) => ({ at: `${method} ${at}`, name })),
      ),
    );
    expect(inAddresses.length).toBeGreaterThan(20);
    expect(inAddresses.filter(({ name }) => /token|secret|password|session|cookie|otp|assertion/i.test(name))).toEqual(
      [],
    );
  });

  test('tells its figures to whoever watches over it on its own machine', async () => {
    expect((await get(`${province.http}/metrics`)).text).toContain('giamsat_http_request_seconds');
  });
});

describe('in Chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  test.each([
    ['the dashboard', () => `${province.http}/`],
    ['the console', () => `${court.console}/clerk/`],
  ])('%s runs under its policy, and a script that gets into the page does not', async (_what, address) => {
    const page = await browser.page();
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (/content security policy/i.test(message.text())) complaints.push(message.text());
    });
    const answer = await page.goto(address());
    const policy = answer?.headers()['content-security-policy'] ?? '';
    expect(policy).toMatch(/script-src 'nonce-[\w-]{22}';/);
    // The page is there: somebody may sign in.
    await page.locator('input[type="password"], button').first().waitFor();
    expect(complaints).toEqual([]);
    const ran = await page.evaluate(async () => {
      const own = window as unknown as { ran: string[] };
      own.ran = [];
      const script = document.createElement('div');
      script.innerHTML = `<img src="/nothing.png" onerror="window.ran.push('handler')">
        <a href="javascript:window.ran.push('address')">x</a>
        <iframe srcdoc="<script>parent.ran.push('frame')</script>"></iframe>`;
      document.body.append(script);
      script.querySelector('a')?.click();
      const inline = document.createRange().createContextualFragment(`<script>window.ran.push('inline')</script>`);
      document.body.append(inline);
      for (const src of ['https://evil.example/x.js', 'data:text/javascript,window.ran.push("data")']) {
        document.body.append(Object.assign(document.createElement('script'), { src }));
      }
      // A text that would become a script; what the debugger itself evaluates is beyond any policy.
      (setTimeout as (code: string) => void)("window.ran.push('text')");
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      return own.ran;
    });
    expect(ran).toEqual([]);
    await page.close();
  });
});

describe('the console at a court', () => {
  const ask = (method: string, at: string, headers: Record<string, string> = {}, body?: string | Buffer) =>
    fetch(`${court.console}${at}`, {
      method,
      headers,
      redirect: 'manual',
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : new Uint8Array(body) }),
    });
  const OURS = { 'giamsat-request': '1', 'content-type': 'application/json' };
  const SIGN_IN = JSON.stringify({ login: PEOPLE.clerk('lb'), password: 'sai mật khẩu' });

  test('tells browsers the same', async () => {
    for (const at of [
      '/',
      '/clerk',
      '/clerk/',
      '/clerk/api/session',
      '/clerk/api/state',
      '/clerk/api/stream',
      '/nothing',
    ]) {
      expectClosed(at, Object.fromEntries((await ask('GET', at)).headers));
    }
  });

  test('hears only its own page', async () => {
    expect((await ask('POST', '/clerk/api/session', { 'content-type': 'application/json' }, SIGN_IN)).status).toBe(403);
    for (const origin of ['https://evil.example', 'null', 'http://127.0.0.1:1']) {
      expect((await ask('POST', '/clerk/api/session', { ...OURS, origin }, SIGN_IN)).status).toBe(403);
    }
  });

  test('refuses what is malformed, packed, too large or of another kind', async () => {
    const session = (headers: Record<string, string>, body: string | Buffer) =>
      ask('POST', '/clerk/api/session', { ...OURS, ...headers }, body);
    expect((await session({}, '{"login":"a","password":"b","__proto__":{"role":"x"}}')).status).toBe(400);
    expect((await session({}, '{')).status).toBe(400);
    expect((await session({}, 'null')).status).toBe(400);
    expect((await session({ 'content-encoding': 'gzip' }, gzipSync(SIGN_IN))).status).toBe(400);
    expect((await session({}, 'x'.repeat(300 * 1024))).status).toBe(413);
    expect((await session({ 'content-type': 'text/xml' }, '<a/>')).status).toBe(415);
    for (const at of ['/clerk/assets/..%2f..%2fpackage.json', '/clerk/%2e%2e/%2e%2e/etc/passwd', '/clerk/assets/%00']) {
      const answer = await ask('GET', at);
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(await answer.text()).not.toMatch(/root:|"private":/);
    }
  });

  test('lets go of one who sends the first lines of a request drop by drop', async () => {
    const socket = await dial(court.console);
    socket.write('GET / HTTP/1.1\r\nhost: localhost\r\n');
    const drip = setInterval(() => socket.write('x: y\r\n'), 500);
    expect(await closedAfter(socket, 40_000)).toBeDefined();
    clearInterval(drip);
    expect((await ask('GET', '/clerk/api/session')).status).toBe(200);
  });
});
