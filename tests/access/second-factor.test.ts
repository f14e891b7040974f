/** The second factor and the proof before what weighs, over a real database and the real door. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { RegistrySeed } from '@giamsat/contract/registry';
import { type Access, createAccess, PROOF_MS } from '@giamsat/service/access/access';
import { hashPassword } from '@giamsat/service/access/password';
import { resetSecondFactor } from '@giamsat/service/access/reset-second-factor';
import { SEAL_KEY_FILE } from '@giamsat/service/access/seal';
import { createMemoryBus } from '@giamsat/service/platform/bus';
import { type FakeClock, fakeClock } from '@giamsat/service/platform/clock';
import type { App } from '@giamsat/service/platform/http/routes';
import { createMetrics } from '@giamsat/service/platform/metrics';
import { silentLogger as logger, withDatabase } from '@giamsat/service/testing/database';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codeOf } from '../rig/second-factor.ts';
import { openDoor } from './support/door.ts';

const database = withDatabase();
const PASSWORD = 'một câu dài dễ nhớ';
const OURS = { 'giamsat-request': '1', host: 'localhost:8080', origin: 'http://localhost:8080' };
const STEP = 30_000;
let clock: FakeClock;
let access: Access;
let app: App;
let dataDir: string;

const openNode = (folder = dataDir, demo = false) =>
  createAccess({
    sql: database.sql,
    clock,
    bus: createMemoryBus({ logger }),
    logger,
    metrics: createMetrics(),
    dataDir: folder,
    demo,
    shared: true,
  });
const appOf = (node: Access) => openDoor(node, { clock, dashboardDir: dataDir });

beforeAll(async () => {
  clock = fakeClock('2021-04-15T01:00:00.000Z');
  dataDir = await mkdtemp(path.join(tmpdir(), 'giamsat-factor-'));
  const passwordHash = await hashPassword(PASSWORD);
  const person = (
    login: string,
    role: 'administrator' | 'court_administrator' | 'supervisor' | 'province_chief_judge',
  ) => ({
    login,
    displayName: login,
    role,
    organisation: 'tand',
    passwordHash,
    ...(role === 'court_administrator' ? { court: 'lb' } : {}),
  });
  const seed: RegistrySeed = {
    courts: [],
    successions: [],
    rooms: [],
    feeds: [],
    agents: [],
    organisations: [{ code: 'tand', name: 'TAND tỉnh', kind: 'court' }],
    accounts: [
      person('quan.tri', 'administrator'),
      person('quan.tri.hai', 'administrator'),
      person('quan.tri.ba', 'administrator'),
      person('ky.thuat', 'court_administrator'),
      person('giam.sat', 'supervisor'),
      person('giam.sat.hai', 'supervisor'),
      person('chanh.an', 'province_chief_judge'),
    ],
  };
  await database.sql
    .insertInto('courts')
    .values({ code: 'lb', level: 'district', valid_from: null, valid_to: null })
    .execute();
  const first = await createAccess({
    sql: database.sql,
    clock,
    bus: createMemoryBus({ logger }),
    logger,
    metrics: createMetrics(),
    dataDir,
    seed,
  });
  await first.close();
  access = await openNode();
  app = await appOf(access);
});
afterAll(async () => {
  await app.close();
  await access.close();
});

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
const ask = async (cookie: string, method: Method, url: string, payload?: object, address = '10.0.0.1', to = app) => {
  const answer = await to.inject({
    method,
    url: `/api/v1${url}`,
    headers: { ...OURS, cookie },
    remoteAddress: address,
    ...(payload ? { payload } : {}),
  });
  const body = answer.body === '' ? undefined : answer.json();
  return {
    status: answer.statusCode,
    body,
    why: String(body?.type ?? '').replace('urn:giamsat:problem:', ''),
    cookie: String(answer.headers['set-cookie'] ?? '').split(';')[0] ?? '',
  };
};
const signIn = (login: string, code?: string, address?: string) =>
  ask('', 'POST', '/session', { login, password: PASSWORD, ...(code === undefined ? {} : { code }) }, address);
/** Signs in without a second factor and sets one up; the codes of the app come a step later each, as nobody can use one twice. */
const enrol = async (login: string) => {
  const { cookie } = await signIn(login);
  const { secret } = (await ask(cookie, 'POST', '/me/second-factor')).body as { secret: string };
  const confirmed = await ask(cookie, 'PUT', '/me/second-factor', { code: codeOf(secret, clock.now()) });
  expect(confirmed.status).toBe(200);
  return { cookie, secret, recoveryCodes: confirmed.body.recoveryCodes as string[] };
};
const fresh = (secret: string): string => {
  clock.advance(STEP);
  return codeOf(secret, clock.now());
};

