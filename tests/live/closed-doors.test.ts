// Doors that were closed and are open again: by no way in does an outsider learn what happened behind them, at any later time.
import type { EventType } from '@giamsat/contract/event/catalogue';
import type { EventEnvelope } from '@giamsat/contract/event/envelope';
import { addDays, dayOf } from '@giamsat/contract/time';
import type { LogLine, Timeline } from '@giamsat/contract/wire/live';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { until } from '../rig/processes.ts';
import { type House, openHouse } from './support/house.ts';
import { type LiveViewer, watch } from './support/viewer.ts';

let house: House;
const viewers: LiveViewer[] = [];

beforeAll(async () => {
  house = await openHouse();
}, 60_000);
afterEach(() => {
  for (const viewer of viewers.splice(0)) viewer.close();
});
afterAll(() => house.close());

const SECRET = 'sau-cua';
const MINUTE_MS = 60_000;
const LENGTH = 150;
const begun = Date.now() - LENGTH * MINUTE_MS;
const minute = (n: number): string => new Date(begun + n * MINUTE_MS).toISOString();

type Hearing = ReturnType<House['court']['lb']['hearing']>;
const at = (n: number, event: EventEnvelope, recorded = n): EventEnvelope => ({
  ...event,
  time: minute(n),
  recordedtime: minute(recorded),
});
const WORDS: ((one: Hearing, mark: string) => EventEnvelope)[] = [
  (one, mark) => one.note(mark),
  (one, mark) => one.note(mark),
  (one, mark) =>
    one.say('hearing.participants.recorded', { participants: [{ name: mark, role: 'witness', present: true }] }),
  (one, mark) => one.say('hearing.title.changed', { title: mark }),
  (one, mark) => one.say('hearing.judgment.pronounced', { judgmentNo: mark }),
  (one, mark) => one.say('hearing.suspended', { reasonCode: 'OTHER', decisionNo: mark }),
  (one) => one.say('hearing.moved', { room: 'lb-2' }),
  ...(
    [
      'hearing.questioning.started',
      'hearing.debate.started',
      'hearing.recess.started',
      'hearing.recess.ended',
      'hearing.deliberation.started',
      'hearing.resumed',
      'hearing.sitting.ended',
      'hearing.pronouncing.started',
    ] satisfies EventType[]
  ).map((type) => (one: Hearing) => one.say(type, {})),
];

async function view(login: string, scopes: string[]): Promise<LiveViewer> {
  const viewer = watch({ http: house.http, cookie: await house.cookie(login), scopes });
  viewers.push(viewer);
  await viewer.live();
  return viewer;
}
/** Everything an outsider can ask for about it, as it came, with its headers. */
async function asked(id: string): Promise<string[]> {
  const cookie = await house.cookie('giam.sat');
  const paths = ['', '/log', '/timeline', '/looks'].map((path) => `/hearings/${id}${path}`);
  return Promise.all(
    [...paths, `/hearings?day=${dayOf(minute(0))}`, `/hearings?day=${dayOf(new Date().toISOString())}`].map(
      async (path) => {
        const answer = await fetch(`${house.http}/api/v1${path}`, { headers: { cookie } });
        return (await answer.text()) + JSON.stringify([...answer.headers].filter(([name]) => name !== 'date'));
      },
    ),
  );
}
/** Whatever was sent about that hearing; its wall holds others. */
function about(id: string, value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  const named = value as { id?: unknown; hearing?: unknown };
  if (named.id === id || named.hearing === id) return [value];
  return Object.values(value).flatMap((one) => about(id, one));
}
const byRef = (a: LogLine, b: LogLine): number => (a.ref < b.ref ? -1 : 1);
const momentsIn = (text: string): number[] =>
  (text.match(/\d{4}-\d\d-\d\dT[\d:.]+Z/g) ?? []).map((moment) => (Date.parse(moment) - begun) / MINUTE_MS);
const opening = (one: Hearing): EventEnvelope[] => [
  at(0, one.scheduled('lb-1', 'Vụ có lúc kín')),
  ...one.opened('lb-1').map((event, i) => at(1 + i, event)),
];

