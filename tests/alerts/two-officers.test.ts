// Alerts as people meet them over real sockets and HTTP: two officers never see different states, and nobody is told what is closed to them.
// The four defects of the command centre that we want to be better than are tests here, by their names.
import type { Alert, AlertHistory } from '@giamsat/contract/wire/alerts';
import type { AgentVitals, FeedVitals } from '@giamsat/contract/wire/ingest';
import { createAlertStore, pileOf } from '@giamsat/dashboard/core/alert-store';
import { createLease } from '@giamsat/service/alerts/lease';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type House, openHouse } from '../live/support/house.ts';
import { type LiveViewer, watch } from '../live/support/viewer.ts';
import { until } from '../rig/processes.ts';

let house: House;
/** Another node of the same database, with a bus of its own. */
let beside: House;
const viewers: LiveViewer[] = [];
beforeAll(async () => {
  house = await openHouse();
  beside = await openHouse({ beside: house });
}, 120_000);
afterEach(() => {
  for (const viewer of viewers.splice(0)) viewer.close();
});
afterAll(async () => {
  await beside?.close();
  await house?.close();
});

type Officer = LiveViewer & { cookie: string; http: string };
async function officer(login: string, at = house): Promise<Officer> {
  const cookie = await at.cookie(login);
  const viewer = watch({ http: at.http, cookie, scopes: ['alerts', 'wall'] });
  viewers.push(viewer);
  await viewer.live();
  await until('the list of alerts', () => viewer.alerts.snapshot().digest);
  return { ...viewer, cookie, http: at.http };
}
const seen = ({ alerts }: LiveViewer): readonly Alert[] => alerts.snapshot().alerts;
const of = (viewer: LiveViewer, rule: Alert['rule'], hearing?: string): Alert | undefined =>
  seen(viewer).find((one) => one.rule === rule && (hearing === undefined || one.hearing?.id === hearing));
const come = (viewer: LiveViewer, rule: Alert['rule'], hearing?: string): Promise<Alert> =>
  until(`the alert ${rule}`, () => of(viewer, rule, hearing));
const toDo = (viewer: LiveViewer): number => seen(viewer).filter((one) => pileOf(one, Date.now()) === 'todo').length;

async function act({ cookie, http }: Officer, alert: Alert, deed: object) {
  const answer = await fetch(`${http}/api/v1/alerts/${alert.id}/work`, {
    method: 'POST',
    headers: { cookie, 'giamsat-request': '1', 'content-type': 'application/json' },
    body: JSON.stringify({ id: uuidv7(), state: alert.work.state, ...deed }),
  });
  return { status: answer.status, body: (await answer.json()) as AlertHistory & { field?: string } };
}

const vitals = (agent: string, feeds: Partial<FeedVitals>[], more: Partial<AgentVitals> = {}): AgentVitals => ({
  agent,
  at: new Date().toISOString(),
  version: 'test',
  spoolBytes: 0,
  outboxLength: 0,
  diskFreeBytes: 1e12,
  clockOffsetMs: 0,
  feeds: feeds.map((feed) => ({ feed: 'lb-1-1', state: 'running', sending: 'live', restarts: 0, ...feed })),
  ...more,
});
/** Scheduled half an hour ago, and not begun. */
async function lateHearing(title: string, more: object = {}) {
  const one = house.court.lb.hearing();
  const start = new Date(Date.now() - 30 * 60_000).toISOString();
  await house.court.lb.tell(one.scheduled('lb-2', title, { start, ...more }));
  await looked();
  return one;
}
/** As the node that holds the lease does twice a second; hearings are read once a second at most. */
async function looked() {
  await new Promise((resolve) => setTimeout(resolve, 1_050));
  await house.alerts.watch.look();
}

