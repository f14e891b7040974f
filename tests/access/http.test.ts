/** The door over HTTP: cookies, forged requests, the demo's short way in, and what each office may administer. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { RegistrySeed, Role } from '@giamsat/contract/registry';
import { type Access, createAccess } from '@giamsat/service/access/access';
import { guardRequests } from '@giamsat/service/access/http';
import { hashPassword } from '@giamsat/service/access/password';
import { auditRoutes } from '@giamsat/service/api/audit';
import { authorisationRoutes } from '@giamsat/service/api/authorisations';
import { deputyRoutes } from '@giamsat/service/api/deputies';
import { machineRoutes } from '@giamsat/service/api/machines';
import { meRoutes } from '@giamsat/service/api/me';
import { peopleRoutes } from '@giamsat/service/api/people';
import { sessionRoutes } from '@giamsat/service/api/session';
import { createApp } from '@giamsat/service/app';
import { type AgentKeys, createAgentKeys, fingerprintOf } from '@giamsat/service/hearings/agent-keys';
import { createRegistry } from '@giamsat/service/hearings/registry';
import { createRegistryChanges } from '@giamsat/service/hearings/registry-changes';
import { createJournal } from '@giamsat/service/journal/journal';
import { createAgentVitals } from '@giamsat/service/live/agent-vitals';
import { createMemoryBus } from '@giamsat/service/platform/bus';
import { systemClock as clock } from '@giamsat/service/platform/clock';
import type { App } from '@giamsat/service/platform/http/routes';
import { createMetrics } from '@giamsat/service/platform/metrics';
import { silentLogger as logger, withDatabase } from '@giamsat/service/testing/database';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codeOf } from '../rig/second-factor.ts';

const database = withDatabase();
const PASSWORD = 'mật khẩu của tôi';
const OURS = { 'giamsat-request': '1', host: 'localhost:8080', origin: 'http://localhost:8080' };
const ENDED = '019171b1-0000-7000-8000-000000000001';
const LASTING = '019171b1-0000-7000-8000-000000000002';
let access: Access;
let agentKeys: AgentKeys;
let app: App;
let demo: App;
const closing: (() => unknown)[] = [];
/** Of those whose office needs a second factor. */
const recoveryCodes = new Map<string, string[]>();

const seed = async (): Promise<RegistrySeed> => {
  const passwordHash = await hashPassword(PASSWORD);
  const person = (login: string, role: Role, court?: string) => ({
    login,
    displayName: login,
    role,
    organisation: 'tand',
    passwordHash,
    ...(court === undefined ? {} : { court }),
  });
  return {
    courts: [
      { code: 'lb', level: 'district', names: [{ name: 'TAND huyện Lộc Bình', short: 'LB' }] },
      { code: 'cl', level: 'district', names: [{ name: 'TAND huyện Cao Lộc', short: 'CL' }] },
    ],
    successions: [],
    rooms: [
      { code: 'lb-1', court: 'lb', name: 'Phòng 1' },
      { code: 'cl-1', court: 'cl', name: 'Phòng 1' },
    ],
    feeds: [{ code: 'lb-1-1', room: 'lb-1', name: 'Toàn cảnh', role: 'panel' }],
    agents: [{ code: 'lb-1', court: 'lb' }],
    organisations: [{ code: 'tand', name: 'TAND tỉnh', kind: 'court' }],
    accounts: [
      person('quan.tri', 'administrator'),
      person('ky.thuat', 'court_administrator', 'lb'),
      person('giam.sat', 'supervisor'),
      person('kiem.toan', 'auditor'),
      person('chanh.an', 'province_chief_judge'),
      person('chanh.an.lb', 'court_chief_judge', 'lb'),
      person('chanh.an.cl', 'court_chief_judge', 'cl'),
    ],
    authorisations: [],
  };
};