describe('an office that needs a second factor', () => {
  test.each(['quan.tri', 'ky.thuat'])('opens nothing to %s but setting it up', async (login) => {
    const { cookie, body } = await signIn(login);
    expect(body.viewer).toMatchObject({ mustEnrol: true, secondFactor: false });
    expect(Object.values(body.viewer.permissions)).not.toContain(true);
    for (const [method, url] of [
      ['GET', '/me/sessions'],
      ['GET', '/me/looks'],
      ['GET', '/admin/accounts'],
      ['POST', '/me/recovery-codes'],
    ] as const) {
      expect([url, (await ask(cookie, method, url)).why]).toEqual([url, 'second-factor-required']);
    }
    expect((await ask(cookie, 'GET', '/me/second-factor')).body).toEqual({ recoveryCodesLeft: 0, required: true });
    expect((await ask(cookie, 'DELETE', '/session')).status).toBe(204);
  });

  test('opens what it keeps once a code confirmed it; a wrong code confirms nothing', async () => {
    const { cookie } = await signIn('quan.tri');
    const begun = (await ask(cookie, 'POST', '/me/second-factor')).body;
    expect(begun.uri).toMatch(/^otpauth:\/\/totp\/.*quan\.tri\?.*secret=[A-Z2-7]{32}/);
    expect((await ask(cookie, 'PUT', '/me/second-factor', { code: '000000' })).why).toBe('second-factor-wrong');
    expect((await ask(cookie, 'GET', '/admin/accounts')).why).toBe('second-factor-required');
    const { status, body } = await ask(cookie, 'PUT', '/me/second-factor', { code: codeOf(begun.secret, clock.now()) });
    expect(status).toBe(200);
    expect(new Set(body.recoveryCodes).size).toBe(10);
    for (const code of body.recoveryCodes) expect(code).toMatch(/^([A-Z2-7]{4}-){3}[A-Z2-7]{4}$/);
    expect((await ask(cookie, 'GET', '/admin/accounts')).status).toBe(200);
    const { viewer } = (await ask(cookie, 'GET', '/session')).body;
    expect(viewer).toMatchObject({ mustEnrol: false, secondFactor: true, permissions: { accounts: true } });
    // The office cannot do without.
    expect((await ask(cookie, 'DELETE', '/me/second-factor')).status).toBe(403);
  });

  test('is open in the demo with one click and without a telephone', async () => {
    const demo = await openNode(dataDir, true);
    const { viewer } = await demo.signInAs('ky.thuat', { address: 'x', userAgent: '' });
    expect(viewer.mustEnrol).toBe(false);
    await demo.close();
  });
});

