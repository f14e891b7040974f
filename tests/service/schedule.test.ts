// A court's hearing list over real HTTP: shown, imported whole, told to those who may see it, taken back; and what of closed hearings nobody learns by it.
import { addDays, dayOfMs } from '@giamsat/contract/time';
import type { HearingsAnswer } from '@giamsat/contract/wire/hearings';
import {
  LIST_TYPE,
  type ScheduleImport,
  type ScheduleImports,
  type SchedulePreview,
} from '@giamsat/contract/wire/schedule';
import { hundredLines, workbookOf } from '@giamsat/service/testing/workbook';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type House, openHouse } from '../live/support/house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
}, 120_000);
afterAll(() => house?.close());

type Problem = { type: string; field?: string };
const cookies = new Map<string, Promise<string>>();
async function ask<T>(login: string, method: string, path: string, body?: Buffer | object) {
  const cookie = cookies.get(login) ?? house.cookie(login);
  cookies.set(login, cookie);
  const isFile = body instanceof Buffer;
  const answer = await fetch(`${house.http}/api/v1${path}`, {
    method,
    headers: {
      cookie: await cookie,
      'giamsat-request': '1',
      ...(body === undefined ? {} : { 'content-type': isFile ? LIST_TYPE : 'application/json' }),
    },
    ...(body === undefined ? {} : { body: isFile ? new Uint8Array(body) : JSON.stringify(body) }),
  });
  const text = await answer.text();
  const isJson = answer.headers.get('content-type')?.includes('json') ?? false;
  return { status: answer.status, text, body: (isJson ? JSON.parse(text) : {}) as T & Problem };
}

const OFFICE = 'van.phong.lb';
const day = addDays(dayOfMs(Date.now()), 10);
const dayText = day.split('-').reverse().join('/');
const year = day.slice(0, 4);
const HEADS = 'Số thụ lý;Ngày;Giờ;Phòng;Vụ án;Chủ tọa;Trạng thái';
const csv = (...lines: string[]) => Buffer.from([HEADS, ...lines].join('\n'));
const preview = async (file: Buffer) => (await ask<SchedulePreview>(OFFICE, 'POST', '/schedule/preview', file)).body;
const load = (file: Buffer, plan = '', login = OFFICE) =>
  ask<ScheduleImport>(login, 'POST', `/schedule/imports?plan=${plan}`, file);
const imports = async () => (await ask<ScheduleImports>(OFFICE, 'GET', '/schedule/imports')).body.imports;
const rows = async (login = 'giam.sat', of = day) =>
  (await ask<HearingsAnswer>(login, 'GET', `/hearings?court=lb&day=${of}&limit=500`)).body.rows;
const said = async () =>
  (await rows()).map((row) => (row.form === 'full' ? [row.state.title, row.state.stage, row.roomName] : row.cause));

