// Hearings behind closed doors at the real service: nothing of them reaches an outsider by any way in, nor the log, nor the metrics.
import type { Role } from '@giamsat/contract/registry';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { watch } from '../live/support/viewer.ts';
import { createAgent } from '../media/support/agent.ts';
import { makeFootage } from '../media/support/footage.ts';
import { until } from '../rig/processes.ts';
import { PEOPLE } from '../rig/province.ts';
import { ago, openTheatre, past, pastInTurn, type Session, type Theatre } from './support/theatre.ts';

/** Stands in every name, title and text of the closed hearings; the number's own digits likewise. */
const SECRET = 'Kxqz';
const NUMBER = '97531';
const NEVER = new RegExp(`${SECRET}|${NUMBER}|giấu`, 'iu');

const OUTSIDERS: [login: string, role: Role, organisation: string, court?: string][] = [
  ['province-chief', 'province_chief_judge', 'court-lb'],
  ['court-chief', 'court_chief_judge', 'court-lb', 'lb'],
  ['other-judge', 'presiding_judge', 'court-lb', 'lb'],
  ['other-clerk', 'clerk', 'court-lb', 'lb'],
  ['clerk-elsewhere', 'clerk', 'court-cl', 'cl'],
  ['prosecutor', 'prosecutor', 'oversight'],
  ['technician', 'court_administrator', 'court-lb', 'lb'],
  ['auditor', 'auditor', 'operator'],
];

let theatre: Theatre;
let output = '';
const outsiders = new Map<string, Session>();
let inside: Session;
/** What the closed hearings can be asked for. */
const closed: { id: string; feed: string; epoch: string; window: string; room: string }[] = [];
let wordInside: (n: number) => Promise<unknown>;

beforeAll(async () => {
  const footage = await makeFootage({ seconds: 4 });
  theatre = await openTheatre({ rooms: { lb: 4, cl: 1 }, env: { LOG_LEVEL: 'trace' } });
  const { stdout, stderr } = theatre.province.process().child;
  for (const stream of [stdout, stderr]) stream?.on('data', (piece: Buffer) => (output += piece.toString()));

  const { administrator, province } = theatre;
  for (const [login, role, organisation, court] of OUTSIDERS) {
    const { status, text } = await administrator.call('PUT', `/api/v1/admin/accounts/${login}`, {
      displayName: `Người ngoài ${login}`,
      role,
      organisation,
      ...(court === undefined ? {} : { court }),
      password: province.password,
    });
    if (status !== 200) throw new Error(`${login}: ${status} ${text}`);
    outsiders.set(login, await theatre.session(login));
  }
  outsiders.set('supervisor', theatre.outside);
  outsiders.set('screen', await theatre.screen());
  outsiders.set('administrator', administrator);
  inside = await theatre.session(PEOPLE.clerk('lb'));

  const { lb } = theatre.court;
  if (!lb) throw new Error('no court');
  for (const [n, way] of (['from the beginning', 'in the middle', 'a minor'] as const).entries()) {
    const room = `lb-${n + 1}`;
    const feed = `${room}-1`;
    const one = lb.hearing();
    await lb.tell(
      ...pastInTurn(
        8,
        one.scheduled(room, `Ly hôn ${SECRET}`, {
          start: ago(8),
          caseNumbers: [`${NUMBER}/2021/TLST-HNGĐ`],
          caseType: 'HNGĐ',
          documentNo: `${NUMBER}/2021/QĐXXST-HNGĐ`,
          panel: [{ name: `${SECRET} chủ tọa`, role: 'presiding_judge' }],
          prosecutor: { name: `${SECRET} kiểm sát viên`, role: 'prosecutor' },
          clerk: { name: 'Thư ký thử nghiệm lb', role: 'clerk' },
          ...(way === 'from the beginning' ? { publicity: 'in_camera' as const } : {}),
        }),
        ...one.opened(room),
        one.note(`${SECRET} khai`),
      ),
    );
    // Where it was public at first, there is a picture and a thumbnail of it, live and recorded.
    const agent = createAgent(province, { token: () => province.token('lb'), feed });
    const epoch = await agent.begin(footage);
    const [segment] = footage.segments;
    if (!segment) throw new Error('no footage');
    const sent = await agent.send(epoch, 0, segment, Date.parse(ago(5)));
    if (sent.status !== 200) throw new Error(JSON.stringify(sent));
    const jpeg = Buffer.from('ffd8ffe000104a46494600ffd9', 'hex');
    await agent.call('PUT', `${agent.base(epoch)}/segments/0/thumbnail`, jpeg, { 'content-type': 'image/jpeg' });
    agent.disconnect();
    const window =
      way === 'from the beginning'
        ? '019171b1-0000-7000-8000-00000000ffff'
        : (await theatre.outside.row(one.id)).windows[0]?.window;
    if (!window) throw new Error('not on air');
    if (way !== 'from the beginning') {
      // While it is public they are there, so that it means something when they are not.
      const base = `/media/hearings/${one.id}/${feed}`;
      for (const at of [`${base}/thumbnails.vtt`, `${base}/${epoch}/s0.m4s`, `${base}/${epoch}/s0.jpg`]) {
        const { status } = await theatre.outside.call('GET', at);
        if (status !== 200) throw new Error(`${at}: ${status}`);
      }
    }
    if (way === 'in the middle')
      await lb.tell(past(3, one.say('hearing.publicity.changed', { to: 'in_camera', ground: `điều giấu ${SECRET}` })));
    if (way === 'a minor') await lb.tell(past(3, one.say('hearing.minor.flagged', { who: 'victim' })));
    closed.push({ id: one.id, feed, epoch, window, room });
  }
  const [first] = closed;
  const again = lb.hearing(first?.id);
  wordInside = (n) =>
    lb.tell(
      again.note(`${SECRET} nói lần ${n}`),
      again.say('hearing.attendance.recorded', {
        participants: [{ name: `${SECRET} nhân chứng`, role: 'witness', present: true }],
      }),
      again.say('hearing.judgment.pronounced', { judgmentNo: `${NUMBER}/2021/HNGĐ-ST` }),
    );
  await wordInside(0);
});
afterAll(() => theatre?.close());

