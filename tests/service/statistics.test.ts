// Statistics and the case book over real HTTP: whose figures one gets, that nothing behind closed doors shows in them, and who enters what.
import { createHash } from 'node:crypto';
import { dayOfMs } from '@giamsat/contract/time';
import type {
  CaseBookMonth,
  CaseBookVersion,
  StatisticsAnswer,
  StatisticsHearings,
  StatisticsReport,
  StatisticsReports,
} from '@giamsat/contract/wire/statistics';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type House, openHouse } from '../live/support/house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
}, 120_000);
afterAll(() => house?.close());

type Problem = { type: string; field?: string };
const cookies = new Map<string, Promise<string>>();
async function ask<T>(login: string, method: string, path: string, body?: unknown) {
  const cookie = cookies.get(login) ?? house.cookie(login);
  cookies.set(login, cookie);
  const answer = await fetch(`${house.http}/api/v1${path}`, {
    method,
    headers: {
      cookie: await cookie,
      'giamsat-request': '1',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, text, body: JSON.parse(text) as T & Problem };
}
const figures = async (login: string, query = '') => ask<StatisticsAnswer>(login, 'GET', `/statistics${query}`);
const figureIn = ({ figures: all }: StatisticsAnswer, id: string) => all.find((one) => one.id === id)?.value;

describe('figures', () => {
  test('are those of the courts that the policy opens', async () => {
    const courtsOf = async (login: string) => {
      const { status, body } = await figures(login);
      return status === 200 ? body.courts.map(({ code }) => code).sort() : status;
    };
    expect(await courtsOf('giam.sat')).toEqual(['cl', 'lb', 'ls']);
    expect(await courtsOf('chanh.an')).toEqual(['cl', 'lb', 'ls']);
    expect(await courtsOf('kiem.sat')).toEqual(['cl', 'lb', 'ls']);
    expect(await courtsOf('loc.binh')).toEqual(['lb']);
    expect(await courtsOf('van.phong.lb')).toEqual(['lb']);
    // A screen shows what its body may see, and never the hearings behind it.
    expect(await courtsOf('man.hinh')).toEqual(['cl', 'lb', 'ls']);
    expect((await ask('man.hinh', 'GET', '/statistics/hearings?figure=held')).status).toBe(403);
    // A document over one room opens no court; a judge, a clerk and who keeps the house have none.
    for (const login of ['phong.mot', 'khong.quyen', 'tham.phan.lb', 'thu.ky.lb', 'quan.tri', 'kiem.tra']) {
      expect([login, await courtsOf(login)]).toEqual([login, 403]);
    }
    expect((await figures('loc.binh', '?court=lb')).status).toBe(200);
    expect((await figures('loc.binh', '?court=cl')).status).toBe(403);
    expect((await ask('loc.binh', 'GET', '/statistics/hearings?figure=scheduled&court=cl')).status).toBe(403);
  });

  test('count a court’s hearings, and name the very ones to whom may read them', async () => {
    const one = house.court.lb.hearing();
    const before = figureIn((await figures('loc.binh')).body, 'held') ?? 0;
    await house.court.lb.tell(one.scheduled('lb-1', 'Vụ được đếm'), ...one.opened('lb-1'));
    expect(figureIn((await figures('loc.binh')).body, 'held')).toBe(before + 1);
    expect(figureIn((await figures('giam.sat', '?court=cl')).body, 'held')).toBe(0);
    const { body } = await ask<StatisticsHearings>('loc.binh', 'GET', '/statistics/hearings?figure=held');
    expect(body.hearings).toContainEqual(
      expect.objectContaining({ id: one.id, title: 'Vụ được đếm', court: 'lb', stage: 'opening' }),
    );
    // What a court's technician is told are figures: a hearing is not theirs to read.
    const office = await ask<StatisticsHearings>('van.phong.lb', 'GET', '/statistics/hearings?figure=held');
    expect([office.status, office.body.hearings]).toEqual([200, []]);
  });

  test('say nothing of what happens behind closed doors, not by any difference', async () => {
    const shut = house.court.cl.hearing();
    await house.court.cl.tell(
      shut.scheduled('cl-1', 'Tên không ai được biết', { publicity: 'in_camera', caseType: 'HNGĐ' }),
      ...shut.opened('cl-1'),
    );
    const queries = ['', '?court=cl', '?type=HNGĐ', '?court=cl&type=HNGĐ&instance=ST', '?court=cl&instance=ST'];
    const all = async () => Promise.all(queries.map(async (query) => (await figures('giam.sat', query)).text));
    const lists = async () =>
      Promise.all(
        ['scheduled', 'postponed', 'held'].map(
          async (figure) => (await ask('giam.sat', 'GET', `/statistics/hearings?figure=${figure}&court=cl`)).text,
        ),
      );
    const [told, listed] = [await all(), await lists()];
    expect(JSON.parse(told[1] ?? '{}')).toMatchObject({ closed: 1 });
    expect(figureIn(JSON.parse(told[1] ?? '{}'), 'closed-rate')).toBe(100);
    // By type it is not even there.
    expect(JSON.parse(told[3] ?? '{}')).toMatchObject({ closed: 0 });
    await house.court.cl.tell(shut.say('hearing.postponed', { reasonCode: 'VICTIM_ABSENT' }));
    expect(await all()).toEqual(told);
    expect(await lists()).toEqual(listed);
    expect([...told, ...listed].join()).not.toMatch(new RegExp(`${shut.id}|Tên không ai|VICTIM_ABSENT`));
  });

  test('are of whole months that exist, and of no more than five years', async () => {
    for (const query of [
      '?from=2021-13&to=2021-14',
      '?from=2021-02-30',
      '?from=2021-05&to=2021-04',
      '?from=2000-01&to=2021-04',
      '?court=Lb',
      '?type=XX',
    ]) {
      const { status, body } = await figures('giam.sat', query);
      expect([query, status, body.type]).toEqual([query, 400, 'urn:giamsat:problem:invalid']);
    }
    expect((await ask('giam.sat', 'GET', '/statistics/hearings?figure=no-such')).status).toBe(404);
    const one = '01890000-0000-7000-8000-000000000000';
    expect((await ask('giam.sat', 'GET', `/statistics/hearings?figure=held&after=2021-02-30%20${one}`)).status).toBe(
      400,
    );
  });
});

describe('the case book', () => {
  const month = dayOfMs(Date.now()).slice(0, 7);
  const counts = {
    ...{ carriedOver: 3, accepted: 40, disposed: 42, stayed: 1, overdue: 0 },
    ...{ quashedSubjective: 0, quashedObjective: 1, amendedSubjective: 0, amendedObjective: 2 },
  };
  const cell = { court: 'lb', month, caseType: 'DS', instance: 'ST' };
  const enter = (body: object, login = 'van.phong.lb') => ask<CaseBookVersion>(login, 'POST', '/case-book', body);
  const read = (login: string, query = `?court=lb&month=${month}`) =>
    ask<CaseBookMonth>(login, 'GET', `/case-book${query}`);

  test('is entered by the court’s administrator, kept with who and when, and corrected by a new entry', async () => {
    const first = { ...cell, ...counts, version: 0 };
    expect(await enter(first)).toMatchObject({ status: 201, body: { version: 1, by: 'Văn phòng lb', disposed: 42 } });
    // Sent twice.
    expect(await enter(first)).toMatchObject({ status: 201, body: { version: 1 } });
    const again = { ...first, disposed: 41, version: 1 };
    expect(await enter(again)).toMatchObject({ status: 400, body: { field: '/note' } });
    expect(await enter({ ...again, note: 'đếm trùng một vụ', version: 0 })).toMatchObject({ status: 409 });
    expect(await enter({ ...again, note: 'đếm trùng một vụ' })).toMatchObject({ status: 201, body: { version: 2 } });
    const { body } = await read('chanh.an');
    expect(body.entries.map(({ version, disposed, by, note }) => [version, disposed, by, note])).toEqual([
      [2, 41, 'Văn phòng lb', 'đếm trùng một vụ'],
      [1, 42, 'Văn phòng lb', undefined],
    ]);
    expect(body.enters).toBe(false);
    const { body: told } = await figures('loc.binh', `?from=${month}&to=${month}`);
    expect(figureIn(told, 'disposal-rate')).toBeCloseTo((100 * 41) / 43, 9);
    expect(told.entered).toEqual([{ court: 'lb', months: [month] }]);
  });

  test('takes nothing that contradicts itself, and says which field does', async () => {
    const wrong: [object, string][] = [
      [{ disposed: 44 }, '/disposed'],
      [{ stayed: 2 }, '/stayed'],
      [{ overdue: 2 }, '/overdue'],
      [{ accepted: -1 }, '/accepted'],
      [{ accepted: 1.5 }, '/accepted'],
      [{ month: '2999-01' }, '/month'],
      [{ month: '2021-13' }, '/month'],
      [{ month: '2021-02-30' }, '/month'],
      [{ caseType: 'HS' }, '/defendantsCarriedOver'],
      [{ defendantsAccepted: 1 }, '/defendantsAccepted'],
      [
        { caseType: 'HS', defendantsCarriedOver: 0, defendantsAccepted: 1, defendantsDisposed: 2 },
        '/defendantsDisposed',
      ],
    ];
    for (const [change, field] of wrong) {
      const { status, body } = await enter({ ...cell, caseType: 'LĐ', ...counts, version: 0, ...change });
      expect([change, status, body.field]).toEqual([change, 400, field]);
    }
    expect((await read('chanh.an')).body.entries.filter(({ caseType }) => caseType !== 'DS')).toEqual([]);
  });

  test('is of its own court alone, and of nobody who watches', async () => {
    expect((await enter({ ...cell, court: 'cl', ...counts, version: 0 })).status).toBe(403);
    for (const login of ['chanh.an', 'giam.sat', 'kiem.sat', 'quan.tri', 'thu.ky.lb']) {
      expect([login, (await enter({ ...cell, ...counts, version: 2, note: 'x' }, login)).status]).toEqual([login, 403]);
    }
    for (const login of ['giam.sat', 'loc.binh', 'kiem.sat', 'quan.tri', 'thu.ky.lb', 'van.phong']) {
      expect([login, (await read(login)).status]).toEqual([login, 403]);
    }
    const own = await read('van.phong.lb', '');
    expect(own.body).toMatchObject({ court: 'lb', month, enters: true, courts: [{ code: 'lb', appeals: false }] });
  });

  test('stands in the audit, and cannot be changed by anybody', async () => {
    const { sql } = house.database;
    await house.access.audit.flush();
    const lines = await sql
      .selectFrom('audit_entries')
      .select(['login', 'detail'])
      .where('kind', '=', 'case-book.entered')
      .orderBy('id')
      .execute();
    expect(lines.map(({ login, detail }) => [login, (detail as { version: number }).version])).toEqual([
      ['van.phong.lb', 1],
      ['van.phong.lb', 2],
    ]);
    await expect(sql.updateTable('case_book_entries').set({ disposed: 1 }).execute()).rejects.toThrow('append-only');
    await expect(sql.deleteFrom('case_book_entries').execute()).rejects.toThrow('append-only');
  });
});

describe('a monthly report', () => {
  const month = dayOfMs(Date.now()).slice(0, 7);
  const file = async (login: string, id: string, kind: 'pdf' | 'xlsx') => {
    const cookie = await (cookies.get(login) ?? house.cookie(login));
    const answer = await fetch(`${house.http}/api/v1/statistics/reports/${id}/report.${kind}`, { headers: { cookie } });
    return { status: answer.status, bytes: Buffer.from(await answer.arrayBuffer()) };
  };

  test('is kept as it was made, whatever is entered afterwards, for those who may make it', async () => {
    const made = await ask<StatisticsReport>('chanh.an', 'POST', '/statistics/reports', { month });
    expect(made).toMatchObject({ status: 201, body: { month, edition: 1, by: 'Chánh án tỉnh' } });
    const { id, sha256 } = made.body;
    const first = await file('chanh.an', id, 'pdf');
    expect([first.status, first.bytes.subarray(0, 5).toString()]).toEqual([200, '%PDF-']);
    expect(createHash('sha256').update(first.bytes).digest('hex')).toBe(sha256);
    const sheet = await file('chanh.an', id, 'xlsx');
    expect([sheet.status, sheet.bytes.subarray(0, 2).toString()]).toEqual([200, 'PK']);

    const again = await ask<StatisticsReport>('chanh.an', 'POST', '/statistics/reports', { month });
    expect(again.body).toMatchObject({ edition: 2 });
    const lb = await ask<StatisticsReport>('chanh.an', 'POST', '/statistics/reports', { month, court: 'lb' });
    expect(lb.body).toMatchObject({ court: 'lb', edition: 1 });
    expect((await file('chanh.an', id, 'pdf')).bytes.equals(first.bytes)).toBe(true);
    const { body } = await ask<StatisticsReports>('chanh.an', 'GET', '/statistics/reports');
    expect(body.reports.map(({ court, edition }) => [court, edition])).toEqual([
      ['lb', 1],
      [undefined, 2],
      [undefined, 1],
    ]);

    for (const login of ['giam.sat', 'kiem.sat', 'van.phong.lb', 'quan.tri', 'thu.ky.lb']) {
      expect([login, (await ask(login, 'POST', '/statistics/reports', { month })).status]).toEqual([login, 403]);
      expect([login, (await file(login, id, 'pdf')).status]).toEqual([login, 403]);
    }
    const { sql } = house.database;
    await expect(sql.deleteFrom('statistics_reports').execute()).rejects.toThrow('append-only');
  });

  test('is of a month that has begun, and of a court that is there', async () => {
    const wrong = async (body: object) => (await ask('chanh.an', 'POST', '/statistics/reports', body)).body.field;
    expect([
      await wrong({ month: '2999-01' }),
      await wrong({ month: '2021-13' }),
      await wrong({ month, court: 'nowhere' }),
    ]).toEqual(['/month', '/month', '/court']);
  });
});