describe('a list of a hundred lines with ten kinds of mistakes', () => {
  const { rows: lines, faults } = hundredLines(day);
  const file = workbookOf(lines);
  test('is shown line by line, and nothing is kept of it', async () => {
    const { listed: told, ...rest } = await preview(file);
    expect(told).toHaveLength(100);
    const wrong = told.filter(({ kind }) => kind === 'wrong');
    expect(new Map(wrong.map((line) => [line.line, line.faults[0]?.code]))).toEqual(faults);
    expect(told.filter(({ kind }) => kind === 'new')).toHaveLength(89);
    expect(rest.plan).toMatch(/^[0-9a-f]{64}$/);
    expect([await imports(), await rows()]).toEqual([[], []]);
  });

  test('is imported whole by who saw it, once however often it is pressed, and is taken back', async () => {
    const { plan, sha256 } = await preview(file);
    const pressed = await Promise.all([load(file, plan), load(file, plan)]);
    expect(pressed.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(await rows()).toHaveLength(89);
    const [made] = await imports();
    expect(made).toMatchObject({ by: 'Văn phòng lb', sha256, added: 89, changed: 0, cancelled: 0, from: day, to: day });
    // Nothing more to do.
    expect((await preview(file)).plan).toBeUndefined();

    const taken = await ask<ScheduleImport>(OFFICE, 'POST', `/schedule/imports/${made?.id}/withdraw`, {
      reason: 'nhầm tháng',
    });
    expect(taken.body.withdrawn).toMatchObject({ by: 'Văn phòng lb', reason: 'nhầm tháng', left: 0 });
    expect(new Set((await said()).map((row) => row[1]))).toEqual(new Set(['cancelled']));
    const again = await ask(OFFICE, 'POST', `/schedule/imports/${made?.id}/withdraw`, { reason: 'nữa' });
    expect([again.status, again.body.field]).toEqual([409, '/withdrawn']);
    // And may be imported anew, as another import.
    const next = await load(file, (await preview(file)).plan);
    expect(next.status).toBe(201);
    expect(next.body.id).not.toBe(made?.id);
    expect(await imports()).toHaveLength(2);
    expect((await house.journal.verify('courts/lb')).ok).toBe(true);
    const kept = await house.database.sql
      .selectFrom('audit_entries')
      .select('kind')
      .where('kind', 'like', 'schedule.%')
      .orderBy('id')
      .execute();
    expect(kept.map(({ kind }) => kind)).toEqual(['schedule.imported', 'schedule.withdrawn', 'schedule.imported']);
  }, 60_000);
});

describe('what changes, and what is called off', () => {
  const other = addDays(day, 5);
  const otherText = other.split('-').reverse().join('/');
  const first = csv(
    `8001/${year}/TLST-DS;${otherText};8h;Phòng 1;Vay tài sản;Chủ tọa lb;`,
    `8002/${year}/TLST-DS;${otherText};9h;Phòng 1;Thừa kế;;`,
  );
  const second = csv(
    `8001/${year}/TLST-DS;${otherText};14h30;Phòng 2;Vay tài sản;;`,
    `8002/${year}/TLST-DS;${otherText};9h;Phòng 1;Thừa kế;;Hủy`,
  );
  const now = async () =>
    (await rows('giam.sat', other)).map((row) =>
      row.form === 'full' ? [row.state.title, row.state.stage, row.room, row.state.start.slice(11, 16)] : [],
    );
  test('is told, done, and undone; a hearing that has begun meanwhile stays as it is', async () => {
    await load(first, (await preview(first)).plan);
    const shown = await preview(second);
    expect(shown.listed.map(({ kind, changes }) => [kind, changes.map(({ field }) => field)])).toEqual([
      ['changed', ['start', 'room']],
      ['cancelled', []],
    ]);
    const { body } = await load(second, shown.plan);
    expect(body).toMatchObject({ added: 0, changed: 1, cancelled: 1 });
    expect(await now()).toEqual([
      ['Thừa kế', 'cancelled', 'lb-1', '02:00'],
      ['Vay tài sản', 'scheduled', 'lb-2', '07:30'],
    ]);
    await ask(OFFICE, 'POST', `/schedule/imports/${body.id}/withdraw`, { reason: 'chưa duyệt' });
    expect(await now()).toEqual([
      ['Vay tài sản', 'scheduled', 'lb-1', '01:00'],
      ['Thừa kế', 'scheduled', 'lb-1', '02:00'],
    ]);

    const [made] = (await imports()).slice(1);
    const [begun] = await rows('giam.sat', other);
    await house.court.lb.tell(
      house.court.lb.hearing(begun?.id ?? '').say('hearing.preparation.started', { room: 'lb-1' }),
    );
    const taken = await ask<ScheduleImport>(OFFICE, 'POST', `/schedule/imports/${made?.id}/withdraw`, {
      reason: 'lui lại',
    });
    expect(taken.body.withdrawn?.left).toBe(1);
    expect((await now()).map((row) => row[1])).toEqual(['preparing', 'cancelled']);
  }, 60_000);

  test('hearings that are not on the list are cancelled where that is wanted, and only then', async () => {
    const third = addDays(day, 6);
    const thirdText = third.split('-').reverse().join('/');
    const both = csv(
      `8101/${year}/TLST-DS;${thirdText};8h;Phòng 1;Một;;`,
      `8102/${year}/TLST-DS;${thirdText};9h;Phòng 1;Hai;;`,
    );
    await load(both, (await preview(both)).plan);
    const less = csv(`8101/${year}/TLST-DS;${thirdText};8h;Phòng 1;Một;;`);
    const shown = await preview(less);
    expect([shown.plan, shown.missing]).toEqual([undefined, [expect.objectContaining({ room: 'Phòng 1' })]]);
    expect((await load(less, shown.planWithMissing)).body).toMatchObject({ added: 0, changed: 0, cancelled: 1 });
    const stages = (await rows('giam.sat', third)).map((row) => row.form === 'full' && row.state.stage);
    expect(stages).toEqual(['scheduled', 'cancelled']);
  });
});

describe('closed hearings', () => {
  const shutDay = addDays(day, 8);
  const shutText = shutDay.split('-').reverse().join('/');
  const SECRET = 'Tên không ai được biết';
  test('of a list are masked to those outside; a list says nothing of one that is here, and does not open it', async () => {
    const file = Buffer.from(
      `Số thụ lý;Ngày;Giờ;Phòng;Vụ án;Xét xử kín\n8201/${year}/TLST-HS;${shutText};8h;Phòng 1;${SECRET};x`,
    );
    await load(file, (await preview(file)).plan);
    expect(await rows('giam.sat', shutDay)).toMatchObject([{ form: 'masked', cause: 'in_camera' }]);

    const open = csv(`8201/${year}/TLST-HS;${shutText};9h;Phòng 2;Tên khác;;`);
    const { text, body } = await ask<SchedulePreview>(OFFICE, 'POST', '/schedule/preview', open);
    expect(body.listed[0]?.changes).toEqual([{ field: 'start' }, { field: 'room' }, { field: 'title' }]);
    expect(text).not.toContain(SECRET);
    await load(open, body.plan);
    expect(await rows('giam.sat', shutDay)).toMatchObject([{ form: 'masked', cause: 'in_camera' }]);
    // A list that leaves it out says nothing of it.
    const other = csv(`8202/${year}/TLST-HS;${shutText};15h;Phòng 1;Khác;;`);
    expect((await preview(other)).missing).toEqual([]);
  });
});

describe('who imports', () => {
  const file = csv(`8301/${year}/TLST-DS;${dayText};8h;Phòng 1;x;;`);
  test('is the administrator of that court, for that court alone', async () => {
    for (const login of [
      'giam.sat',
      'chanh.an',
      'thu.ky.lb',
      'tham.phan.lb',
      'quan.tri',
      'kiem.sat',
      'man.hinh',
      'kiem.tra',
    ]) {
      const answers = await Promise.all([
        ask(login, 'POST', '/schedule/preview', file),
        load(file, '0'.repeat(64), login),
        ask(login, 'GET', '/schedule/imports'),
      ]);
      expect([login, ...answers.map(({ status }) => status)]).toEqual([login, 403, 403, 403]);
    }
    // Another court's administrator has neither its imports nor its rooms.
    const [made] = await imports();
    expect((await ask('van.phong', 'POST', `/schedule/imports/${made?.id}/withdraw`, { reason: 'x' })).status).toBe(
      404,
    );
    const other = await ask<SchedulePreview>('van.phong', 'POST', '/schedule/preview', file);
    expect(other.body.listed[0]?.faults).toEqual([{ code: 'room-unknown', value: 'Phòng 1' }]);
  });

  test('is told why a file is refused, and that what was shown is not so any more', async () => {
    const bad = await ask(
      OFFICE,
      'POST',
      '/schedule/preview',
      workbookOf([['a']], { files: { 'xl/vbaProject.bin': 'x' } }),
    );
    expect([bad.status, bad.body.field]).toEqual([422, '/file/macros']);
    expect((await ask(OFFICE, 'POST', '/schedule/preview')).status).toBe(400);
    expect((await ask(OFFICE, 'POST', '/schedule/preview', {})).status).toBe(400);
    const stale = await load(file, '0'.repeat(64));
    expect([stale.status, stale.body.field]).toEqual([409, '/plan']);
  });
});

describe('days off and the list for the door', () => {
  test('public holidays and weekends that are worked are told', async () => {
    const { body } = await ask<{ off: string[] }>('giam.sat', 'GET', '/schedule/days?from=2026-08-31&to=2026-09-06');
    expect(body.off).toEqual(['2026-08-31', '2026-09-01', '2026-09-02']);
    expect((await ask('giam.sat', 'GET', '/schedule/days?from=2026-02-30&to=2026-03-01')).status).toBe(400);
    expect((await ask('giam.sat', 'GET', '/schedule/days?from=2026-01-01&to=2027-01-01')).status).toBe(400);
  });

  test('a court’s day is printed, for whoever sees hearings there', async () => {
    const { status, text } = await ask('giam.sat', 'GET', `/schedule/list.pdf?court=lb&day=${day}`);
    expect([status, text.slice(0, 5)]).toEqual([200, '%PDF-']);
    expect((await ask('quan.tri', 'GET', `/schedule/list.pdf?court=lb&day=${day}`)).status).toBe(404);
    expect((await ask('giam.sat', 'GET', '/schedule/list.pdf?court=lb&day=2026-02-30')).status).toBe(400);
  }, 60_000);
});
