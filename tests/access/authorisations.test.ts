/** The life of an authorisation over HTTP: who drafts, who approves, what is attached, what it opens, how it ends, and what is kept of it. */
import { createHash } from 'node:crypto';
import { addDays, dayOf, dayOfMs } from '@giamsat/contract/time';
import type { AdminAuthorisation, AuthorisationHistory, Deputies, Opens } from '@giamsat/contract/wire/authorisations';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type House, openHouse } from '../live/support/house.ts';
import { watch } from '../live/support/viewer.ts';
import { until } from '../rig/processes.ts';

let house: House;
const cookies = new Map<string, string>();
const PDF = Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n');
const today = () => dayOf(new Date().toISOString());
const NOBODY = '01890000-0000-7000-8000-000000000000';

beforeAll(async () => {
  house = await openHouse();
}, 60_000);
afterAll(() => house.close());

async function call<T = unknown>(login: string, method: string, path: string, body?: object | Buffer, type?: string) {
  const cookie = cookies.get(login) ?? (await house.cookie(login));
  cookies.set(login, cookie);
  const answer = await fetch(`${house.http}/api/v1/admin${path}`, {
    method,
    headers: {
      cookie,
      'giamsat-request': '1',
      ...(body === undefined ? {} : { 'content-type': type ?? 'application/json' }),
    },
    ...(body === undefined ? {} : { body: Buffer.isBuffer(body) ? new Uint8Array(body) : JSON.stringify(body) }),
  });
  const bytes = Buffer.from(await answer.arrayBuffer());
  const isJson = answer.headers.get('content-type')?.includes('json');
  return {
    status: answer.status,
    headers: answer.headers,
    bytes,
    body: (isJson ? JSON.parse(bytes.toString()) : undefined) as T,
  };
}
let numbers = 100;
const document = (more: object = {}) => ({
  documentNo: `${++numbers}/QĐ-TA`,
  issuedOn: '2021-01-01',
  issuer: 'Chánh án TAND tỉnh',
  organisation: 'none',
  scope: { live: true, recordings: false, logs: false, exports: false },
  from: '2021-01-01',
  ...more,
});
const draft = async (more: object = {}, login = 'van.phong'): Promise<AdminAuthorisation> => {
  const { status, body } = await call<AdminAuthorisation>(login, 'POST', '/authorisations', document(more));
  expect([status, body]).toEqual([201, expect.anything()]);
  return body;
};
const attach = async ({ id }: { id: string }, content = PDF, login = 'van.phong') =>
  (await call<AdminAuthorisation>(login, 'PUT', `/authorisations/${id}/document`, content, 'application/pdf')).body;
const approve = ({ id, version }: { id: string; version: number }, login = 'chanh.an') =>
  call<AdminAuthorisation>(login, 'POST', `/authorisations/${id}/approve`, { version });
const approved = async (more: object = {}): Promise<AdminAuthorisation> => {
  const { status, body } = await approve(await attach(await draft(more)));
  expect(status).toBe(200);
  return body;
};
const history = async (id: string) =>
  (await call<AuthorisationHistory>('chanh.an', 'GET', `/authorisations/${id}/history`)).body.versions;
/** What the body's people may look at now. */
const grantsOf = async (organisation: string): Promise<string[]> => {
  const login = { none: 'khong.quyen', hdnd: 'giam.sat' }[organisation] ?? '';
  const { viewer } = await house.access.signInAs(login, { address: 'x', userAgent: 'x' });
  return viewer.authorisations.map(({ documentNo }) => documentNo);
};

