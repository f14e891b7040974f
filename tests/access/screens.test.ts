/** Screens of meeting rooms, over a real database and the real door: the code, who may confirm it, what the screen then may, and how it ends. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Account, RegistrySeed } from '@giamsat/contract/registry';
import type { Screen } from '@giamsat/contract/wire/screens';
import { type Access, createAccess, PROOF_MS } from '@giamsat/service/access/access';
import { hashPassword } from '@giamsat/service/access/password';
import { CODE_MS } from '@giamsat/service/access/screens';
import { createMemoryBus } from '@giamsat/service/platform/bus';
import { type FakeClock, fakeClock } from '@giamsat/service/platform/clock';
import type { App } from '@giamsat/service/platform/http/routes';
import { createMetrics } from '@giamsat/service/platform/metrics';
import { silentLogger as logger, withDatabase } from '@giamsat/service/testing/database';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openDoor } from './support/door.ts';

const database = withDatabase();
const PASSWORD = 'một câu dài dễ nhớ';
const OURS = { 'giamsat-request': '1', host: 'localhost:8080', origin: 'http://localhost:8080' };
const WEEKS = 21 * 86_400_000;
let clock: FakeClock;
let access: Access;
let app: App;
let seed: RegistrySeed;
let dataDir: string;

const openNode = (): Promise<Access> =>
  createAccess({
    sql: database.sql,
    clock,
    bus: createMemoryBus({ logger }),
    logger,
    metrics: createMetrics(),
    dataDir,
    seed,
    shared: true,
    // Who keeps the house needs no telephone in these tests; they are about screens.
    demo: true,
  });
const appOf = (node: Access) => openDoor(node, { clock, dashboardDir: dataDir });

beforeAll(async () => {
  clock = fakeClock('2021-04-15T01:00:00.000Z');
  dataDir = await mkdtemp(path.join(tmpdir(), 'giamsat-screens-'));
  const passwordHash = await hashPassword(PASSWORD);
  const person = (login: string, role: Account['role'], organisation: string, court?: string): Account => ({
    login,
    displayName: login,
    role,
    organisation,
    passwordHash,
    ...(court === undefined ? {} : { court }),
  });
  seed = {
    courts: [],
    successions: [],
    rooms: [],
    feeds: [],
    agents: [],
    organisations: [
      { code: 'tand', name: 'TAND tỉnh', kind: 'court' },
      { code: 'hdnd', name: 'Thường trực HĐND', kind: 'oversight' },
    ],
    accounts: [
      person('giam.sat', 'supervisor', 'hdnd'),
      person('giam.sat.hai', 'supervisor', 'hdnd'),
      person('chanh.an', 'province_chief_judge', 'tand'),
      person('chanh.an.lb', 'court_chief_judge', 'tand', 'lb'),
      person('quan.tri', 'administrator', 'tand'),
      person('quan.tri.lb', 'court_administrator', 'tand', 'lb'),
      person('thu.ky', 'clerk', 'tand', 'lb'),
      person('kiem.toan', 'auditor', 'tand'),
    ],
  };
  await database.sql
    .insertInto('courts')
    .values({ code: 'lb', level: 'district', valid_from: null, valid_to: null })
    .execute();
  access = await openNode();
  app = await appOf(access);
});
afterAll(async () => {
  await app.close();
  await access.close();
});
// What one test guessed is no concern of the next.
beforeEach(() => database.sql.deleteFrom('attempts').execute());

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
/** A browser: keeps the cookies that it is given, until their age says otherwise. */
const browser = (address: string, userAgent: string) => {
  const jar = new Map<string, string>();
  const lasting = new Set<string>();
  const ask = async (method: Method, url: string, payload?: object, to = app) => {
    const answer = await to.inject({
      method,
      url: `/api/v1${url}`,
      headers: {
        ...OURS,
        'user-agent': userAgent,
        cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
      },
      remoteAddress: address,
      ...(payload ? { payload } : {}),
    });
    for (const line of [answer.headers['set-cookie'] ?? []].flat()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (line.includes('Max-Age=0')) jar.delete(name);
      else jar.set(name, value);
      if (/Max-Age=[1-9]/.test(line)) lasting.add(name);
    }
    const body = answer.body === '' ? undefined : answer.json();
    return { status: answer.statusCode, body, why: String(body?.type ?? '').replace('urn:giamsat:problem:', '') };
  };
  return {
    ask,
    jar,
    /** Switched off and on: what was kept for the session alone is gone. */
    restart: () => {
      for (const name of [...jar.keys()]) if (!lasting.has(name)) jar.delete(name);
    },
  };
};
const signedIn = async (login: string) => {
  const one = browser('10.0.0.1', 'Firefox');
  expect((await one.ask('POST', '/session', { login, password: PASSWORD })).status).toBe(200);
  return one;
};
const showCode = async (address = '10.0.0.77') => {
  const screen = browser(address, 'Chrome in the meeting room');
  const { status, body } = await screen.ask('POST', '/screen-requests');
  expect(status).toBe(201);
  return { screen, code: body.code as string };
};
/** A screen that shows the wall, put up by that person. */
const putUp = async (login: string) => {
  const person = await signedIn(login);
  const { screen, code } = await showCode();
  const confirmed = await person.ask('POST', '/screens', { code, name: 'Phòng họp tầng 2' });
  expect(confirmed.status).toBe(201);
  const { status, body } = await screen.ask('POST', '/session/screen');
  expect(status).toBe(200);
  return { person, screen, one: confirmed.body as Screen, viewer: body.viewer };
};

