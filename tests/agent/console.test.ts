/** The clerk's console over HTTP: who may enter what, what one press makes, and that it works without a line. */
import { randomUUID } from 'node:crypto';
import { request } from 'node:https';
import type { Agent } from '@giamsat/agent/agent';
import { createConsole } from '@giamsat/agent/console/console';
import { createLogger } from '@giamsat/agent/platform/logger';
import { dayOfMs, startOfDay } from '@giamsat/contract/time';
import type { ClerkCourse, ClerkState } from '@giamsat/contract/wire/clerk';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  agentConfig,
  CLERK,
  type ClerkPage,
  clerkOfTests,
  clerkPage,
  dataFolder,
  FEED,
  openAtConsole,
  startAgent,
} from './court.ts';
import { type Province, startProvince } from './province.ts';
import { sleep, until } from './wait.ts';

let province: Province;
let agent: Agent;
let clerk: Awaited<ReturnType<typeof createConsole>>;
let base: string;
let page: ClerkPage;
let data: ReturnType<typeof dataFolder>;

beforeEach(async () => {
  province = await startProvince({ feeds: [FEED], clerks: [clerkOfTests()] });
  data = dataFolder();
  // Without its camera: the console does not need one.
  agent = await startAgent({ ...agentConfig(province.url(), data.folder), cameras: [] });
  clerk = await createConsole(agent, createLogger('silent', 'lb-1'));
  base = await clerk.listen();
  await until('the clerks are known', () => agent.desk.clerks().length > 0);
  page = await clerkPage(base);
});
afterEach(async () => {
  await clerk.close();
  await agent.stop();
  await province.close();
  data.remove();
});

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${base}/clerk/api${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  });

describe('signing in', () => {
  it('gives a cookie that carries the code of the agent, for this page alone', async () => {
    const answer = await post('/session', { login: CLERK.login, password: CLERK.password }, { 'giamsat-request': '1' });
    expect(answer.status).toBe(204);
    expect(answer.headers.get('set-cookie')).toMatch(
      /^giamsat-clerk-lb-1=[\w-]{43}; Path=\/clerk; HttpOnly; SameSite=Strict$/,
    );
  });

  it('answers an unknown login like a wrong password, and then makes both wait', async () => {
    const tries = async (login: string) => {
      const seen: number[] = [];
      for (let i = 0; i < 6; i++)
        seen.push((await post('/session', { login, password: 'x' }, { 'giamsat-request': '1' })).status);
      return seen;
    };
    expect(await tries(CLERK.login)).toEqual([401, 401, 401, 401, 401, 429]);
    expect(await tries('nguoi.la')).toEqual([401, 401, 401, 401, 401, 429]);
  });

  it('refuses another site, a missing header, and whoever is not signed in', async () => {
    const id = randomUUID();
    const cookie = { cookie: page.cookie };
    expect((await post(`/hearings/${id}/events`, {}, cookie)).status).toBe(403);
    expect(
      (
        await post(
          `/hearings/${id}/events`,
          {},
          { ...cookie, 'giamsat-request': '1', origin: 'http://elsewhere.example' },
        )
      ).status,
    ).toBe(403);
    expect((await post(`/hearings/${id}/events`, {}, { 'giamsat-request': '1' })).status).toBe(401);
    expect((await fetch(`${base}/clerk/api/state`)).status).toBe(401);
    expect((await fetch(`${base}/clerk/api/stream`)).status).toBe(401);
  });

  it('ends when the clerk signs out', async () => {
    const headers = { 'content-type': 'application/json', 'giamsat-request': '1', cookie: page.cookie };
    expect((await fetch(`${base}/clerk/api/session`, { method: 'DELETE', headers })).status).toBe(204);
    await expect(page.get('/state')).rejects.toThrow('401');
  });
});