describe('two officers', () => {
  test('on two nodes see one state, whoever of them acts, and the same digest of it', async () => {
    const one = await lateHearing('Vụ mở muộn');
    const [a, b] = [await officer('giam.sat'), await officer('dong.nghiep', beside)];
    const alert = await come(a, 'delayed', one.id);
    expect(alert).toMatchObject({
      severity: 'warning',
      courtShort: 'LB',
      roomName: 'Phòng 2',
      work: { state: 'todo' },
    });
    const same = () =>
      until('the same list', () => a.alerts.snapshot().digest === b.alerts.snapshot().digest || undefined);
    await come(b, 'delayed', one.id);
    await same();

    expect((await act(a, alert, { what: 'taken' })).status).toBe(200);
    await until('it to be taken on the other', () => of(b, 'delayed', one.id)?.work.state === 'taken' || undefined);
    expect(of(b, 'delayed', one.id)?.work).toMatchObject({ by: 'Người Giám Sát', login: 'giam.sat', comments: 0 });
    await same();

    // Who still saw it to do is told, and nothing is overwritten.
    expect((await act(b, alert, { what: 'taken' })).status).toBe(409);
    const theirs = await come(b, 'delayed', one.id);
    expect((await act(b, theirs, { what: 'commented', text: ' Đã gọi Thư ký. ' })).status).toBe(200);
    expect((await act(b, theirs, { what: 'handed', to: 'giam.sat' })).status).toBe(200);
    const done = await act(a, theirs, { what: 'done' });
    expect(done.body.records.map(({ what, by, text, to }) => [what, by, text, to])).toEqual([
      ['raised', undefined, undefined, undefined],
      ['taken', 'Người Giám Sát', undefined, undefined],
      ['commented', 'Đồng Nghiệp', 'Đã gọi Thư ký.', undefined],
      ['handed', 'Đồng Nghiệp', undefined, 'Người Giám Sát'],
      ['done', 'Người Giám Sát', undefined, undefined],
    ]);
    await until('it to be done on the other', () => of(b, 'delayed', one.id)?.work.state === 'done' || undefined);
    await same();
  });

  test('of two bodies have each their own work, and learn nothing of the other’s', async () => {
    const one = await lateHearing('Vụ của hai cơ quan');
    const [ours, court] = [await officer('giam.sat'), await officer('chanh.an')];
    const alert = await come(ours, 'delayed', one.id);
    await act(ours, alert, { what: 'taken' });
    await act(ours, { ...alert, work: { ...alert.work, state: 'taken' } }, { what: 'commented', text: 'chỉ cho HĐND' });
    await until('it to be taken', () => of(ours, 'delayed', one.id)?.work.comments === 1 || undefined);
    expect((await come(court, 'delayed', one.id)).work).toEqual({ state: 'todo', comments: 0 });
    const history = await court.get<AlertHistory>(`/alerts/${alert.id}`);
    expect(history.records.map(({ what }) => what)).toEqual(['raised']);
    expect(history.colleagues.map(({ login }) => login)).not.toContain('giam.sat');
    expect(JSON.stringify([court.received, court.answered])).not.toContain('Người Giám Sát');
    // Nor can it be handed to somebody of another body.
    const refused = await act(ours, of(ours, 'delayed', one.id) ?? alert, { what: 'handed', to: 'chanh.an' });
    expect([refused.status, refused.body.field]).toEqual([400, '/to']);
  });

  test('write once what was sent twice, and nothing longer, later or earlier than may be', async () => {
    const one = await lateHearing('Vụ gửi hai lần');
    const a = await officer('giam.sat');
    const alert = await come(a, 'delayed', one.id);
    const id = uuidv7();
    const twice = await Promise.all([1, 2].map(() => act(a, alert, { id, what: 'commented', text: 'một lần' })));
    expect(twice.map(({ status }) => status)).toEqual([200, 200]);
    expect((await act(a, alert, { id, what: 'commented', text: 'một lần' })).body.records).toHaveLength(2);
    const wrong: [object, string][] = [
      [{ what: 'muted', until: new Date(Date.now() - 1000).toISOString() }, '/until'],
      [{ what: 'muted', until: new Date(Date.now() + 8 * 86_400_000).toISOString() }, '/until'],
      [{ what: 'muted', until: '2026-02-30T00:00:00.000Z' }, '/until'],
    ];
    for (const [deed, field] of wrong) {
      const { status, body } = await act(a, alert, deed);
      expect([status, body.field]).toEqual([400, field]);
    }
    for (const deed of [
      { what: 'raised' },
      { what: 'commented', text: ' ' },
      { what: 'commented', text: 'x'.repeat(1001) },
      { what: 'taken', login: 'x' },
    ]) {
      expect([deed, (await act(a, alert, deed)).status]).toEqual([deed, 400]);
    }
    const until = new Date(Date.now() + 3_600_000).toISOString();
    expect((await act(a, alert, { what: 'muted', until })).body.alert.work.mutedUntil).toBe(until);
  });
});

