// Every cause for which a picture or a hearing is withheld × every address under which something of it could be had: an outsider receives for
// one closed hearing the very bytes that they receive for any other, whatever was filmed, said and done behind the doors, and afterwards too.
import type { EventEnvelope } from '@giamsat/contract/event/envelope';
import type { Account, RegistrySeed } from '@giamsat/contract/registry';
import type { HearingAnswer } from '@giamsat/contract/wire/hearings';
import { tokenOf } from '@giamsat/service/testing/agents';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { courtThatSpeaks, type SpokenCourt } from '../live/support/court.ts';
import { createAgent, type TestAgent } from '../media/support/agent.ts';
import { type FuzzHouse, openFuzzHouse } from './support/house.ts';
import { SEGMENT_MS, syntheticFootage } from './support/synthetic-footage.ts';

type Hearing = ReturnType<SpokenCourt['hearing']>;
type Turn = (one: Hearing, room: string) => EventEnvelope[];
const inCamera: Turn = (one) => [
  one.say('hearing.publicity.changed', { to: 'in_camera', ground: 'đời sống riêng tư' }),
];
const minor: Turn = (one) => [one.say('hearing.minor.flagged', { who: 'victim' })];
const nothing: Turn = () => [];

/** The day's picture runs out before the next day's sitting closes it: who waits then is told that it ended. */
const RUNS_OUT = 'not open yet, on the next day';

/** Public hearings: their picture goes, and why is nobody's business at the origin. */
const PICTURE_CAUSES: Record<string, Turn> = {
  'no longer permitted': (one) => [one.say('hearing.transmission.withdrawn', {})],
  [RUNS_OUT]: (one, room) => [one.say('hearing.sitting.ended', {}), one.say('hearing.sitting.started', { room })],
  recess: (one) => [one.say('hearing.recess.started', {})],
  'deliberation for judgment': (one) => [one.say('hearing.deliberation.started', { purpose: 'judgment' })],
  'deliberation for a decision': (one) => [one.say('hearing.deliberation.started', { purpose: 'decision' })],
  'cut by the clerk': (one) => [one.say('feed.cut', { order: 'theo lệnh Chủ tọa', reason: 'có người ngất' })],
  'cut by the clerk, in a recess': (one) => [
    one.say('hearing.recess.started', {}),
    one.say('feed.cut', { order: 'theo lệnh Chủ tọa' }),
  ],
  'suspended out of a deliberation': (one) => [
    one.say('hearing.deliberation.started', { purpose: 'decision' }),
    one.say('hearing.suspended', { reasonCode: 'OTHER' }),
  ],
};
/** No sitting holds the room any more: what its camera sends is not taken. */
const ENDED = 'in camera, ended';
type Scheduled = { publicity?: 'in_camera'; minor?: true };
/** Closed hearings. `before`: as they were scheduled. */
const CLOSED_CAUSES: Record<string, { before?: Scheduled; turn: Turn; word: 'in_camera' | 'minor' }> = {
  'in camera from the beginning': { before: { publicity: 'in_camera' }, turn: nothing, word: 'in_camera' },
  'in camera in the middle': { turn: inCamera, word: 'in_camera' },
  'in camera, deliberating': {
    turn: (one, room) => [...inCamera(one, room), one.say('hearing.deliberation.started', { purpose: 'judgment' })],
    word: 'in_camera',
  },
  'in camera, in recess, cut by the clerk': {
    turn: (one, room) => [
      ...inCamera(one, room),
      one.say('hearing.recess.started', {}),
      one.say('feed.cut', { order: 'theo lệnh Chủ tọa' }),
    ],
    word: 'in_camera',
  },
  [ENDED]: {
    turn: (one, room) => [...inCamera(one, room), one.say('hearing.closed', {})],
    word: 'in_camera',
  },
  'with a minor, from the beginning': { before: { minor: true }, turn: nothing, word: 'minor' },
  'with a minor, known in the middle': { turn: minor, word: 'minor' },
  'with a minor, deliberating': {
    turn: (one, room) => [...minor(one, room), one.say('hearing.deliberation.started', { purpose: 'judgment' })],
    word: 'minor',
  },
};
const CAUSES = [
  ...Object.entries(PICTURE_CAUSES).map(([name, turn]) => ({ name, turn, before: {}, word: undefined })),
  ...Object.entries(CLOSED_CAUSES).map(([name, cause]) => ({ name, before: {}, ...cause })),
];

