// Random courses of a hearing, with late and corrected events, broken lines and cuts from both sides, over the agent's own parts, the running
// service and viewers of every kind: no viewer ever gets a byte that the pure policy, asked afterwards with all that was known then, forbids.
import path from 'node:path';
import type { EventData, EventType } from '@giamsat/contract/event/catalogue';
import { type EventEnvelope, eventRef } from '@giamsat/contract/event/envelope';
import type { Account, RegistrySeed } from '@giamsat/contract/registry';
import { tokenOf } from '@giamsat/service/testing/agents';
import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LiveViewer, watch } from '../live/support/viewer.ts';
import { type RigLine, startLine } from '../rig/line.ts';
import { until } from '../rig/processes.ts';
import { type FuzzCourt, marksIn, openCourt, PART_MS } from './support/court.ts';
import { type FuzzHouse, openFuzzHouse } from './support/house.ts';
import { type Known, mayHaveRead, mayHaveSeen } from './support/oracle.ts';

const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
/** How long it goes on; a course that has begun is played to its end. */
const FUZZ_MS = Number(process.env.FUZZ_MS ?? 12_000);
const ROOMS = 200;
const COMMANDS = 30;
const ANSWER_MS = 1_500;

const rooms = Array.from({ length: ROOMS }, (_, n) => `lb-${n + 1}`);
const person = (login: string, role: Account['role'], organisation: string, more: Partial<Account> = {}): Account => ({
  login,
  displayName: login,
  role,
  organisation,
  ...more,
});
const document = (organisation: string, scope: object) => ({
  documentNo: `01/${organisation}`,
  issuedOn: '2021-01-01',
  issuer: 'TAND tỉnh',
  organisation,
  scope: { live: true, recordings: true, logs: true, exports: false, ...scope },
  from: '2021-01-01',
});
const PEOPLE = [
  person('giam.sat', 'supervisor', 'hdnd'),
  person('man.hinh', 'screen', 'hdnd'),
  person('chi.truc.tiep', 'supervisor', 'live-only'),
  person('toa.khac', 'supervisor', 'elsewhere'),
  person('chanh.an.tinh', 'province_chief_judge', 'tand'),
  person('chanh.an', 'court_chief_judge', 'tand', { court: 'lb' }),
  person('chu.toa', 'presiding_judge', 'tand', { court: 'lb' }),
  person('thu.ky', 'clerk', 'tand', { court: 'lb' }),
  person('thu.ky.khac', 'clerk', 'tand', { court: 'lb' }),
  person('kiem.sat', 'prosecutor', 'tand', { court: 'lb' }),
  person('van.phong', 'court_administrator', 'tand', { court: 'lb' }),
];
const seed: RegistrySeed = {
  courts: ['lb', 'cl'].map((code) => ({
    code,
    level: 'district' as const,
    names: [{ name: `TAND ${code}`, short: code }],
  })),
  successions: [],
  rooms: rooms.map((code) => ({ code, court: 'lb', name: code })),
  feeds: rooms.map((room) => ({ code: `${room}-1`, room, name: 'Toàn cảnh', role: 'panel' as const })),
  agents: rooms.map((_, n) => ({ code: `lb-agent-${n}`, court: 'lb' })),
  organisations: [
    { code: 'tand', name: 'TAND tỉnh', kind: 'court' },
    ...['hdnd', 'live-only', 'elsewhere'].map((code) => ({ code, name: code, kind: 'oversight' as const })),
  ],
  accounts: PEOPLE,
  authorisations: [
    document('hdnd', {}),
    document('live-only', { recordings: false, logs: false }),
    document('elsewhere', { courts: ['cl'] }),
  ],
};

type Session = Awaited<ReturnType<FuzzHouse['session']>> & { login: string };
let house: FuzzHouse;
let sessions: Session[];
let played = 0;
let notes = 0;
const counted = { live: 0, small: 0, recording: 0, lines: 0, refused: 0 };

beforeAll(async () => {
  house = await openFuzzHouse(seed);
  sessions = await Promise.all(PEOPLE.map(async ({ login }) => ({ ...(await house.session(login)), login })));
});
afterAll(() => house?.close());

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** What was known when: a byte that comes may be as old as its answer took. */
type Moment = { known: Known; nowMs: number };
type Given = { at: string; status: number; bytes: Buffer };