/** Every address under which something is to be had, by the service's own description, with what the closed hearings are known by. */
async function addresses(): Promise<string[]> {
  const { paths } = JSON.parse((await theatre.outside.call('GET', '/api/openapi.json')).text) as {
    paths: Record<string, Record<string, unknown>>;
  };
  const files = ['init0.mp4', 's0.m4s', 'p0.m4s', 's0.jpg', 'init.mp4'];
  return Object.entries(paths)
    .filter(([at, methods]) => 'get' in methods && !at.startsWith('/ingest/'))
    .flatMap(([at]) => (at.includes('{file}') ? files.map((file) => at.replace('{file}', file)) : [at]))
    .flatMap((at) =>
      at.includes('{')
        ? closed.map(({ id, feed, epoch, window }) =>
            at
              .replace(/\{(hearing|id)\}/, id)
              .replace('{feed}', feed)
              .replace('{epoch}', epoch)
              .replace('{window}', window)
              .replace('{note}', window)
              .replace('{login}', 'supervisor')
              .replace('{code}', feed)
              .replace('{sha256}', '0'.repeat(64)),
          )
        : [at],
    );
}

describe('an outsider', () => {
  test('has somebody inside to compare with', async () => {
    for (const { id } of closed) {
      expect((await inside.row(id)).state.title).toContain(SECRET);
      expect(JSON.stringify(await inside.log(id))).toContain(`${SECRET} khai`);
    }
  });

  test('finds no name, number, title or text at any address, in bodies and headers', async () => {
    const all = await addresses();
    expect(all.length).toBeGreaterThan(40);
    expect(all.join()).not.toContain('{');
    let masked = 0;
    for (const [login, session] of outsiders) {
      for (const at of [...all, `/api/v1/hearings?court=lb`, `/hearings/${closed[0]?.id}`]) {
        const { status, headers, text } = await session.call('GET', at);
        expect([login, at, text.match(NEVER)?.[0]]).toEqual([login, at, undefined]);
        expect([login, at, JSON.stringify([...headers]).match(NEVER)?.[0]]).toEqual([login, at, undefined]);
        if (text.includes('"masked"')) masked += 1;
        expect(status, `${login} ${at}`).toBeLessThan(500);
      }
    }
    expect(masked).toBeGreaterThan(outsiders.size);
  });

  test('gets no picture, sound, thumbnail or playlist, live or recorded; an insider of the court neither', async () => {
    const media = (await addresses()).filter((at) => at.startsWith('/media/'));
    expect(media.length).toBeGreaterThan(20);
    for (const [login, session] of [...outsiders, ['inside', inside] as const]) {
      for (const at of media) {
        const { status, text } = await session.call('GET', at);
        expect([403, 404], `${login} ${at}: ${status}`).toContain(status);
        // A refusal does not tell why.
        expect(text).not.toMatch(/camera|minor|closed|kín/);
      }
    }
  });

  test('learns from a row the place and a word, and from its tag nothing at all', async () => {
    const [first] = closed;
    const session = theatre.outside;
    const at = [`/api/v1/hearings/${first?.id}`, '/api/v1/hearings'];
    const tags = async () => Promise.all(at.map(async (one) => (await session.call('GET', one)).headers.get('etag')));
    const before = await tags();
    expect(before.every((tag) => tag !== null)).toBe(true);
    const insideBefore = (await inside.call('GET', at[0] ?? '')).headers.get('etag');
    await wordInside(1);
    expect((await inside.call('GET', at[0] ?? '')).headers.get('etag')).not.toBe(insideBefore);
    expect(await tags()).toEqual(before);
    for (const { id, room } of closed) {
      const { row, may } = await session.get<{ row: Record<string, unknown>; may: object }>(`/api/v1/hearings/${id}`);
      expect(Object.keys(row).sort()).toEqual(
        ['cause', 'court', 'courtName', 'courtShort', 'day', 'form', 'id', 'room', 'roomName', 'version'].sort(),
      );
      expect(row).toMatchObject({ form: 'masked', room });
      expect(may).toMatchObject({ log: false, recording: false, looks: false });
    }
  });

  test('hears nothing over the socket', async () => {
    for (const login of ['supervisor', 'province-chief', 'screen']) {
      const session = outsiders.get(login);
      const scopes = ['wall', ...closed.map(({ id }) => `hearing:${id}`)];
      const viewer = watch({ http: theatre.province.http, cookie: session?.cookie ?? '', scopes });
      try {
        await viewer.live();
        const answer = await viewer.socket().emitWithAck('watch', { scopes });
        expect(answer).toMatchObject({ ok: true });
        expect(JSON.stringify(answer)).not.toMatch(NEVER);
        const pushed = () => viewer.received.filter(({ event }) => event !== 'head' && event !== 'presence').length;
        const before = pushed();
        await wordInside(2);
        // A word in another room comes through, and nothing before it did.
        const { lb } = theatre.court;
        const open = lb?.hearing();
        if (lb && open) await lb.tell(open.scheduled('lb-4', 'Vụ công khai'));
        await until('the public one', () => viewer.store.snapshot().hearings.has(open?.id ?? '') || undefined);
        expect(pushed()).toBe(before + 1);
        expect(JSON.stringify([viewer.received, viewer.answered])).not.toMatch(NEVER);
        for (const { id } of closed) {
          expect(viewer.store.snapshot().hearings.get(id)?.form).toBe('masked');
          expect(viewer.store.snapshot().lines.has(id)).toBe(false);
        }
      } finally {
        viewer.close();
      }
    }
  });

  test('that is another court’s agent has nothing of it on its desk', async () => {
    const desk = async (court: string) =>
      (
        await fetch(`${theatre.province.http}/ingest/desk`, {
          headers: { authorization: `Bearer ${await theatre.province.token(court)}` },
        })
      ).text();
    expect(await desk('lb')).toMatch(NEVER);
    expect(await desk('cl')).not.toMatch(NEVER);
  });
});