describe('from a draft to being in force', () => {
  test('the office drafts and changes, attaches the signed document, and another person approves that very version', async () => {
    const first = await draft();
    expect(first).toMatchObject({ version: 1, enteredBy: 'van.phong', drafters: ['van.phong'] });
    expect(await grantsOf('none')).toEqual([]);
    const body = document({ documentNo: first.documentNo, issuer: 'Chánh án Tòa án nhân dân tỉnh' });
    const changed = await call<AdminAuthorisation>('van.phong', 'PUT', `/authorisations/${first.id}`, body);
    expect(changed).toMatchObject({ status: 200, body: { version: 2, issuer: 'Chánh án Tòa án nhân dân tỉnh' } });

    // Without the signed document nothing is approved; what was read before it came is not approved either.
    expect(await approve(changed.body)).toMatchObject({ status: 409, body: { field: '/attachment' } });
    const signed = await attach(first);
    const sha256 = createHash('sha256').update(PDF).digest('hex');
    expect(signed).toMatchObject({
      version: 3,
      attachment: { sha256, mediaType: 'application/pdf', bytes: PDF.length },
    });
    expect(await approve(changed.body)).toMatchObject({ status: 409, body: { field: '/version' } });
    expect(await grantsOf('none')).toEqual([]);

    const { status, body: inForce } = await approve(signed);
    expect([status, inForce.approvedBy, inForce.version]).toEqual([200, 'chanh.an', 4]);
    expect(await grantsOf('none')).toEqual([first.documentNo]);
    expect(await approve(inForce)).toMatchObject({ status: 409 });

    // From now on nothing of it changes.
    for (const [method, path, content] of [
      ['PUT', '', body],
      ['POST', '/withdraw', undefined],
    ] as const) {
      expect(await call('van.phong', method, `/authorisations/${first.id}${path}`, content)).toMatchObject({
        status: 409,
      });
    }
    const late = await call('van.phong', 'PUT', `/authorisations/${first.id}/document`, PDF, 'application/pdf');
    expect(late.status).toBe(409);

    const versions = await history(first.id);
    expect(versions.map(({ version, login, what }) => [version, login, what])).toEqual([
      [1, 'van.phong', 'drafted'],
      [2, 'van.phong', 'changed'],
      [3, 'van.phong', 'attached'],
      [4, 'chanh.an', 'approved'],
    ]);
    expect(versions.map(({ content }) => content.issuer)).toEqual([
      'Chánh án TAND tỉnh',
      ...Array(3).fill('Chánh án Tòa án nhân dân tỉnh'),
    ]);
    expect(versions[3]?.content.attachment?.sha256).toBe(sha256);
    expect(versions[0]?.displayName).toBe('Văn phòng tỉnh');
    await call('chanh.an', 'POST', `/authorisations/${first.id}/revoke`, {});
  });

  test('who drafts, approves and reads is as the offices are', async () => {
    const one = await attach(await draft());
    const body = document();
    const ask = async (login: string) => {
      const statuses = [
        (await call(login, 'GET', '/authorisations')).status,
        (await call(login, 'GET', `/authorisations/${one.id}/history`)).status,
        (await call(login, 'GET', `/authorisations/${one.id}/documents/${one.attachment?.sha256}`)).status,
        (await call(login, 'POST', '/authorisations', body)).status,
        (await call(login, 'POST', `/authorisations/${NOBODY}/approve`, { version: 1 })).status,
        (await call(login, 'POST', `/authorisations/${NOBODY}/revoke`, {})).status,
        (await call(login, 'GET', '/deputies')).status,
      ];
      return statuses.join(' ');
    };
    expect(await ask('chanh.an')).toBe('200 200 200 403 404 404 200');
    expect(await ask('van.phong.lb')).toBe('200 404 404 403 403 403 403');
    for (const login of ['quan.tri', 'kiem.tra', 'giam.sat', 'man.hinh', 'pho.chanh.an', 'tham.phan.lb', 'thu.ky.lb']) {
      expect([login, await ask(login)]).toEqual([login, '403 403 403 403 403 403 403']);
    }
    expect(await ask('van.phong')).toBe('200 200 200 201 403 403 403');
    await call('van.phong', 'POST', `/authorisations/${one.id}/withdraw`);
  });

  test('a court’s own office drafts what is limited to its court, and neither sees nor widens anything else', async () => {
    const own = await draft({ scope: { ...document().scope, courts: ['lb'] } }, 'van.phong.lb');
    const seen = async (login: string) =>
      (await call<{ authorisations: AdminAuthorisation[] }>(login, 'GET', '/authorisations')).body.authorisations;
    expect((await seen('van.phong')).map(({ id }) => id)).toContain(own.id);
    for (const { scope } of await seen('van.phong.lb')) expect(scope.courts).toEqual(['lb']);
    for (const courts of [undefined, ['cl'], ['lb', 'cl']]) {
      const body = document({ documentNo: own.documentNo, scope: { ...document().scope, courts } });
      expect((await call('van.phong.lb', 'PUT', `/authorisations/${own.id}`, body)).status).toBe(403);
      expect((await call('van.phong.lb', 'POST', '/authorisations', body)).status).toBe(403);
    }
    // The number is free again once the draft is withdrawn.
    const taken = document({ documentNo: own.documentNo });
    expect(await call('van.phong', 'POST', '/authorisations', taken)).toMatchObject({
      status: 409,
      body: { field: '/documentNo' },
    });
    const gone = await call<AdminAuthorisation>('van.phong.lb', 'POST', `/authorisations/${own.id}/withdraw`);
    expect(gone).toMatchObject({ status: 200, body: { withdrawnBy: 'van.phong.lb' } });
    expect((await approve(gone.body)).status).toBe(409);
    expect((await call('van.phong', 'POST', '/authorisations', taken)).status).toBe(201);
  });

  test('what is wrong is named by its field', async () => {
    const scope = document().scope;
    for (const [body, field] of [
      [document({ from: '2021-02-30' }), '/from'],
      [document({ to: '2020-12-31' }), '/to'],
      [document({ organisation: 'nowhere' }), '/organisation'],
      [document({ scope: { ...scope, live: false } }), '/scope'],
      [document({ scope: { ...scope, courts: ['zz'] } }), '/scope/courts'],
      [document({ scope: { ...scope, rooms: ['zz-1'] } }), '/scope/rooms'],
      [document({ scope: { ...scope, rooms: [] } }), '/scope/rooms'],
      [document({ scope: { ...scope, caseTypes: ['XX'] } }), '/scope/caseTypes/0'],
      [document({ scope: { ...scope, hearings: ['x'] } }), '/scope/hearings/0'],
      [document({ scope: { ...scope, logs: true, admits: ['khong.quyen'] } }), '/scope/hearings'],
      [document({ scope: { ...scope, hearings: [NOBODY], admits: ['khong.quyen'] } }), '/scope/logs'],
      // Of another body; and nobody whom a decision can let in.
      [document({ scope: { ...scope, logs: true, hearings: [NOBODY], admits: ['giam.sat'] } }), '/scope/admits'],
      [
        document({ organisation: 'tand', scope: { ...scope, logs: true, hearings: [NOBODY], admits: ['quan.tri'] } }),
        '/scope/admits',
      ],
      [document({ replaces: NOBODY }), '/replaces'],
    ] as const) {
      const { status, body: problem } = await call<{ field: string }>('van.phong', 'POST', '/authorisations', body);
      expect([field, status, problem.field]).toEqual([field, 400, field]);
    }
    const ended = await attach(await draft({ to: '2021-01-31' }));
    expect(await approve(ended)).toMatchObject({ status: 409, body: { field: '/to' } });
  });
});

