// Plays in which the picture is on its way when something breaks: the line, the agent, the service. And who watches.
import { createGate } from '@giamsat/agent/gate/gate';
import { createGapBook } from '@giamsat/agent/recorder/gap-book';
import type { SpoolGap } from '@giamsat/agent/spool/model';
import type { EventEnvelope } from '@giamsat/contract/event/envelope';
import { inForce } from '@giamsat/contract/hearing/restrictions';
import { sittingsOf } from '@giamsat/contract/hearing/sittings';
import { wholeOf } from '@giamsat/contract/hearing/whole';
import type { AgentDownMessages, AgentUpMessages, DeskAnswer } from '@giamsat/contract/wire/ingest';
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SpokenCourt } from '../live/support/court.ts';
import { watch } from '../live/support/viewer.ts';
import { createAgent, type TestAgent } from '../media/support/agent.ts';
import { type Footage, makeFootage, type Segment } from '../media/support/footage.ts';
import { read } from '../media/support/viewer.ts';
import { until } from '../rig/processes.ts';
import { ago, openTheatre, past, pastInTurn, refOf, type Session, type Theatre } from './support/theatre.ts';

let theatre: Theatre;
let lb: SpokenCourt;
let outside: Session;
let footage: Footage;
let rooms = 0;

beforeAll(async () => {
  footage = await makeFootage({ seconds: 12 });
  theatre = await openTheatre({ rooms: { lb: 5, cl: 1 } });
  lb = theatre.court.lb as SpokenCourt;
  outside = theatre.outside;
});
afterAll(() => theatre?.close());

const nth = (number: number): Segment => {
  const found = footage.segments[number];
  if (!found) throw new Error('not so much footage');
  return found;
};
const iso = (ms: number): string => new Date(ms).toISOString();

/** On air for five minutes in a courtroom of its own, with its camera's agent. */
async function onAir() {
  const room = `lb-${++rooms}`;
  const feed = `${room}-1`;
  const hearing = lb.hearing();
  await lb.tell(...pastInTurn(5, hearing.scheduled(room, 'Vụ án giả lập', { start: ago(5) }), ...hearing.opened(room)));
  // The address after a restart is the same.
  const agent: TestAgent = createAgent(theatre.province, { token: () => theatre.province.token('lb'), feed });
  const [window] = (await outside.row(hearing.id)).windows;
  if (!window) throw new Error('not on air');
  return { hearing, feed, agent, window: window.window };
}
/** The agent's own reading of one hearing's course. */
function gateOf(course: EventEnvelope[], feed: string, room: string) {
  const whole = wholeOf(course);
  return createGate({
    hearings: () => [whole.state.id],
    course: () => whole.course,
    restrictions: () => whole.restrictions,
    events: () => course,
    rejected: () => new Set(),
    intact: () => true,
    roomOf: (code) => (code === feed ? room : undefined),
    now: Date.now,
  }).feed(feed);
}
const live = (window: string): string => `/media/live/${window}/live.m3u8`;
const statusOf = async (at: string): Promise<number> => (await outside.call('GET', at)).status;
/** The segments that the recording's playlist offers now; a gap keeps its place and offers nothing. */
async function recordingOf(hearing: string, feed: string): Promise<string[]> {
  const base = `/media/hearings/${hearing}/${feed}/`;
  const opening = await outside.call('GET', `${base}recording.m3u8`);
  const at = new URL(opening.headers.get('location') ?? '', `http://x${base}`);
  const { status, text } = await outside.call('GET', at.pathname + at.search);
  expect(status).toBe(200);
  const { lines, segments } = read(text);
  return segments.flatMap((uri) => {
    const at = lines.indexOf(uri);
    const tags = lines.slice(lines.findLastIndex((line, i) => i < at && !line.startsWith('#')) + 1, at);
    return tags.includes('#EXT-X-GAP') ? [] : [uri.split('/').at(-1) ?? ''];
  });
}

