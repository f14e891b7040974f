import { randomUUID } from 'node:crypto';
import { at, createHand, scheduled } from '@giamsat/contract/testing/build';
import { dayOf } from '@giamsat/contract/time';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createApp } from '../app.ts';
import { createMetrics } from '../platform/metrics.ts';
import { tokenOf } from '../testing/agents.ts';
import { openTestDatabase, silentLogger, type TestDatabase } from '../testing/database.ts';
import { testHearings } from '../testing/hearings.ts';
import { authenticateAgents } from './authenticate.ts';
import { createDesk, deskRoute } from './desk.ts';

let database: TestDatabase;
beforeEach(async () => {
  database = await openTestDatabase();
});
afterEach(() => database.close());

const CLERK = { login: 'q', displayName: 'Đỗ Thị Q', verifier: '$argon2id$v=19$x' };
const hearingId = (): string => randomUUID().replace(/^(.{14})4/, '$17');

async function court() {
  const node = await testHearings(database.sql, at('07:00'));
  const metrics = createMetrics();
  const desk = createDesk({
    sql: database.sql,
    ...node,
    clerksOf: async (code) => (code === 'lb' ? [CLERK] : []),
  });
  const app = await createApp({
    logger: silentLogger,
    metrics,
    checks: [],
    dashboardDir: '/nowhere',
    trustProxy: false,
    routes: [(to) => authenticateAgents(to, { ...node, metrics }), (to) => deskRoute(to, { desk })],
  });
  return { ...node, app, desk };
}

test('first everything, then what changed, own events and others’ alike', async () => {
  const { journal, desk, registry } = await court();
  const agent = registry.agent('lb-1');
  if (!agent) throw new Error('seeded');
  const id = hearingId();
  const make = createHand(id);
  const first = [
    make('07:00', 'hearing.scheduled', scheduled(), { source: '/courts/lb/systems/qlts' }),
    make('07:45', 'hearing.preparation.started', { room: 'lb-1' }),
  ];
  const theirs = createHand(hearingId(), '/courts/cl/agents/cl-1')(
    '07:00',
    'hearing.scheduled',
    scheduled({ court: 'cl', room: 'cl-1' }),
  );
  await journal.append([...first, theirs]);
  const whole = await desk.answer(agent);
  expect(whole).toMatchObject({
    whole: true,
    upserts: first,
    removals: [],
    registry: { court: { code: 'lb' }, rooms: [{ code: 'lb-1' }, { code: 'lb-2' }], templates: [] },
    clerks: [{ ...CLERK, expiresAt: '2021-04-22T00:00:00.000Z' }],
  });
  expect(whole.registry?.feeds.map((f) => f.code).sort()).toEqual(['lb-1-1', 'lb-1-2', 'lb-2-1']);

  const cut = make('08:00', 'feed.cut', { order: 'Chánh án tỉnh' }, { source: '/service' });
  await journal.append([cut]);
  const next = await desk.answer(agent, whole.through);
  expect(next).toMatchObject({ whole: false, upserts: [cut], removals: [] });
  expect(next.registry).toBeUndefined();
  expect(next.through).toBeGreaterThan(whole.through);
  expect(await desk.answer(agent, next.through)).toMatchObject({ upserts: [], removals: [] });
  // From another life of the database.
  expect(await desk.answer(agent, next.through + 1000)).toMatchObject({ whole: true });
});

test('an ended hearing leaves after seven days, and one that is reopened comes back whole', async () => {
  const { journal, desk, registry, clock } = await court();
  const agent = registry.agent('lb-1');
  if (!agent) throw new Error('seeded');
  const id = hearingId();
  const make = createHand(id);
  const closed = make('10:00', 'hearing.closed');
  const events = [make('07:00', 'hearing.scheduled', scheduled()), closed];
  await journal.append(events);
  const { through } = await desk.answer(agent);
  clock.set(Date.parse(at('08:00', '2021-04-22')));
  const seventh = await desk.answer(agent, through);
  expect(seventh.removals).toEqual([]);
  clock.set(Date.parse(at('08:00', '2021-04-23')));
  const eighth = await desk.answer(agent, seventh.through);
  expect(eighth.removals).toEqual([id]);
  expect(dayOf(at('08:00', '2021-04-23'))).toBe('2021-04-23');
  const retraction = make('08:01', 'hearing.event.retracted', {}, { corrects: closed, day: '2021-04-23' });
  await journal.append([retraction]);
  expect(await desk.answer(agent, eighth.through)).toMatchObject({ upserts: [...events, retraction], removals: [] });
});

test('only agents are let in, and a cursor must be one', async () => {
  const { app } = await court();
  expect((await app.inject({ url: '/ingest/desk' })).statusCode).toBe(401);
  const ask = async (token: string, url: string) =>
    (await app.inject({ url, headers: { authorization: `Bearer ${token}` } })).statusCode;
  expect(await ask('nobody', '/ingest/desk')).toBe(401);
  expect(await ask(tokenOf('lb-1'), '/ingest/desk')).toBe(200);
  expect(await ask(tokenOf('lb-1'), '/ingest/desk?cursor=-1')).toBe(400);
  expect(await ask(tokenOf('lb-1'), '/ingest/desk?cursor=9999999999999999')).toBe(400);
});
