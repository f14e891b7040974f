/**
 * A right that ends while somebody looks, through the real service: what is held at the origin, the open socket, and what the page
 * asks next. How long it took is printed; a busy machine fails nothing.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { dayOf } from '@giamsat/contract/time';
import type { AdminAuthorisation } from '@giamsat/contract/wire/authorisations';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createAgent, type TestAgent } from '../media/support/agent.ts';
import { type Footage, makeFootage, type Segment } from '../media/support/footage.ts';
import { type Got, get } from '../media/support/viewer.ts';
import { until } from '../rig/processes.ts';
import { PEOPLE, type Province, startProvince } from '../rig/province.ts';
import { signIn } from '../rig/second-factor.ts';
import { courtThatSpeaks, type SpokenCourt } from './support/court.ts';
import { type LiveViewer, watch } from './support/viewer.ts';

/** Long before anything that would have ended it anyway: a held request at 18 s, the round over all sessions at 10 s. */
const SOON_MS = 5000;

let dir: string;
let province: Province;
let footage: Footage;
let court: SpokenCourt;
let agent: TestAgent;
let hearing: ReturnType<SpokenCourt['hearing']>;
let window = '';
const cookies: Record<string, string> = {};
const viewers: LiveViewer[] = [];

const nth = (number: number): Segment => {
  const found = footage.segments[number];
  if (!found) throw new Error('not so much footage');
  return found;
};
async function call<T = unknown>(login: string, method: string, at: string, body?: object | Buffer): Promise<T> {
  cookies[login] ??= await signIn(province.http, login, province.password);
  const type = Buffer.isBuffer(body) ? 'application/pdf' : 'application/json';
  const answer = await fetch(`${province.http}/api/v1${at}`, {
    method,
    headers: { cookie: cookies[login], 'giamsat-request': '1', ...(body ? { 'content-type': type } : {}) },
    ...(body ? { body: Buffer.isBuffer(body) ? new Uint8Array(body) : JSON.stringify(body) } : {}),
  });
  if (!answer.ok) throw new Error(`${method} ${at}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}
const accountOf = (organisation: string, more: object = {}) => ({
  displayName: `Người của ${organisation}`,
  role: 'supervisor',
  organisation,
  password: province.password,
  ...more,
});

beforeAll(async () => {
  dir = mkdtempSync(path.join(tmpdir(), 'giamsat-rights-'));
  footage = await makeFootage({ seconds: 12 });
  province = await startProvince({ dir, rooms: { lb: 1 } });
  court = courtThatSpeaks({
    http: () => province.http,
    court: 'lb',
    agent: 'lb-agent',
    token: () => province.token('lb'),
  });
  agent = createAgent(province, { token: () => province.token('lb'), feed: 'lb-1-1' });
  hearing = court.hearing();
  await court.tell(hearing.scheduled('lb-1', 'Vụ án giả lập'), ...hearing.opened('lb-1'));
  const epoch = await agent.begin(footage);
  const chief = await signIn(province.http, PEOPLE.chief, province.password);
  window = await until('the window', async () => {
    const { status, text } = await get(`${province.http}/api/v1/hearings/${hearing.id}`, { cookie: chief });
    return status === 200
      ? (JSON.parse(text) as { row: { windows: { window: string }[] } }).row.windows[0]?.window
      : undefined;
  });
  await agent.send(epoch, 0, nth(0), Date.now());
  await agent.send(epoch, 1, nth(1), Date.now());
});
afterEach(() => {
  for (const viewer of viewers.splice(0)) viewer.close();
});
afterAll(async () => {
  await agent?.disconnect();
  await province?.stop();
  rmSync(dir, { recursive: true, force: true });
});

/** A body of its own, with an authorisation that went the whole way, and one person. */
async function bodyWithOnePerson(code: string) {
  await call(PEOPLE.administrator, 'PUT', `/admin/organisations/${code}`, { name: code, kind: 'oversight' });
  await call(PEOPLE.administrator, 'PUT', `/admin/accounts/${code}`, accountOf(code));
  const at = '/admin/authorisations';
  const { id } = await call<AdminAuthorisation>(PEOPLE.office('lb'), 'POST', at, {
    documentNo: `${code}/QĐ`,
    issuedOn: '2021-01-01',
    issuer: 'TAND thử nghiệm',
    organisation: code,
    scope: { courts: ['lb'], live: true, recordings: true, logs: true, exports: false },
    from: '2021-01-01',
  });
  const { version } = await call<AdminAuthorisation>(
    PEOPLE.office('lb'),
    'PUT',
    `${at}/${id}/document`,
    Buffer.from('%PDF-1.7 giả lập'),
  );
  await call(PEOPLE.chief, 'POST', `${at}/${id}/approve`, { version });
  return { id, revoke: () => call(PEOPLE.chief, 'POST', `${at}/${id}/revoke`, { reason: 'Hết nhiệm vụ' }) };
}

/** A page with its socket open, and a playlist that is held. */
async function lookOn(login: string) {
  const cookie = await signIn(province.http, login, province.password);
  const ask = (at: string) => get(`${province.http}${at}`, { cookie });
  const live = `/media/live/${window}/live.m3u8`;
  const page = watch({ http: province.http, cookie, scopes: ['wall', `hearing:${hearing.id}`] });
  viewers.push(page);
  await page.live();
  expect(page.store.snapshot().hearings.get(hearing.id)?.form).toBe('full');
  expect((await ask(live)).status).toBe(200);
  let answeredAt = 0;
  const held: Promise<Got> = ask(`${live}?_HLS_msn=2&_HLS_part=0`).then((got) => {
    answeredAt = Date.now();
    return got;
  });
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(answeredAt).toBe(0);
  return {
    page,
    ask,
    /** Ends the right, and sees what becomes of all of it. */
    async loses(how: string, end: () => Promise<unknown>, ended: () => boolean) {
      const begun = Date.now();
      await end();
      const told = Date.now();
      const { status } = await held;
      await until('the page to be empty', () => ended() || undefined);
      const empty = Date.now();
      console.log(
        `${how}: answered after ${told - begun} ms; held request after ${answeredAt - begun} ms, page after ${empty - begun} ms`,
      );
      expect(status).toBe(403);
      expect(answeredAt - begun).toBeLessThan(SOON_MS);
      expect(empty - begun).toBeLessThan(SOON_MS);
      for (const at of [
        live,
        `/media/live/${window}/init0.mp4`,
        `/media/hearings/${hearing.id}/lb-1-1/recording.m3u8`,
      ]) {
        expect([at, [401, 403].includes((await ask(at)).status)]).toEqual([at, true]);
      }
      expect([401, 404]).toContain((await ask(`/api/v1/hearings/${hearing.id}`)).status);
    },
  };
}
const isEmpty = ({ store }: LiveViewer) => store.snapshot().hearings.size === 0 && store.snapshot().lines.size === 0;

describe('a right that ends while somebody looks', () => {
  test('by revocation: the held request is refused, the page loses everything', async () => {
    const { revoke } = await bodyWithOnePerson('mot');
    const { page, loses } = await lookOn('mot');
    await loses('revoked', revoke, () => isEmpty(page));
    expect(page.ended).toEqual([]);
  });

  test('by a change of organisation', async () => {
    await bodyWithOnePerson('hai');
    const { page, loses } = await lookOn('hai');
    const put = () =>
      call(PEOPLE.administrator, 'PUT', '/admin/accounts/hai', { ...accountOf('operator'), password: undefined });
    await loses('another organisation', put, () => isEmpty(page));
  });

  test('by a lock, which ends the socket and says why', async () => {
    await bodyWithOnePerson('ba');
    const { page, loses } = await lookOn('ba');
    const lock = () =>
      call(PEOPLE.administrator, 'PUT', '/admin/accounts/ba', {
        ...accountOf('ba', { locked: true }),
        password: undefined,
      });
    await loses('locked', lock, () => page.ended.length > 0);
    expect(page.ended).toEqual(['locked']);
    expect(isEmpty(page)).toBe(true);
  });

  test('by what replaces it with less', async () => {
    const { id } = await bodyWithOnePerson('bon');
    const { page, ask, loses } = await lookOn('bon');
    const at = '/admin/authorisations';
    const draft = await call<AdminAuthorisation>(PEOPLE.office('lb'), 'POST', at, {
      documentNo: 'bon/QĐ-2',
      issuedOn: '2021-01-02',
      issuer: 'TAND thử nghiệm',
      organisation: 'bon',
      scope: {
        courts: ['lb'],
        rooms: ['lb-1'],
        caseTypes: ['PS'],
        live: true,
        recordings: false,
        logs: false,
        exports: false,
      },
      from: dayOf(new Date().toISOString()),
      replaces: id,
    });
    const document = Buffer.from('%PDF-1.7 giả lập');
    const { version } = await call<AdminAuthorisation>(
      PEOPLE.office('lb'),
      'PUT',
      `${at}/${draft.id}/document`,
      document,
    );
    expect((await ask(`/api/v1/hearings/${hearing.id}`)).status).toBe(200);
    await loses(
      'replaced',
      () => call(PEOPLE.chief, 'POST', `${at}/${draft.id}/approve`, { version }),
      () => isEmpty(page),
    );
  });
});