/** Outsiders all. A chief judge is one, too, but reads who looked at a hearing once it has ended. */
const PEOPLE: Account[] = [
  { login: 'giam.sat', displayName: 'giam.sat', role: 'supervisor', organisation: 'hdnd' },
  { login: 'man.hinh', displayName: 'man.hinh', role: 'screen', organisation: 'hdnd' },
  { login: 'tham.phan', displayName: 'tham.phan', role: 'presiding_judge', organisation: 'tand', court: 'lb' },
  { login: 'thu.ky.khac', displayName: 'thu.ky.khac', role: 'clerk', organisation: 'tand', court: 'lb' },
];
/** Names of one length, so that no answer is longer for its room. */
const rooms = CAUSES.map((_, n) => `lb-${10 + n}`);
const seed: RegistrySeed = {
  courts: [{ code: 'lb', level: 'district', names: [{ name: 'TAND lb', short: 'LB' }] }],
  successions: [],
  rooms: rooms.map((code) => ({ code, court: 'lb', name: code })),
  feeds: rooms.map((room) => ({ code: `${room}-1`, room, name: 'Toàn cảnh', role: 'panel' as const })),
  agents: [{ code: 'lb-agent', court: 'lb' }],
  organisations: [
    { code: 'tand', name: 'TAND', kind: 'court' },
    { code: 'hdnd', name: 'HĐND', kind: 'oversight' },
  ],
  accounts: PEOPLE,
  authorisations: [
    {
      documentNo: '01/hdnd',
      issuedOn: '2021-01-01',
      issuer: 'TAND tỉnh',
      organisation: 'hdnd',
      scope: { live: true, recordings: true, logs: true, exports: true },
      from: '2021-01-01',
    },
  ],
};

type Case = {
  name: string;
  word: 'in_camera' | 'minor' | undefined;
  hearing: Hearing;
  room: string;
  feed: string;
  epoch: string;
  /** What is live was shown to everybody before; a hearing that was closed from the beginning never had one. */
  window: string | undefined;
  agent: TestAgent;
};
let house: FuzzHouse;
let court: SpokenCourt;
let cases: Case[];
let paths: string[];
const cookies = new Map<string, string>();
/** Of requests that waited for the next picture when the doors were closed. */
const waited = new Map<Case, string[]>();
const footage = syntheticFootage(3);

const tell = async (...events: EventEnvelope[]): Promise<void> => {
  for (const event of events) {
    house.clock.advance(1);
    const now = new Date(house.clock.now()).toISOString();
    await court.tell({ ...event, time: now, recordedtime: now });
  }
};
const film = async ({ agent, epoch }: Pick<Case, 'agent' | 'epoch'>, number: number, startMs: number) => {
  const segment = footage.segments[number];
  if (!segment) throw new Error('not so much footage');
  const { status, body } = await agent.send(epoch, number, segment, startMs);
  if (status !== 200) throw new Error(JSON.stringify(body));
  const jpeg = Buffer.from('ffd8ffe000104a46494600ffd9', 'hex');
  const at = `${agent.base(epoch)}/segments/${number}/thumbnail`;
  const small = await agent.call('PUT', at, jpeg, { 'content-type': 'image/jpeg' });
  if (small.status >= 300) throw new Error(JSON.stringify(small.body));
};
const fetched = (login: string, at: string, headers: Record<string, string> = {}) =>
  fetch(`${house.http}${at}`, { redirect: 'manual', headers: { cookie: cookies.get(login) ?? '', ...headers } });