describe('codes', () => {
  test('are asked for after the right password alone, and each is good once', async () => {
    const { secret } = await enrol('giam.sat');
    expect((await ask('', 'POST', '/session', { login: 'giam.sat', password: 'sai' })).why).toBe('unauthenticated');
    const asked = await signIn('giam.sat');
    expect(asked).toMatchObject({ status: 200, body: { codeNeeded: true }, cookie: '' });
    expect(asked.body).not.toHaveProperty('viewer');
    const code = fresh(secret);
    expect((await signIn('giam.sat', code)).status).toBe(200);
    expect(await signIn('giam.sat', code)).toMatchObject({ status: 403, why: 'second-factor-wrong' });
    // Also one that came before it: steps only go on.
    expect((await signIn('giam.sat', codeOf(secret, clock.now() - STEP))).why).toBe('second-factor-wrong');
    expect((await signIn('giam.sat', codeOf(secret, clock.now() + STEP))).status).toBe(200);
    expect((await signIn('giam.sat', codeOf(secret, clock.now() + 3 * STEP))).why).toBe('second-factor-wrong');
  });

  test('two nodes that get the same code at the same time let one in', async () => {
    const { secret } = await enrol('chanh.an');
    const other = await openNode();
    const code = fresh(secret);
    const used = await Promise.all(
      [access, other, access, other].map((node) => node.secondFactors.use('chanh.an', code)),
    );
    expect(used.filter(Boolean)).toHaveLength(1);
    await other.close();
  });

  test('stand sealed in the database; its copy alone opens nothing', async () => {
    const rows = await database.sql.selectFrom('second_factors').selectAll().execute();
    expect(rows.length).toBeGreaterThan(1);
    const { cookie } = await signIn('ky.thuat');
    const { secret } = (await ask(cookie, 'POST', '/me/second-factor')).body;
    const text = JSON.stringify(await database.sql.selectFrom('second_factors').selectAll().execute());
    expect(text).not.toContain(secret);
    // A sealed secret that is put into another person's row is worth nothing there.
    const stolen = rows.find((row) => row.login === 'chanh.an')?.secret ?? null;
    await database.sql.updateTable('second_factors').set({ begun: stolen }).where('login', '=', 'ky.thuat').execute();
    expect((await ask(cookie, 'PUT', '/me/second-factor', { code: '123456' })).status).toBe(500);
    await database.sql.deleteFrom('second_factors').where('login', '=', 'ky.thuat').execute();
  });

  test('a hundred wrong ones in a row shut the app’s codes; a recovery code opens them again', async () => {
    const { secret, recoveryCodes } = await enrol('quan.tri.hai');
    for (let n = 0; n < 100; n++) await access.secondFactors.use('quan.tri.hai', '000001');
    expect(await access.secondFactors.use('quan.tri.hai', fresh(secret))).toBe(false);
    expect((await signIn('quan.tri.hai', recoveryCodes[0])).status).toBe(200);
    expect(await access.secondFactors.use('quan.tri.hai', fresh(secret))).toBe(true);
  });

  test('a recovery code is good once, however it is written; new ones end the old', async () => {
    const { cookie, recoveryCodes, secret } = await enrol('quan.tri.ba');
    const [first = '', second = ''] = recoveryCodes;
    expect((await signIn('quan.tri.ba', first.toLowerCase().replaceAll('-', ' '))).status).toBe(200);
    expect((await signIn('quan.tri.ba', first)).why).toBe('second-factor-wrong');
    expect((await ask(cookie, 'GET', '/me/second-factor')).body.recoveryCodesLeft).toBe(9);
    await ask(cookie, 'POST', '/session/proof', { code: fresh(secret) });
    const renewed = await ask(cookie, 'POST', '/me/recovery-codes');
    expect(renewed.status).toBe(201);
    expect((await signIn('quan.tri.ba', second)).why).toBe('second-factor-wrong');
    expect((await signIn('quan.tri.ba', renewed.body.recoveryCodes[0])).status).toBe(200);
    const stored = JSON.stringify(await database.sql.selectFrom('recovery_codes').selectAll().execute());
    for (const code of renewed.body.recoveryCodes) expect(stored).not.toContain(code.slice(0, 9));
  });
});

describe('a lost telephone', () => {
  test('another administrator resets it: sessions end, the password is enough until a new one is set up; nobody does it for themselves', async () => {
    await database.sql.deleteFrom('second_factors').execute();
    await access.accounts.put({ login: 'quan.tri' }, 'quan.tri', {
      displayName: 'quan.tri',
      role: 'administrator',
      organisation: 'tand',
    });
    const [one, two] = [await enrol('quan.tri'), await enrol('quan.tri.hai')];
    expect((await ask(one.cookie, 'DELETE', '/admin/accounts/quan.tri/second-factor')).status).toBe(409);
    expect((await ask(one.cookie, 'DELETE', '/admin/accounts/giam.sat/second-factor')).status).toBe(404);
    expect((await ask(one.cookie, 'DELETE', '/admin/accounts/quan.tri.hai/second-factor')).status).toBe(204);
    expect((await ask(two.cookie, 'GET', '/me/sessions')).status).toBe(401);
    expect((await signIn('quan.tri.hai')).body.viewer).toMatchObject({ mustEnrol: true });
    const { entries } = await access.audit.read({ kind: 'second-factor.reset', limit: 1 }, () => true);
    expect(entries[0]).toMatchObject({ login: 'quan.tri', detail: { account: 'quan.tri.hai' } });
  });
});

