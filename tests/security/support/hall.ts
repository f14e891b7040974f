// A province with people of every office and a hearing in every state, over the real service as a process: what the matrix is asked of.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { EventEnvelope } from '@giamsat/contract/event/envelope';
import type { Account, Authorisation, RegistrySeed } from '@giamsat/contract/registry';
import type { HearingRow } from '@giamsat/contract/wire/live';
import type { HearingFacts } from '@giamsat/service/access/policy';
import type { Viewer } from '@giamsat/service/access/viewer';
import { v7 as uuidv7 } from 'uuid';
import { courtThatSpeaks, type SpokenCourt } from '../../live/support/court.ts';
import { createAgent } from '../../media/support/agent.ts';
import { type Footage, makeFootage } from '../../media/support/footage.ts';
import { get } from '../../media/support/viewer.ts';
import { until } from '../../rig/processes.ts';
import { type Province, startProvince } from '../../rig/province.ts';

const grant = (organisation: string, more: Partial<Authorisation> = {}): Authorisation => ({
  documentNo: `01/${organisation}`,
  issuedOn: '2021-01-01',
  issuer: 'TAND tỉnh',
  organisation,
  from: '2021-01-01',
  scope: { live: true, recordings: true, logs: true, exports: true },
  ...more,
});
const scope = (more: Partial<Authorisation['scope']>): Pick<Authorisation, 'scope'> => ({
  scope: { live: true, recordings: true, logs: true, exports: true, ...more },
});
/** Ids of the hearings, one for each state: a document that names them is here before they are. */
const HEARINGS = Array.from({ length: 10 }, () => uuidv7());
/** Bodies with the documents that they have. */
const BODIES: Record<string, Authorisation[]> = {
  tand: [],
  'no-document': [],
  whole: [grant('whole')],
  'live-only': [grant('live-only', scope({ recordings: false, logs: false, exports: false }))],
  'logs-only': [grant('logs-only', scope({ live: false, recordings: false, exports: false }))],
  'other-court': [grant('other-court', scope({ courts: ['cl'] }))],
  expired: [grant('expired', { to: '2021-12-31' })],
  'not-yet': [grant('not-yet', { from: '2999-01-01' })],
  procuracy: [grant('procuracy')],
  // A written decision that lets two of its people in behind the doors of every hearing here.
  admitted: [grant('admitted', scope({ hearings: HEARINGS, admits: ['duoc.vao', 'chanh.an.duoc.vao'] }))],
};
const person = (
  login: string,
  role: Account['role'],
  organisation: string,
  more: { court?: string; displayName?: string } = {},
): Account => ({ login, displayName: `Người ${login}`, role, organisation, ...more });
const CLERK = 'Thư ký của phiên tòa';
const JUDGE = 'Chủ tọa của phiên tòa';
const PROSECUTOR = 'Kiểm sát viên của phiên tòa';
/** The hearings are those of the court `lb`. */
const PEOPLE: Account[] = [
  person('quan.tri', 'administrator', 'tand'),
  person('quan.tri.lb', 'administrator', 'whole', { court: 'lb' }),
  person('kiem.toan', 'auditor', 'tand'),
  person('ky.thuat.lb', 'court_administrator', 'tand', { court: 'lb' }),
  person('ky.thuat.cl', 'court_administrator', 'tand', { court: 'cl' }),
  person('chanh.an.tinh', 'province_chief_judge', 'tand'),
  person('chanh.an.lb', 'court_chief_judge', 'tand', { court: 'lb' }),
  person('chanh.an.cl', 'court_chief_judge', 'tand', { court: 'cl' }),
  person('chu.toa', 'presiding_judge', 'tand', { court: 'lb', displayName: JUDGE }),
  person('trung.ten', 'presiding_judge', 'tand', { court: 'cl', displayName: JUDGE }),
  person('tham.phan.khac', 'presiding_judge', 'tand', { court: 'lb' }),
  person('thu.ky', 'clerk', 'tand', { court: 'lb', displayName: CLERK }),
  person('thu.ky.khac', 'clerk', 'tand', { court: 'lb' }),
  person('thu.ky.cl', 'clerk', 'tand', { court: 'cl' }),
  person('kiem.sat.vien', 'prosecutor', 'no-document', { court: 'lb', displayName: PROSECUTOR }),
  person('kiem.sat.lb', 'prosecutor', 'no-document', { court: 'lb' }),
  person('kiem.sat.cl', 'prosecutor', 'no-document', { court: 'cl' }),
  person('kiem.sat.van.ban', 'prosecutor', 'procuracy', { court: 'cl' }),
  person('giam.sat', 'supervisor', 'whole'),
  person('giam.sat.khong', 'supervisor', 'no-document'),
  person('giam.sat.truc.tiep', 'supervisor', 'live-only'),
  person('giam.sat.nhat.ky', 'supervisor', 'logs-only'),
  person('giam.sat.cl', 'supervisor', 'other-court'),
  person('giam.sat.het.han', 'supervisor', 'expired'),
  person('giam.sat.chua', 'supervisor', 'not-yet'),
  person('duoc.vao', 'supervisor', 'admitted'),
  person('chanh.an.duoc.vao', 'court_chief_judge', 'admitted', { court: 'cl' }),
  person('khong.duoc.vao', 'supervisor', 'admitted'),
  person('man.hinh', 'screen', 'whole'),
  person('man.hinh.khong', 'screen', 'no-document'),
];