const bus = createMemoryBus({ logger });
beforeAll(async () => {
  const metrics = createMetrics();
  const registry = await createRegistry({ sql: database.sql, bus, logger });
  const journal = createJournal({
    sql: database.sql,
    clock,
    bus,
    projections: [],
    roomOfFeed: registry.roomOfFeed,
    logger,
    metrics,
  });
  const changes = createRegistryChanges({ sql: database.sql, registry, journal });
  const given = await seed();
  await changes.applySeed(given);
  agentKeys = createAgentKeys({ sql: database.sql, registry, changes, clock });
  const dataDir = await mkdtemp(path.join(tmpdir(), 'giamsat-http-'));
  access = await createAccess({ sql: database.sql, clock, bus, logger, metrics, dataDir, seed: given });
  for (const login of ['quan.tri', 'ky.thuat']) {
    const { secret } = await access.secondFactors.begin(login);
    recoveryCodes.set(login, await access.secondFactors.confirm({ login }, codeOf(secret)));
  }
  const vitals = createAgentVitals({ bus });
  closing.push(() => vitals.close());
  const appWith = (isDemo: boolean) =>
    createApp({
      logger,
      metrics: createMetrics(),
      checks: [],
      dashboardDir: dataDir,
      trustProxy: false,
      routes: [
        (to) => guardRequests(to, { access, clock }),
        (to) =>
          sessionRoutes(to, {
            access,
            clock,
            demo: isDemo,
            courtName: async (code) => registry.court(code)?.names[0]?.name,
          }),
        (to) => meRoutes(to, { access, nameLooks: async (looks) => looks }),
        (to) => peopleRoutes(to, { access }),
        (to) => authorisationRoutes(to, { access, clock, registry, hearings: { ofDay: async () => [] } }),
        (to) => deputyRoutes(to, { access }),
        (to) =>
          auditRoutes(to, {
            access,
            clock,
            nameLooks: async (looks) => looks,
            hearing: async (id) => (id === ENDED || id === LASTING ? { court: 'lb', ended: id === ENDED } : undefined),
          }),
        (to) => machineRoutes(to, { access, clock, registry, changes, agentKeys, agentVitals: vitals.last }),
      ],
    });
  app = await appWith(false);
  demo = await appWith(true);
  closing.push(
    () => app.close(),
    () => demo.close(),
    () => journal.close(),
    () => registry.close(),
    () => access.close(),
  );
}, 60_000);
afterAll(async () => {
  for (const close of closing) await close();
});

const signIn = async (login: string): Promise<string> => {
  const answer = await app.inject({
    method: 'POST',
    url: '/api/v1/session',
    headers: OURS,
    payload: { login, password: PASSWORD, code: recoveryCodes.get(login)?.pop() },
  });
  expect(answer.statusCode).toBe(200);
  if (recoveryCodes.get(login)?.length === 0) {
    recoveryCodes.set(login, await access.secondFactors.renewRecoveryCodes({ login }));
  }
  return String(answer.headers['set-cookie']).split(';')[0] ?? '';
};
type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
const newestLine = async (): Promise<number> => {
  await access.audit.flush();
  return (await access.audit.read({ limit: 1 }, () => true)).entries[0]?.id ?? 0;
};
/** Whatever was changed by it, whoever asked, there must be a line of it in the audit. */
const call = async (cookie: string, method: Method, url: string, payload?: object) => {
  const before = method === 'GET' ? 0 : await newestLine();
  const answer = await app.inject({ method, url, headers: { ...OURS, cookie }, ...(payload ? { payload } : {}) });
  if (method !== 'GET' && answer.statusCode < 300) {
    expect(await newestLine(), `${method} ${url} is not in the audit`).toBeGreaterThan(before);
  }
  return { status: answer.statusCode, body: answer.body === '' ? undefined : answer.json() };
};

