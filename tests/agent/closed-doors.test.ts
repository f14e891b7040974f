/** Hearings behind closed doors at the court's console: its own clerk works, every other clerk of the court sees that the room is taken. */
import { randomUUID } from 'node:crypto';
import type { Agent } from '@giamsat/agent/agent';
import { createConsole } from '@giamsat/agent/console/console';
import { createLogger } from '@giamsat/agent/platform/logger';
import type { EventEnvelope } from '@giamsat/contract/event/envelope';
import type { ClerkCourse, ClerkState } from '@giamsat/contract/wire/clerk';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { agentConfig, type ClerkPage, clerkOfTests, clerkPage, dataFolder, FEED, startAgent } from './court.ts';
import { type Province, startProvince } from './province.ts';
import { sleep, until } from './wait.ts';

const person = (login: string, displayName: string) => ({ login, displayName, password: 'mot mat khau dai' });
const OWN = person('thuky.own', 'Đỗ Thị Q');
const OTHER = person('thuky.other', 'Hoàng Thị Y');
const THIRD = person('thuky.third', 'Lương Văn Z');
/** Stands in every name, title and text of a closed hearing; the number's own digits likewise. */
const SECRET = /Kxqz|97531/i;
const ROOM = 'lb-1';

let province: Province;
let agent: Agent;
let clerk: Awaited<ReturnType<typeof createConsole>>;
let base: string;
let data: ReturnType<typeof dataFolder>;
let own: ClerkPage;
let other: ClerkPage;
let third: ClerkPage;

beforeEach(async () => {
  const people = [OWN, OTHER, THIRD];
  province = await startProvince({ feeds: [FEED], clerks: people.map((one) => clerkOfTests(one)) });
  data = dataFolder();
  agent = await startAgent({ ...agentConfig(province.url(), data.folder), cameras: [] });
  clerk = await createConsole(agent, createLogger('silent', 'lb-1'));
  base = await clerk.listen();
  await until('the clerks are known', () => agent.desk.clerks().length > 0);
  [own, other, third] = (await Promise.all(people.map((one) => clerkPage(base, one)))) as [
    ClerkPage,
    ClerkPage,
    ClerkPage,
  ];
});
afterEach(async () => {
  await clerk.close();
  await agent.stop();
  await province.close();
  data.remove();
});

const scheduled = (more: Record<string, unknown> = {}) => ({
  court: 'lb',
  room: ROOM,
  start: new Date().toISOString(),
  caseNumbers: ['97531/2021/TLST-HNGĐ'],
  title: 'Ly hôn Kxqz',
  caseType: 'HNGĐ',
  instance: 'ST',
  panel: [{ name: 'Kxqz chủ tọa', role: 'presiding_judge' }],
  ...more,
});
const named = { clerk: { name: OWN.displayName, role: 'clerk' } };
async function onList(page: ClerkPage, more: Record<string, unknown>): Promise<string> {
  const made = await page.post('/hearings', { data: scheduled(more) });
  if (made.status !== 201) throw new Error(JSON.stringify(made));
  return String(made.body.id);
}
async function sits(page: ClerkPage, id: string): Promise<void> {
  await page.enter(id, 'hearing.preparation.started', { room: ROOM });
  await page.enter(id, 'hearing.opened');
  await page.enter(id, 'hearing.note.recorded', { text: 'Kxqz khai' });
}
const state = (page: ClerkPage) => page.get<ClerkState>('/state');
const note = (page: ClerkPage, id: string, text = 'một dòng') =>
  page.post(`/hearings/${id}/events`, { type: 'hearing.note.recorded', data: { text } });
const CLOSED = { status: 403, body: { type: 'urn:giamsat:problem:closed' } };
const inList = (now: ClerkState, id: string) => now.hearings.some((one) => one.state.id === id);

/** Everything that the console tells this clerk. */
async function allThatIsTold(page: ClerkPage, id: string): Promise<string> {
  const answers = [JSON.stringify(await state(page))];
  const course = await fetch(`${base}/clerk/api/hearings/${id}`, { headers: { cookie: page.cookie } });
  answers.push(await course.text());
  const stream = await fetch(`${base}/clerk/api/stream`, { headers: { cookie: page.cookie } });
  const reader = stream.body?.getReader();
  for (let text = ''; reader && !text.includes('data: '); ) {
    text += new TextDecoder().decode((await reader.read()).value);
    answers.push(text);
  }
  await reader?.cancel();
  return answers.join('\n');
}

