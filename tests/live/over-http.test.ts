/** Hearings over HTTP, by the same policy as over sockets: what is there for whom, and what a refusal gives away. */
import { dayOf } from '@giamsat/contract/time';
import type { HearingsAnswer, LogAnswer } from '@giamsat/contract/wire/hearings';
import type { Looks } from '@giamsat/contract/wire/session';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type House, openHouse } from './support/house.ts';

let house: House;
const today = () => dayOf(new Date().toISOString());
const cookies = new Map<string, string>();

beforeAll(async () => {
  house = await openHouse();
}, 60_000);
afterAll(() => house.close());

async function get<T = unknown>(login: string, path: string, headers: Record<string, string> = {}) {
  const cookie = cookies.get(login) ?? (await house.cookie(login));
  cookies.set(login, cookie);
  const answer = await fetch(`${house.http}/api/v1${path}`, { headers: { cookie, ...headers } });
  const text = await answer.text();
  return {
    status: answer.status,
    headers: answer.headers,
    text,
    body: (text === '' ? undefined : JSON.parse(text)) as T,
  };
}
const scheduled = (court: 'lb' | 'cl', room: string, hour: string, more: object = {}) => {
  const one = house.court[court].hearing();
  const start = `${today()}T${hour}:00:00.000Z`;
  return { one, event: one.scheduled(room, `Vụ ${hour}`, { start, ...more }) };
};

describe('the day', () => {
  test('comes in order of start, masked ones without their place in time, page by page', async () => {
    const [late, early, closed] = [
      scheduled('lb', 'lb-1', '07'),
      scheduled('lb', 'lb-2', '01'),
      scheduled('lb', 'lb-2', '03', { publicity: 'in_camera' }),
    ];
    await house.court.lb.tell(late.event, early.event, closed.event);
    const ids = [early.one.id, late.one.id, closed.one.id];
    const whole = await get<HearingsAnswer>('giam.sat', `/hearings?day=${today()}`);
    expect(whole.body.rows.map((row) => row.id)).toEqual(ids);
    expect(whole.body.rows.map((row) => row.form)).toEqual(['full', 'full', 'masked']);
    const paged: string[] = [];
    for (let after = ''; ; ) {
      const { body } = await get<HearingsAnswer>('giam.sat', `/hearings?day=${today()}&limit=1${after}`);
      paged.push(...body.rows.map((row) => row.id));
      if (!body.next) break;
      after = `&after=${body.next}`;
    }
    expect(paged).toEqual(ids);
    // From inside it stands at its own time.
    const inside = await get<HearingsAnswer>('tham.phan.lb', `/hearings?day=${today()}`);
    expect(inside.body.rows.map((row) => row.id)).toEqual([early.one.id, closed.one.id, late.one.id]);
  });

  test('is not sent again while nothing changed for this viewer', async () => {
    const first = await get('loc.binh', `/hearings?day=${today()}`);
    const again = () =>
      get('loc.binh', `/hearings?day=${today()}`, { 'if-none-match': first.headers.get('etag') ?? '' });
    expect((await again()).status).toBe(304);
    const elsewhere = scheduled('cl', 'cl-1', '02');
    await house.court.cl.tell(elsewhere.event);
    expect((await again()).status).toBe(304);
    const here = scheduled('lb', 'lb-1', '05');
    await house.court.lb.tell(here.event);
    expect((await again()).status).toBe(200);
  });

  test('by court, and of another day', async () => {
    const ofCourt = await get<HearingsAnswer>('giam.sat', `/hearings?day=${today()}&court=cl`);
    expect(new Set(ofCourt.body.rows.map((row) => row.court))).toEqual(new Set(['cl']));
    expect((await get<HearingsAnswer>('giam.sat', '/hearings?day=2021-04-15')).body.rows).toEqual([]);
    expect((await get('giam.sat', '/hearings?day=gestern')).status).toBe(400);
    expect((await get('giam.sat', '/hearings?limit=100000')).status).toBe(400);
  });
});