describe('a proof of who asks', () => {
  const account = { displayName: 'Mới', role: 'auditor', organisation: 'tand' };
  test('is asked before accounts are changed, once the last one is five minutes old', async () => {
    await database.sql.deleteFrom('second_factors').execute();
    const { cookie, secret } = await enrol('quan.tri.ba');
    expect((await ask(cookie, 'PUT', '/admin/accounts/moi', account)).status).toBe(200);
    clock.advance(PROOF_MS);
    expect(await ask(cookie, 'PUT', '/admin/accounts/moi', account)).toMatchObject({
      status: 403,
      why: 'proof-needed',
    });
    expect((await ask(cookie, 'GET', '/admin/accounts')).status).toBe(200);
    // Where there is a second factor the password alone proves nothing.
    expect((await ask(cookie, 'POST', '/session/proof', { password: PASSWORD })).why).toBe('proof-wrong');
    expect((await ask(cookie, 'POST', '/session/proof', { code: fresh(secret) })).status).toBe(204);
    expect((await ask(cookie, 'PUT', '/admin/accounts/moi', account)).status).toBe(200);
  });

  test('is the password where there is no second factor, holds for that session alone, and is known to every node', async () => {
    await database.sql.deleteFrom('second_factors').execute();
    const [mine, elsewhere] = [await signIn('chanh.an'), await signIn('chanh.an')];
    clock.advance(PROOF_MS);
    // Of a screen that nobody shows: who may ask and has proved it learns that there is none.
    const confirm = (cookie: string, to = app) =>
      ask(cookie, 'POST', '/screens', { code: 'BCDF-GHJK', name: 'x' }, '10.0.0.1', to);
    const other = await openNode();
    const otherApp = await appOf(other);
    expect((await confirm(mine.cookie, otherApp)).why).toBe('proof-needed');
    expect((await ask(mine.cookie, 'POST', '/session/proof', { password: 'sai' })).why).toBe('proof-wrong');
    expect((await ask(mine.cookie, 'POST', '/session/proof', {})).why).toBe('proof-wrong');
    expect((await ask(mine.cookie, 'POST', '/session/proof', { password: PASSWORD })).status).toBe(204);
    await other.catchUp();
    expect((await confirm(mine.cookie)).status).toBe(404);
    expect((await confirm(mine.cookie, otherApp)).status).toBe(404);
    expect((await confirm(elsewhere.cookie)).why).toBe('proof-needed');
    await otherApp.close();
    await other.close();
  });

  test('the demo’s one click proves nothing', async () => {
    const demo = await openNode(dataDir, true);
    const { viewer } = await demo.signInAs('chanh.an', { address: 'x', userAgent: '' });
    expect(demo.isProven(viewer)).toBe(false);
    await demo.close();
  });

  test('with a second factor a new password needs the old one and a proof', async () => {
    const { cookie, secret } = await enrol('giam.sat');
    clock.advance(PROOF_MS);
    const change = { current: PASSWORD, next: 'một câu khác cũng dài' };
    expect((await ask(cookie, 'PUT', '/me/password', change)).why).toBe('proof-needed');
    await ask(cookie, 'POST', '/session/proof', { code: fresh(secret) });
    expect((await ask(cookie, 'PUT', '/me/password', { ...change, current: 'sai' })).why).toBe('proof-wrong');
    expect((await ask(cookie, 'PUT', '/me/password', change)).status).toBe(204);
  });
});