/** All have the province's one password, for what asks for a proof. */
const registry = (seed: RegistrySeed): RegistrySeed => ({
  ...seed,
  organisations: Object.keys(BODIES).map((code) => ({
    code,
    name: code,
    kind: code === 'tand' ? 'court' : code === 'procuracy' ? 'procuracy' : 'oversight',
  })),
  accounts: PEOPLE.map((account) => ({ ...seed.accounts?.[0], ...account })),
  authorisations: Object.values(BODIES).flat(),
});

type Hearing = ReturnType<SpokenCourt['hearing']>;
const inCamera = (one: Hearing) =>
  one.say('hearing.publicity.changed', { to: 'in_camera', ground: 'đời sống riêng tư' });
/** A state: how a hearing that is on air comes into it, and what the policy must then be told of it. */
type State = {
  turn(one: Hearing, at: { from: string; to: string }): EventEnvelope[];
  facts: Pick<HearingFacts, 'closed' | 'ended'>;
  /** Of the picture that was kept while it was on air. */
  restricted: boolean;
  released: boolean;
  /** Of the picture that is live now. */
  cut: boolean;
};
export const STATES = {
  'on air': { turn: () => [], facts: { ended: false }, restricted: false, released: false, cut: false },
  'in recess': {
    turn: (one) => [one.say('hearing.recess.started', {})],
    facts: { ended: false },
    restricted: false,
    released: false,
    cut: true,
  },
  'cut by the clerk': {
    turn: (one) => [one.say('feed.cut', { order: 'theo lệnh Chủ tọa' })],
    facts: { ended: false },
    restricted: false,
    released: false,
    cut: true,
  },
  deliberating: {
    turn: (one) => [one.say('hearing.deliberation.started', {})],
    facts: { ended: false },
    restricted: false,
    released: false,
    cut: true,
  },
  'in camera': {
    turn: (one) => [inCamera(one)],
    facts: { closed: 'in_camera', ended: false },
    restricted: true,
    released: false,
    cut: true,
  },
  'with a minor': {
    turn: (one) => [one.say('hearing.minor.flagged', { who: 'victim' })],
    facts: { closed: 'minor', ended: false },
    restricted: true,
    released: false,
    cut: true,
  },
  'in camera, pronouncing in public': {
    turn: (one, { to }) => [
      inCamera(one),
      one.say('hearing.pronouncing.started', {}),
      one.say('feed.reopened', { lifts: 'in_camera', until: to }),
    ],
    facts: { closed: 'in_camera', ended: false },
    restricted: true,
    released: false,
    cut: false,
  },
  ended: {
    turn: (one) => [one.say('hearing.closed', {})],
    facts: { ended: true },
    restricted: false,
    released: false,
    cut: false,
  },
  'in camera, ended, its open part released': {
    turn: (one, { from, to }) => [
      inCamera(one),
      one.say('hearing.closed', {}),
      one.say('recording.released', { from, to, reason: 'theo quyết định của tòa án' }),
    ],
    facts: { closed: 'in_camera', ended: true },
    restricted: true,
    released: true,
    cut: true,
  },
} as const satisfies Record<string, State>;
type StateName = keyof typeof STATES;

export type Case = { state: StateName; hearing: Hearing; feed: string; window: string; epoch: string };
export type Person = { login: string; viewer: Viewer; cookie: string };
export type Hall = {
  province: Province;
  court: SpokenCourt;
  people: Person[];
  cases: Case[];
  /** What the policy is to be told of it, from what was done to it; nothing of it was read from the service. */
  factsOf(one: Case): HearingFacts;
  /** The person proves who they are, as a page has them do. */
  prove(person: Person): Promise<void>;
  close(): Promise<void>;
};