/** What differs from hearing to hearing though it tells nothing: its own names, the moment of the answer, and the digest of what stands there. */
async function received(answer: Response, one: Case): Promise<string> {
  const bytes = Buffer.from(await answer.arrayBuffer());
  const headers = [...answer.headers].filter(([name]) => name !== 'date' && !name.startsWith('x-ratelimit'));
  const plain = (text: string) =>
    [one.hearing.id, one.window, one.epoch, one.feed, one.room]
      .reduce<string>((all, name) => (name === undefined ? all : all.replaceAll(name, '<its own>')), text)
      .replace(/"version":\d+/, '"version":<n>')
      .replace(/"cause":"(in_camera|minor)"/, '"cause":"<word>"');
  const told = headers
    .map(([name, value]) => `${name}: ${name === 'etag' ? `<${value.length} characters>` : value}`)
    .filter((line) => line !== `content-length: ${bytes.length}`);
  return plain([String(answer.status), ...told.sort(), bytes.toString('latin1')].join('\n'));
}

beforeAll(async () => {
  house = await openFuzzHouse(seed);
  for (const { login } of PEOPLE) cookies.set(login, (await house.session(login)).cookie);
  const token = async () => tokenOf('lb-agent');
  court = courtThatSpeaks({ http: () => house.http, court: 'lb', agent: 'lb-agent', token });
  const begun = CAUSES.map(({ name, word, before }, n) => {
    const room = rooms[n] ?? '';
    const feed = `${room}-1`;
    const agent = createAgent(house, { court: 'lb', feed, token });
    return { name, word, before, hearing: court.hearing(), room, feed, agent, epoch: uuidv7() };
  });
  for (const { hearing, room, before } of begun) {
    await tell(
      hearing.scheduled(room, 'Vụ án không ai ở ngoài được biết', before),
      ...hearing.opened(room),
      hearing.note('Lời khai không ai ở ngoài được biết'),
    );
  }
  house.clock.advance(6_000);
  const startMs = house.clock.now();
  for (const one of begun) await one.agent.begin(footage, one.epoch);
  house.clock.advance(2 * SEGMENT_MS);
  cases = [];
  for (const one of begun) {
    for (const number of [0, 1]) await film(one, number, startMs + number * SEGMENT_MS);
    const window = house.hearings.windows.ofFeed(one.feed).at(-1)?.id;
    expect([one.name, window === undefined]).toEqual([one.name, Object.keys(one.before).length > 0]);
    cases.push({ ...one, window });
  }
  const { paths: described } = (await (await fetched('giam.sat', '/api/openapi.json')).json()) as {
    paths: Record<string, Record<string, unknown>>;
  };
  paths = Object.entries(described)
    .filter(([at, methods]) => 'get' in methods && at.includes('{') && !at.startsWith('/ingest/'))
    .map(([at]) => at);

  // While everything is open there is something, so that it means something when there is not.
  const shown = cases.filter(({ window }) => window !== undefined);
  for (const one of shown) {
    const live = `/media/live/${one.window}/`;
    const recorded = `/media/hearings/${one.hearing.id}/${one.feed}/`;
    for (const at of [
      ...['live.m3u8', 'wall.m3u8', 'init0.mp4', 's0.m4s', 'p0.m4s', 'w0.m4s'].map((name) => live + name),
      ...[`${one.epoch}/s0.m4s`, `${one.epoch}/s1.jpg`, 'thumbnails.vtt'].map((name) => recorded + name),
    ]) {
      const { status } = await fetched('giam.sat', at);
      expect([one.name, at, status]).toEqual([one.name, at, 200]);
    }
  }
  const held = shown.map((one) => {
    const live = `/media/live/${one.window}/`;
    const answers = ['live.m3u8?_HLS_msn=3', 'p40.m4s'].map((name) => fetched('giam.sat', live + name));
    return Promise.all(answers.map(async (answer) => received(await answer, one)));
  });
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  for (const [n, one] of cases.entries()) await tell(...(CAUSES[n]?.turn(one.hearing, one.room) ?? []));
  for (const [n, one] of shown.entries()) waited.set(one, (await held[n]) ?? []);
}, 300_000);
afterAll(async () => {
  for (const { agent } of cases ?? []) await agent.disconnect();
  await house?.close();
});