describe('guessing', () => {
  test('codes is not made endless by giving the right password without one in between', async () => {
    await database.sql.deleteFrom('second_factors').execute();
    const { secret } = await enrol('chanh.an');
    const address = '10.66.0.9';
    for (let n = 0; n < 5; n++) {
      expect((await signIn('chanh.an', undefined, address)).body.codeNeeded).toBe(true);
      expect((await signIn('chanh.an', '000000', address)).why).toBe('second-factor-wrong');
    }
    expect((await signIn('chanh.an', undefined, address)).why).toBe('too-many-requests');
    expect((await signIn('chanh.an', fresh(secret), address)).why).toBe('too-many-requests');
    await database.sql.deleteFrom('second_factors').execute();
  });

  test('of codes, proofs and the current password is slowed like that of passwords, on all nodes and over a restart', async () => {
    await database.sql.deleteFrom('second_factors').execute();
    const address = '10.66.0.1';
    const { cookie } = await signIn('chanh.an', undefined, address);
    for (let n = 0; n < 3; n++) await ask(cookie, 'POST', '/session/proof', { password: 'sai' }, address);
    const wrong = { current: 'sai', next: 'một câu khác cũng dài' };
    for (let n = 0; n < 2; n++)
      expect((await ask(cookie, 'PUT', '/me/password', wrong, address)).why).toBe('proof-wrong');
    expect((await ask(cookie, 'POST', '/session/proof', { password: PASSWORD }, address)).why).toBe(
      'too-many-requests',
    );
    expect((await signIn('chanh.an', undefined, address)).why).toBe('too-many-requests');
    const other = await openNode();
    const again = other.signIn({ login: 'chanh.an', password: PASSWORD }, { address, userAgent: '' });
    await expect(again).rejects.toMatchObject({ code: 'too-many-requests', retryAfter: 900 });
    await other.close();
    // The owner, somewhere else, is let in.
    expect((await signIn('chanh.an', undefined, '10.66.0.2')).status).toBe(200);
    clock.advance(15 * 60_000);
    expect((await signIn('chanh.an', undefined, address)).status).toBe(200);
  });

  test('a burst counts as what it is: of twenty at the same time five are tried', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        ask('', 'POST', '/session', { login: 'chanh.an', password: 'sai' }, '10.67.0.1'),
      ),
    );
    expect(answers.filter(({ why }) => why === 'unauthenticated')).toHaveLength(5);
    expect(answers.filter(({ why }) => why === 'too-many-requests')).toHaveLength(15);
  });

  test('from one network of IPv6 is one guesser, whatever the last half of the address', async () => {
    for (let n = 1; n <= 5; n++) {
      await ask('', 'POST', '/session', { login: 'chanh.an', password: 'sai' }, `2001:db8:1:2::${n}`);
    }
    expect((await signIn('chanh.an', undefined, '2001:db8:1:2:ffff::9')).why).toBe('too-many-requests');
    expect((await signIn('chanh.an', undefined, '2001:db8:1:3::9')).status).toBe(200);
  });

  test('of many logins from one address is stopped as a whole; what was right is not counted', async () => {
    const address = '10.68.0.1';
    for (let n = 0; n < 10; n++) expect((await signIn('chanh.an', undefined, address)).status).toBe(200);
    for (let n = 0; n < 50; n++) await ask('', 'POST', '/session', { login: `ai.${n}`, password: 'x' }, address);
    expect((await signIn('chanh.an', undefined, address)).why).toBe('too-many-requests');
    const stored = JSON.stringify(await database.sql.selectFrom('attempts').select('key').execute());
    expect(stored).not.toContain('ai.1');
  });
});

test('a node with another key does not start beside what it cannot open', async () => {
  const elsewhere = await mkdtemp(path.join(tmpdir(), 'giamsat-other-key-'));
  await expect(openNode(elsewhere)).rejects.toThrow(SEAL_KEY_FILE);
});

describe('at the machine itself', () => {
  const reset = (whom: string, folder = dataDir) =>
    resetSecondFactor({ sql: database.sql, clock, logger, config: { dataDir: folder, sealKeyFile: undefined } }, whom);

  test('a sole administrator’s second factor is given up, and the audit says so', async () => {
    await database.sql.deleteFrom('second_factors').execute();
    const { cookie } = await enrol('quan.tri');
    await expect(reset('khong.co')).rejects.toThrow(/no account/);
    expect(await reset('quan.tri')).toEqual(['quan.tri']);
    await access.catchUp();
    expect((await ask(cookie, 'GET', '/me/sessions')).status).toBe(401);
    expect((await signIn('quan.tri')).body.viewer.mustEnrol).toBe(true);
    const { entries } = await access.audit.read({ kind: 'second-factor.reset', limit: 1 }, () => true);
    expect(entries[0]).toMatchObject({ login: '/machine', detail: { accounts: ['quan.tri'] } });
  });

  test('after the key was lost everybody’s is given up, and a node with a new key starts', async () => {
    await enrol('giam.sat.hai');
    const elsewhere = await mkdtemp(path.join(tmpdir(), 'giamsat-new-key-'));
    await expect(openNode(elsewhere)).rejects.toThrow(/reset-second-factor --all/);
    expect(await reset('--all', elsewhere)).toEqual(['giam.sat.hai']);
    await (await openNode(elsewhere)).close();
    await expect(openNode()).rejects.toThrow(SEAL_KEY_FILE);
  });
});