/** What a title, a name or a note of each hearing holds, so that it is recognised wherever it turns up. */
export const SECRET = 'bi-mat-cua-vu-an';
const ON_AIR_MS = 6_000;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export async function openHall(): Promise<Hall> {
  const dir = await mkdtemp(path.join(tmpdir(), 'giamsat-hall-'));
  const names = Object.keys(STATES) as StateName[];
  const province = await startProvince({
    dir,
    rooms: { lb: names.length, cl: 1 },
    // One click each, whatever else signing in asks for.
    env: { GIAMSAT_DEMO: '1' },
    seed: registry,
  });
  const close = async () => {
    await province.stop();
    await rm(dir, { recursive: true, force: true });
  };
  try {
    const footage = await makeFootage({ seconds: 9 });
    const court = courtThatSpeaks({
      http: () => province.http,
      court: 'lb',
      agent: 'lb-agent',
      token: () => province.token('lb'),
    });
    const people = await Promise.all(PEOPLE.map((account) => personOf(province, account)));
    const chief = people.find(({ login }) => login === 'chanh.an.tinh');
    const cases = await Promise.all(
      names.map((state, n) =>
        stage({
          province,
          court,
          footage,
          cookie: chief?.cookie ?? '',
          state,
          id: HEARINGS[n] ?? '',
          room: `lb-${n + 1}`,
        }),
      ),
    );
    return {
      province,
      court,
      people,
      cases,
      factsOf: ({ state, hearing, feed }) => ({
        id: hearing.id,
        court: 'lb',
        room: feed.replace(/-1$/, ''),
        caseType: 'HS',
        panel: [JUDGE],
        clerk: CLERK,
        prosecutor: PROSECUTOR,
        ...STATES[state].facts,
      }),
      async prove({ login, cookie }) {
        const answer = await fetch(`${province.http}/api/v1/session/proof`, {
          method: 'POST',
          headers: { cookie, 'content-type': 'application/json', 'giamsat-request': '1' },
          body: JSON.stringify({ password: province.password }),
        });
        if (!answer.ok) throw new Error(`${login}: ${answer.status} ${await answer.text()}`);
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function personOf(province: Province, account: Account): Promise<Person> {
  const answer = await fetch(`${province.http}/api/v1/demo/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'giamsat-request': '1' },
    body: JSON.stringify({ login: account.login }),
  });
  if (!answer.ok) throw new Error(`${account.login}: ${answer.status} ${await answer.text()}`);
  const { login, displayName, role, organisation, court } = account;
  const authorisations = (BODIES[organisation] ?? []).map((one, n) => ({ ...one, id: `${organisation}-${n}` }));
  return {
    login,
    cookie: answer.headers.getSetCookie().join('').split(';')[0] ?? '',
    viewer: { login, displayName, role, organisation, ...(court ? { court } : {}), authorisations, sessionId: login },
  };
}

/** Opened in public, filmed until it was on air for a while, then turned into its state. */
async function stage(on: {
  province: Province;
  court: SpokenCourt;
  footage: Footage;
  cookie: string;
  state: StateName;
  id: string;
  room: string;
}): Promise<Case> {
  const { province, court, footage, state, room } = on;
  const feed = `${room}-1`;
  const hearing = court.hearing(on.id);
  const from = new Date().toISOString();
  await court.tell(
    hearing.scheduled(room, `${SECRET} ${state}`, {
      panel: [{ name: JUDGE, role: 'presiding_judge' }],
      clerk: { name: CLERK, role: 'clerk' },
      prosecutor: { name: PROSECUTOR, role: 'prosecutor' },
    }),
    ...hearing.opened(room),
    hearing.note(`${SECRET} lời khai`),
  );
  const windowOtherThan = (known?: string): Promise<string> =>
    until('a window', async () => {
      const { text } = await get(`${province.http}/api/v1/hearings/${hearing.id}`, { cookie: on.cookie });
      const { windows = [] } = (JSON.parse(text) as { row: HearingRow }).row;
      return windows.find(({ window, opensAt }) => window !== known && Date.parse(opensAt) <= Date.now())?.window;
    });
  const agent = createAgent(province, { token: () => province.token('lb'), feed });
  const epoch = await agent.begin(footage);
  const send = async (number: number) => {
    const segment = footage.segments[number];
    if (!segment) throw new Error('not so much footage');
    const sent = await agent.send(epoch, number, segment, Date.now());
    if (sent.status !== 200) throw new Error(JSON.stringify(sent));
  };
  await send(0);
  let window = await windowOtherThan();
  await pause(ON_AIR_MS);
  const to = new Date(Date.now() + 3_600_000).toISOString();
  await court.tell(...STATES[state].turn(hearing, { from, to }));
  if (state === 'in camera, pronouncing in public') {
    window = await windowOtherThan(window);
    await send(1);
  }
  await agent.disconnect();
  return { state, hearing, feed, window, epoch };
}