describe('entering', () => {
  it('a hearing that was not on the list is run from preparation to its end, also without a line', async () => {
    await province.lineDown();
    await until('the line is known to be down', () => !agent.line.up());
    const id = await openAtConsole(page);
    for (const type of ['hearing.questioning.started', 'hearing.debate.started', 'hearing.last_words.started'])
      await page.enter(id, type);
    await page.enter(id, 'hearing.deliberation.started', { purpose: 'judgment' });
    await page.enter(id, 'hearing.pronouncing.started', { of: 'judgment' });
    await page.enter(id, 'hearing.judgment.pronounced', { judgmentNo: '9011/2021/HS-ST' });
    await page.enter(id, 'hearing.closed');
    const { hearing, course } = await page.get<ClerkCourse>(`/hearings/${id}`);
    expect(hearing.state).toMatchObject({ stage: 'closed', adhoc: true, flags: [] });
    expect(course).toHaveLength(11);
    expect(course.every((line) => !line.sent)).toBe(true);
    const state = await page.get<ClerkState>('/state');
    expect(state.line).toMatchObject({ up: false, waiting: 11 });

    await province.lineUp();
    await until('all was sent', () => agent.outbox.waiting().length === 0);
    expect(province.events.map((event) => event.type)).toEqual(course.map((line) => line.type));
    expect((await page.get<ClerkCourse>(`/hearings/${id}`)).course.every((line) => line.sent)).toBe(true);
  });

  it('a press that is repeated makes one event, and an id is used for one thing', async () => {
    const hearing = await openAtConsole(page);
    const id = randomUUID();
    const first = await page.enter(hearing, 'hearing.questioning.started', {}, { id });
    expect(await page.enter(hearing, 'hearing.questioning.started', {}, { id })).toBe(first);
    const other = await page.post(`/hearings/${hearing}/events`, { type: 'hearing.debate.started', data: {}, id });
    expect(other).toMatchObject({ status: 409, body: { field: '/id' } });
    const { course } = await page.get<ClerkCourse>(`/hearings/${hearing}`);
    expect(course.filter((line) => line.type === 'hearing.questioning.started')).toHaveLength(1);
  });

  it('an id that comes again with another content is refused, and says what is kept', async () => {
    const hearing = await openAtConsole(page);
    const at = `/hearings/${hearing}/events`;
    const note = {
      type: 'hearing.note.recorded',
      data: { text: 'lời thứ nhất', by: { a: 1, b: 2 } },
      id: randomUUID(),
    };
    const first = await page.post(at, note);
    expect(first.status).toBe(201);
    const { time } = first.body.event as { time: string };
    const reordered = { ...note, data: { by: { b: 2, a: 1 }, text: 'lời thứ nhất' } };
    for (const same of [note, reordered]) expect(await page.post(at, same)).toEqual(first);
    for (const [differs, other] of [
      ['data', { ...note, data: { text: 'lời thứ hai' } }],
      ['time', { ...note, time: '2026-01-01T00:00:00.000Z' }],
      ['type', { ...note, type: 'hearing.title.changed', data: { title: 'x' } }],
    ] as const) {
      const answer = await page.post(at, other);
      expect(answer).toMatchObject({
        status: 409,
        body: { type: 'urn:giamsat:problem:conflict', field: '/id', kept: { type: note.type, time, data: note.data } },
      });
      expect(answer.body.detail).toContain(differs);
    }
    const postponed = { type: 'hearing.postponed', data: { reasonCode: 'COUNSEL_ABSENT' }, id: randomUUID() };
    const made = await page.post(at, postponed);
    expect(made.status).toBe(201);
    expect(await page.post(at, postponed)).toEqual(made);
    const { course } = await page.get<ClerkCourse>(`/hearings/${hearing}`);
    expect(course.filter((line) => line.type === note.type).map((line) => line.data)).toEqual([note.data]);
    expect(course.filter((line) => line.type === postponed.type)).toHaveLength(1);
  });

  it('refuses a time before the first day of the hearing, also in a correction, and takes one of that day', async () => {
    const hearing = await openAtConsole(page);
    const note = await page.enter(hearing, 'hearing.note.recorded', { text: 'x' });
    const before = agent.desk.events(hearing).length;
    const time = new Date(Date.now() - 2 * 365 * 86_400_000).toISOString();
    const at = `/hearings/${hearing}/events`;
    expect(await page.post(at, { type: 'hearing.note.recorded', data: { text: 'x' }, time })).toMatchObject({
      status: 400,
      body: { field: '/time' },
    });
    expect(await page.post(at, { type: 'hearing.event.corrected', data: { time }, corrects: note })).toMatchObject({
      status: 400,
      body: { field: '/data/time' },
    });
    expect(agent.desk.events(hearing)).toHaveLength(before);
    const dawn = startOfDay(dayOfMs(Date.now()));
    await page.enter(hearing, 'hearing.note.recorded', { text: 'sáng nay' }, { time: dawn });
    // A hearing of an earlier day that is written down today is taken as of its day.
    const start = new Date(Date.now() - 3 * 86_400_000).toISOString();
    const made = await page.post('/hearings', {
      data: { court: 'lb', room: 'lb-1', start, caseNumbers: [], title: 'x', caseType: 'HS', instance: 'ST' },
    });
    await page.enter(String(made.body.id), 'hearing.note.recorded', { text: 'hôm ấy' }, { time: start });
  });

  it('names the field that is wrong, and enters nothing', async () => {
    const hearing = await openAtConsole(page);
    const before = agent.desk.events(hearing).length;
    const wrong: [string, Record<string, unknown>, Record<string, unknown>, number, string][] = [
      ['hearing.postponed', { reasonCode: 'NO_SUCH' }, {}, 400, '/data/reasonCode'],
      ['hearing.unheard.of', {}, {}, 400, '/type'],
      ['recording.committed', {}, {}, 400, '/type'],
      ['hearing.recess.started', { expectedEnd: '2021-02-30T00:00:00.000Z' }, {}, 400, '/data/expectedEnd'],
      ['hearing.recess.started', {}, { time: '2999-01-01T00:00:00.000Z' }, 400, '/time'],
      ['hearing.event.retracted', {}, { corrects: '/courts/lb/agents/lb-1#nothing' }, 400, '/corrects'],
      ['feed.reopened', { lifts: '/courts/lb/agents/lb-1#nothing' }, {}, 400, '/data/lifts'],
    ];
    for (const [type, payload, more, status, field] of wrong) {
      const answer = await page.post(`/hearings/${hearing}/events`, { type, data: payload, ...more });
      expect([type, answer.status, answer.body.field]).toEqual([type, status, field]);
    }
    expect((await page.post(`/hearings/${randomUUID()}/events`, { type: 'hearing.closed', data: {} })).status).toBe(
      404,
    );
    expect(agent.desk.events(hearing).length).toBe(before);
  });

  it('corrects and retracts what this court entered, and nothing of the province', async () => {
    const hearing = await openAtConsole(page);
    const closed = await page.enter(hearing, 'hearing.closed');
    await page.enter(hearing, 'hearing.event.retracted', { reason: 'nhầm' }, { corrects: closed });
    const { hearing: after, course } = await page.get<ClerkCourse>(`/hearings/${hearing}`);
    expect(after.state.stage).toBe('opening');
    expect(course.find((line) => line.ref === closed)).toMatchObject({ retracted: true });
    const now = new Date().toISOString();
    province.put({
      specversion: '1.0',
      id: 'note-1',
      source: '/service',
      type: 'feed.cut',
      subject: `hearings/${hearing}`,
      time: now,
      recordedtime: now,
      sequence: '000000000001',
      data: { order: 'tỉnh' },
    });
    await until('it is here', () => agent.desk.has('/service#note-1'));
    const retract = await page.post(`/hearings/${hearing}/events`, {
      type: 'hearing.event.retracted',
      data: {},
      corrects: '/service#note-1',
    });
    expect(retract).toMatchObject({ status: 403, body: { field: '/corrects' } });
    const lift = await page.post(`/hearings/${hearing}/events`, {
      type: 'feed.reopened',
      data: { lifts: '/service#note-1' },
    });
    expect(lift).toMatchObject({ status: 403, body: { field: '/data/lifts' } });
  });

  it('a postponed hearing gets its successor, and a date makes it scheduled', async () => {
    const hearing = await openAtConsole(page);
    const nextStart = '2999-05-06T01:00:00.000Z';
    await page.enter(hearing, 'hearing.postponed', { reasonCode: 'COUNSEL_ABSENT', nextStart });
    const { hearing: after } = await page.get<ClerkCourse>(`/hearings/${hearing}`);
    const successor = String(after.state.successorId);
    const { hearing: next } = await page.get<ClerkCourse>(`/hearings/${successor}`);
    expect(next.state).toMatchObject({
      stage: 'scheduled',
      parentHearingId: hearing,
      start: nextStart,
      room: 'lb-1',
      title: 'Vụ án giả lập',
    });
    expect(after.state.stage).toBe('postponed');
  });

  it('shows what the province rejected, and why', async () => {
    province.refuse.add('hearing.note.recorded');
    const hearing = await openAtConsole(page);
    const ref = await page.enter(hearing, 'hearing.note.recorded', { text: 'một dòng' });
    const state = await until('it was rejected', async () => {
      const now = await page.get<ClerkState>('/state');
      return now.line.rejected.length > 0 && now;
    });
    expect(state.line.rejected).toMatchObject([
      { ref, type: 'hearing.note.recorded', code: 'invalid', detail: 'refused by the test', hearing, again: true },
    ]);
    expect(state.line.rejected[0]?.data).toEqual({ text: 'một dòng' });

    const signed = { cookie: page.cookie, 'giamsat-request': '1' };
    const aside = (reason: string) => post('/rejected/aside', { ref, reason }, signed);
    expect((await aside('   ')).status).toBe(400);
    expect((await post('/rejected/aside', { ref: `${ref}0`, reason: 'x' }, signed)).status).toBe(404);
    expect((await aside('đã ghi lại bằng dòng khác')).status).toBe(204);
    expect((await page.get<ClerkState>('/state')).line.rejected).toEqual([]);
    const { course } = await page.get<ClerkCourse>(`/hearings/${hearing}`);
    expect(course.find((line) => line.ref === ref)?.rejected).toEqual({ aside: 'đã ghi lại bằng dòng khác' });
  });
});

