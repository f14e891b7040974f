/** The agents' control sockets, over real sockets and a real database. */
import { randomUUID } from 'node:crypto';
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { at, createHand, scheduled } from '@giamsat/contract/testing/build';
import type { AgentDownMessages, AgentUpMessages, AgentVitals } from '@giamsat/contract/wire/ingest';
import { type AgentsSocket, createAgentsSocket } from '@giamsat/service/ingest/agents-socket';
import { closeIo, createIo } from '@giamsat/service/live/io';
import { createMemoryBus } from '@giamsat/service/platform/bus';
import { createMetrics, type Metrics } from '@giamsat/service/platform/metrics';
import { tokenOf } from '@giamsat/service/testing/agents';
import { openTestDatabase, silentLogger, type TestDatabase } from '@giamsat/service/testing/database';
import { type TestHearings, testHearings } from '@giamsat/service/testing/hearings';
import { io, type Socket } from 'socket.io-client';
import { afterEach, beforeEach, expect, test } from 'vitest';

type Agent = Socket<AgentDownMessages, AgentUpMessages>;
let database: TestDatabase;
let node: TestHearings;
let server: HttpServer;
let agents: AgentsSocket;
let metrics: Metrics;
let end: () => void;
const open: Agent[] = [];

beforeEach(async () => {
  database = await openTestDatabase();
  node = await testHearings(database.sql, at('07:00'));
  server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  metrics = createMetrics();
  const sockets = createIo([server], metrics);
  const bus = createMemoryBus({ logger: silentLogger });
  agents = await createAgentsSocket({ io: sockets, ...node, bus, logger: silentLogger, metrics });
  end = () => closeIo(sockets);
});
afterEach(async () => {
  for (const agent of open.splice(0)) agent.disconnect();
  agents.close();
  end();
  server.close();
  await database.close();
});