class Play {
  readonly hearing = uuidv7();
  readonly entered: EventEnvelope[] = [];
  readonly uris = new Set<string>();
  readonly moments: Moment[] = [];
  readonly room: string;
  readonly court: FuzzCourt;
  readonly line: RigLine;
  private readonly pages: { session: Session; page: LiveViewer; read: number; answers: number }[];
  isLineUp = true;

  private constructor(room: string, court: FuzzCourt, line: RigLine, watching: Session[]) {
    this.room = room;
    this.court = court;
    this.line = line;
    this.pages = watching.map((session) => ({
      session,
      page: watch({ http: house.http, cookie: session.cookie, scopes: ['wall', `hearing:${this.hearing}`] }),
      read: 0,
      answers: 0,
    }));
  }

  static async open(): Promise<Play> {
    const n = played++;
    const room = rooms[n];
    if (room === undefined) throw new Error('no more rooms');
    const line = await startLine(house.http);
    const court = openCourt({
      service: line.http,
      token: tokenOf(`lb-agent-${n}`),
      court: 'lb',
      code: `lb-agent-${n}`,
      room,
      feed: `${room}-1`,
      folder: path.join(house.dir, `agent-${n}`),
      now: house.clock.now,
    });
    const play = new Play(room, court, line, sessions.slice(0, 9));
    play.enter('hearing.scheduled', {
      court: 'lb',
      room,
      start: new Date(house.clock.now()).toISOString(),
      caseNumbers: ['9001/2021/TLST-HS'],
      title: 'Vụ án thử nghiệm',
      caseType: 'HS',
      instance: 'ST',
      panel: [{ name: 'chu.toa', role: 'presiding_judge' }],
      clerk: { name: 'thu.ky', role: 'clerk' },
      prosecutor: { name: 'kiem.sat', role: 'prosecutor' },
    });
    play.enter('hearing.preparation.started', { room });
    play.enter('hearing.transmission.permitted', { scope: 'whole' });
    play.enter('hearing.opened', {});
    play.enter('hearing.note.recorded', { text: `lời-${++notes}-hết` });
    // Slowly: what takes longer than a quarter of a minute on its way is not live any more, and the clock runs ahead of the machine.
    await play.pass(8_000, 25);
    // While everything is open, so that it means something when it is not.
    await until('both pictures to be live', async () => {
      await play.pass(PART_MS, 25);
      const [window] = house.hearings.windows.ofFeed(play.court.feed);
      const [viewer] = sessions;
      const signal = AbortSignal.timeout(ANSWER_MS);
      const headers = { cookie: viewer?.cookie ?? '' };
      const ask = (name: string) => fetch(`${house.http}/media/live/${window?.id}/${name}`, { headers, signal });
      return ((await ask('live.m3u8')).ok && (await ask('small-live.m3u8')).ok) || undefined;
    });
    await play.look(sessions[0] as Session, 0);
    return play;
  }

  enter<T extends EventType>(type: T, data: EventData<T>, more: { lateMs?: number; corrects?: string } = {}): void {
    const { lateMs = 0, corrects } = more;
    // No two events of one court at one moment.
    house.clock.advance(1);
    const event = this.court.enter({
      type,
      subject: `hearings/${this.hearing}`,
      data: data as Record<string, unknown>,
      ...(lateMs > 0 ? { time: new Date(house.clock.now() - lateMs).toISOString() } : {}),
      ...(corrects === undefined ? {} : { corrects }),
    });
    this.entered.push(event);
  }

  async byProvince<T extends EventType>(type: T, data: EventData<T>): Promise<void> {
    house.clock.advance(1);
    const draft = { type, subject: `hearings/${this.hearing}`, data: data as Record<string, unknown> };
    await house.journal.appendOwn([draft]);
    this.court.wake();
  }

  /** Of both sides, as the journal has them. */
  async events(): Promise<EventEnvelope[]> {
    return (await house.journal.readStream(`hearings/${this.hearing}`)).map(({ event }) => event);
  }

  async pass(ms: number, pauseMs = 2): Promise<void> {
    for (let passed = 0; passed < ms; passed += PART_MS) {
      house.clock.advance(PART_MS);
      this.court.film();
      await sleep(pauseMs);
    }
    await this.settle();
  }