describe('signing in', () => {
  test('gives a cookie that only this host gets back, unseen by scripts', async () => {
    const answer = await app.inject({
      method: 'POST',
      url: '/api/v1/session',
      headers: OURS,
      payload: { login: 'giam.sat', password: PASSWORD },
    });
    expect(answer.headers['set-cookie']).toMatch(
      /^__Host-giamsat=[A-Za-z0-9_-]{43}; Path=\/; Secure; HttpOnly; SameSite=Strict$/,
    );
    expect(answer.json().viewer).toMatchObject({
      login: 'giam.sat',
      screen: false,
      permissions: { hearings: true, machines: false, accounts: false, audit: false },
    });
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  test('without a session the page learns that, the time, and nothing else', async () => {
    const { status, body } = await call('', 'GET', '/api/v1/session');
    expect(status).toBe(200);
    expect(Object.keys(body).sort()).toEqual(['demo', 'now', 'unclaimed']);
  });

  test('a refusal is a problem that does not say which part was wrong', async () => {
    const refuse = (login: string, password: string) =>
      app.inject({ method: 'POST', url: '/api/v1/session', headers: OURS, payload: { login, password } });
    const [unknown, wrong] = [await refuse('khong.co', PASSWORD), await refuse('giam.sat', 'sai')];
    expect(unknown.statusCode).toBe(401);
    expect(unknown.headers['content-type']).toContain('application/problem+json');
    expect(unknown.body).toBe(wrong.body);
  });

  test('the sixth failure waits, and says how long', async () => {
    const attempt = () =>
      app.inject({
        method: 'POST',
        url: '/api/v1/session',
        headers: OURS,
        remoteAddress: '10.9.9.9',
        payload: { login: 'giam.sat', password: 'sai' },
      });
    for (let n = 0; n < 5; n++) expect((await attempt()).statusCode).toBe(401);
    const sixth = await attempt();
    expect(sixth.statusCode).toBe(429);
    expect(Number(sixth.headers['retry-after'])).toBeGreaterThan(800);
    await signIn('giam.sat');
  });

  test('signing out ends it on the server', async () => {
    const cookie = await signIn('giam.sat');
    const answer = await app.inject({ method: 'DELETE', url: '/api/v1/session', headers: { ...OURS, cookie } });
    expect(answer.statusCode).toBe(204);
    expect(answer.headers['set-cookie']).toContain('Max-Age=0');
    expect((await call(cookie, 'GET', '/api/v1/me/sessions')).status).toBe(401);
  });
});

describe('forged requests', () => {
  const forged = (headers: Record<string, string>) =>
    app.inject({
      method: 'POST',
      url: '/api/v1/session',
      headers: { host: 'localhost:8080', ...headers },
      payload: { login: 'giam.sat', password: PASSWORD },
    });
  test.each([
    ['without our header', { origin: 'http://localhost:8080' }],
    ['from another origin', { 'giamsat-request': '1', origin: 'http://evil.example' }],
    ['from another port', { 'giamsat-request': '1', origin: 'http://localhost:9999' }],
    ['from a sandboxed page', { 'giamsat-request': '1', origin: 'null' }],
  ])('%s are refused', async (_name, headers) => {
    expect((await forged(headers)).statusCode).toBe(403);
  });
  test('a form of another page, which can neither set a header nor send JSON, is refused', async () => {
    const answer = await app.inject({
      method: 'POST',
      url: '/api/v1/session',
      headers: { host: 'localhost:8080', 'content-type': 'application/x-www-form-urlencoded' },
      payload: 'login=giam.sat',
    });
    expect(answer.statusCode).toBe(403);
  });
});

describe('the demo', () => {
  test('offers its people with one click each', async () => {
    const people = (await demo.inject({ url: '/api/v1/demo/people' })).json().people;
    expect(people).toContainEqual(
      expect.objectContaining({ login: 'ky.thuat', court: 'lb', courtName: 'TAND huyện Lộc Bình' }),
    );
    const answer = await demo.inject({
      method: 'POST',
      url: '/api/v1/demo/sign-in',
      headers: OURS,
      payload: { login: 'kiem.toan' },
    });
    expect(answer.json().viewer.role).toBe('auditor');
  });
  test('and outside of it these routes do not exist', async () => {
    expect((await app.inject({ url: '/api/v1/demo/people' })).statusCode).toBe(404);
    const answer = await app.inject({
      method: 'POST',
      url: '/api/v1/demo/sign-in',
      headers: OURS,
      payload: { login: 'kiem.toan' },
    });
    expect(answer.statusCode).toBe(404);
  });
});

describe('mine', () => {
  test('my sessions, of which I can end any, and nobody else’s', async () => {
    const [mine, other, foreign] = [await signIn('giam.sat'), await signIn('giam.sat'), await signIn('kiem.toan')];
    const list = (await call(mine, 'GET', '/api/v1/me/sessions')).body.sessions;
    expect(list.filter((one: { current: boolean }) => one.current)).toHaveLength(1);
    const theirs = (await call(other, 'GET', '/api/v1/me/sessions')).body.sessions.find(
      (one: { current: boolean }) => one.current,
    );
    expect((await call(foreign, 'DELETE', `/api/v1/me/sessions/${theirs.id}`)).status).toBe(404);
    expect((await call(mine, 'DELETE', `/api/v1/me/sessions/${theirs.id}`)).status).toBe(204);
    expect((await call(other, 'GET', '/api/v1/me/sessions')).status).toBe(401);
  });
  test('a new password must be long enough', async () => {
    const cookie = await signIn('kiem.toan');
    const answer = await call(cookie, 'PUT', '/api/v1/me/password', { current: PASSWORD, next: 'ngắn' });
    expect(answer).toMatchObject({ status: 400, body: { field: '/next' } });
    const common = await call(cookie, 'PUT', '/api/v1/me/password', { current: PASSWORD, next: 'matkhau123456' });
    expect(common).toMatchObject({
      status: 422,
      body: { type: 'urn:giamsat:problem:password-common', field: '/next' },
    });
  });
});

describe('administration', () => {
  const everywhere: [Method, string, object?][] = [
    ['GET', '/api/v1/admin/machines'],
    ['GET', '/api/v1/admin/accounts'],
    ['GET', '/api/v1/admin/organisations'],
    ['GET', '/api/v1/admin/authorisations'],
    ['GET', '/api/v1/audit'],
    ['PUT', '/api/v1/admin/rooms/lb-2', { court: 'lb', name: 'Phòng 2' }],
    ['PUT', '/api/v1/admin/rooms/cl-2', { court: 'cl', name: 'Phòng 2' }],
    ['PUT', '/api/v1/admin/organisations/vks', { name: 'VKSND tỉnh', kind: 'procuracy' }],
  ];
  test.each([
    ['giam.sat', '403 403 403 403 403 403 403 403'],
    ['kiem.toan', '403 403 403 403 200 403 403 403'],
    ['chanh.an.lb', '403 403 403 403 200 403 403 403'],
    ['ky.thuat', '200 403 200 200 403 200 403 403'],
    ['quan.tri', '200 200 200 403 403 200 200 200'],
    ['chanh.an', '403 403 200 200 200 403 403 403'],
  ])('%s gets %s', async (login, expected) => {
    const cookie = await signIn(login);
    const statuses: number[] = [];
    for (const [method, url, payload] of everywhere) statuses.push((await call(cookie, method, url, payload)).status);
    expect(statuses.join(' ')).toBe(expected);
  });
  test.each(['giam.sat', 'kiem.toan', 'ky.thuat', 'quan.tri', 'chanh.an'])(
    'the buttons of %s are what the service lets pass',
    async (login) => {
      const cookie = await signIn(login);
      const { permissions } = (await call(cookie, 'GET', '/api/v1/session')).body.viewer;
      // What is malformed is refused after the right was asked.
      const passes = async (method: Method, url: string, payload?: object) =>
        (await call(cookie, method, url, payload)).status !== 403;
      const nobody = '01890000-0000-7000-8000-000000000000';
      const court = { level: 'region', names: [{ name: `TAND khu vực của ${login}`, short: 'TAND khu vực' }] };
      const document = {
        documentNo: `${login}/QĐ`,
        issuedOn: '2021-01-01',
        issuer: 'TAND tỉnh',
        organisation: 'tand',
        scope: { courts: ['lb'], live: false, recordings: false, logs: true, exports: false },
        from: '2021-01-01',
      };
      const deputy = { login: 'nobody', documentNo: '1', from: '2021-01-01', to: '2021-01-01' };
      expect(permissions).toMatchObject({
        machines: await passes('PUT', '/api/v1/admin/rooms/lb-2', { court: 'lb', name: 'Phòng 2' }),
        addsCourts: await passes('PUT', `/api/v1/admin/courts/kv-${login.replace('.', '-')}`, court),
        accounts: await passes('PUT', '/api/v1/admin/organisations/vks', { name: 'VKSND tỉnh', kind: 'procuracy' }),
        authorisations: await passes('GET', '/api/v1/admin/authorisations'),
        drafts: await passes('POST', '/api/v1/admin/authorisations', document),
        approves: await passes('POST', `/api/v1/admin/authorisations/${nobody}/approve`, { version: 1 }),
        appoints: await passes('POST', '/api/v1/admin/deputies', deputy),
        audit: await passes('GET', '/api/v1/audit'),
      });
    },
  );
  test('nobody gets anything without a session', async () => {
    for (const [method, url, payload] of everywhere) expect((await call('', method, url, payload)).status).toBe(401);
  });

  test('a court’s technician sees and changes the machines of that court alone', async () => {
    const cookie = await signIn('ky.thuat');
    const { body } = await call(cookie, 'GET', '/api/v1/admin/machines');
    expect(body.courts.map((court: { code: string }) => court.code)).toEqual(['lb']);
    expect(new Set(body.rooms.map((room: { court: string }) => room.court))).toEqual(new Set(['lb']));
    expect(body.agents).toEqual([{ code: 'lb-1', court: 'lb' }]);
    expect((await call(cookie, 'PUT', '/api/v1/admin/rooms/cl-1', { court: 'lb', name: 'x' })).status).toBe(403);
    expect((await call(cookie, 'PUT', '/api/v1/admin/agents/cl-1', { court: 'cl' })).status).toBe(403);
    const issued = await call(cookie, 'POST', '/api/v1/admin/agents/lb-1/enrolment');
    expect(issued.status).toBe(201);
    expect(issued.body.code).toMatch(/^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$/);
    expect((await call(cookie, 'POST', '/api/v1/admin/agents/cl-1/enrolment')).status).toBe(403);
    const publicKey = 'A'.repeat(43);
    await agentKeys.enrol({ agent: 'lb-1', code: issued.body.code, publicKey });
    const again = (await call(cookie, 'GET', '/api/v1/admin/machines')).body;
    expect(again.agents[0]).toMatchObject({ enrolledAt: expect.any(String), fingerprint: fingerprintOf(publicKey) });
    for (const secret of [issued.body.code, publicKey]) expect(JSON.stringify(again)).not.toContain(secret);
    expect((await call(cookie, 'POST', '/api/v1/admin/agents/cl-1/revoke')).status).toBe(403);
    expect(await call(cookie, 'POST', '/api/v1/admin/agents/lb-1/revoke')).toMatchObject({
      status: 200,
      body: { code: 'lb-1', court: 'lb' },
    });
    expect((await call(cookie, 'GET', '/api/v1/admin/machines')).body.agents).toEqual([{ code: 'lb-1', court: 'lb' }]);
  });

  test('when a machine was last heard, and how far its own clock is off, is told with it', async () => {
    const cookie = await signIn('ky.thuat');
    const at = '2021-04-15T02:00:00.000Z';
    bus.publish('vitals', { agent: 'lb-1', at, version: '1', feeds: [], clockOffsetMs: -75_000 });
    const { agents } = (await call(cookie, 'GET', '/api/v1/admin/machines')).body;
    expect(agents).toEqual([{ code: 'lb-1', court: 'lb', lastSeenAt: at, clockOffsetMs: -75_000 }]);
  });

  test('an administrator makes an account; what is wrong is named by its field', async () => {
    const cookie = await signIn('quan.tri');
    const put = (body: object) => call(cookie, 'PUT', '/api/v1/admin/accounts/thu.ky', body);
    const clerk = {
      displayName: 'Đỗ Thị Q',
      role: 'clerk',
      organisation: 'tand',
      court: 'lb',
      password: 'cây bút chì màu xanh',
    };
    expect(await put({ ...clerk, court: undefined })).toMatchObject({ status: 400, body: { field: '/court' } });
    expect(await put({ ...clerk, role: 'king' })).toMatchObject({ status: 400, body: { field: '/role' } });
    expect(await put(clerk)).toMatchObject({ status: 200, body: { login: 'thu.ky', hasPassword: true, sessions: 0 } });
    expect(await access.accounts.clerksOf('lb')).toMatchObject([{ login: 'thu.ky', displayName: 'Đỗ Thị Q' }]);
    expect(await access.accounts.clerksOf('cl')).toEqual([]);
  });

  test('the auditor reads who did what, an administrator’s refusals included', async () => {
    await access.audit.flush();
    const cookie = await signIn('kiem.toan');
    const { body } = await call(cookie, 'GET', '/api/v1/audit?limit=200');
    const kinds = new Set(body.entries.map((entry: { kind: string }) => entry.kind));
    for (const kind of [
      'session.opened',
      'session.refused',
      'denied',
      'room.changed',
      'agent.code-issued',
      'agent.revoked',
      'account.made',
      'authorisation.drafted',
    ]) {
      expect(kinds).toContain(kind);
    }
    expect(body.entries).toContainEqual(
      expect.objectContaining({ kind: 'denied', login: 'quan.tri', action: 'audit.read', reason: 'role' }),
    );
    const page = (await call(cookie, 'GET', '/api/v1/audit?limit=2')).body;
    const next = (await call(cookie, 'GET', `/api/v1/audit?limit=2&before=${page.next}`)).body;
    expect(next.entries[0].id).toBeLessThan(page.entries[1].id);
    expect((await call(cookie, 'GET', '/api/v1/audit?limit=9999')).status).toBe(400);
  });
});

describe('the audit', () => {
  const looker = { login: 'giam.sat', organisation: 'tand', sessionId: '019171b1-0000-7000-8000-00000000000a' };
  const viewer = { ...looker, displayName: 'x', role: 'supervisor' as const, authorisations: [] };
  let auditor: string;
  beforeAll(async () => {
    const state = '{"stage":"closed"}';
    const hearing = { court: 'lb', room: null, day: '2021-04-15', seated: false, state };
    const lists = { sittings: '[]', restrictions: '[]', shown_before_known: '[]', room_flags: '[]', room_shown: '[]' };
    await database.sql
      .insertInto('hearings')
      .values(
        [ENDED, LASTING].map((id) => ({
          ...{ id, ...hearing, ...lists, ended: id === ENDED },
          ...{ inside_version: 0, outside_version: 0 },
        })),
      )
      .execute();
    for (const id of [ENDED, LASTING]) {
      const touch = { what: 'recording' as const, hearing: id, court: 'lb', day: '2021-04-15', feed: 'lb-1-1' };
      access.looks.touch(viewer, { ...touch, authorisation: '07/QĐ-TA' });
      access.looks.end(viewer, { hearing: id });
      access.audit.denied(viewer, { action: 'live.watch', reason: 'restricted', hearing: id });
    }
    await access.audit.flush();
    auditor = await signIn('kiem.toan');
  });
  type Line = { kind: string; login?: string; hearing?: string; withheld?: true; at: string };
  const lines = async (query: string, cookie = auditor): Promise<Line[]> => {
    const { status, body } = await call(cookie, 'GET', `/api/v1/audit?limit=200&${query}`);
    expect(status).toBe(200);
    return body.entries;
  };

  test('names who looked only once the hearing has ended, in lists, by filters and in the table', async () => {
    const ended = await lines(`hearing=${ENDED}`);
    expect(ended.map(({ kind, login }) => [kind, login])).toEqual([
      ['denied', 'giam.sat'],
      ['look.ended', 'giam.sat'],
      ['look.started', 'giam.sat'],
    ]);
    const lasting = await lines(`hearing=${LASTING}`);
    expect(lasting.map(({ kind, withheld }) => [kind, withheld])).toEqual([
      ['denied', true],
      ['look.ended', true],
      ['look.started', true],
    ]);
    expect(JSON.stringify(lasting)).not.toMatch(/giam\.sat|"organisation"|07\/QĐ|"address"/);
    // Asked for by name it would be told by being there.
    expect((await lines(`hearing=${LASTING}&login=giam.sat`)).length).toBe(0);
    expect((await lines('login=giam.sat')).some(({ hearing }) => hearing === LASTING)).toBe(false);
    const table = await app.inject({
      url: `/api/v1/audit/export.csv?hearing=${LASTING}`,
      headers: { ...OURS, cookie: auditor },
    });
    expect(table.body.split('\r\n').length).toBe(5);
    expect(table.body).not.toMatch(/giam\.sat|07\/QĐ/);
    // Who cuts a picture is no secret: only looks are.
    const cut = { kind: 'picture.cut' as const, login: 'chanh.an', organisation: 'tand', hearing: LASTING };
    await access.audit.writeNow(cut);
    expect((await lines(`hearing=${LASTING}&login=chanh.an`)).map(({ login }) => login)).toEqual(['chanh.an']);
    const own = (await call(await signIn('giam.sat'), 'GET', '/api/v1/me/looks')).body;
    expect(own.looks.map((look: { hearing: string }) => look.hearing)).toContain(LASTING);
  });

  test('tells who watched a hearing when, after it has ended, and writes down who asked', async () => {
    const at = (hearing: string) => call(auditor, 'GET', `/api/v1/audit/looks?hearing=${hearing}`);
    expect(await at(ENDED)).toMatchObject({
      status: 200,
      body: { looks: [{ login: 'giam.sat', what: 'recording', feed: 'lb-1-1', authorisation: '07/QĐ-TA' }] },
    });
    expect(await at(LASTING)).toMatchObject({ status: 200, body: { looks: [], lasting: true } });
    expect((await at('019171b1-0000-7000-8000-00000000ffff')).status).toBe(404);
    await access.audit.flush();
    expect((await lines('kind=looks.read')).map(({ login, hearing }) => [login, hearing])).toEqual([
      ['kiem.toan', ENDED],
    ]);
    const refused = await lines(`kind=denied&login=kiem.toan`);
    expect(refused).toContainEqual(expect.objectContaining({ action: 'audit.name', reason: 'not-ended' }));
  });

  test('is filtered by day as the calendar in Vietnam has it, kind and person; what is no filter is refused', async () => {
    const day = new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10);
    const tomorrow = new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
    expect((await lines(`from=${day}&to=${day}&kind=session.opened`)).length).toBeGreaterThan(3);
    expect(await lines(`from=${tomorrow}`)).toEqual([]);
    expect(await lines('to=2021-01-01')).toEqual([]);
    const mine = await lines('login=kiem.toan');
    expect(new Set(mine.map(({ login }) => login))).toEqual(new Set(['kiem.toan']));
    for (const wrong of [
      'kind=nothing',
      'from=yesterday',
      'to=2021-99-99',
      'hearing=1',
      'before=-1',
      'before=1e30',
      'login=%00',
      'colour=red',
    ]) {
      const { status, body } = await call(auditor, 'GET', `/api/v1/audit?${wrong}`);
      expect([status, body.field], wrong).toEqual([400, expect.stringMatching(/^\/query/)]);
    }
  });

  test('is exported as a table that is text and nothing else, and says so itself', async () => {
    const administrator = await signIn('quan.tri');
    await call(administrator, 'PUT', '/api/v1/admin/organisations/bay', { name: '=1+1', kind: 'oversight' });
    const get = (query: string, cookie = auditor) =>
      app.inject({ url: `/api/v1/audit/export.csv${query}`, headers: { ...OURS, cookie } });
    const answer = await get('?kind=organisation.changed');
    expect(answer.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="giamsat-audit.csv"',
      'cache-control': 'no-store',
    });
    expect(answer.rawPayload.subarray(0, 3).toString('hex')).toBe('efbbbf');
    expect(answer.body).toContain('"Sửa cơ quan","organisation.changed","quan.tri"');
    expect(answer.body.endsWith('\r\n')).toBe(true);
    expect((await get('?kind=organisation.changed&lang=en')).body).toContain('"Organisation changed"');
    const [exported] = (await call(auditor, 'GET', '/api/v1/audit?kind=audit.exported&limit=1')).body.entries;
    expect(exported).toMatchObject({ login: 'kiem.toan', detail: { filter: { kind: 'organisation.changed' } } });
    const all = await get('');
    expect(all.body.split('\r\n').length).toBeGreaterThan(20);
    for (const [login, status] of [
      ['giam.sat', 403],
      ['quan.tri', 403],
      ['chanh.an', 200],
    ] as const) {
      expect((await get('', await signIn(login))).statusCode, login).toBe(status);
    }
  });

  test('gives a court’s chief judge what concerns that court, in lists, by filters, in the table, and no word of another', async () => {
    const [lb, cl] = [await signIn('chanh.an.lb'), await signIn('chanh.an.cl')];
    const administrator = await signIn('quan.tri');
    for (const court of ['lb', 'cl']) {
      const agent = `${court}-9`;
      await call(administrator, 'PUT', `/api/v1/admin/rooms/${court}-9`, { court, name: `Phòng ${court}` });
      await call(administrator, 'PUT', `/api/v1/admin/feeds/${court}-9-1`, {
        ...{ room: `${court}-9`, name: 'Toàn cảnh', role: 'panel' },
      });
      await call(administrator, 'PUT', `/api/v1/admin/agents/${agent}`, { court });
      expect((await call(administrator, 'POST', `/api/v1/admin/agents/${agent}/enrolment`)).status).toBe(201);
    }
    await access.audit.flush();
    const of = async (cookie: string) => JSON.stringify(await lines('', cookie));
    const [mine, theirs] = [await of(lb), await of(cl)];
    // Its people, its machines, its hearings.
    for (const word of ['"chanh.an.lb"', '"ky.thuat"', '"Phòng lb"', '"lb-9-1"', '"agent":"lb-9"', ENDED, LASTING]) {
      expect([word, mine.includes(word), theirs.includes(word)]).toEqual([word, true, false]);
    }
    for (const word of ['"chanh.an.cl"', '"Phòng cl"', '"cl-9-1"', '"agent":"cl-9"']) {
      expect([word, mine.includes(word), theirs.includes(word)]).toEqual([word, false, true]);
    }
    // Nor what the province does.
    expect(mine + theirs).not.toMatch(/"kind":"(organisation\.changed|audit\.exported|deputy)/);
    expect(await lines(`hearing=${ENDED}`, cl)).toEqual([]);
    expect(
      (await lines(`hearing=${LASTING}`, lb)).every(({ withheld, kind }) => withheld || kind === 'picture.cut'),
    ).toBe(true);
    const looks = (cookie: string, hearing: string) => call(cookie, 'GET', `/api/v1/audit/looks?hearing=${hearing}`);
    expect((await looks(lb, ENDED)).body.looks).toHaveLength(1);
    expect((await looks(lb, LASTING)).body).toEqual({ looks: [], lasting: true });
    const [strange, unknown] = [await looks(cl, ENDED), await looks(cl, '019171b1-0000-7000-8000-00000000ffff')];
    expect(strange).toEqual(unknown);
    expect(strange.status).toBe(404);
    const table = await app.inject({ url: '/api/v1/audit/export.csv', headers: { ...OURS, cookie: cl } });
    expect(table.statusCode).toBe(200);
    expect(table.body).toContain('Phòng cl');
    expect(table.body).not.toMatch(/Phòng lb|chanh\.an\.lb|07\/QĐ/);
    expect((await call(lb, 'GET', '/api/v1/session')).body.viewer.permissions.audit).toBe(true);
  });

  test('is judged on demand, and that is written down as well', async () => {
    const { status, body } = await call(auditor, 'GET', '/api/v1/audit/proof');
    expect(status).toBe(200);
    expect(body.through).toBe(body.of);
    expect(body).not.toHaveProperty('fault');
    await access.audit.flush();
    const [checked] = (await call(auditor, 'GET', '/api/v1/audit?kind=audit.checked&limit=1')).body.entries;
    expect(checked).toMatchObject({ login: 'kiem.toan', detail: { through: body.through, hash: body.hash } });
    expect((await call(await signIn('quan.tri'), 'GET', '/api/v1/audit/proof')).status).toBe(403);
  });

  test('gives everybody what it holds of themselves, and nothing of others', async () => {
    const cookie = await signIn('ky.thuat');
    await call(cookie, 'PUT', '/api/v1/admin/rooms/lb-1', { court: 'lb', name: 'Phòng một' });
    const { body } = await call(cookie, 'GET', '/api/v1/me/audit');
    const kinds = new Set(body.entries.map(({ kind }: Line) => kind));
    expect(kinds).toContain('session.opened');
    expect(kinds).toContain('room.changed');
    expect(kinds).not.toContain('look.started');
    expect(new Set(body.entries.map(({ login }: Line) => login))).toEqual(new Set(['ky.thuat']));
    const mine = (await call(await signIn('giam.sat'), 'GET', '/api/v1/me/audit')).body.entries as Line[];
    expect(mine.filter(({ kind, hearing }) => kind === 'denied' && hearing === LASTING).length).toBe(1);
  });

  test('holds a line for every change of the registry, and none for one that was refused', async () => {
    const cookie = await signIn('ky.thuat');
    const made = async () => (await lines('login=ky.thuat')).filter(({ kind }) => kind !== 'session.opened').length;
    const before = await made();
    const wrong = { room: 'nowhere', name: 'Camera', role: 'panel' };
    expect((await call(cookie, 'PUT', '/api/v1/admin/feeds/lb-1-1', wrong)).status).toBe(400);
    expect(await made()).toBe(before);
    const right = { room: 'lb-1', name: 'Camera', role: 'panel' };
    expect((await call(cookie, 'PUT', '/api/v1/admin/feeds/lb-1-1', right)).status).toBe(200);
    expect((await call(cookie, 'PUT', '/api/v1/admin/agents/lb-9', { court: 'lb' })).status).toBe(200);
    expect((await lines('login=ky.thuat')).slice(0, 2).map(({ kind }) => kind)).toEqual([
      'agent.changed',
      'feed.changed',
    ]);
  });
});
