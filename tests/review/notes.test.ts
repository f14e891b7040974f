// Notes and the review sheet over real HTTP: whose they are, what they keep of their history, and that nobody else comes to read them.
import type { Note, Notes, NoteVersions } from '@giamsat/contract/wire/notes';
import type { Sheet } from '@giamsat/contract/wire/sheet';
import { cookieWith } from '@giamsat/service/access/http';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type House, openHouse } from '../live/support/house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
}, 120_000);
afterAll(() => house?.close());

type Answer<T> = { status: number; body: T; type: string | null; bytes: Buffer };
const cookies = new Map<string, Promise<string>>();
async function ask<T = { type: string; detail?: string }>(
  login: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<Answer<T>> {
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
  const bytes = Buffer.from(await answer.arrayBuffer());
  const type = answer.headers.get('content-type');
  const parsed = type?.includes('json') ? JSON.parse(bytes.toString()) : undefined;
  return { status: answer.status, body: parsed as T, type, bytes };
}

const PROSECUTOR = 'Kiểm sát viên lb';
/** A hearing that is open, with the day's officials. */
async function hearing(more: object = {}) {
  const one = house.court.lb.hearing();
  await house.court.lb.tell(one.scheduled('lb-1', 'Vụ có ghi chú', more), ...one.opened('lb-1'));
  return one;
}
const bodyOf = (more: object = {}) => ({
  from: new Date().toISOString(),
  text: 'Đối đáp chưa đầy đủ',
  tags: ['tranh luận'],
  shared: false,
  ...more,
});
const put = (login: string, id: string, note: string, body: object) =>
  ask<Note>(login, 'PUT', `/hearings/${id}/notes/${note}`, body);
const list = async (login: string, id: string): Promise<string[]> =>
  (await ask<Notes>(login, 'GET', `/hearings/${id}/notes`)).body.notes.map(({ text }) => text);

describe('notes', () => {
  test('are private until they are shared, then the organisation’s alone; never the court’s', async () => {
    const one = await hearing();
    const mine = await put('giam.sat', one.id, uuidv7(), bodyOf({ text: 'riêng tôi' }));
    expect(mine).toMatchObject({
      status: 200,
      body: { version: 1, own: true, author: 'Người Giám Sát', tags: ['tranh luận'] },
    });
    await put('giam.sat', one.id, uuidv7(), bodyOf({ text: 'cho cơ quan', shared: true }));
    expect(await list('giam.sat', one.id)).toEqual(['riêng tôi', 'cho cơ quan']);
    expect(await list('dong.nghiep', one.id)).toEqual(['cho cơ quan']);
    // Another organisation that sees the same hearing.
    expect(await list('loc.binh', one.id)).toEqual([]);
    for (const login of ['chanh.an', 'tham.phan.lb', 'thu.ky.lb', 'man.hinh']) {
      const refused = await ask(login, 'GET', `/hearings/${one.id}/notes`);
      expect([login, refused.status, refused.body.type]).toEqual([login, 403, 'urn:giamsat:problem:forbidden']);
      expect((await put(login, one.id, uuidv7(), bodyOf())).status).toBe(403);
    }
    for (const login of ['quan.tri', 'kiem.tra', 'khong.quyen']) {
      expect([login, (await ask(login, 'GET', `/hearings/${one.id}/notes`)).status]).toEqual([login, 404]);
    }
  });

  test('keep every version; another’s cannot be changed, taken away or looked into', async () => {
    const one = await hearing();
    const id = uuidv7();
    const body = bodyOf({ text: 'bản đầu' });
    await put('giam.sat', one.id, id, body);
    // Sent twice.
    expect((await put('giam.sat', one.id, id, body)).body.version).toBe(1);
    expect((await put('giam.sat', one.id, id, { ...body, text: 'không có số bản' })).status).toBe(409);
    expect(
      (await put('giam.sat', one.id, id, { ...body, text: 'bản hai', shared: true, version: 1 })).body,
    ).toMatchObject({ version: 2, text: 'bản hai' });
    expect((await put('giam.sat', one.id, id, { ...body, text: 'muộn', version: 1 })).status).toBe(409);

    const path = `/hearings/${one.id}/notes/${id}`;
    const versions = async (login: string) =>
      (await ask<NoteVersions>(login, 'GET', `${path}/versions`)).body.versions.map(({ text }) => text);
    expect(await versions('giam.sat')).toEqual(['bản đầu', 'bản hai']);
    // What was private then stays private.
    expect(await versions('dong.nghiep')).toEqual(['bản hai']);
    expect(await versions('loc.binh')).toEqual([]);

    expect((await put('dong.nghiep', one.id, id, { ...body, text: 'của người khác', version: 2 })).status).toBe(404);
    expect((await ask('dong.nghiep', 'DELETE', path)).status).toBe(204);
    expect(await list('giam.sat', one.id)).toEqual(['bản hai']);
    // The id of a note at one hearing leads nowhere at another.
    const other = await hearing();
    expect((await put('giam.sat', other.id, id, { ...body, version: 2 })).status).toBe(404);

    expect((await ask('giam.sat', 'DELETE', path)).status).toBe(204);
    expect(await list('giam.sat', one.id)).toEqual([]);
    expect((await put('giam.sat', one.id, id, { ...body, version: 3 })).status).toBe(404);
    expect((await ask<NoteVersions>('giam.sat', 'GET', `${path}/versions`)).body.versions).toMatchObject([
      { deleted: false },
      { deleted: false },
      { deleted: true },
    ]);
    expect(await versions('dong.nghiep')).toEqual([]);
  });

  test('of two who change it at once one is told, and nothing is lost', async () => {
    const one = await hearing();
    const id = uuidv7();
    const body = bodyOf();
    const made = await Promise.all([put('giam.sat', one.id, id, body), put('giam.sat', one.id, id, body)]);
    expect(made.map(({ status }) => status)).toEqual([200, 200]);
    const changed = await Promise.all(
      ['a', 'b', 'c'].map((text) => put('giam.sat', one.id, id, { ...body, text, version: 1 })),
    );
    expect(changed.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    const rows = await house.database.sql
      .selectFrom('note_versions')
      .select('version')
      .where('note', '=', id)
      .execute();
    expect(rows.map(({ version }) => version).sort()).toEqual([1, 2]);
  });

  test('go from sight while the hearing is in camera, are kept, and come back', async () => {
    const one = await hearing();
    await put('giam.sat', one.id, uuidv7(), bodyOf({ text: 'trước khi kín', shared: true }));
    await house.court.lb.tell(one.say('hearing.publicity.changed', { to: 'in_camera', ground: 'đời sống riêng tư' }));
    const path = `/hearings/${one.id}/notes`;
    for (const login of ['giam.sat', 'dong.nghiep']) {
      const refused = await ask(login, 'GET', path);
      expect([login, refused.status, refused.bytes.includes('trước khi kín')]).toEqual([login, 403, false]);
      expect((await put(login, one.id, uuidv7(), bodyOf())).status).toBe(403);
    }
    // The hearing's own prosecutor stays inside.
    expect((await put('kiem.sat', one.id, uuidv7(), bodyOf({ text: 'trong phòng xử kín' }))).status).toBe(200);
    await house.court.lb.tell(one.say('hearing.publicity.changed', { to: 'public' }));
    // A closing that was lifted settles first.
    const deadline = Date.now() + 20_000;
    while ((await ask('giam.sat', 'GET', path)).status !== 200 && Date.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await list('giam.sat', one.id)).toEqual(['trước khi kín']);
  });

  test.each([
    ['no such day', { from: '2026-02-30T00:00:00.000Z' }, '/from'],
    ['a moment to come', { from: '2999-01-01T00:00:00.000Z' }, '/from'],
    ['an end before its beginning', { to: '2020-01-01T00:00:00.000Z' }, '/to'],
    ['a text of 4,001 letters', { text: 'a'.repeat(4001) }, '/text'],
    ['a text with U+0000', { text: 'a\u0000' }, '/text'],
    ['an empty tag', { tags: [' '] }, '/tags/0'],
    ['eleven tags', { tags: Array.from({ length: 11 }, (_, i) => `${i}`) }, '/tags'],
    ['a member that nobody knows', { login: 'chanh.an' }, ''],
  ])('%s is refused, by its field', async (_what, more, field) => {
    const one = await hearing();
    const answer = await ask<{ field?: string }>(
      'giam.sat',
      'PUT',
      `/hearings/${one.id}/notes/${uuidv7()}`,
      bodyOf(more),
    );
    expect(answer.status).toBe(400);
    expect(answer.body.field ?? '').toContain(field);
    expect(await list('giam.sat', one.id)).toEqual([]);
  });

  test('what was noted cannot be rewritten in the database, and stands in no audit', async () => {
    const { sql } = house.database;
    await expect(sql.updateTable('note_versions').set({ body: 'khác' }).execute()).rejects.toThrow('append-only');
    await expect(sql.deleteFrom('sheet_answers').execute()).rejects.toThrow('append-only');
    await house.access.audit.flush();
    const audit = JSON.stringify(await sql.selectFrom('audit_entries').selectAll().execute());
    expect(audit).not.toMatch(/bản hai|Đối đáp|riêng tôi/);
  });
});

describe('the review sheet', () => {
  const sheetAt = (id: string) => `/hearings/${id}/sheet`;
  const itemOf = (sheet: Sheet, id: string) =>
    sheet.sections.flatMap(({ items }) => items).find((item) => item.id === id);

  test('is filled in from the log for prosecutors alone, follows a correction, and keeps what they judge', async () => {
    const one = await hearing();
    const rights = one.say('hearing.rights.explained', { to: 'bị cáo' });
    await house.court.lb.tell(rights);
    const { status, body: sheet } = await ask<Sheet>('kiem.sat', 'GET', sheetAt(one.id));
    expect(status).toBe(200);
    expect(itemOf(sheet, 'rights')?.findings).toMatchObject([
      { code: 'rights.explained_to', ref: `${rights.source}#${rights.id}`, values: { to: 'bị cáo' } },
    ]);
    expect(itemOf(sheet, 'prosecutor')?.findings[0]?.values.name).toBe(PROSECUTOR);
    await house.court.lb.tell(one.say('hearing.event.retracted', {}, { corrects: `${rights.source}#${rights.id}` }));
    expect(itemOf((await ask<Sheet>('kiem.sat', 'GET', sheetAt(one.id))).body, 'rights')?.findings).toEqual([
      { values: {}, state: 'pending' },
    ]);

    const give = (login: string, item: string, body: object) =>
      ask<Sheet>(login, 'PUT', `${sheetAt(one.id)}/${item}`, body);
    const given = await give('kiem.sat', 'debating', { value: 'no', note: 'Cắt lời người bào chữa', version: 0 });
    expect(itemOf(given.body, 'debating')?.answer).toMatchObject({
      value: 'no',
      note: 'Cắt lời người bào chữa',
      version: 1,
      by: PROSECUTOR,
    });
    expect((await give('kiem.sat.hai', 'debating', { value: 'yes', version: 0 })).status).toBe(409);
    expect(
      itemOf((await give('kiem.sat.hai', 'debating', { value: 'yes', version: 1 })).body, 'debating')?.answer,
    ).toMatchObject({ value: 'yes', version: 2, by: 'Kiểm sát viên hai' });
    for (const [item, body, field] of [
      ['debating', { value: 'perhaps' }, '/value'],
      ['judgment_received', { value: '2026-02-30' }, '/value'],
      ['opinion', { value: 'yes' }, '/value'],
      ['rights', { value: 'yes' }, '/params/item'],
      ['unknown', {}, '/params/item'],
    ] as const) {
      const refused = await ask<{ field: string }>('kiem.sat', 'PUT', `${sheetAt(one.id)}/${item}`, {
        ...body,
        version: 0,
      });
      expect([item, refused.status, refused.body.field]).toEqual([item, 400, field]);
    }
    for (const login of ['giam.sat', 'chanh.an', 'tham.phan.lb', 'man.hinh']) {
      expect([login, (await ask(login, 'GET', sheetAt(one.id))).status]).toEqual([login, 403]);
      expect([login, (await give(login, 'debating', { version: 2 })).status]).toEqual([login, 403]);
    }
    // Reading it is a look at the log.
    await house.access.audit.flush();
    const looks = await house.database.sql
      .selectFrom('audit_entries')
      .select('login')
      .where('kind', '=', 'look.started')
      .where('hearing', '=', one.id)
      .execute();
    expect(looks.map(({ login }) => login)).toContain('kiem.sat');
  });

  test('tells whoever is outside nothing of what happened behind closed doors', async () => {
    const one = await hearing({ prosecutor: { name: 'Kiểm sát viên khác', role: 'prosecutor' } });
    await house.court.lb.tell(
      one.say('hearing.publicity.changed', { to: 'in_camera', ground: 'sau cửa' }),
      one.say('hearing.prosecutor.stated', { proposal: 'sau-cua-de-nghi' }),
    );
    expect((await ask('kiem.sat', 'GET', sheetAt(one.id))).status).toBe(403);
    await house.court.lb.tell(one.say('hearing.publicity.changed', { to: 'public' }));
    const deadline = Date.now() + 20_000;
    let answer = await ask('kiem.sat', 'GET', sheetAt(one.id));
    while (answer.status !== 200 && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 500));
      answer = await ask('kiem.sat', 'GET', sheetAt(one.id));
    }
    expect(answer.status).toBe(200);
    expect(answer.bytes.toString()).not.toContain('sau-cua');
  });

  test('is printed as A4 with a fresh proof of who prints, and the audit says so', async () => {
    const one = await hearing();
    await put('kiem.sat', one.id, uuidv7(), bodyOf({ text: 'in kèm', shared: true }));
    const plain = await ask('kiem.sat', 'GET', `${sheetAt(one.id)}.pdf`);
    expect([plain.status, plain.type, plain.bytes.subarray(0, 5).toString()]).toEqual([
      200,
      'application/pdf',
      '%PDF-',
    ]);
    expect(plain.bytes.toString('latin1')).toContain('/MediaBox [0 0 595.28 841.89]');
    const withNotes = await ask('kiem.sat', 'GET', `${sheetAt(one.id)}.pdf?notes=true`);
    expect(withNotes.bytes.length).toBeGreaterThan(plain.bytes.length);
    const printed = await house.database.sql
      .selectFrom('audit_entries')
      .select('login')
      .where('kind', '=', 'sheet.printed')
      .where('hearing', '=', one.id)
      .execute();
    expect(printed.map(({ login }) => login)).toEqual(['kiem.sat', 'kiem.sat']);
    // Signed in by the demo's one click, which proves nothing.
    const { token } = await house.access.signInAs('kiem.sat', { address: '127.0.0.1', userAgent: 'test' });
    const unproven = await fetch(`${house.http}/api/v1${sheetAt(one.id)}.pdf`, {
      headers: { cookie: cookieWith(token).split(';')[0] ?? '' },
    });
    expect([unproven.status, ((await unproven.json()) as { type: string }).type]).toEqual([
      403,
      'urn:giamsat:problem:proof-needed',
    ]);
  }, 120_000);
});