test('a cut while the line is down', async () => {
  const { hearing, feed, agent, window } = await onAir();
  const epoch = await agent.begin(footage);
  const start = Date.now() - 20_000;
  expect(await agent.send(epoch, 0, nth(0), start)).toMatchObject({ status: 200 });
  // The line goes down; one more segment is kept, then the clerk cuts, and nothing is kept for two seconds.
  const cutAt = start + nth(0).durationMs + nth(1).durationMs;
  const cut = {
    ...hearing.say('feed.cut', { order: 'theo lệnh Chủ tọa' }),
    time: iso(cutAt),
    recordedtime: iso(cutAt),
  };
  // The line is back: events first, then what was kept.
  await lb.tell(cut);
  const row = await outside.row(hearing.id);
  expect(row.windows).toEqual([]);
  expect(row.inForce.map(({ cause }) => cause)).toEqual(['clerk']);
  expect(await statusOf(live(window))).toBe(403);
  expect(await agent.send(epoch, 1, nth(1), start + nth(0).durationMs)).toMatchObject({ status: 200 });
  const kept = (number: number) => ({
    number,
    start: iso(start + number * 4000),
    durationMs: nth(number).durationMs,
    bytes: nth(number).bytes.length,
    sha256: nth(number).sha256,
  });
  await lb.tell(
    lb.say(`feeds/${feed}`, 'recording.committed', {
      feed,
      epoch,
      initSha256: footage.initSha256,
      segments: [kept(0), kept(1)],
      gaps: [{ from: iso(cutAt), to: iso(cutAt + 2000), cause: 'cut' }],
    }),
  );
  // Before the cut it is a recording like any other; the cut is a gap; nothing of the line's is missing.
  expect(await recordingOf(hearing.id, feed)).toEqual(['s0.m4s', 's1.m4s']);
  expect(await statusOf(`/media/hearings/${hearing.id}/${feed}/${epoch}/s1.m4s`)).toBe(200);
  const [told] = (await outside.timeline(hearing.id)).feeds;
  expect(told?.recorded).toEqual([{ from: iso(start), to: iso(cutAt) }]);
  // What the agent declared, and what is still cut while this is asked.
  const cutGap = told?.gaps.find(({ from }) => from === iso(cutAt));
  expect(cutGap?.cause).toBe('cut');
  expect(Date.parse(cutGap?.to ?? '')).toBeGreaterThanOrEqual(cutAt + 2000);
  expect(told?.gaps.filter(({ from, cause }) => from >= iso(start) && cause === 'line')).toEqual([]);
  // An agent that sends what it should not have kept: stored, and shown to nobody.
  expect(await agent.send(epoch, 2, nth(2), cutAt)).toMatchObject({ status: 200 });
  expect(await statusOf(`/media/hearings/${hearing.id}/${feed}/${epoch}/s2.m4s`)).toBe(403);
  expect(await recordingOf(hearing.id, feed)).toEqual(['s0.m4s', 's1.m4s']);
  await lb.tell(hearing.say('feed.reopened', { lifts: refOf(cut) }));
  expect(await statusOf(live(window))).toBe(403);
});

test('an agent restarted during deliberation', async () => {
  const { hearing, feed, agent, window } = await onAir();
  const before = await agent.begin(footage);
  // Dated as the course is, and before what is declared below.
  await agent.send(before, 0, nth(0), Date.parse(ago(4.5)));
  await lb.tell(
    past(4.9, hearing.say('hearing.questioning.started', {})),
    past(4.5, hearing.say('hearing.debate.started', {})),
    past(4.2, hearing.say('hearing.last_words.started', {})),
    past(3, hearing.say('hearing.deliberation.started', { purpose: 'judgment' })),
  );
  agent.disconnect();

  // It comes back with an empty disk, and asks the desk: what it folds says the same as the service.
  const desk = (await (
    await fetch(`${theatre.province.http}/ingest/desk`, {
      headers: { authorization: `Bearer ${await theatre.province.token('lb')}` },
    })
  ).json()) as DeskAnswer;
  const course = desk.upserts.filter(({ subject }) => subject === `hearings/${hearing.id}`);
  const { state, restrictions } = wholeOf(course, hearing.id);
  const now = iso(Date.now());
  expect(state.stage).toBe('deliberation');
  expect(inForce(restrictions, now).map(({ cause }) => cause)).toEqual(['deliberation']);
  const row = await outside.row(hearing.id);
  expect(inForce(row.inForce, now)).toEqual(inForce(restrictions, now));
  expect(row.windows).toEqual([]);

  // What it declares of the time in which nobody ran, from the courses alone: the deliberation is a cut, and the agent's own only the rest.
  const [sitting] = sittingsOf([course]).sittings;
  const gaps: SpoolGap[] = [];
  const deliberation = course.find(({ type }) => type === 'hearing.deliberation.started')?.time ?? '';
  const lastMs = Date.parse(deliberation) - 50_000;
  const book = createGapBook((gap) => gaps.push({ ...gap }), {
    endMs: lastMs,
    sitting: sitting?.id ?? '',
    pieces: gateOf(course, feed, sitting?.holds.at(-1)?.room ?? '').pieces,
  });
  const backMs = Date.now();
  book.missing(backMs, 'cut', sitting?.id);
  book.kept(backMs + 1, sitting?.id ?? '');
  const declared = gaps.map(({ fromMs, toMs, cause }) => ({ from: iso(fromMs), to: iso(toMs), cause }));
  expect(declared).toEqual([
    { from: iso(lastMs), to: deliberation, cause: 'agent' },
    { from: deliberation, to: iso(backMs + 1), cause: 'cut' },
  ]);

  const again: TestAgent = createAgent(theatre.province, { token: () => theatre.province.token('lb'), feed });
  const epoch = await again.begin(footage);
  expect(await again.send(epoch, 0, nth(0), Date.parse(ago(0.5)))).toMatchObject({ status: 200 });
  expect(await statusOf(`/media/hearings/${hearing.id}/${feed}/${epoch}/s0.m4s`)).toBe(403);
  expect(await statusOf(live(window))).toBe(403);

  await lb.tell(past(0.2, hearing.say('hearing.pronouncing.started', { of: 'judgment' })));
  await lb.tell(
    lb.say(`feeds/${feed}`, 'recording.committed', {
      feed,
      epoch: before,
      initSha256: footage.initSha256,
      segments: [],
      gaps: declared,
    }),
  );
  const causeAt = async (ms: number) =>
    (await outside.timeline(hearing.id)).feeds[0]?.gaps.find(({ from, to }) => from <= iso(ms) && iso(ms) < to)?.cause;
  expect(await causeAt(Date.parse(deliberation) + 60_000)).toBe('cut');
  expect(await causeAt(lastMs + 10_000)).toBe('agent');
  const [next] = (await outside.row(hearing.id)).windows;
  expect(next?.window).not.toBe(window);
  await again.send(epoch, 1, nth(1), Date.now());
  const playlist = await outside.call('GET', live(next?.window ?? ''));
  expect(playlist.status).toBe(200);
  expect(read(playlist.text).maps).toHaveLength(1);
  expect(await statusOf(`/media/hearings/${hearing.id}/${feed}/${epoch}/s0.m4s`)).toBe(403);
  expect(await statusOf(`/media/hearings/${hearing.id}/${feed}/${epoch}/s1.m4s`)).toBe(200);
});