describe('a code on a screen', () => {
  test('opens nothing by itself; confirmed by an entitled person it opens the wall to that browser alone', async () => {
    const { screen, code } = await showCode();
    expect(code).toMatch(/^[B-DF-HJ-NP-TV-XZ]{4}-[B-DF-HJ-NP-TV-XZ]{4}$/);
    expect((await screen.ask('POST', '/session/screen')).status).toBe(202);
    expect((await screen.ask('GET', '/session')).body.viewer).toBeUndefined();
    const person = await signedIn('giam.sat');
    const found = await person.ask('POST', '/screens/look-up', { code: code.toLowerCase().replace('-', ' ') });
    expect(found.body).toEqual({
      address: '10.0.0.77',
      userAgent: 'Chrome in the meeting room',
      since: new Date(clock.now()).toISOString(),
    });
    expect((await person.ask('POST', '/screens', { code, name: 'Phòng họp' })).status).toBe(201);
    // Whoever saw the code, and is not this browser, gets nothing by it.
    const thief = browser('10.0.0.66', 'x');
    expect((await thief.ask('POST', '/session/screen')).status).toBe(404);
    thief.jar.set('__Host-giamsat-screen', 'A'.repeat(43));
    expect((await thief.ask('POST', '/session/screen')).status).toBe(404);
    const entered = await screen.ask('POST', '/session/screen');
    expect(entered.body.viewer).toMatchObject({ role: 'screen', screen: true, organisation: { code: 'hdnd' } });
    expect(entered.body.viewer.displayName).toBe('Phòng họp');
    // Once.
    expect((await screen.ask('POST', '/session/screen')).status).toBe(404);
    expect((await person.ask('POST', '/screens', { code, name: 'Hai lần' })).status).toBe(404);
  });

  test.each(['thu.ky', 'kiem.toan', 'quan.tri', 'quan.tri.lb'])('is not for %s to confirm', async (login) => {
    const person = await signedIn(login);
    const { code } = await showCode();
    expect((await person.ask('POST', '/screens/look-up', { code })).status).toBe(403);
    expect((await person.ask('POST', '/screens', { code, name: 'x' })).why).toBe('forbidden');
  });

  test('is confirmed by somebody who has just proved who they are', async () => {
    const person = await signedIn('giam.sat');
    clock.advance(PROOF_MS);
    const { code } = await showCode();
    expect((await person.ask('POST', '/screens', { code, name: 'x' })).why).toBe('proof-needed');
    await person.ask('POST', '/session/proof', { password: PASSWORD });
    expect((await person.ask('POST', '/screens', { code, name: 'x' })).status).toBe(201);
  });

  test('holds for ten minutes', async () => {
    const { screen, code } = await showCode();
    clock.advance(CODE_MS);
    const person = await signedIn('giam.sat');
    expect((await person.ask('POST', '/screens/look-up', { code })).status).toBe(404);
    expect((await screen.ask('POST', '/session/screen')).status).toBe(404);
  });

  test('cannot be guessed: ten tries a quarter of an hour, and no more codes than a screen needs', async () => {
    const person = await signedIn('giam.sat');
    for (let n = 0; n < 10; n++) {
      expect((await person.ask('POST', '/screens/look-up', { code: `BCDFGHJ${'KLMNPQRSTV'[n]}` })).status).toBe(404);
    }
    const { code } = await showCode();
    expect((await person.ask('POST', '/screens/look-up', { code })).why).toBe('too-many-requests');
    expect((await person.ask('POST', '/screens', { code, name: 'x' })).why).toBe('too-many-requests');
    const greedy = browser('10.9.0.1', 'x');
    const answers: number[] = [];
    for (let n = 0; n < 21; n++) answers.push((await greedy.ask('POST', '/screen-requests')).status);
    expect(answers.indexOf(429)).toBe(20);
    const stored = JSON.stringify(await database.sql.selectFrom('screen_requests').selectAll().execute());
    expect(stored).not.toContain(code.replace('-', ''));
  });
});