describe('nobody is told what is closed to them', () => {
  test('a hearing that goes in camera takes its alerts with it, at once, from lists and from histories', async () => {
    const one = await lateHearing('Ly hôn chị N.T.E');
    const [outside, chief, inside] = [await officer('giam.sat'), await officer('chanh.an'), await officer('kiem.sat')];
    const alert = await come(outside, 'delayed', one.id);
    await come(chief, 'delayed', one.id);
    await house.court.lb.tell(one.say('hearing.publicity.changed', { to: 'in_camera', ground: 'đời sống riêng tư' }));
    for (const viewer of [outside, chief]) {
      await until('it to be gone', () => of(viewer, 'delayed', one.id) === undefined || undefined);
      const answer = await fetch(`${house.http}/api/v1/alerts/${alert.id}`, { headers: { cookie: viewer.cookie } });
      expect(answer.status).toBe(404);
      expect((await act(viewer, alert, { what: 'taken' })).status).toBe(404);
    }
    // Its own prosecutor is inside.
    expect(of(inside, 'delayed', one.id)?.hearing?.title).toBe('Ly hôn chị N.T.E');
    // And whoever comes now is not told either.
    const late = await officer('giam.sat');
    expect(JSON.stringify([late.received, late.answered])).not.toContain('N.T.E');
    await house.court.lb.tell(one.say('hearing.cancelled', {}));
  });

  test('the order of a hearing concerns its court and the procuracy alone; a camera, those who keep it, without the hearing', async () => {
    const one = house.court.lb.hearing();
    await house.court.lb.tell(one.scheduled('lb-1', 'Vụ có trình tự lạ'), ...one.opened('lb-1'));
    // Pronounced before anybody was heard.
    await house.court.lb.tell(one.say('hearing.pronouncing.started', {}));
    await looked();
    // A camera that was on air until just now, and its machine that still speaks.
    await new Promise((resolve) => setTimeout(resolve, 5_200));
    house.arrivals.arrived('lb-1-1');
    await new Promise((resolve) => setTimeout(resolve, 3_600));
    house.hear(vitals('lb-agent', [{ state: 'stalled' }]));
    await house.alerts.watch.look();

    const [chief, prosecutor, ours, keeper] = [
      await officer('chanh.an'),
      await officer('kiem.sat'),
      await officer('giam.sat'),
      await officer('van.phong.lb'),
    ];
    for (const viewer of [chief, prosecutor]) {
      expect(await come(viewer, 'order', one.id)).toMatchObject({ severity: 'notice', values: { stage: 'opening' } });
    }
    const missing = await come(ours, 'no-picture', one.id);
    expect(missing).toMatchObject({ severity: 'urgent', feedName: 'Toàn cảnh', values: { cause: 'camera' } });
    expect(of(ours, 'order')).toBeUndefined();
    const told = await come(keeper, 'no-picture');
    expect(told).toMatchObject({ feed: 'lb-1-1' });
    expect(told.hearing).toBeUndefined();
    expect(JSON.stringify([keeper.received, keeper.answered])).not.toContain(one.id);
    // The keeper of another court's cameras, the courtroom itself, and its screen.
    for (const login of ['van.phong', 'thu.ky.lb', 'tham.phan.lb', 'man.hinh']) {
      const cookie = await house.cookie(login);
      const viewer = watch({ http: house.http, cookie, scopes: ['alerts'] });
      viewers.push(viewer);
      await viewer.live();
      expect([login, seen(viewer)]).toEqual([login, []]);
    }
    // It comes back, and ends by itself.
    house.arrivals.arrived('lb-1-1');
    await house.alerts.watch.look();
    await new Promise((resolve) => setTimeout(resolve, 2_100));
    house.arrivals.arrived('lb-1-1');
    await house.alerts.watch.look();
    await until('its end', () => of(ours, 'no-picture', one.id)?.until);
    await house.court.lb.tell(one.say('hearing.closed', {}));
  }, 60_000);
});