type Step = { what: number | 'door' | 'correct'; late: number; target: number };
/** Numbers that look random, and are the same again for the same seed. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
function steps(seed: number): Step[] {
  const roll = dice(seed);
  return Array.from({ length: 8 + roll(17) }, () => {
    const kind = roll(6);
    return {
      what: kind === 0 ? 'door' : kind === 1 ? 'correct' : roll(WORDS.length),
      // Entered so many minutes after it happened.
      late: roll(5) === 0 ? 1 + roll(30) : 0,
      target: roll(40),
    };
  });
}

test('for random courses, whatever an outsider is sent or asks for, while they happen and afterwards', async () => {
  let stretches = 0;
  const first = Number(process.env.SEED ?? Date.now() % 1_000_000);
  for (let run = 0; run < Number(process.env.PLAYS ?? 8); run++) stretches += await playThrough(first + run);
  expect(stretches).toBeGreaterThan(0);
});

/** @returns how often the doors were closed */
async function playThrough(seed: number): Promise<number> {
  const list = steps(seed);
  const { hearing, tell } = house.court.lb;
  const one = hearing();
  const outside = await view('giam.sat', ['wall', `hearing:${one.id}`]);
  const doors: { from: number; to: number }[] = [];
  let shut: number | undefined;
  const told = opening(one);
  await tell(...told);
  // First where the doors are, so that a word from inside is known for one; then everything in turn.
  for (const [i, { what }] of list.entries()) {
    const now = 5 + i * 4;
    if (what !== 'door') continue;
    if (shut === undefined) shut = now;
    else {
      doors.push({ from: shut, to: now });
      shut = undefined;
    }
  }
  const end = 5 + list.length * 4;
  if (shut !== undefined) doors.push({ from: shut, to: end });
  const inside = (n: number) => doors.some(({ from, to }) => from <= n && n < to);
  let open = true;
  for (const [i, { what, late, target }] of list.entries()) {
    const now = 5 + i * 4;
    if (what === 'door') {
      open = !open;
      const data = open ? { to: 'public' as const } : { to: 'in_camera' as const, ground: SECRET };
      await tell(at(now, one.say('hearing.publicity.changed', data)));
      continue;
    }
    // A correction is said when it is entered; what it corrects has a time of its own.
    const happened = what === 'correct' ? now : Math.max(4.25, now - late - (late === 0 ? 0 : 0.5));
    const mark = `${inside(now) || inside(happened) ? SECRET : 'mo'}-${i}`;
    if (what === 'correct') {
      const first = told[4 + (target % Math.max(1, told.length - 4))];
      if (first?.type !== 'hearing.note.recorded') continue;
      const corrects = `${first.source}#${first.id}`;
      await tell(at(now, one.say('hearing.event.corrected', { data: { text: mark } }, { corrects })));
      continue;
    }
    const event = at(happened, WORDS[what]?.(one, mark) ?? one.note(mark), now);
    told.push(event);
    await tell(event);
  }
  if (!open) await tell(at(end, one.say('hearing.publicity.changed', { to: 'public' })));
  // Remembered long after the doors were opened.
  const from = doors[0]?.from;
  if (from !== undefined) await tell(at(from + 1, one.note(`${SECRET}-muộn`), end + 1));
  await tell(at(end + 2, one.note('mo-cuối')));
  const sent = () => [outside.received, outside.answered];
  await until('the last word', () => JSON.stringify(sent()).includes('mo-cuối') || undefined);

  const all = JSON.stringify([sent(), ...(await asked(one.id))]);
  expect(all, `SEED=${seed}`).not.toContain(SECRET);
  const bodies = (await asked(one.id)).map((text): unknown => JSON.parse(text.slice(0, text.lastIndexOf('[['))));
  const moments = momentsIn(JSON.stringify(about(one.id, [sent(), bodies])));
  expect(moments.length).toBeGreaterThan(50);
  for (const { from: a, to: b } of doors)
    expect(
      moments.filter((n) => a < n && n < b),
      `SEED=${seed}`,
    ).toEqual([]);
  // And the page has in the end what the service has, versions aside.
  const { lines } = await outside.get<{ lines: LogLine[] }>(`/hearings/${one.id}/log?limit=1000`);
  const plain = (list: readonly LogLine[]) => list.map((line) => ({ ...line, version: 0 })).sort(byRef);
  expect(plain(outside.store.snapshot().lines.get(one.id) ?? []), `SEED=${seed}`).toEqual(plain(lines));
  const timeline = await outside.get<Timeline>(`/hearings/${one.id}/timeline`);
  expect(timeline.restrictions.filter(({ cause }) => cause === 'in_camera')).toEqual(
    doors.map(({ from: a, to: b }) => expect.objectContaining({ from: minute(a), to: minute(b) })),
  );
  await tell(at(end + 3, one.say('hearing.closed', {})));
  outside.close();
  return doors.length;
}