describe('what watches over the service', () => {
  test('reads in /metrics, /healthz and /readyz of no case and no person', async () => {
    for (const at of ['/metrics', '/healthz', '/readyz']) {
      const text = await (await fetch(`${theatre.province.http}${at}`)).text();
      expect(text).not.toMatch(NEVER);
      expect(text).not.toMatch(/supervisor|Thư ký|thử nghiệm|Vụ /i);
      for (const { id } of closed) expect(text).not.toContain(id);
    }
  });

  test('finds in the log neither a case nor a person nor a secret, whatever came in', async () => {
    const { province, court, outside } = theatre;
    // What goes wrong is what gets logged.
    const ours = await province.token('lb');
    const post = (body: string, token = ours) =>
      fetch(`${province.http}/ingest/events`, {
        method: 'POST',
        headers: { 'content-type': 'application/cloudevents-batch+json', authorization: `Bearer ${token}` },
        body,
      });
    const note = court.lb?.hearing().note(`${SECRET}`);
    await post(JSON.stringify([{ ...note, type: `hearing.${SECRET}` }, { ...note, time: SECRET }, SECRET]));
    await post(`[{"title":"${SECRET}"`);
    await post('[]', `${SECRET}token`);
    await outside.call('GET', `/api/v1/hearings?court=${SECRET}&day=${SECRET}`);
    await outside.call('GET', `/api/v1/hearings/${SECRET}?title=${SECRET}`);
    await outside.call('GET', `/${SECRET}`);
    await fetch(`${province.http}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'giamsat-request': '1' },
      body: JSON.stringify({ login: 'supervisor', password: `${SECRET} password` }),
    });
    await until('the last request to be logged', () => output.includes('"status":401') || undefined);
    const lines = output.trim().split('\n');
    expect(lines.length).toBeGreaterThan(100);
    // All of it is structured.
    for (const line of lines.slice(0, -1)) expect(JSON.parse(line)).toMatchObject({ level: expect.any(String) });
    expect(lines.filter((line) => NEVER.test(line))).toEqual([]);
    const cookies = [...outsiders.values()].map(({ cookie }) => cookie.split('=')[1] ?? '');
    for (const secret of [
      province.password,
      ours,
      province.code('lb'),
      ...cookies,
      'Thư ký thử nghiệm',
      'Người ngoài',
    ]) {
      expect(secret.length).toBeGreaterThan(8);
      expect(output.includes(secret)).toBe(false);
    }
  });
});