describe('a screen', () => {
  test('outlives nights, weeks, restarts of its browser and of the service', async () => {
    const { screen } = await putUp('giam.sat');
    clock.advance(WEEKS);
    screen.restart();
    expect((await screen.ask('GET', '/session')).body.viewer).toMatchObject({ screen: true });
    const later = await openNode();
    const laterApp = await appOf(later);
    clock.advance(WEEKS);
    screen.restart();
    expect((await screen.ask('GET', '/session', undefined, laterApp)).body.viewer).toMatchObject({ screen: true });
    await laterApp.close();
    await later.close();
    // A person's session does not: what a browser keeps of it ends with the browser.
    const person = await signedIn('giam.sat');
    person.restart();
    expect((await person.ask('GET', '/session')).body.viewer).toBeUndefined();
  });

  test('can do nothing but show: nothing of its own, nothing of the house, no other screen', async () => {
    const { screen, one, viewer } = await putUp('chanh.an');
    expect({ ...viewer.permissions, hearings: false, statistics: false }).toEqual(
      Object.fromEntries(Object.keys(viewer.permissions).map((name) => [name, false])),
    );
    const asked: [Method, string, object?][] = [
      ['GET', '/me/sessions'],
      ['GET', '/me/looks'],
      ['GET', '/me/second-factor'],
      ['POST', '/me/second-factor'],
      ['PUT', '/me/password', { current: PASSWORD, next: 'một câu khác cũng dài' }],
      ['POST', '/session/proof', { password: PASSWORD }],
      ['GET', '/screens'],
      ['POST', '/screens', { code: 'BCDF-GHJK', name: 'x' }],
      ['DELETE', `/screens/${one.login}`],
      ['GET', `/screens/${one.login}/steering`],
      ['PUT', `/screens/${one.login}/steering`, { page: 'today' }],
      ['GET', '/admin/accounts'],
      ['GET', '/admin/screens'],
    ];
    for (const [method, url, payload] of asked) {
      expect([url, (await screen.ask(method, url, payload)).status]).toEqual([url, 403]);
    }
  });

  test('has no password that anybody could sign in with', async () => {
    const { one } = await putUp('giam.sat');
    const other = browser('10.0.0.5', 'x');
    expect((await other.ask('POST', '/session', { login: one.login, password: PASSWORD })).why).toBe('unauthenticated');
    const account = (await access.accounts.list()).find(({ login }) => login === one.login);
    expect(account).toMatchObject({ role: 'screen', hasPassword: false });
    // Nor can an administrator give it one, make a screen of a person, or a person of a screen.
    const quanTri = { login: 'quan.tri' };
    const body = { displayName: 'x', organisation: 'hdnd' };
    const put = (login: string, more: { role: 'screen' | 'supervisor'; password?: string }) =>
      access.accounts.put(quanTri, login, { ...body, ...more });
    await expect(put(one.login, { role: 'screen', password: PASSWORD })).rejects.toMatchObject({ field: '/password' });
    await expect(put('giam.sat.hai', { role: 'screen' })).rejects.toMatchObject({ field: '/role' });
    await expect(put('moi', { role: 'screen' })).rejects.toMatchObject({ field: '/role' });
    await expect(put(one.login, { role: 'supervisor' })).rejects.toMatchObject({ field: '/role' });
  });

  test('is listed to who put it up and to the court, and to nobody else', async () => {
    const { person, one } = await putUp('giam.sat');
    const logins = (body: { screens: Screen[] }) => body.screens.map(({ login }) => login);
    const mine = (await person.ask('GET', '/screens')).body;
    expect(logins(mine)).toContain(one.login);
    expect(mine.screens.find(({ login }: Screen) => login === one.login)).toMatchObject({
      name: 'Phòng họp tầng 2',
      organisation: 'Thường trực HĐND',
      confirmedBy: 'giam.sat',
      address: '10.0.0.77',
      userAgent: 'Chrome in the meeting room',
    });
    expect(logins((await (await signedIn('giam.sat.hai')).ask('GET', '/screens')).body)).toEqual([]);
    expect((await (await signedIn('giam.sat.hai')).ask('GET', '/admin/screens')).status).toBe(403);
    expect(logins((await (await signedIn('quan.tri.lb')).ask('GET', '/admin/screens')).body)).toContain(one.login);
  });

  test.each([
    ['who put it up', 'giam.sat', 204],
    ['the court’s administrator', 'quan.tri.lb', 204],
    ['the chief judge', 'chanh.an', 204],
    ['another supervisor', 'giam.sat.hai', 403],
    ['a clerk', 'thu.ky', 403],
  ])('is ended at once by %s: %s gets %i', async (_who, login, status) => {
    const { screen, one } = await putUp('giam.sat');
    const other = await openNode();
    const otherApp = await appOf(other);
    const seen = async (to = app) => (await screen.ask('GET', '/session', undefined, to)).body.viewer !== undefined;
    expect(await seen(otherApp)).toBe(true);
    expect((await (await signedIn(login)).ask('DELETE', `/screens/${one.login}`)).status).toBe(status);
    await other.catchUp();
    expect([await seen(), await seen(otherApp)]).toEqual([status === 403, status === 403]);
    if (status === 204) {
      const { entries } = await access.audit.read({ kind: 'screen.ended', limit: 1 }, () => true);
      expect(entries[0]).toMatchObject({ login, detail: { screen: one.login } });
      expect((await access.screens.list()).map((each) => each.login)).not.toContain(one.login);
    }
    await otherApp.close();
    await other.close();
  });

  test('ends with the office of who put it up', async () => {
    const quanTri = { login: 'quan.tri' };
    const body = { displayName: 'x', organisation: 'hdnd', role: 'supervisor' as const };
    const { screen } = await putUp('giam.sat.hai');
    await access.accounts.put(quanTri, 'giam.sat.hai', body);
    expect((await screen.ask('GET', '/session')).body.viewer).toBeDefined();
    await access.accounts.put(quanTri, 'giam.sat.hai', { ...body, organisation: 'tand' });
    expect((await screen.ask('GET', '/session')).body.viewer).toBeUndefined();
    await access.accounts.put(quanTri, 'giam.sat.hai', body);
    const again = await putUp('giam.sat.hai');
    await access.accounts.put(quanTri, 'giam.sat.hai', { ...body, locked: true });
    expect((await again.screen.ask('GET', '/session')).body.viewer).toBeUndefined();
  });

  test('that signs itself out is gone from the lists', async () => {
    const { screen, one, person } = await putUp('giam.sat');
    expect((await screen.ask('DELETE', '/session')).status).toBe(204);
    const { screens } = (await person.ask('GET', '/screens')).body as { screens: Screen[] };
    expect(screens.map(({ login }) => login)).not.toContain(one.login);
  });
});