test('what is remembered later of a closed stretch sends them nothing, not even a version', async () => {
  const { hearing, tell } = house.court.lb;
  const one = hearing();
  const before = one.note('trước cửa đóng');
  await tell(
    ...opening(one),
    at(10, before),
    at(20, one.say('hearing.publicity.changed', { to: 'in_camera' })),
    at(30, one.say('hearing.questioning.started', {})),
    at(40, one.say('hearing.publicity.changed', { to: 'public' })),
  );
  const outside = await view('giam.sat', ['wall', `hearing:${one.id}`]);
  const judge = await view('tham.phan.lb', [`hearing:${one.id}`]);
  const pushed = () => outside.received.filter(({ event }) => event === 'changes').length;
  const [count, { through }, answers] = [pushed(), outside.store.snapshot(), await asked(one.id)];
  expect(answers.join()).toContain('trước cửa đóng');
  const note = at(31, one.note(`${SECRET} nhớ lại`), 50);
  await tell(note);
  const corrects = `${note.source}#${note.id}`;
  await tell(at(52, one.say('hearing.event.corrected', { data: { text: `${SECRET} sửa` } }, { corrects })), {
    ...one.say('hearing.note.recorded', { text: SECRET }),
    type: 'stream.interrupted',
    subject: 'feeds/lb-1-1',
    time: minute(35),
    recordedtime: minute(35),
    data: { cause: 'cable' },
  });
  await until(
    'the inside to follow',
    () =>
      ['sửa', 'cable'].every((word) => JSON.stringify([judge.received, judge.answered]).includes(word)) || undefined,
  );
  expect(await asked(one.id)).toEqual(answers);
  expect([pushed(), outside.store.snapshot().through]).toEqual([count, through]);
  // And the next public word brings itself alone, not what was unsettled meanwhile.
  await tell(at(60, one.note('sau cửa mở')));
  await until('the public word', () => pushed() > count || undefined);
  const news = outside.received
    .slice(-20)
    .filter(({ event }) => event === 'changes')
    .at(-1)?.message as {
    upserts: { kind: string; line?: LogLine }[];
  };
  expect(news.upserts.flatMap(({ line }) => line?.data.text ?? [])).toEqual(['sau cửa mở']);
  await tell(at(61, one.say('hearing.closed', {})));
});

test('the list of another day, open on a page, masks a hearing in the moment in which it turns in camera, and tells nobody else of it', async () => {
  const { hearing, tell } = house.court.lb;
  const [one, other] = [hearing(), hearing()];
  const yesterday = addDays(dayOf(new Date().toISOString()), -1);
  const start = `${yesterday}T02:00:00.000Z`;
  await tell(one.scheduled('lb-1', SECRET, { start }), other.scheduled('lb-2', 'Vụ khác', { start }));
  const scopes = ['wall', `day:${yesterday}`];
  const [outside, stranger] = [await view('giam.sat', scopes), await view('khong.quyen', scopes)];
  const row = () => outside.store.snapshot().hearings.get(one.id);
  expect(row()).toMatchObject({ form: 'full', state: { title: SECRET } });
  expect(outside.store.snapshot().hearings.get(other.id)?.form).toBe('full');
  // Without an authorisation the day has no hearings, and nothing of them comes.
  expect(stranger.store.snapshot().hearings.size).toBe(0);
  const [before, beforeStranger] = [outside.received.length, stranger.received.length];
  const begun = Date.now();
  await tell(one.say('hearing.publicity.changed', { to: 'in_camera', ground: 'đời sống riêng tư' }));
  await until('the row to be masked', () => row()?.form === 'masked');
  console.log(`masked in the list of ${yesterday} after ${Date.now() - begun} ms`);
  const said = JSON.stringify(outside.received.slice(before));
  expect(said).not.toContain(SECRET);
  expect(
    about(
      one.id,
      outside.received.slice(before).map(({ message }) => message),
    ).length,
  ).toBeGreaterThan(0);
  // What was not on the list of that day is not sent to it: no line, and nothing of it to the other's page.
  expect(said).not.toMatch(/"kind":"line"/);
  const strange = stranger.received
    .slice(beforeStranger)
    .filter(({ event }) => event !== 'head' && event !== 'presence');
  expect(strange).toEqual([]);
  // A day that no calendar has is empty, and costs nobody the answer.
  const odd = await view('giam.sat', ['day:2021-02-31']);
  expect(odd.store.snapshot().hearings.size).toBe(0);
});