/** Files that are there, and such as never were. */
const LIVE_FILES = [
  'init0.mp4',
  'init9.mp4',
  's0.m4s',
  's99.m4s',
  'p0.m4s',
  'p40.m4s',
  'p999.m4s',
  'w0.m4s',
  'w9.m4s',
  'x',
];
const KEPT_FILES = ['init.mp4', 's0.m4s', 's1.m4s', 's2.m4s', 's99.m4s', 's0.jpg', 's1.jpg', 's2.jpg', 's99.jpg', 'x'];
const QUERIES: Record<string, string[]> = {
  'live.m3u8': ['_HLS_msn=0', '_HLS_msn=3&_HLS_part=0', '_HLS_msn=999999', '_HLS_msn=x', '_HLS_skip=YES'],
  'wall.m3u8': ['_HLS_msn=0'],
  'recording.m3u8': ['asOf=0', 'asOf=999999999999', 'from=2021-01-01T00:00:00.000Z&asOf=5'],
};
/** The addresses of one route, for one hearing. */
function addressesOf(route: string, one: Case): string[] {
  const files = route.startsWith('/media/live/') ? LIVE_FILES : KEPT_FILES;
  const named = route.includes('{file}') ? files.map((file) => route.replace('{file}', file)) : [route];
  const others = route.includes('{epoch}') ? [route.replace('{epoch}', uuidv7()).replace('{file}', 's0.m4s')] : [];
  const queries = QUERIES[route.split('/').at(-1) ?? ''] ?? [];
  return [...named, ...others, ...queries.map((query) => `${route}?${query}`)].map((at) =>
    at
      .replace(/\{(id|hearing)\}/, one.hearing.id)
      .replace('{window}', one.window ?? '')
      .replace('{feed}', one.feed)
      .replace('{epoch}', one.epoch)
      // What names no hearing is the same for all.
      .replace(/\{\w+\}/g, '0'.repeat(64)),
  );
}
/** Asked plainly, and as somebody asks who wants a piece, or knows it already. */
const HEADERS: Record<string, string>[] = [{}, { range: 'bytes=0-9', 'if-none-match': '*', 'accept-encoding': 'gzip' }];

/** For each way of asking: the answers that differ, with whose they are. */
type Answers = Map<string, Map<string, string[]>>;
async function asked(login: string, ones: readonly Case[], routes: readonly string[]): Promise<Answers> {
  const all: Answers = new Map();
  const wayOf = (route: string, one: Case, n: number): string =>
    (addressesOf(route, { ...one, window: '{window}' })[n] ?? '')
      .replaceAll(one.hearing.id, '{id}')
      .replaceAll(one.feed, '{feed}')
      .replaceAll(one.epoch, '{epoch}')
      .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, '{another}');
  const ask = async (route: string, one: Case, n: number, at: string, h: number): Promise<void> => {
    const text = await received(await fetched(login, at, HEADERS[h] ?? {}), one);
    const way = `${login} ${wayOf(route, one, n)} ${h}`;
    const answers = all.get(way) ?? new Map<string, string[]>();
    all.set(way, answers);
    answers.set(text, [...(answers.get(text) ?? []), one.name]);
  };
  for (const route of routes)
    for (const one of ones)
      await Promise.all(HEADERS.flatMap((_, h) => addressesOf(route, one).map((at, n) => ask(route, one, n, at, h))));
  return all;
}
const differing = (all: Answers) =>
  [...all].filter(([, answers]) => answers.size !== 1).map(([way, answers]) => ({ way, answers: [...answers] }));
const statuses = (all: Answers) =>
  new Set([...all.values()].flatMap((answers) => [...answers.keys()].map((text) => text.slice(0, 3))));

