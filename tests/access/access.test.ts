/** Sessions, rights and the audit over a real database: what signs in, what ends, what is written down. */
import { mkdtemp, readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { RegistrySeed } from '@giamsat/contract/registry';
import { type Access, createAccess } from '@giamsat/service/access/access';
import { hashPassword } from '@giamsat/service/access/password';
import { createMemoryBus } from '@giamsat/service/platform/bus';
import { type FakeClock, fakeClock } from '@giamsat/service/platform/clock';
import { createMetrics } from '@giamsat/service/platform/metrics';
import { silentLogger, withDatabase } from '@giamsat/service/testing/database';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

const database = withDatabase();
const from = { address: '10.1.2.3', userAgent: 'Firefox' };
const HOUR = 3_600_000;
let clock: FakeClock;
let dataDir: string;
/** One for the database: its nodes share it. */
let sealKeyFile: string;
const opened: Access[] = [];

const seed: RegistrySeed = {
  courts: [],
  successions: [],
  rooms: [],
  feeds: [],
  agents: [],
  organisations: [
    { code: 'hdnd', name: 'Thường trực HĐND', kind: 'oversight' },
    { code: 'tand', name: 'TAND tỉnh', kind: 'court' },
  ],
  accounts: [
    { login: 'giam.sat', displayName: 'Người Giám Sát', role: 'supervisor', organisation: 'hdnd' },
    { login: 'man.hinh', displayName: 'Màn hình', role: 'screen', organisation: 'hdnd' },
    { login: 'chanh.an', displayName: 'Chánh án', role: 'province_chief_judge', organisation: 'tand' },
    { login: 'quan.tri', displayName: 'Quản trị', role: 'administrator', organisation: 'tand' },
  ],
  authorisations: [],
};
const document = {
  documentNo: '01/QĐ',
  issuedOn: '2021-01-01',
  issuer: 'TAND tỉnh',
  organisation: 'hdnd',
  scope: { live: true, recordings: false, logs: true, exports: false },
  from: '2021-01-01',
};

/** Another node over the same database has its own bus: it hears nothing and finds out by reading. */
async function openNode(more: { seed?: RegistrySeed; shared?: boolean } = {}): Promise<Access> {
  const access = await createAccess({
    sql: database.sql,
    clock,
    bus: createMemoryBus({ logger: silentLogger }),
    logger: silentLogger,
    metrics: createMetrics(),
    dataDir,
    sealKeyFile,
    shared: true,
    ...more,
  });
  opened.push(access);
  return access;
}
const auditKinds = async () =>
  (await database.sql.selectFrom('audit_entries').select('kind').orderBy('id').execute()).map((row) => row.kind);

beforeAll(async () => {
  sealKeyFile = path.join(await mkdtemp(path.join(tmpdir(), 'giamsat-access-key-')), 'seal.key');
});
beforeEach(async () => {
  clock = fakeClock('2021-04-15T01:00:00.000Z');
  dataDir = await mkdtemp(path.join(tmpdir(), 'giamsat-access-'));
});
afterEach(async () => {
  for (const access of opened.splice(0)) await access.close();
});

describe('the first administrator', () => {
  test('is made once, by the link in the data folder and within a day, and the door shuts', async () => {
    let access = await openNode();
    const file = path.join(dataDir, 'first-administrator.txt');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(access.firstAdministrator.isOpen()).toBe(true);
    const given = { login: 'dau.tien', displayName: 'Đầu Tiên', password: 'câu đố của con mèo', address: 'x' };
    await expect(access.firstAdministrator.enter({ ...given, token: 'x'.repeat(32) })).rejects.toMatchObject({
      code: 'forbidden',
    });
    const link = async () => /^(.*)\/sign-in#first-administrator=(\S+)\n$/.exec(await readFile(file, 'utf8')) ?? [];
    const [, , late = ''] = await link();
    clock.advance(24 * HOUR);
    await expect(access.firstAdministrator.enter({ ...given, token: late })).rejects.toMatchObject({
      code: 'forbidden',
    });
    // A restart makes another link, and the old one stays worthless.
    access = await openNode();
    await access.firstAdministrator.nameOrigin('https://localhost:8443');
    const [, origin, token = ''] = await link();
    expect([origin, token === late]).toEqual(['https://localhost:8443', false]);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    await expect(access.firstAdministrator.enter({ ...given, token: late })).rejects.toMatchObject({
      code: 'forbidden',
    });
    await access.firstAdministrator.enter({ ...given, token });
    expect(access.firstAdministrator.isOpen()).toBe(false);
    await expect(access.firstAdministrator.enter({ ...given, login: 'zwei', token })).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(stat(file)).rejects.toThrow();
    const { viewer } = await access.signIn({ login: 'dau.tien', password: 'câu đố của con mèo' }, from);
    expect(viewer.role).toBe('administrator');
    expect((await openNode()).firstAdministrator.isOpen()).toBe(false);
  });
});

describe('with people', () => {
  let access: Access;
  beforeEach(async () => {
    access = await openNode({ seed });
    await database.sql
      .updateTable('accounts')
      .set({ password_hash: await hashPassword('mật khẩu của tôi'), locked: false })
      .where('login', '=', 'giam.sat')
      .execute();
  });
  const signIn = () => access.signIn({ login: 'giam.sat', password: 'mật khẩu của tôi' }, from);

  test('the seed twice changes nothing, and leaves what was changed since', async () => {
    const quanTri = { login: 'quan.tri' };
    await access.accounts.put(quanTri, 'man.hinh', {
      displayName: 'Màn hình phòng họp',
      role: 'screen',
      organisation: 'hdnd',
    });
    await openNode({ seed });
    expect((await access.accounts.list()).find((one) => one.login === 'man.hinh')?.displayName).toBe(
      'Màn hình phòng họp',
    );
  });

  test('unknown, wrong, locked and without a password get one and the same answer', async () => {
    const answers: unknown[] = [];
    for (const credentials of [
      { login: 'khong.co', password: 'mật khẩu của tôi' },
      { login: 'giam.sat', password: 'sai' },
      { login: 'man.hinh', password: 'mật khẩu của tôi' },
    ]) {
      answers.push(await access.signIn(credentials, from).catch((error) => [error.code, error.detail]));
    }
    await access.accounts.put({ login: 'quan.tri' }, 'giam.sat', {
      displayName: 'Người Giám Sát',
      role: 'supervisor',
      organisation: 'hdnd',
      locked: true,
    });
    answers.push(await signIn().catch((error) => [error.code, error.detail]));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toEqual(['unauthenticated', 'The login or the password is wrong.']);
  });

  test('an unknown login costs as much work as a wrong password', async () => {
    // Work and not time: what else the machine does must not decide.
    const work = async (login: string) => {
      const before = process.cpuUsage();
      for (let n = 0; n < 3; n++) {
        await access.signIn({ login, password: 'sai' }, { ...from, address: `${login} ${n}` }).catch(() => undefined);
      }
      const { user, system } = process.cpuUsage(before);
      return user + system;
    };
    await work('nobody');
    const [known, unknown] = [await work('giam.sat'), await work('khong.co')];
    expect(unknown / known).toBeGreaterThan(0.5);
    expect(unknown / known).toBeLessThan(2);
  });

  test('guessing is slowed for the guesser; the owner elsewhere gets in', async () => {
    const attacker = { address: '6.6.6.6', userAgent: '' };
    for (let n = 0; n < 5; n++) {
      await expect(access.signIn({ login: 'giam.sat', password: 'sai' }, attacker)).rejects.toMatchObject({
        code: 'unauthenticated',
      });
    }
    await expect(access.signIn({ login: 'giam.sat', password: 'mật khẩu của tôi' }, attacker)).rejects.toMatchObject({
      code: 'too-many-requests',
      retryAfter: 900,
    });
    expect((await signIn()).viewer.login).toBe('giam.sat');
  });

  test('the secret is stored hashed, and is worth something until it is ended', async () => {
    const { token, viewer } = await signIn();
    expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
    const row = await database.sql
      .selectFrom('sessions')
      .selectAll()
      .where('id', '=', viewer.sessionId)
      .executeTakeFirstOrThrow();
    expect(JSON.stringify(row)).not.toContain(token);
    expect(await access.viewerOf(token)).toMatchObject({ login: 'giam.sat', sessionId: viewer.sessionId });
    expect(await access.viewerOf(`${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`)).toBeUndefined();
    await access.signOut(viewer);
    expect(await access.viewerOf(token)).toBeUndefined();
    expect(await access.refresh(viewer.sessionId)).toEqual({ reason: 'signed-out' });
  });

  test('idle for an hour it ends; in use it lasts fourteen hours and no longer', async () => {
    const idle = await signIn();
    const used = await signIn();
    for (let minutes = 0; minutes < 59; minutes += 30) {
      clock.advance(HOUR / 2 + 1);
      expect(await access.viewerOf(used.token)).toBeDefined();
    }
    expect(await access.viewerOf(idle.token)).toBeUndefined();
    expect(await access.refresh(idle.viewer.sessionId)).toEqual({ reason: 'expired' });
    for (let half = 0; half < 25; half++) {
      clock.advance(HOUR / 2);
      expect(await access.viewerOf(used.token)).toBeDefined();
    }
    clock.advance(HOUR);
    expect(await access.viewerOf(used.token)).toBeUndefined();
  });

  test('a session in use on one node is not ended by another that saw nothing of it', async () => {
    const { token } = await signIn();
    const other = await openNode();
    expect(await other.viewerOf(token)).toBeDefined();
    clock.advance(HOUR - 1000);
    expect(await access.viewerOf(token)).toBeDefined();
    await access.close();
    opened.splice(opened.indexOf(access), 1);
    clock.advance(2000);
    await other.viewerOf(token);
    expect(await other.viewerOf(token)).toBeDefined();
  });

  test('a screen stays signed in for weeks', async () => {
    const { token } = await access.signInAs('man.hinh', from);
    clock.advance(30 * 24 * HOUR);
    expect(await access.viewerOf(token)).toMatchObject({ role: 'screen' });
  });

  test('a lock ends every session at once, on another node as soon as it reads', async () => {
    const { token, viewer } = await signIn();
    const other = await openNode();
    expect(await other.viewerOf(token)).toBeDefined();
    await access.accounts.put({ login: 'quan.tri' }, 'giam.sat', {
      displayName: 'Người Giám Sát',
      role: 'supervisor',
      organisation: 'hdnd',
      locked: true,
    });
    expect(await access.viewerOf(token)).toBeUndefined();
    await other.catchUp();
    expect(await other.viewerOf(token)).toBeUndefined();
    expect(await other.refresh(viewer.sessionId)).toEqual({ reason: 'locked' });
  });

  test('a new password ends the other sessions and needs the old one', async () => {
    const [mine, elsewhere] = [await signIn(), await signIn()];
    await expect(
      access.accounts.changePassword(mine.viewer, { current: 'sai', next: 'mật khẩu mới tinh' }),
    ).rejects.toMatchObject({ code: 'proof-wrong', field: '/current' });
    await access.accounts.changePassword(mine.viewer, { current: 'mật khẩu của tôi', next: 'mật khẩu mới tinh' });
    expect(await access.viewerOf(mine.token)).toBeDefined();
    expect(await access.viewerOf(elsewhere.token)).toBeUndefined();
    await access.signIn({ login: 'giam.sat', password: 'mật khẩu mới tinh' }, from);
  });

  test('a document opens nothing before the court approved it, and nothing after it was revoked, on another node too', async () => {
    const { token } = await signIn();
    const other = await openNode();
    const grants = async (node: Access) => {
      await node.catchUp();
      return (await node.viewerOf(token))?.authorisations.map((grant) => grant.documentNo);
    };
    const everywhere = async () => [await grants(access), await grants(other)];
    const { id } = await access.authorisations.draft({ login: 'van.phong' }, document);
    const { version } = await access.authorisations.attach({ login: 'van.phong' }, id, Buffer.from('%PDF-1.7'));
    expect(await everywhere()).toEqual([[], []]);
    await access.authorisations.approve({ login: 'chanh.an' }, id, version);
    expect(await everywhere()).toEqual([['01/QĐ'], ['01/QĐ']]);
    await access.authorisations.revoke({ login: 'chanh.an' }, id, {});
    expect(await everywhere()).toEqual([[], []]);
  });

  test('the last administrator can neither be locked nor demoted', async () => {
    const body = { displayName: 'Quản trị', organisation: 'tand' };
    const actor = { login: 'quan.tri' };
    for (const one of await access.accounts.list()) {
      if (one.role === 'administrator' && one.login !== 'quan.tri') {
        await access.accounts.put(actor, one.login, { ...body, role: 'auditor' });
      }
    }
    await expect(access.accounts.put(actor, 'quan.tri', { ...body, role: 'auditor' })).rejects.toMatchObject({
      code: 'conflict',
    });
    await expect(
      access.accounts.put(actor, 'quan.tri', { ...body, role: 'administrator', locked: true }),
    ).rejects.toMatchObject({ code: 'conflict' });
  });

  test('an account names a body and a court that exist, and a clerk has a court', async () => {
    const actor = { login: 'quan.tri' };
    const put = (body: object) =>
      access.accounts.put(actor, 'moi', { displayName: 'Mới', role: 'clerk', organisation: 'tand', ...body });
    await expect(put({})).rejects.toMatchObject({ code: 'invalid', field: '/court' });
    await expect(put({ court: 'zz' })).rejects.toMatchObject({ code: 'invalid', field: '/court' });
    await expect(put({ role: 'auditor', organisation: 'zz' })).rejects.toMatchObject({ field: '/organisation' });
  });

  test('a look is written from its first to its last touch; a new document or a pause makes another', async () => {
    const { viewer } = await signIn();
    const hearing = '019171b1-0000-7000-8000-000000000001';
    const touch = (authorisation = '01/QĐ') =>
      access.looks.touch(viewer, {
        what: 'live',
        hearing,
        court: 'lb',
        day: '2021-04-15',
        feed: 'lb-1-1',
        authorisation,
      });
    touch();
    expect(access.looks.watching()).toEqual({ [hearing]: 1 });
    clock.advance(20_000);
    touch();
    clock.advance(40_000);
    expect(access.looks.watching()).toEqual({});
    touch();
    touch('02/QĐ');
    access.looks.end(viewer, { hearing });
    await access.audit.flush();
    const { looks } = await access.looks.read({ hearing, limit: 10 });
    expect(looks.map((look) => [look.from, look.to, look.authorisation, look.login, look.organisationName])).toEqual([
      ['2021-04-15T01:01:00.000Z', '2021-04-15T01:01:00.000Z', '02/QĐ', 'giam.sat', 'Thường trực HĐND'],
      ['2021-04-15T01:01:00.000Z', '2021-04-15T01:01:00.000Z', '01/QĐ', 'giam.sat', 'Thường trực HĐND'],
      ['2021-04-15T01:00:00.000Z', '2021-04-15T01:00:20.000Z', '01/QĐ', 'giam.sat', 'Thường trực HĐND'],
    ]);
    expect((await access.looks.read({ login: 'giam.sat', limit: 2 })).next).toBeDefined();
  });

  test('a replay is written with the stretches that were handed out, joined, and never more than fifty', async () => {
    const { viewer } = await signIn();
    const hearing = '019171b1-0000-7000-8000-000000000004';
    const at = Date.parse('2021-04-15T00:00:00.000Z');
    const touch = (fromS: number, toS: number) =>
      access.looks.touch(viewer, {
        what: 'recording',
        hearing,
        court: 'lb',
        day: '2021-04-15',
        feed: 'lb-1-1',
        stretch: { fromMs: at + fromS * 1000, toMs: at + toS * 1000 },
      });
    for (let second = 600; second < 1200; second += 4) touch(second, second + 4);
    touch(30, 34);
    access.looks.touch(viewer, { what: 'recording', hearing, court: 'lb', day: '2021-04-15', feed: 'lb-1-1' });
    access.looks.end(viewer, { hearing });
    for (let n = 0; n < 400; n++) touch(n * 100, n * 100 + 4);
    access.looks.end(viewer, { hearing });
    await access.audit.flush();
    const { looks } = await access.looks.read({ hearing, limit: 10 });
    expect(looks.map(({ stretches }) => stretches?.length)).toEqual([expect.any(Number), 2]);
    expect(looks[1]?.stretches).toEqual([
      { from: '2021-04-15T00:00:30.000Z', to: '2021-04-15T00:00:34.000Z' },
      { from: '2021-04-15T00:10:00.000Z', to: '2021-04-15T00:20:00.000Z' },
    ]);
    const many = looks[0]?.stretches ?? [];
    expect(many.length).toBeLessThanOrEqual(50);
    expect([many[0]?.from, many.at(-1)?.to]).toEqual(['2021-04-15T00:00:00.000Z', '2021-04-15T11:05:04.000Z']);
  });

  test('a look that a killed node left open is ended with what is known of it', async () => {
    const { viewer } = await signIn();
    const hearing = '019171b1-0000-7000-8000-000000000002';
    access.looks.touch(viewer, { what: 'log', hearing, court: 'lb', day: '2021-04-15' });
    await access.audit.flush();
    clock.advance(HOUR / 4);
    await openNode({ shared: false });
    const { looks } = await access.looks.read({ hearing, limit: 10 });
    expect(looks.map((look) => look.to)).toEqual(['2021-04-15T01:00:00.000Z']);
  });

  test('the same denial is written once a minute and counted', async () => {
    const { viewer } = await signIn();
    const hearing = '019171b1-0000-7000-8000-000000000003';
    const deny = () => access.audit.denied(viewer, { action: 'live.watch', reason: 'closed', hearing });
    deny();
    deny();
    deny();
    clock.advance(61_000);
    deny();
    await access.audit.flush();
    const { entries } = await access.audit.read({ hearing, limit: 10 }, () => true);
    expect(entries.map((entry) => [entry.kind, entry.action, entry.reason, entry.detail])).toEqual([
      ['denied', 'live.watch', 'closed', { repeatedBefore: 2 }],
      ['denied', 'live.watch', 'closed', {}],
    ]);
  });

  test('the audit takes neither update nor deletion, and names every change of rights', async () => {
    await signIn();
    await expect(database.sql.updateTable('audit_entries').set({ kind: 'x' }).execute()).rejects.toThrow(/append-only/);
    await expect(database.sql.deleteFrom('audit_entries').execute()).rejects.toThrow(/append-only/);
    const kinds = await auditKinds();
    for (const kind of [
      'seed.applied',
      'session.opened',
      'session.refused',
      'account.changed',
      'authorisation.drafted',
      'authorisation.approved',
      'password.changed',
      'administrator.first',
    ]) {
      expect(kinds).toContain(kind);
    }
    const text = JSON.stringify(await database.sql.selectFrom('audit_entries').selectAll().execute());
    expect(text).not.toContain('argon2id');
    expect(text).not.toContain('mật khẩu');
  });
});