it('the stream brings each change within a moment', async () => {
  const answer = await fetch(`${base}/clerk/api/stream`, { headers: { cookie: page.cookie } });
  expect(answer.headers.get('content-type')).toBe('text/event-stream');
  let text = '';
  void (async () => {
    const decoder = new TextDecoder();
    for await (const piece of answer.body ?? []) text += decoder.decode(piece, { stream: true });
  })().catch(() => {});
  const states = () =>
    text
      .split('\n\n')
      .filter((message) => message.startsWith('data: '))
      .map((message) => JSON.parse(message.slice(6)) as ClerkState);
  await until('the first state', () => states().length === 1);
  const hearing = await openAtConsole(page);
  const last = await until(
    'the hearing is there, opened',
    () => {
      const now = states().at(-1);
      return now?.hearings.some((one) => one.state.id === hearing && one.state.stage === 'opening') && now;
    },
    3000,
  );
  expect(last.rooms[0]).toMatchObject({ holder: hearing, watching: 0 });
  const seen = states().length;
  await sleep(1500);
  // Nothing changed, nothing is sent but for what the line brought.
  expect(states().length - seen).toBeLessThanOrEqual(1);
});

it('says what is wrong with this machine: a clock that is off, with both times, and a key that is no longer taken', async () => {
  const state = () => page.get<ClerkState>('/state');
  const { line: good } = await state();
  expect(good).not.toHaveProperty('machineClock');
  expect(good).not.toHaveProperty('unknown');

  province.setClockAhead(600_000);
  await agent.clockSync.syncNow();
  const off = await state();
  const apartMs = Date.parse(off.now) - Date.parse(off.line.machineClock ?? '');
  expect(Math.abs(apartMs - 600_000)).toBeLessThan(5_000);

  province.setKeyTaken(false);
  agent.deskSync.wake();
  await until('the console to say so', async () => (await state()).line.unknown);
  province.setKeyTaken(true);
  await until('the province to take it again', async () => !(await state()).line.unknown, 40_000);
});