describe('defects of the command centre', () => {
  test('“alert badges load once”: the count follows every change without a reload', async () => {
    const a = await officer('giam.sat');
    const before = toDo(a);
    const [one, two] = [await lateHearing('Vụ một'), await lateHearing('Vụ hai')];
    await until('two more', () => toDo(a) === before + 2 || undefined);
    await act(a, await come(a, 'delayed', one.id), { what: 'taken' });
    await until('one less', () => toDo(a) === before + 1 || undefined);
    await house.court.lb.tell(two.say('hearing.cancelled', {}));
    await looked();
    await until('none more', () => toDo(a) === before || undefined);
    expect(of(a, 'delayed', two.id)).toMatchObject({ ended: 'cleared', until: expect.any(String) });
    // A line that breaks, and comes back after everything changed.
    a.drop({ stay: true });
    const three = await lateHearing('Vụ ba');
    a.comeBack();
    await come(a, 'delayed', three.id);
    expect(toDo(a)).toBe(before + 1);
  });

  test('“out-of-order events applied”: a difference that goes on from another list is not applied', async () => {
    const store = createAlertStore();
    const alert = { id: 'a', work: { state: 'todo' } } as unknown as Alert;
    store.answer({ digest: 'one', alerts: [alert] });
    expect(store.changes({ from: 'two', digest: 'three', upserts: [], removals: ['a'] })).toBe('foreign');
    expect(store.snapshot().alerts).toEqual([alert]);
    expect(store.head('three')).toBe('foreign');
    expect(store.changes({ from: 'one', digest: 'two', upserts: [], removals: ['a'] })).toBe('current');
    expect(store.snapshot()).toEqual({ digest: 'two', alerts: [] });
  });

  test('“no link to a moment”: an alert names the hearing and the moment that it is about', async () => {
    const one = await lateHearing('Vụ có thời điểm');
    const alert = await come(await officer('giam.sat'), 'delayed', one.id);
    expect(alert.hearing).toMatchObject({ id: one.id, title: 'Vụ có thời điểm' });
    expect(Date.now() - Date.parse(alert.since)).toBeGreaterThan(29 * 60_000);
  });
});

test('what is stored is the fold of its records, and a restart loses nothing and raises nothing twice', async () => {
  const folded = await house.alerts.book.refold();
  expect(folded.size).toBeGreaterThan(4);
  const rows = await house.database.sql.selectFrom('alerts').select(['id', 'state', 'version']).execute();
  expect(new Map(rows.map(({ id, state }) => [id, state]))).toEqual(folded);
  const { number } = await house.database.sql
    .selectFrom('alert_records')
    .select('number')
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow();
  expect(Math.max(...rows.map(({ version }) => version))).toBe(number);
  // The other node takes over with nothing in its memory.
  const delays = async () => {
    const all = await house.alerts.book.refold();
    return [...all.values()]
      .filter(({ rule, firing }) => rule === 'delayed' && firing)
      .map(({ id, times }) => [id, times]);
  };
  const before = await delays();
  expect(before.length).toBeGreaterThan(1);
  await house.alerts.watch.close();
  expect(await beside.alerts.watch.look()).toBeTypeOf('number');
  expect(await delays()).toEqual(before);
  await expect(house.database.sql.deleteFrom('alert_records').execute()).rejects.toThrow('append-only');
});

test('one node looks, and another only when that one let go or is gone', async () => {
  const { sql } = house.database;
  await sql.deleteFrom('alert_lease').execute();
  const lease = (n: number) => createLease({ sql, node: `019171b1-0000-7000-8000-00000000000${n}` });
  const [one, two] = [lease(1), lease(2)];
  expect([await one.hold(), await two.hold(), await one.hold()]).toEqual([true, false, true]);
  await one.release();
  expect(await lease(3).hold()).toBe(true);
  // Gone without a word: when its time has run out.
  await sql.updateTable('alert_lease').set({ until: '2000-01-01T00:00:00.000Z' }).execute();
  expect(await lease(4).hold()).toBe(true);
});