describe('one hearing', () => {
  test('that may not be seen answers like one that does not exist', async () => {
    const hidden = scheduled('cl', 'cl-2', '04');
    await house.court.cl.tell(hidden.event);
    const there = await get('loc.binh', `/hearings/${hidden.one.id}`);
    const nowhere = await get('loc.binh', '/hearings/019171b1-0000-7000-8000-00000000ffff');
    expect([there.status, there.text]).toEqual([404, nowhere.text]);
    for (const path of ['/log', '/timeline', '/looks']) {
      expect((await get('loc.binh', `/hearings/${hidden.one.id}${path}`)).text).toBe(nowhere.text);
    }
    await house.access.audit.flush();
    const { entries } = await house.access.audit.read({ hearing: hidden.one.id, limit: 10 }, () => true);
    expect(entries.map(({ kind, login, action, reason }) => [kind, login, action, reason])).toEqual([
      ['denied', 'loc.binh', 'row.read', 'no-authorisation'],
    ]);
  });

  test('that is closed gives its log and timeline to nobody outside', async () => {
    const closed = scheduled('lb', 'lb-1', '06', { minor: true });
    await house.court.lb.tell(closed.event, closed.one.note('Lê Thị C khai'));
    for (const login of ['giam.sat', 'chanh.an']) {
      for (const path of ['/log', '/timeline']) {
        const answer = await get(login, `/hearings/${closed.one.id}${path}`);
        expect(answer.status).toBe(403);
        expect(answer.text).not.toMatch(/Lê|minor|camera|closed/);
      }
    }
    const log = await get<LogAnswer>('tham.phan.lb', `/hearings/${closed.one.id}/log`);
    expect(log.body.lines.map((line) => line.type)).toEqual(['hearing.scheduled', 'hearing.note.recorded']);
    expect(await get('quan.tri', `/hearings/${closed.one.id}/log`)).toMatchObject({ status: 404 });
  });

  test('its log comes page by page in the order of the course', async () => {
    const one = scheduled('lb', 'lb-2', '08');
    await house.court.lb.tell(one.event, ...Array.from({ length: 9 }, (_, n) => one.one.note(`${n}`)));
    const refs: string[] = [];
    for (let after = ''; ; ) {
      const { body } = await get<LogAnswer>('giam.sat', `/hearings/${one.one.id}/log?limit=4${after}`);
      refs.push(...body.lines.map((line) => String(line.data.text ?? line.type)));
      if (!body.next) break;
      after = `&after=${encodeURIComponent(body.next)}`;
    }
    expect(refs).toEqual(['hearing.scheduled', '0', '1', '2', '3', '4', '5', '6', '7', '8']);
  });

  test('who looked is for the court, with names only after it has ended, and each sees their own', async () => {
    const one = scheduled('lb', 'lb-1', '09');
    await house.court.lb.tell(one.event);
    await get('giam.sat', `/hearings/${one.one.id}/log`);
    await house.access.audit.flush();
    const looks = () => get<Looks>('tham.phan.lb', `/hearings/${one.one.id}/looks`);
    expect((await looks()).status).toBe(403);
    await house.court.lb.tell(one.one.say('hearing.cancelled', {}));
    const { body } = await looks();
    expect(body.looks).toHaveLength(1);
    expect(body.looks[0]).toMatchObject({
      login: 'giam.sat',
      what: 'log',
      hearing: one.one.id,
      authorisation: '01/hdnd',
    });
    expect((await get('giam.sat', `/hearings/${one.one.id}/looks`)).status).toBe(403);
    const mine = await get<Looks>('giam.sat', '/me/looks?limit=1');
    expect(mine.body.looks[0]?.hearing).toBe(one.one.id);
  });

  test('nothing is there without a session', async () => {
    for (const path of ['/hearings', '/registry', '/hearings/019171b1-0000-7000-8000-00000000ffff', '/me/looks']) {
      expect((await fetch(`${house.http}/api/v1${path}`)).status).toBe(401);
    }
  });
});