it('says how much picture waits, for how long there is room while the line is down, and that there is none left', async () => {
  const line = async () => (await page.get<ClerkState>('/state')).line;
  expect(await line()).not.toHaveProperty('pictureWaits');
  Object.assign(agent.spool, { outlook: () => ({ waitingMs: 125_000, leftMs: 7_500_000 }) });
  expect(await line()).toMatchObject({ up: true, pictureWaits: 2 });
  expect(await line()).not.toHaveProperty('hoursLeft');
  await province.lineDown();
  agent.deskSync.wake();
  const down = await until('the agent to know', async () => {
    const now = await line();
    return !now.up && now;
  });
  expect(down).toMatchObject({ pictureWaits: 2, hoursLeft: 2 });
  expect(down).not.toHaveProperty('diskFull');
  Object.assign(agent.spool, { full: () => true });
  expect(await line()).toMatchObject({ diskFull: true });
});

it('serves its page over TLS with its own certificate', async () => {
  const folder = dataFolder();
  const config = agentConfig(province.url(), folder.folder);
  const second = await startAgent({ ...config, code: 'lb-2', cameras: [], console: { ...config.console, tls: true } });
  const overTls = await createConsole(second, createLogger('silent', 'lb-2'));
  try {
    const address = await overTls.listen();
    expect(address).toMatch(/^https:/);
    const status = await new Promise<number | undefined>((resolve, reject) => {
      request(`${address}/clerk/api/state`, { rejectUnauthorized: false }, (answer) => resolve(answer.statusCode))
        .on('error', reject)
        .end();
    });
    expect(status).toBe(401);
  } finally {
    await overTls.close();
    await second.stop();
    folder.remove();
  }
});