describe('a hearing in camera that names its clerk', () => {
  it('is masked for the other clerks of the court, and they enter nothing', async () => {
    const id = await onList(other, { ...named, publicity: 'in_camera' });
    await sits(own, id);
    expect(inList(await state(own), id)).toBe(true);

    const masked = await state(other);
    expect(inList(masked, id)).toBe(false);
    const [seen] = masked.closed;
    expect(seen).toEqual({ id, room: ROOM, day: seen?.day, cause: 'in_camera', holdsRoom: true });
    expect(masked.rooms[0]?.holder).toBe(id);
    expect(await allThatIsTold(other, id)).not.toMatch(SECRET);
    expect(await allThatIsTold(own, id)).toMatch(SECRET);

    const before = agent.desk.events(id).length;
    const entries: [string, Record<string, unknown>, Record<string, unknown>?][] = [
      ['hearing.note.recorded', { text: 'x' }],
      ['feed.cut', { order: 'x' }],
      ['feed.reopened', { lifts: 'in_camera', until: new Date(Date.now() + 60_000).toISOString() }],
      ['hearing.publicity.changed', { to: 'public' }],
      ['hearing.moved', { room: ROOM }],
      ['hearing.panel.changed', { panel: [], clerk: { name: OTHER.displayName, role: 'clerk' } }],
      ['hearing.event.retracted', {}, { corrects: `/courts/lb/agents/lb-1#${agent.desk.events(id)[0]?.id}` }],
      ['hearing.unheard.of', {}],
    ];
    for (const [type, payload, more] of entries)
      expect([type, await other.post(`/hearings/${id}/events`, { type, data: payload, ...more })]).toMatchObject([
        type,
        CLOSED,
      ]);
    expect(await other.post(`/hearings/${id}/present`)).toMatchObject(CLOSED);
    expect(agent.desk.events(id)).toHaveLength(before);
  });

  it('keeps from the others what the province did not take, and lets them put nothing aside', async () => {
    const id = await onList(own, { ...named, publicity: 'in_camera' });
    await sits(own, id);
    province.refuse.add('hearing.note.recorded');
    const ref = await own.enter(id, 'hearing.note.recorded', { text: 'Kxqz nữa' });
    await until('it was rejected', async () => (await state(own)).line.rejected.length > 0);
    expect((await state(other)).line.rejected).toEqual([]);
    const aside = (page: ClerkPage) => page.post('/rejected/aside', { ref, reason: 'lý do' });
    expect((await aside(other)).status).toBe(404);
    expect((await aside(own)).status).toBe(204);
  });

  it('an opening that the province rejected opens it to nobody', async () => {
    const id = await onList(own, { ...named, publicity: 'in_camera' });
    await sits(own, id);
    province.refuse.add('hearing.publicity.changed');
    await own.enter(id, 'hearing.publicity.changed', { to: 'public' });
    await until('it was rejected', async () => (await state(own)).line.rejected.length > 0);
    await sleep(5_500);
    expect(await note(other, id)).toMatchObject(CLOSED);
    expect(await allThatIsTold(other, id)).not.toMatch(SECRET);
  });

  it('is taken over by a written decision, which the course names, and by nothing less', async () => {
    const id = await onList(own, { ...named, publicity: 'in_camera' });
    await sits(own, id);
    const at = `/hearings/${id}/clerk`;
    expect((await other.post(at, {})).status).toBe(400);
    const press = { decisionNo: '12/2021/QĐ-TA', id: randomUUID() };
    const taken = await other.post(at, press);
    expect(taken.status).toBe(201);
    expect(taken.body.event as EventEnvelope).toMatchObject({
      type: 'hearing.panel.changed',
      recordedby: OTHER.login,
      data: {
        panel: [{ name: 'Kxqz chủ tọa', role: 'presiding_judge' }],
        clerk: { name: OTHER.displayName, role: 'clerk' },
        decisionNo: press.decisionNo,
      },
    });
    expect((await other.post(at, press)).body).toEqual(taken.body);
    expect((await note(other, id)).status).toBe(201);
    expect(await note(own, id)).toMatchObject(CLOSED);
    expect((await other.post(at, { decisionNo: '13/2021/QĐ-TA' })).status).toBe(409);
  });
});