describe('whatever the cause', () => {
  test('a live picture is refused in the same bytes, under every address, whether something is there or not', async () => {
    const shown = cases.filter(({ window }) => window !== undefined);
    expect(shown.length).toBe(CAUSES.length - 2);
    const routes = paths.filter((at) => at.startsWith('/media/live/'));
    expect(routes.length).toBeGreaterThan(2);
    for (const { login } of PEOPLE) {
      const all = await asked(login, shown, routes);
      expect(differing(all)).toEqual([]);
      expect(all.size).toBeGreaterThan(30);
      // A name that no file has is refused before anybody is asked.
      expect(statuses(all)).toEqual(new Set(['403', '404']));
    }
  }, 300_000);

  test('what waited for the next picture is refused in the same bytes', () => {
    const answers = [...waited].filter(([one]) => one.name !== RUNS_OUT).map(([, answer]) => answer);
    expect(answers.length).toBe(CAUSES.length - 3);
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(answers[0]?.every((text) => text.startsWith('403'))).toBe(true);
  });
});

describe('a closed hearing', () => {
  const closed = () => cases.filter(({ word }) => word !== undefined);
  const ofHearings = () => paths.filter((at) => !at.startsWith('/media/live/'));
  const rows = async (login: string): Promise<string> => {
    const answer = await fetched(login, '/api/v1/hearings?court=lb');
    const { rows } = (await answer.json()) as { rows: { form: string }[] };
    return JSON.stringify([rows.filter(({ form }) => form === 'masked'), answer.headers.get('etag')]);
  };
  /** Everything that can be asked for of all of them, in one order. */
  const everything = async (): Promise<string[]> => {
    const all = await asked('giam.sat', closed(), ofHearings());
    const told = [...all].map(
      ([way, answers]) => `${way}\n${[...answers].map(([text, names]) => `${text}\n${names.sort()}`)}`,
    );
    return [...told.sort(), await rows('giam.sat')];
  };

  test('is the same to an outsider as any other closed hearing, but for its place and the word for it', async () => {
    expect(ofHearings().length).toBeGreaterThan(6);
    for (const { login } of PEOPLE) {
      const all = await asked(login, closed(), ofHearings());
      expect(differing(all)).toEqual([]);
      expect(all.size).toBeGreaterThan(40);
      const text = JSON.stringify([...all]) + (await rows(login));
      expect(text).not.toMatch(/không ai ở ngoài được biết|9001|deliberation|recess|clerk|Chủ tọa|riêng tư/);
    }
    for (const { hearing, word, name } of closed()) {
      const { row } = (await (await fetched('giam.sat', `/api/v1/hearings/${hearing.id}`)).json()) as HearingAnswer;
      expect([name, row]).toEqual([name, expect.objectContaining({ form: 'masked', cause: word })]);
      expect(row).not.toHaveProperty('windows');
    }
  }, 300_000);

  test('stays the same, tags included, while it goes on behind its doors', async () => {
    // What settles by the clock alone has settled.
    house.clock.advance(10_000);
    const before = await everything();
    for (const one of closed()) {
      const { hearing } = one;
      await tell(
        hearing.note('Lời khai không ai ở ngoài được biết'),
        hearing.say('hearing.title.changed', { title: 'Tên không ai ở ngoài được biết' }),
        hearing.say('hearing.participants.recorded', {
          participants: [{ name: 'Người không ai ở ngoài được biết', role: 'witness', present: true }],
        }),
        hearing.say('hearing.recess.started', {}),
        hearing.say('hearing.recess.ended', {}),
        hearing.say('hearing.judgment.pronounced', { judgmentNo: '9001/2021/HS-ST' }),
      );
      // A court that sends what it should not have kept.
      if (one.name !== ENDED) await film(one, 2, house.clock.now() - 200);
    }
    house.clock.advance(10_000);
    expect(await everything()).toEqual(before);
  }, 300_000);
});