describe('the signed document', () => {
  test('is a PDF, PNG or JPEG by its first bytes, whatever it is called, and no larger than 10 MiB', async () => {
    const one = await draft();
    const put = (content: Buffer, type: string) =>
      call('van.phong', 'PUT', `/authorisations/${one.id}/document`, content, type);
    expect((await put(Buffer.from('<script>alert(1)</script>'), 'application/pdf')).status).toBe(422);
    expect((await put(Buffer.alloc(0), 'application/pdf')).status).toBe(422);
    expect((await put(PDF, 'text/html')).status).toBe(415);
    expect((await put(PDF, 'application/json')).status).toBe(400);
    expect((await put(Buffer.concat([PDF, Buffer.alloc(10 * 1024 * 1024)]), 'application/pdf')).status).toBe(413);
    const png = Buffer.from('89504e470d0a1a0a0000', 'hex');
    // What it is counts, not what the sender says.
    const stored = await put(png, 'image/jpeg');
    expect(stored).toMatchObject({ status: 200, body: { attachment: { mediaType: 'image/png', bytes: 10 } } });
    expect((await put(Buffer.from('ffd8ffe00010', 'hex'), 'image/jpeg')).status).toBe(200);
    // Who may not draft does not get as far as sending it.
    for (const [login, status] of [
      ['chanh.an', 403],
      ['giam.sat', 403],
      ['van.phong.lb', 404],
    ] as const) {
      const refused = await call(login, 'PUT', `/authorisations/${one.id}/document`, PDF, 'application/pdf');
      expect([login, refused.status]).toEqual([login, status]);
    }
  });

  test('may be replaced nine times, and by 40 MiB in all; beyond, the answer names what is too much', async () => {
    const put = ({ id }: { id: string }, content: Buffer) =>
      call('van.phong', 'PUT', `/authorisations/${id}/document`, content, 'application/pdf');
    const scan = (n: number, bytes = 0) => Buffer.concat([PDF, Buffer.from(`% bản ${n}\n`), Buffer.alloc(bytes)]);
    const refused = { status: 422, body: { field: '/attachment' } };
    const often = await draft();
    for (let n = 0; n < 10; n++) expect((await put(often, scan(n))).status).toBe(200);
    expect(await put(often, scan(10))).toMatchObject(refused);
    // One that it had before takes no more room.
    expect((await put(often, scan(3))).status).toBe(200);
    const large = await draft();
    for (let n = 0; n < 4; n++) expect((await put(large, scan(n, 9 * 1024 * 1024))).status).toBe(200);
    expect(await put(large, scan(4, 9 * 1024 * 1024))).toMatchObject(refused);
    expect((await put(large, scan(4))).status).toBe(200);
  });

  test('comes back byte for byte as a file to keep, with what an earlier version had, and that it was read is written down', async () => {
    const one = await draft();
    const first = await attach(one);
    const other = Buffer.concat([PDF, Buffer.from('% bản ký lại\n')]);
    const second = await attach(one, other);
    for (const [{ attachment }, content] of [
      [first, PDF],
      [second, other],
    ] as const) {
      const answer = await call('chanh.an', 'GET', `/authorisations/${one.id}/documents/${attachment?.sha256}`);
      expect(answer.status).toBe(200);
      expect(answer.bytes.equals(content)).toBe(true);
      expect(answer.headers.get('content-type')).toBe('application/pdf');
      expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="authorisation-${one.id}.pdf"`);
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      expect(answer.headers.get('cache-control')).toBe('no-store');
    }
    const elsewhere = await draft();
    const path = `/authorisations/${elsewhere.id}/documents/${first.attachment?.sha256}`;
    expect((await call('chanh.an', 'GET', path)).status).toBe(404);
    await house.access.audit.flush();
    const { entries } = await house.access.audit.read({ kind: 'authorisation.document-read', limit: 10 }, () => true);
    expect(entries[0]).toMatchObject({ login: 'chanh.an', detail: { id: one.id } });
  });

  test('and the versions take neither change nor deletion', async () => {
    const { sql } = house.database;
    await expect(sql.deleteFrom('authorisation_versions').execute()).rejects.toThrow(/append-only/);
    await expect(sql.updateTable('authorisation_versions').set({ login: 'x' }).execute()).rejects.toThrow(
      /append-only/,
    );
    await expect(sql.deleteFrom('authorisation_documents').execute()).rejects.toThrow(/append-only/);
  });
});

describe('what it opens', () => {
  test('are today’s hearings of its scope, in the form that the asker may see', async () => {
    const { hearing, tell } = house.court.lb;
    const [open, closed, elsewhere] = [hearing(), hearing(), house.court.cl.hearing()];
    const at = (hour: string) => ({ start: `${today()}T${hour}:00:00.000Z` });
    await tell(
      open.scheduled('lb-1', 'Trộm cắp tài sản', at('01')),
      closed.scheduled('lb-2', 'Ly hôn chị N.T.E', { ...at('02'), publicity: 'in_camera' }),
    );
    await house.court.cl.tell(elsewhere.scheduled('cl-1', 'Vụ ở cl', at('01')));
    const scope = document().scope;
    const opens = async (more: object, login = 'chanh.an') => {
      const { id } = await draft(more);
      const answer = await call<Opens>(login, 'GET', `/authorisations/${id}/opens`);
      expect(answer.status).toBe(200);
      return answer;
    };
    const chief = await opens({ scope: { ...scope, courts: ['lb'] } });
    expect(chief.body).toEqual({
      day: today(),
      hearings: [
        {
          court: 'lb',
          courtShort: 'LB',
          roomName: 'Phòng 1',
          start: `${today()}T01:00:00.000Z`,
          caseNumbers: expect.any(Array),
          title: 'Trộm cắp tài sản',
        },
        { court: 'lb', courtShort: 'LB', roomName: 'Phòng 2', closed: 'in_camera' },
      ],
    });
    expect(chief.bytes.toString()).not.toContain('N.T.E');
    // The office, which reads no hearing, learns where, of closed and open ones alike.
    const office = await opens({ scope: { ...scope, courts: ['lb'] } }, 'van.phong');
    expect(office.body.hearings).toEqual([
      { court: 'lb', courtShort: 'LB', roomName: 'Phòng 1' },
      { court: 'lb', courtShort: 'LB', roomName: 'Phòng 2' },
    ]);
    // Not yet in force: as if it were. A single hearing, a room, and what opens nothing to watch.
    const later = await opens({ from: addDays(today(), 30), scope: { ...scope, hearings: [elsewhere.id] } });
    expect(later.body.hearings.map(({ title }) => title)).toEqual(['Vụ ở cl']);
    expect((await opens({ scope: { ...scope, rooms: ['lb-2'] } })).body.hearings).toHaveLength(1);
    const exportsOnly = { live: false, recordings: false, logs: false, exports: true };
    expect((await opens({ scope: exportsOnly })).body.hearings).toEqual([]);
    await tell(open.say('hearing.cancelled', {}), closed.say('hearing.cancelled', {}));
    await house.court.cl.tell(elsewhere.say('hearing.cancelled', {}));
  });
});

describe('its end', () => {
  test('by revocation is at once, with the reason that was given, and once', async () => {
    const one = await approved();
    expect(await grantsOf('none')).toContain(one.documentNo);
    const revoke = (login: string) =>
      call<AdminAuthorisation>(login, 'POST', `/authorisations/${one.id}/revoke`, { reason: 'Hết nhiệm vụ giám sát' });
    expect((await revoke('van.phong')).status).toBe(403);
    const { status, body } = await revoke('chanh.an');
    expect([status, body.revokedBy, body.revocation]).toEqual([200, 'chanh.an', { reason: 'Hết nhiệm vụ giám sát' }]);
    expect(await grantsOf('none')).not.toContain(one.documentNo);
    expect((await revoke('chanh.an')).status).toBe(409);
    expect((await history(one.id)).at(-1)).toMatchObject({ what: 'revoked', content: { revocation: body.revocation } });
  });

  test('of the procuracy, whose right rests on statute, takes a reason and a notice with number and day', async () => {
    const one = await approved({ organisation: 'vks' });
    const revoke = (body: object) =>
      call<{ field?: string }>('chanh.an', 'POST', `/authorisations/${one.id}/revoke`, body);
    const whole = { reason: 'Thay đổi phân công', noticeNo: '12/TB-TA', noticeOn: '2021-04-15' };
    expect(await revoke({})).toMatchObject({ status: 400, body: { field: '/reason' } });
    expect(await revoke({ ...whole, noticeNo: undefined })).toMatchObject({
      status: 400,
      body: { field: '/noticeNo' },
    });
    expect(await revoke({ ...whole, noticeOn: undefined })).toMatchObject({
      status: 400,
      body: { field: '/noticeOn' },
    });
    expect(await revoke({ ...whole, noticeOn: '2021-13-01' })).toMatchObject({
      status: 400,
      body: { field: '/noticeOn' },
    });
    expect(await revoke(whole)).toMatchObject({ status: 200, body: { revocation: whole } });
  });

  test('a changed one is a new draft that names what it replaces; the old one holds until the new one does', async () => {
    const old = await approved();
    const tomorrow = addDays(today(), 1);
    const next = await approved({ replaces: old.id, from: tomorrow });
    const one = async () => (await house.access.authorisations.get(old.id)) ?? old;
    expect(await one()).toMatchObject({ supersededOn: tomorrow, supersededBy: next.id });
    expect(await grantsOf('none')).toEqual(expect.arrayContaining([old.documentNo, next.documentNo]));
    const grants = (await house.access.signInAs('khong.quyen', { address: 'x', userAgent: 'x' })).viewer.authorisations;
    expect(grants.find(({ id }) => id === old.id)?.to).toBe(today());
    expect((await history(old.id)).at(-1)).toMatchObject({ what: 'superseded', login: 'chanh.an' });
    // Nothing is replaced twice, and nothing of another body.
    const second = await attach(await draft({ replaces: old.id }));
    expect(await approve(second)).toMatchObject({ status: 409, body: { field: '/replaces' } });
    const foreign = document({ replaces: old.id, organisation: 'hdnd' });
    // Nor by an office that does not keep it.
    const narrowed = document({ replaces: old.id, scope: { ...document().scope, courts: ['lb'] } });
    for (const [login, body] of [
      ['van.phong', foreign],
      ['van.phong.lb', narrowed],
    ] as const) {
      const refused = await call(login, 'POST', '/authorisations', body);
      expect(refused).toMatchObject({ status: 400, body: { field: '/replaces' } });
    }
  });
});

describe('a written decision that lets somebody in behind closed doors', () => {
  const TITLE = 'Vụ án xét xử kín';
  const decided = (hearings: string[], admits: string[], more: object = {}) =>
    document({ organisation: 'hdnd', scope: { ...document().scope, logs: true, hearings, admits }, ...more });
  const ask = async (login: string, path: string) => {
    const answer = await fetch(`${house.http}/api/v1/hearings/${path}`, {
      headers: { cookie: await house.cookie(login) },
    });
    return { status: answer.status, text: await answer.text() };
  };

  test('opens names and log to the persons that it names, at once and until it is revoked, and nothing to anybody else', async () => {
    const { lb } = house.court;
    const hearing = lb.hearing();
    await lb.tell(
      hearing.scheduled('lb-1', TITLE),
      ...hearing.opened('lb-1'),
      hearing.say('hearing.publicity.changed', { to: 'in_camera' }),
      hearing.note('Lời khai sau cửa đóng'),
    );
    const page = async (login: string) => {
      const viewer = watch({
        http: house.http,
        cookie: await house.cookie(login),
        scopes: ['wall', `hearing:${hearing.id}`],
      });
      await viewer.live();
      const formIs = (form: string) =>
        until(
          `${login} to see it ${form}`,
          () => viewer.store.snapshot().hearings.get(hearing.id)?.form === form || undefined,
        );
      return { ...viewer, formIs };
    };
    const [named, colleague] = [await page('giam.sat'), await page('dong.nghiep')];
    try {
      for (const one of [named, colleague]) await one.formIs('masked');
      const told = () =>
        JSON.stringify(colleague.received.filter(({ event }) => event === 'changes' || event === 'scope'));
      const before = told();
      const body = decided([hearing.id], ['giam.sat']);
      const drafted = await call<AdminAuthorisation>('van.phong', 'POST', '/authorisations', body);
      expect(drafted.status).toBe(201);
      // Not before it is approved.
      expect((await ask('giam.sat', `${hearing.id}/log`)).status).toBe(403);
      const { status, body: inForce } = await approve(await attach(drafted.body));
      expect(status).toBe(200);

      await named.formIs('full');
      expect(JSON.stringify([...(named.store.snapshot().lines.get(hearing.id) ?? [])])).toContain('sau cửa đóng');
      expect((await ask('giam.sat', `${hearing.id}/log`)).text).toContain('sau cửa đóng');
      const row = JSON.parse((await ask('giam.sat', hearing.id)).text) as {
        row: { inside: boolean; windows: unknown[] };
      };
      expect(row.row).toMatchObject({ form: 'full', inside: true, windows: [] });
      // A colleague of the same body, and the head of the court, stand outside as before.
      for (const login of ['dong.nghiep', 'chanh.an', 'loc.binh']) {
        expect([login, (await ask(login, `${hearing.id}/log`)).status]).toEqual([login, 403]);
        expect([login, (await ask(login, hearing.id)).text.includes(TITLE)]).toEqual([login, false]);
      }
      expect(told()).toBe(before);

      expect((await call('chanh.an', 'POST', `/authorisations/${inForce.id}/revoke`, {})).status).toBe(200);
      await named.formIs('masked');
      expect(named.store.snapshot().lines.get(hearing.id)).toBeUndefined();
      expect((await ask('giam.sat', `${hearing.id}/log`)).status).toBe(403);
      expect(told()).toBe(before);
    } finally {
      named.close();
      colleague.close();
    }
  });

  test('is not approved by whom it lets in', async () => {
    const own = decided([NOBODY], ['chanh.an'], { organisation: 'tand' });
    const drafted = await call<AdminAuthorisation>('van.phong', 'POST', '/authorisations', own);
    expect(drafted.status).toBe(201);
    const attached = await attach(drafted.body);
    expect((await approve(attached)).status).toBe(403);
  });
});

describe('a deputy of the chief judge', () => {
  const appoint = (body: object, login = 'chanh.an') =>
    call<{ id: string; field?: string }>(login, 'POST', '/deputies', {
      login: 'pho.chanh.an',
      documentNo: '05/QĐ-UQ',
      from: today(),
      to: addDays(today(), 30),
      ...body,
    });

  test('is a judge, appointed for a time, approves meanwhile, and no longer once the appointment is ended', async () => {
    const one = await attach(await draft());
    expect((await approve(one, 'pho.chanh.an')).status).toBe(403);
    for (const [body, field] of [
      [{ login: 'van.phong' }, '/login'],
      [{ login: 'nobody' }, '/login'],
      [{ to: addDays(today(), -1) }, '/to'],
      [{ from: '2021-02-31' }, '/from'],
    ] as const) {
      expect(await appoint(body)).toMatchObject({ status: 400, body: { field } });
    }
    for (const login of ['van.phong', 'pho.chanh.an', 'quan.tri']) expect((await appoint({}, login)).status).toBe(403);

    const { status, body: term } = await appoint({});
    expect(status).toBe(201);
    expect((await appoint({}, 'pho.chanh.an')).status).toBe(403);
    expect(await approve(one, 'pho.chanh.an')).toMatchObject({ status: 200, body: { approvedBy: 'pho.chanh.an' } });
    const list = (await call<Deputies>('pho.chanh.an', 'GET', '/deputies')).body;
    expect(list.deputies[0]).toMatchObject({ login: 'pho.chanh.an', documentNo: '05/QĐ-UQ', appointedBy: 'chanh.an' });
    expect(list.candidates.map(({ login }) => login)).toContain('tham.phan.lb');
    expect(list.candidates.map(({ login }) => login)).not.toContain('van.phong');

    const another = await attach(await draft());
    expect((await call('chanh.an', 'POST', `/deputies/${term.id}/end`)).status).toBe(200);
    expect((await approve(another, 'pho.chanh.an')).status).toBe(403);
    expect((await call('pho.chanh.an', 'GET', '/authorisations')).status).toBe(403);
    expect((await call('chanh.an', 'POST', `/deputies/${term.id}/end`)).status).toBe(409);
    expect((await call('chanh.an', 'POST', `/deputies/${NOBODY}/end`)).status).toBe(404);
  });

  test('whose time has not come, or has passed, approves nothing', async () => {
    const one = await attach(await draft());
    await appoint({ from: addDays(today(), 1) });
    await appoint({ from: addDays(today(), -9), to: dayOfMs(Date.now() - 86_400_000) });
    expect((await approve(one, 'pho.chanh.an')).status).toBe(403);
  });
});

test('every step is in the audit, and a seeded authorisation is on record as the seed’s', async () => {
  await house.access.audit.flush();
  const kinds = new Set(
    (await house.database.sql.selectFrom('audit_entries').select('kind').execute()).map(({ kind }) => kind),
  );
  for (const what of ['drafted', 'changed', 'attached', 'withdrawn', 'approved', 'revoked', 'document-read']) {
    expect(kinds).toContain(`authorisation.${what}`);
  }
  for (const kind of ['deputy.appointed', 'deputy.ended']) expect(kinds).toContain(kind);
  const seeded = (await house.access.authorisations.list()).find(({ documentNo }) => documentNo === '01/hdnd');
  expect((await history(seeded?.id ?? '')).map(({ what, login }) => [what, login])).toEqual([
    ['drafted', '/seed'],
    ['approved', '/seed'],
  ]);
});