describe('a hearing in camera that names no clerk', () => {
  it('belongs to who scheduled it, sat in it or closed its doors here', async () => {
    const id = await onList(own, {});
    await sits(other, id);
    await third.enter(id, 'hearing.note.recorded', { text: 'người ngoài' });
    await other.enter(id, 'hearing.publicity.changed', { to: 'in_camera' });
    expect((await note(own, id)).status).toBe(201);
    expect((await note(other, id)).status).toBe(201);
    expect(await note(third, id)).toMatchObject(CLOSED);
    expect(await allThatIsTold(third, id)).not.toMatch(SECRET);
  });

  it('and that nobody here touched is masked for all, until one takes it by a decision', async () => {
    const id = randomUUID();
    const now = new Date().toISOString();
    province.put({
      specversion: '1.0',
      id: 'listed-1',
      source: '/courts/lb/systems/qlts',
      type: 'hearing.scheduled',
      subject: `hearings/${id}`,
      time: now,
      recordedtime: now,
      sequence: '000000000001',
      data: scheduled({ publicity: 'in_camera' }),
    });
    await until('it is here', () => agent.desk.whole(id));
    for (const page of [own, other]) expect((await state(page)).closed.map((one) => one.id)).toEqual([id]);
    expect((await own.post(`/hearings/${id}/clerk`, { decisionNo: '1/QĐ' })).status).toBe(201);
    await sits(own, id);
    expect(await note(other, id)).toMatchObject(CLOSED);
  });
});

it('a minor masks it likewise', async () => {
  const id = await onList(own, named);
  await sits(own, id);
  expect((await note(other, id)).status).toBe(201);
  await own.enter(id, 'hearing.minor.flagged', { who: 'victim' });
  expect(await note(other, id)).toMatchObject(CLOSED);
  expect((await state(other)).closed).toMatchObject([{ id, cause: 'minor' }]);
});

it('what was said behind closed doors stays there after they were opened again', async () => {
  const id = await onList(own, { ...named, title: 'Ly hôn', caseNumbers: ['1/2021/TLST-HNGĐ'], panel: [] });
  await own.enter(id, 'hearing.preparation.started', { room: ROOM });
  await own.enter(id, 'hearing.opened');
  await own.enter(id, 'hearing.note.recorded', { text: 'trước' });
  await own.enter(id, 'hearing.publicity.changed', { to: 'in_camera' });
  const hidden = await own.enter(id, 'hearing.note.recorded', { text: 'Kxqz khai' });
  await own.enter(id, 'hearing.publicity.changed', { to: 'public' });
  expect(await note(other, id)).toMatchObject(CLOSED);
  await until('it has settled', async () => inList(await state(other), id));
  expect(await allThatIsTold(other, id)).not.toMatch(SECRET);
  const { course } = await other.get<ClerkCourse>(`/hearings/${id}`);
  expect(course.map(({ data: { text } }) => text).filter(Boolean)).toEqual(['trước']);
  expect((await note(other, id, 'sau')).status).toBe(201);
  const retract = { type: 'hearing.event.retracted', data: {}, corrects: hidden };
  expect(await other.post(`/hearings/${id}/events`, retract)).toMatchObject({
    status: 400,
    body: { field: '/corrects' },
  });
  const released = { from: new Date(0).toISOString(), to: new Date().toISOString(), reason: 'x' };
  expect(await other.post(`/hearings/${id}/events`, { type: 'recording.released', data: released })).toMatchObject(
    CLOSED,
  );
  // A known id does not tell what it stands for.
  const again = { type: 'hearing.note.recorded', data: { text: 'thử' }, id: hidden.split('#')[1] };
  const conflict = await other.post(`/hearings/${id}/events`, again);
  expect(conflict).toMatchObject({ status: 409 });
  expect(JSON.stringify(conflict.body)).not.toMatch(SECRET);
  expect((await own.post(`/hearings/${id}/events`, retract)).status).toBe(201);
});