  /** Everything that can arrive has arrived. */
  async settle(): Promise<void> {
    if (this.isLineUp) await until('the outbox to be empty', () => this.court.outbox.waiting().length === 0, 30_000);
    await sleep(40);
    this.moments.push({
      known: { hearing: this.hearing, court: 'lb', room: this.room, events: await this.events() },
      nowMs: house.clock.now(),
    });
    if (this.moments.length > 8) this.moments.shift();
    this.judgePages();
  }

  private judgePages(): void {
    for (const one of this.pages) {
      const { session, page } = one;
      const fresh = [...page.received.slice(one.read), ...page.answered.slice(one.answers)];
      one.read = page.received.length;
      one.answers = page.answered.length;
      this.judgeLines(session, JSON.stringify(fresh), this.moments);
    }
  }

  private judgeLines(session: Session, text: string, moments: readonly Moment[]): void {
    for (const note of this.entered.filter(({ type }) => type === 'hearing.note.recorded')) {
      if (!text.includes(String(note.data.text))) continue;
      counted.lines += 1;
      const allowed = moments.some(({ known, nowMs }) => mayHaveRead(known, session.viewer, eventRef(note), nowMs));
      if (!allowed) throw new Error(`${session.login} read a note of ${note.time}`);
    }
  }

  /** What is there of this hearing, as the service itself names it to whoever may ask. */
  private lists(): string[] {
    const windows = house.hearings.windows.ofFeed(this.court.feed);
    const base = `/media/hearings/${this.hearing}/${this.court.feed}`;
    for (const { id } of windows) this.uris.add(`/media/live/${id}/live.m3u8`);
    for (const { epoch, number } of this.court.spool.segments()) this.uris.add(`${base}/${epoch}/s${number}.m4s`);
    const live = windows
      .slice(-1)
      .flatMap(({ id }) => ['live', 'wall', 'small-live'].map((name) => `/media/live/${id}/${name}.m3u8`));
    const of = `/api/v1/hearings/${this.hearing}`;
    return [...live, `${base}/recording.m3u8?asOf=999999999999`, of, `${of}/log`];
  }

  private async ask(session: Session, asked: readonly string[], meanwhile?: () => Promise<void>): Promise<Given[]> {
    const stop = new AbortController();
    const answers = asked.map(async (at): Promise<Given | undefined> => {
      try {
        const answer = await fetch(`${house.http}${at}`, { headers: { cookie: session.cookie }, signal: stop.signal });
        return { at, status: answer.status, bytes: Buffer.from(await answer.arrayBuffer()) };
      } catch {
        // It waits for a picture that does not come, or was cut off.
        return undefined;
      }
    });
    await meanwhile?.();
    const timer = setTimeout(() => stop.abort(), ANSWER_MS);
    const given = await Promise.all(answers);
    clearTimeout(timer);
    return given.flatMap((one) => one ?? []);
  }