test('a court and its supervisors learn how many watch, and never who', async () => {
  const { hearing, agent, window } = await onAir();
  await agent.send(await agent.begin(footage), 0, nth(0), Date.now());
  const [one, two] = [await theatre.session('supervisor'), await theatre.session('supervisor')];
  const wall = watch({ http: theatre.province.http, cookie: outside.cookie, scopes: ['wall'] });
  const control = async (court: string): Promise<Socket<AgentDownMessages, AgentUpMessages>> =>
    io(`${theatre.province.http}/agents`, {
      transports: ['websocket'],
      auth: { token: await theatre.province.token(court) },
      forceNew: true,
    });
  const [own, foreign] = [await control('lb'), await control('cl')];
  const heard = { lb: [] as unknown[], cl: [] as unknown[] };
  own.on('presence', (message) => heard.lb.push(message));
  foreign.on('presence', (message) => heard.cl.push(message));
  try {
    await wall.live();
    for (const session of [one, two, two]) expect((await session.call('GET', live(window))).status).toBe(200);
    const told = () => wall.received.filter(({ event }) => event === 'presence').at(-1)?.message;
    const count = (message: unknown) => (message as { watching: Record<string, number> } | undefined)?.watching;
    // Sessions, not requests.
    await until('the wall to say two', () => count(told())?.[hearing.id] === 2 || undefined);
    await until('the court to say two', () => count(heard.lb.at(-1))?.[hearing.id] === 2 || undefined);
    for (const message of [...heard.lb, ...heard.cl, told()]) {
      expect(Object.keys(message as object)).toEqual(['watching']);
      expect(JSON.stringify(message)).not.toMatch(/supervisor|thử nghiệm|oversight/i);
    }
    for (const message of heard.cl) expect(message).toEqual({ watching: {} });
  } finally {
    wall.close();
    own.disconnect();
    foreign.disconnect();
  }
});

test('the service restarted in the middle of a segment', async () => {
  const { hearing, feed, agent, window } = await onAir();
  const epoch = await agent.begin(footage);
  const start = Date.now();
  await agent.send(epoch, 0, nth(0), start);
  const running = agent.stream(epoch, 1, start + 4000);
  for (const fragment of nth(1).fragments.slice(0, 8)) running.write(fragment.bytes);
  const part = (text: string) => Number(/p(\d+)\.m4s/.exec(read(text).parts.at(-1)?.uri ?? '')?.[1]);
  const before = await until('the half segment to be live', async () => {
    const { status, text } = await outside.call('GET', `${live(window)}?_HLS_msn=1&_HLS_part=5`);
    return status === 200 ? part(text) : undefined;
  });
  const restarted = theatre.province.killAndRestart();
  // Entered while nobody answers; the court sends it when it can.
  const meanwhile = hearing.say('hearing.questioning.started', { askerRole: 'presiding_judge' });
  await restarted;
  await running.answered.catch(() => undefined);
  await lb.tell(meanwhile);
  expect((await outside.row(hearing.id)).windows.map((one) => one.window)).toEqual([window]);
  expect((await outside.log(hearing.id)).map(({ type }) => type)).toContain('hearing.questioning.started');
  // What was final is known; what was under way comes whole, and feeds the recording; live goes on with the next.
  expect(await agent.send(epoch, 0, nth(0), start)).toMatchObject({ status: 200, body: { status: 'final' } });
  expect(await agent.send(epoch, 1, nth(1), start + 4000)).toMatchObject({ status: 200 });
  expect(await agent.send(epoch, 2, nth(2), start + 8000)).toMatchObject({ status: 200 });
  const { status, text } = await outside.call('GET', live(window));
  expect(status).toBe(200);
  expect(part(text)).toBeGreaterThan(before);
  expect(read(text).number('MEDIA-SEQUENCE')).toBeGreaterThan(1);
  expect(await recordingOf(hearing.id, feed)).toEqual(['s0.m4s', 's1.m4s', 's2.m4s']);
  const [told] = (await outside.timeline(hearing.id)).feeds;
  expect(told?.recorded).toHaveLength(1);
});