function connect(token: string): Agent {
  const { port } = server.address() as AddressInfo;
  const agent: Agent = io(`http://127.0.0.1:${port}/agents`, {
    transports: ['websocket'],
    auth: { token },
    reconnection: false,
    forceNew: true,
  });
  open.push(agent);
  return agent;
}
const next = <E extends keyof AgentDownMessages>(
  agent: Agent,
  event: E,
): Promise<Parameters<AgentDownMessages[E]>[0]> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no ${event}`)), 3000);
    agent.once(event, ((message: Parameters<AgentDownMessages[E]>[0]) => {
      clearTimeout(timer);
      resolve(message);
    }) as never);
  });
const hearingId = (): string => randomUUID().replace(/^(.{14})4/, '$17');

test('nobody without a token', async () => {
  const agent = connect('nobody');
  const error = await new Promise<Error>((resolve) => agent.once('connect_error', resolve));
  expect(error.message).toBe('unauthenticated');
});

test('others’ events wake the court’s agent, cuts inside; its own and other courts’ do not', async () => {
  const id = hearingId();
  const make = createHand(id);
  await node.journal.append([make('07:00', 'hearing.scheduled', scheduled())]);
  const lb = connect(tokenOf('lb-1'));
  const cl = connect(tokenOf('cl-1'));
  await Promise.all([next(lb, 'desk'), next(cl, 'desk')]);
  const heard: string[] = [];
  cl.on('desk', () => heard.push('cl'));
  lb.on('desk', ({ urgent }) => heard.push(`lb ${urgent.map((event) => event.type).join()}`));

  await node.journal.append([make('07:45', 'hearing.preparation.started', { room: 'lb-1' })]);
  await node.journal.append([
    make('08:00', 'hearing.note.recorded', { text: 'x' }, { source: '/courts/lb/systems/qlts' }),
  ]);
  const cut = make('08:01', 'feed.cut', { order: 'Chánh án' }, { source: '/service' });
  await node.journal.append([cut]);
  await expect.poll(() => heard.at(-1)).toBe('lb feed.cut');
  expect(heard.filter((line) => line !== 'lb ')).toEqual(['lb feed.cut']);
});

test('vitals reach whoever listens, of one’s own feeds alone', async () => {
  const heard: AgentVitals[] = [];
  agents.onVitals((vitals) => heard.push(vitals));
  const lb = connect(tokenOf('lb-1'));
  await next(lb, 'desk');
  // A machine whose clock is years ahead is heard when it is heard.
  const vitals = (feed: string): AgentVitals => ({
    agent: 'lb-1',
    at: '2099-01-01T00:00:00.000Z',
    version: '0.1.0',
    feeds: [{ feed, state: 'running', sending: 'live', restarts: 0 }],
    spoolBytes: 0,
    outboxLength: 0,
    diskFreeBytes: 1,
    clockOffsetMs: 0,
  });
  lb.emit('vitals', vitals('cl-1-1'));
  lb.emit('vitals', { agent: 'lb-1' } as never);
  lb.emit('vitals', vitals('lb-1-1'));
  await expect.poll(() => heard).toEqual([{ ...vitals('lb-1-1'), at: at('07:00') }]);
});

test('a camera that stops is counted once, and what an agent said is gone with it', async () => {
  const lb = connect(tokenOf('lb-1'));
  await next(lb, 'desk');
  const say = (state: 'running' | 'stalled') =>
    lb.emit('vitals', {
      agent: 'lb-1',
      at: at('08:00'),
      version: '0.1.0',
      feeds: [{ feed: 'lb-1-1', state, sending: 'live', restarts: 0 }],
      spoolBytes: 7,
      outboxLength: 3,
      diskFreeBytes: 1,
      clockOffsetMs: -3_600_000,
    });
  const figures = () => metrics.registry.metrics();
  for (const state of ['running', 'stalled', 'stalled', 'running', 'stalled'] as const) say(state);
  await expect.poll(figures).toContain('giamsat_feed_stops_total{feed="lb-1-1"} 2');
  expect(await figures()).toContain('giamsat_feed_running{feed="lb-1-1"} 0');
  expect(await figures()).toContain('giamsat_agent_outbox_events{agent="lb-1"} 3');
  expect(await figures()).toContain('giamsat_agent_clock_offset_seconds{agent="lb-1"} -3600');
  lb.disconnect();
  await expect.poll(figures).not.toContain('agent="lb-1"');
  expect(await figures()).toContain('giamsat_feed_stops_total{feed="lb-1-1"} 2');
  expect(await figures()).not.toContain('giamsat_feed_running{');
});

test('what is wanted reaches the court that has it, and another key ends the socket', async () => {
  const [lb, cl] = [connect(tokenOf('lb-1')), connect(tokenOf('cl-1'))];
  await Promise.all([next(lb, 'desk'), next(cl, 'desk')]);
  const epoch = hearingId();
  let other = 0;
  cl.on('wanted', () => other++);
  agents.wanted({ feed: 'lb-1-1', epoch, number: 7 });
  expect(await next(lb, 'wanted')).toEqual({ feed: 'lb-1-1', epoch, number: 7 });
  expect(other).toBe(0);
  await database.sql
    .updateTable('agents')
    .set({ public_key: 'f'.repeat(43) })
    .where('code', '=', 'lb-1')
    .execute();
  await database.sql.updateTable('registry_state').set({ revision: 1000 }).execute();
  const gone = new Promise((resolve) => lb.once('disconnect', resolve));
  await node.registry.changed();
  expect(await gone).toBe('io server disconnect');
});

test('a machine that floods is heard less often, and stays connected', async () => {
  let heard = 0;
  agents.onVitals(() => heard++);
  const lb = connect(tokenOf('lb-1'));
  await next(lb, 'desk');
  const more = { at: at('08:00'), version: '', feeds: [], spoolBytes: 0, outboxLength: 0, diskFreeBytes: 1 };
  for (let n = 0; n < 200; n++) lb.emit('vitals', { agent: 'lb-1', ...more, clockOffsetMs: n });
  await expect.poll(() => metrics.registry.metrics()).toContain('giamsat_agent_messages_refused_total 180');
  expect([heard, lb.connected]).toEqual([20, true]);
});