  /** Asks as `session` for the newest and for some of the old, and judges what comes by what was known before and after. */
  async look(session: Session, pick: number, meanwhile?: () => Promise<void>): Promise<void> {
    const before = this.moments.slice(-1);
    const lists = await this.ask(session, this.lists());
    this.judge(session, lists, before);
    const hints: string[] = [];
    const fresh: string[] = [];
    for (const { at, status, bytes } of lists) {
      if (status !== 200 || !at.includes('.m3u8')) continue;
      const text = bytes.toString();
      const named = (uri: string) => new URL(uri, `http://x${at}`).pathname;
      const hint = /TYPE=PART,URI="([^"]+)"/.exec(text)?.[1];
      if (hint) hints.push(named(hint), `${at}?_HLS_msn=${Number(/MEDIA-SEQUENCE:(\d+)/.exec(text)?.[1]) + 1000}`);
      const all = [...text.matchAll(/[\w/-]+\.m4s/g)].map(([uri]) => named(uri)).filter((uri) => !hints.includes(uri));
      fresh.push(...all.slice(-6));
      for (const uri of all) this.uris.add(uri);
    }
    const known = [...this.uris];
    const old = Array.from({ length: 5 }, (_, n) => known[(pick * 7 + n * 13) % known.length] ?? '');
    // What waits for the next picture must be refused with a cut; without one it would only wait.
    const media = [...new Set([...fresh, ...old, ...(meanwhile ? hints : [])])];
    const given = await this.ask(session, media, meanwhile);
    await this.settle();
    this.judge(session, given, [...before, ...this.moments.slice(-1)]);
  }

  private judge(session: Session, given: readonly Given[], moments: readonly Moment[]): void {
    for (const { at, status, bytes } of given) {
      if (status !== 200) {
        counted.refused += 1;
        continue;
      }
      const kind = at.startsWith('/media/live/') ? 'live' : 'recording';
      for (const { atMs, feed } of marksIn(bytes)) {
        counted[kind] += 1;
        if (at.includes('/small-')) counted.small += 1;
        const allowed = moments.some(({ known, nowMs }) => mayHaveSeen(known, session.viewer, kind, feed, atMs, nowMs));
        if (!allowed) throw new Error(`${session.login} was given ${at}, filmed ${house.clock.now() - atMs} ms ago`);
      }
      this.judgeLines(session, bytes.toString(), moments);
    }
  }

  async close(): Promise<void> {
    if (!this.isLineUp) this.line.goOn();
    this.isLineUp = true;
    this.enter('hearing.closed', {});
    await this.settle();
    for (const { page } of this.pages) page.close();
    await this.court.close();
    this.line.close();
  }
}

type Step = fc.AsyncCommand<object, Play>;
const step = (name: string, run: (play: Play) => Promise<void>): Step => ({
  check: () => true,
  run: (_model, play) => run(play),
  toString: () => name,
});
const entry = <T extends EventType>(type: T, data: EventData<T>, lateMs: number): Step =>
  step(`${type} ${JSON.stringify(data)}${lateMs > 0 ? `, ${lateMs} ms late` : ''}`, async (play) => {
    play.enter(type, data, { lateMs });
    await play.settle();
  });
/** Lifts whatever the court can lift, as a clerk who is told to open does; and somebody who may watch does. */
const open = fc.tuple(fc.nat(3), fc.nat(1000)).map(([n, pick]) =>
  step(`open, and ${PEOPLE[n]?.login} looks`, async (play) => {
    const cuts = (await play.events()).filter(({ type }) => type === 'feed.cut');
    for (const cut of cuts) {
      if (cut.source === '/service') await play.byProvince('feed.reopened', { lifts: eventRef(cut) });
      else play.enter('feed.reopened', { lifts: eventRef(cut) });
    }
    play.enter('hearing.publicity.changed', { to: 'public' });
    play.enter('hearing.transmission.permitted', { scope: 'whole' });
    play.enter('hearing.questioning.started', {});
    await play.pass(7_000);
    await play.look(sessions[n] as Session, pick);
  }),
);

