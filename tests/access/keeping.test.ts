/** Keeping and removing recordings over HTTP: who may classify, hold, ask, approve, and what is left of it when it is done. */
import { createHash, randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { RegistrySeed, Role } from '@giamsat/contract/registry';
import { createHand, scheduled } from '@giamsat/contract/testing/build';
import { dayOfMs } from '@giamsat/contract/time';
import type { HearingAnswer } from '@giamsat/contract/wire/hearings';
import type { Keeping, Removal, Removals } from '@giamsat/contract/wire/keeping';
import type { BegunSecondFactor } from '@giamsat/contract/wire/session';
import { hashPassword } from '@giamsat/service/access/password';
import { createSegments } from '@giamsat/service/media/recording/segments';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { codeOf } from '../rig/second-factor.ts';
import { type FuzzHouse, openFuzzHouse } from '../security/support/house.ts';

const PASSWORD = 'một mật khẩu đủ dài 1';
const EPOCH = '01890000-0000-7000-8000-000000000001';
const NOBODY = '01890000-0000-7000-8000-000000000000';
const HOUR = 3_600_000;
const WORDS = { documentNo: '3/YC-VKS', reason: 'Đang giải quyết khiếu nại' };

let house: FuzzHouse;
let hearing = '';
/** Of the court's machine, now and of then. */
let say: (afterMs: number, type: 'hearing.publicity.changed', data: { to: 'in_camera' }) => Promise<void>;
const cookies = new Map<string, string>();
const secrets = new Map<string, string>();

const person = (login: string, role: Role, organisation: string, court?: string) => ({
  login,
  displayName: login,
  role,
  organisation,
  ...(court === undefined ? {} : { court }),
});
async function seedOf(): Promise<RegistrySeed> {
  const passwordHash = await hashPassword(PASSWORD);
  const court = (code: string, level: 'district' | 'province') => ({
    code,
    level,
    names: [{ name: `Tòa án ${code}`, short: code.toUpperCase() }],
  });
  return {
    courts: [court('ls', 'province'), court('lb', 'district'), court('cl', 'district')],
    successions: [],
    rooms: [{ code: 'lb-1', court: 'lb', name: 'Phòng 1' }],
    feeds: [{ code: 'lb-1-1', room: 'lb-1', name: 'Toàn cảnh', role: 'panel' }],
    agents: [{ code: 'lb-agent', court: 'lb' }],
    organisations: [
      { code: 'tand', name: 'TAND', kind: 'court' },
      { code: 'hdnd', name: 'HĐND', kind: 'oversight' },
    ],
    accounts: [
      person('thu.ky.lb', 'clerk', 'tand', 'lb'),
      person('thu.ky.cl', 'clerk', 'tand', 'cl'),
      person('chanh.an.lb', 'court_chief_judge', 'tand', 'lb'),
      person('chanh.an.cl', 'court_chief_judge', 'tand', 'cl'),
      person('chanh.an', 'province_chief_judge', 'tand'),
      person('giam.sat', 'supervisor', 'hdnd'),
    ].map((account) => ({ ...account, passwordHash })),
    authorisations: [
      {
        documentNo: '1/QĐ-TA',
        issuedOn: '2021-01-01',
        issuer: 'Chánh án',
        organisation: 'hdnd',
        scope: { live: true, recordings: true, logs: true, exports: false },
        from: '2021-01-01',
      },
    ],
  };
}

async function ask<T = unknown>(login: string, method: string, address: string, body?: object) {
  const answer = await fetch(`${house.http}/api/v1${address}`, {
    method,
    headers: {
      cookie: cookies.get(login) ?? '',
      'giamsat-request': '1',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: (text === '' ? undefined : JSON.parse(text)) as T & { type?: string } };
}
const isProofNeeded = ({ status, body }: { status: number; body: { type?: string } }) =>
  status === 403 && body.type === 'urn:giamsat:problem:proof-needed';
/** As a page does: what asks for a proof is given one, and is asked again. */
async function decide<T = unknown>(login: string, method: string, address: string, body: object) {
  const first = await ask<T>(login, method, address, body);
  if (!isProofNeeded(first)) return first;
  const secret = secrets.get(login);
  // No code works twice: each is of a later moment.
  house.clock.advance(30_000);
  const proof = secret ? { code: codeOf(secret, house.clock.now()) } : { password: PASSWORD };
  expect((await ask(login, 'POST', '/session/proof', proof)).status).toBe(204);
  return ask<T>(login, method, address, body);
}
async function signIn(login: string): Promise<void> {
  cookies.set(login, (await house.session(login)).cookie);
}
async function setUpSecondFactor(login: string): Promise<void> {
  const { body } = await decide<BegunSecondFactor>(login, 'POST', '/me/second-factor', {});
  secrets.set(login, body.secret);
  const confirmed = await ask(login, 'PUT', '/me/second-factor', { code: codeOf(body.secret, house.clock.now()) });
  expect(confirmed.status).toBe(200);
}
const keepingAs = (login: string) => ask<Keeping>(login, 'GET', `/hearings/${hearing}/keeping`);
const filesThere = () =>
  readdirSync(path.join(house.dir, 'recordings'), { recursive: true }).filter((name) => String(name).endsWith('.m4s'));

beforeAll(async () => {
  house = await openFuzzHouse(await seedOf(), { removalAfterHours: 24 });
  hearing = randomUUID().replace(/^(.{14})4/, '$17');
  const begins = house.clock.now() - HOUR;
  const iso = (ms: number) => new Date(ms).toISOString();
  const make = createHand(hearing, '/courts/lb/agents/lb-agent');
  const results = await house.journal.append([
    make(iso(begins), 'hearing.scheduled', scheduled({ start: iso(begins) })),
    make(iso(begins), 'hearing.preparation.started', { room: 'lb-1' }),
    make(iso(begins), 'hearing.transmission.permitted', { scope: 'whole' }),
    make(iso(begins), 'hearing.opened'),
    make(iso(begins + 60_000), 'hearing.closed'),
  ]);
  expect(results.map(({ status }) => status)).toEqual(results.map(() => 'accepted'));
  say = async (afterMs, type, data) => {
    expect(await house.journal.append([make(iso(begins + afterMs), type, data)])).toMatchObject([
      { status: 'accepted' },
    ]);
  };
  const of = { feed: 'lb-1-1', epoch: EPOCH };
  const size = { codecs: 'avc1.42e01e', width: 640, height: 360, frame_rate: 25, part_target_ms: 200 };
  const rest = { clock_offset_ms: 0, init_sha256: '0'.repeat(64), gop_ms: null, init: null, has_audio: null };
  await house.sql
    .insertInto('media_epochs')
    .values({ ...of, ...size, ...rest })
    .execute();
  const segments = createSegments({ sql: house.sql, objects: house.objects });
  for (let number = 0; number < 5; number++) {
    const bytes = Buffer.from(`đoạn ${number}`);
    const upload = house.objects.begin();
    upload.write(bytes);
    const said = { startMs: begins + 10_000 + number * 4000, durationMs: 4000, hasAudio: true, thumbnail: false };
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    await segments.keep(upload, { ...of, number, ...said, bytes: bytes.length, sha256 });
  }
  // Eleven years later.
  house.clock.advance(11 * 366 * 24 * HOUR);
  for (const login of ['thu.ky.lb', 'thu.ky.cl', 'chanh.an.lb', 'chanh.an.cl', 'chanh.an', 'giam.sat'])
    await signIn(login);
}, 120_000);
afterAll(() => house?.close());

test('three people remove a hearing’s recordings by a decision, each in their part and nobody else', async () => {
  for (const login of ['giam.sat', 'thu.ky.cl', 'chanh.an.cl']) {
    expect([login, (await keepingAs(login)).status >= 403]).toEqual([login, true]);
  }
  const before = await keepingAs('thu.ky.lb');
  expect(before.body).toMatchObject({
    recorded: { segments: 5 },
    obstacles: ['unclassified'],
    mayChange: true,
    mayLift: false,
  });

  // The class, and a hold in the way.
  const classes = { class: 'years_10', version: 0, reason: 'Theo quyết định của Tòa án' };
  expect((await decide('thu.ky.cl', 'PUT', `/hearings/${hearing}/keeping`, classes)).status).toBe(404);
  expect((await decide('thu.ky.lb', 'PUT', `/hearings/${hearing}/keeping`, { ...classes, class: 'none' })).status).toBe(
    400,
  );
  expect((await decide('thu.ky.lb', 'PUT', `/hearings/${hearing}/keeping`, classes)).status).toBe(204);
  expect((await decide('thu.ky.lb', 'POST', `/hearings/${hearing}/holds`, WORDS)).status).toBe(204);
  const decision = { decisionNo: '12/QĐ-TA', decidedOn: dayOfMs(house.clock.now()), reason: 'Hết thời hạn bảo quản' };
  expect((await decide('thu.ky.lb', 'POST', `/hearings/${hearing}/removals`, decision)).status).toBe(409);
  const { holds } = (await keepingAs('thu.ky.lb')).body;
  const lift = `/hearings/${hearing}/holds/${holds[0]?.id}/lift`;
  expect((await decide('thu.ky.lb', 'POST', lift, WORDS)).status).toBe(403);
  expect((await decide('chanh.an.cl', 'POST', lift, WORDS)).status).toBeGreaterThanOrEqual(403);
  expect((await decide('chanh.an.lb', 'POST', lift, WORDS)).status).toBe(204);

  // Asked for by one.
  const tomorrow = { ...decision, decidedOn: '9999-01-01' };
  expect((await decide('thu.ky.lb', 'POST', `/hearings/${hearing}/removals`, tomorrow)).status).toBe(400);
  const asked = await decide<Removal>('thu.ky.lb', 'POST', `/hearings/${hearing}/removals`, decision);
  expect(asked).toMatchObject({ status: 201, body: { state: 'asked', segments: 5, mayApprove: false, mayStop: true } });
  const { id, digest } = asked.body;
  const approve = (login: string, list = digest) =>
    decide<Removal>(login, 'POST', `/removals/${id}/approve`, { digest: list });

  // Approved by two others, by a second factor alone.
  expect((await approve('thu.ky.lb')).status).toBe(403);
  expect((await approve('chanh.an.lb')).status).toBe(403);
  for (const login of ['chanh.an.lb', 'chanh.an', 'chanh.an.cl']) await setUpSecondFactor(login);
  expect((await approve('chanh.an.cl')).status).toBe(404);
  expect((await approve('chanh.an.lb', '0'.repeat(64))).status).toBe(409);
  expect((await approve('chanh.an.lb')).body).toMatchObject({ state: 'asked', approvals: [{ login: 'chanh.an.lb' }] });
  expect((await approve('chanh.an.lb')).status).toBe(403);
  house.clock.advance(10 * 60_000);
  // What was proved is not proved for ever, and the password alone does not do.
  expect(isProofNeeded(await ask('chanh.an', 'POST', `/removals/${id}/approve`, { digest }))).toBe(true);
  expect((await ask('chanh.an', 'POST', '/session/proof', { password: PASSWORD })).status).toBe(403);
  expect((await approve('chanh.an')).body).toMatchObject({ state: 'approved', beginsAt: expect.any(String) });
  expect((await ask<Removals>('chanh.an.cl', 'GET', '/removals')).body.removals).toEqual([]);
  expect((await ask<Removals>('chanh.an', 'GET', '/removals')).body.removals).toMatchObject([
    { id, title: expect.any(String) },
  ]);
  expect((await decide('chanh.an', 'POST', `/removals/${NOBODY}/stop`, { reason: 'x' })).status).toBe(404);
  expect((await ask<Removals>('thu.ky.lb', 'GET', '/removals')).body.removals).toMatchObject([{ id, mayStop: true }]);

  // A day later the recordings are gone, and the log says why.
  expect(await house.keeping.carryOut.step()).toBe(0);
  expect(filesThere()).toHaveLength(5);
  house.clock.advance(24 * HOUR);
  await signIn('chanh.an');
  expect(await house.keeping.carryOut.step()).toBe(1);
  expect(filesThere()).toEqual([]);
  expect((await keepingAs('chanh.an')).body).toMatchObject({
    recorded: { segments: 0 },
    obstacles: ['nothing_recorded'],
    removals: [{ state: 'removed', approvals: [{ login: 'chanh.an.lb' }, { login: 'chanh.an' }] }],
  });
  const log = await ask<{ lines: { type: string; data: object }[] }>(
    'chanh.an',
    'GET',
    `/hearings/${hearing}/log?limit=200`,
  );
  expect(log.body.lines.filter(({ type }) => type === 'recording.removed')).toMatchObject([
    { data: { decisionNo: '12/QĐ-TA', numbers: [{ from: 0, to: 4 }] } },
  ]);
  const timeline = await ask<{ feeds: { gaps: { cause: string }[]; recorded: unknown[] }[] }>(
    'chanh.an',
    'GET',
    `/hearings/${hearing}/timeline`,
  );
  expect(timeline.body.feeds[0]?.recorded).toEqual([]);
  expect(timeline.body.feeds[0]?.gaps.map(({ cause }) => cause)).toContain('removed');
  const media = await fetch(`${house.http}/media/hearings/${hearing}/lb-1-1/${EPOCH}/s0.m4s`, {
    headers: { cookie: cookies.get('chanh.an') ?? '' },
  });
  expect(media.status).toBe(404);

  // Each step is in the audit, with who did it.
  const rows = await house.sql
    .selectFrom('audit_entries')
    .select(['kind', 'login'])
    .where('hearing', '=', hearing)
    .where((eb) => eb.or([eb('kind', 'like', 'keeping.%'), eb('kind', 'like', 'removal.%')]))
    .orderBy('id')
    .execute();
  expect(rows.map(({ kind, login }) => `${kind} ${login ?? ''}`.trim())).toEqual([
    'keeping.classified thu.ky.lb',
    'keeping.held thu.ky.lb',
    'keeping.lifted chanh.an.lb',
    'removal.asked thu.ky.lb',
    'removal.approved chanh.an.lb',
    'removal.approved chanh.an',
    'removal.begun',
    'removal.done',
  ]);
});

test('of a hearing that is closed to them the clerks of its court learn nothing, and its heads decide', async () => {
  await say(50_000, 'hearing.publicity.changed', { to: 'in_camera' });
  for (const login of ['thu.ky.lb', 'chanh.an.lb']) await signIn(login);
  const [removal] = (await ask<Removals>('chanh.an.lb', 'GET', '/removals')).body.removals;
  expect(removal).toMatchObject({ hearing, decisionNo: '12/QĐ-TA', segments: 5 });
  expect(Object.keys(removal ?? {})).not.toContain('title');
  expect((await ask<Removals>('thu.ky.lb', 'GET', '/removals')).body.removals).toEqual([]);
  expect((await keepingAs('thu.ky.lb')).status).toBe(403);
  expect((await decide('thu.ky.lb', 'POST', `/removals/${removal?.id}/stop`, { reason: 'x' })).status).toBe(404);
  expect((await decide('thu.ky.lb', 'POST', `/hearings/${hearing}/holds`, WORDS)).status).toBe(403);
  const seenBy = async (login: string) => {
    const { row, may } = (await ask<HearingAnswer>(login, 'GET', `/hearings/${hearing}`)).body;
    return [row.form, may.keeping];
  };
  expect(await seenBy('thu.ky.lb')).toEqual(['masked', false]);
  expect(await seenBy('chanh.an.lb')).toEqual(['masked', true]);
  expect((await keepingAs('chanh.an.lb')).body).toMatchObject({ removals: [{ id: removal?.id }], mayLift: true });
  expect((await decide('chanh.an.lb', 'POST', `/hearings/${hearing}/holds`, WORDS)).status).toBe(204);
});