const late = fc.oneof(
  { weight: 3, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 6_000 }) },
);
const said = <T extends EventType>(type: T, data: EventData<T>) => late.map((ms) => entry(type, data, ms));
const closing = fc.oneof(
  said('feed.cut', { order: 'theo lệnh Chủ tọa' }),
  said('hearing.recess.started', {}),
  said('hearing.deliberation.started', { purpose: 'judgment' }),
  said('hearing.publicity.changed', { to: 'in_camera' }),
  said('hearing.transmission.withdrawn', {}),
  said('hearing.suspended', { reasonCode: 'OTHER' }),
  said('hearing.sitting.ended', {}),
);
const opening = fc.oneof(
  said('hearing.recess.ended', {}),
  said('hearing.questioning.started', {}),
  said('hearing.pronouncing.started', { of: 'judgment' }),
  said('hearing.publicity.changed', { to: 'public' }),
  said('hearing.transmission.permitted', { scope: 'whole' }),
  said('hearing.transmission.permitted', { scope: 'opening_and_pronouncing' }),
  fc.constant(
    step('sit again', async (play) => {
      play.enter('hearing.sitting.started', { room: play.room });
      play.enter('hearing.resumed', { room: play.room });
      await play.settle();
    }),
  ),
  fc.integer({ min: 3_000, max: 9_000 }).map((ms) =>
    step(`public for ${ms} ms`, async (play) => {
      const until_ = new Date(house.clock.now() + ms).toISOString();
      play.enter('feed.reopened', { lifts: 'in_camera', until: until_ });
      await play.settle();
    }),
  ),
);
const word = fc.constant(
  step('a note', async (play) => {
    play.enter('hearing.note.recorded', { text: `lời-${++notes}-hết` });
    await play.settle();
  }),
);
const correction = fc.tuple(fc.nat(50), fc.boolean(), fc.integer({ min: 1, max: 5_000 })).map(([n, retract, ms]) =>
  step(retract ? `takes back ${n}` : `corrects ${n} by ${ms} ms`, async (play) => {
    const targets = play.entered.slice(4).filter(({ corrects }) => corrects === undefined);
    const target = targets[n % Math.max(1, targets.length)];
    if (!target) return;
    const corrects = eventRef(target);
    if (retract) play.enter('hearing.event.retracted', {}, { corrects });
    else {
      const time = new Date(Date.parse(target.time) - ms).toISOString();
      play.enter('hearing.event.corrected', { time }, { corrects });
    }
    await play.settle();
  }),
);
const release = fc.constant(
  step('releases', async (play) => {
    const to = new Date(house.clock.now()).toISOString();
    const from = new Date(house.clock.now() - 20_000).toISOString();
    play.enter('recording.released', { from, to, reason: 'Chủ tọa cho phép' });
    await play.pass(6_000);
  }),
);
const province = fc.constant(
  step('the province cuts', async (play) => {
    await play.byProvince('feed.cut', { order: 'Lệnh của Tòa án' });
    await play.settle();
  }),
);
const wire = fc.constant(
  step('the line', async (play) => {
    if (play.isLineUp) {
      play.line.cut();
      play.line.halt();
    } else play.line.goOn();
    play.isLineUp = !play.isLineUp;
    await play.settle();
  }),
);
const passes = fc
  .integer({ min: 1, max: 30 })
  .map((n) => step(`${n * PART_MS} ms pass`, (play) => play.pass(n * PART_MS)));
const who = fc.nat(PEOPLE.length - 1);
const looks = fc
  .tuple(who, fc.nat(1000))
  .map(([n, pick]) => step(`${PEOPLE[n]?.login} looks`, (play) => play.look(sessions[n] as Session, pick)));
const race = fc.tuple(who, fc.nat(1000), fc.boolean()).map(([n, pick, fromProvince]) =>
  step(`${PEOPLE[n]?.login} looks while ${fromProvince ? 'the province' : 'the clerk'} cuts`, (play) =>
    play.look(sessions[n] as Session, pick, async () => {
      if (fromProvince) await play.byProvince('feed.cut', { order: 'Lệnh của Tòa án' });
      else play.enter('feed.cut', { order: 'theo lệnh Chủ tọa' });
    }),
  ),
);

test(
  `no viewer gets a byte that the policy forbids (SEED=${SEED})`,
  async () => {
    const steps = fc.commands(
      [
        looks,
        looks,
        looks,
        passes,
        passes,
        closing,
        closing,
        opening,
        open,
        open,
        word,
        correction,
        release,
        province,
        wire,
        race,
      ],
      {
        maxCommands: COMMANDS,
        size: 'max',
      },
    );
    const end = Date.now() + FUZZ_MS;
    // One course after the other, each with a seed of its own; three at least, however slow the machine.
    for (let seed = SEED; (Date.now() < end || played < 3) && played < ROOMS; seed++) {
      const course = fc.asyncProperty(steps, async (commands) => {
        const play = await Play.open();
        try {
          await fc.asyncModelRun(() => ({ model: {}, real: play }), commands);
        } finally {
          await play.close();
        }
      });
      await fc.assert(course, { seed, numRuns: 1, endOnFailure: true });
    }
    console.log(JSON.stringify({ seed: SEED, played, ...counted }));
    // So that it means something: bytes were given, and others were refused.
    expect(counted.live).toBeGreaterThan(5);
    expect(counted.small).toBeGreaterThan(0);
    expect(counted.recording).toBeGreaterThan(20);
    expect(counted.lines).toBeGreaterThan(0);
    expect(counted.refused).toBeGreaterThan(20);
  },
  Math.max(120_000, FUZZ_MS * 3),
);
