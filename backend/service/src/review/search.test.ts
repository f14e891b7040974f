/** The index and the questions to it, over a real database: what is found, by whom, and what is not any more. */
import { randomUUID } from 'node:crypto';
import type { EventEnvelope } from '@giamsat/contract/event/envelope';
import { ROLES, type Role } from '@giamsat/contract/registry';
import { at, createHand, plus, scheduled } from '@giamsat/contract/testing/build';
import type { NoteBody } from '@giamsat/contract/wire/notes';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { logReach } from '../access/log-reach.ts';
import { may } from '../access/policy.ts';
import { factsOf } from '../access/redact.ts';
import type { Viewer } from '../access/viewer.ts';
import { createMetrics } from '../platform/metrics.ts';
import { silentLogger, withDatabase } from '../testing/database.ts';
import { type TestHearings, testHearings } from '../testing/hearings.ts';
import { readOldNotes } from './note-words.ts';
import { createNotes, type Notes } from './notes.ts';
import { parseQuery } from './query.ts';
import type { Question } from './question.ts';
import { createSearch, type Search } from './search.ts';
import { createSearchIndex, type SearchIndex } from './search-index.ts';

const database = withDatabase();
let world: TestHearings;
let index: SearchIndex;
let search: Search;
const enter = createHand();
const idOf = (n: number) => `01890000-0000-7000-8000-00000000${9000 + n}`;

const PUBLIC = idOf(11);
const CLOSED = idOf(12);
const MINOR = idOf(13);
const CLOSED_FOR_A_WHILE = idOf(14);
const ELSEWHERE = idOf(15);
const person = (name: string, role: string) => ({ name, role });
const people = {
  panel: [person('Trần Thị M', 'presiding_judge')],
  clerk: person('Đỗ Thị Q', 'clerk'),
  prosecutor: person('Ngô Văn R', 'prosecutor'),
};

/** Told of every hearing, so that who finds it may read its log. */
const EVERYWHERE = 'chim sẻ';
const append = async (...events: EventEnvelope[]) => {
  const results = await world.journal.append(events);
  expect(results.map(({ status }) => status)).toEqual(events.map(() => 'accepted'));
};
const note = (hearing: string, clock: string, text: string, more = {}) =>
  enter(clock, 'hearing.note.recorded', { text }, { hearing, ...more });

beforeAll(async () => {
  world = await testHearings(database.sql, plus(at('20:00'), 0));
  index = createSearchIndex({ ...world, sql: database.sql, logger: silentLogger, metrics: createMetrics() });
  search = createSearch({ sql: database.sql, clock: world.clock });
  const of = (hearing: string) => ({ hearing });
  await append(
    enter(
      '07:00',
      'hearing.scheduled',
      scheduled({ ...people, participants: [person('Nguyễn Văn A', 'defendant')] }),
      of(PUBLIC),
    ),
    enter('08:00', 'hearing.opened', {}, of(PUBLIC)),
    note(PUBLIC, '08:05', `Chủ tọa hỏi về con ${EVERYWHERE}`),
    enter('08:20', 'hearing.questioning.started', { respondent: 'bị cáo' }, of(PUBLIC)),
    note(PUBLIC, '08:30', 'Bị cáo khai đã lấy chiếc xe đạp màu xanh ở chợ Kỳ Lừa'),
    note(PUBLIC, '08:40', 'HĐXX công bố lời khai'),
    note(PUBLIC, '08:41', 'Hội đồng xét xử xem vật chứng'),
    enter('08:50', 'hearing.debate.started', {}, of(PUBLIC)),
    note(PUBLIC, '08:55', 'Luật sư đề nghị xử 09 tháng tù'),

    enter(
      '07:00',
      'hearing.scheduled',
      scheduled({ ...people, caseNumbers: ['9012/2021/TLST-HS'], title: 'H.V.K', publicity: 'in_camera' }),
      of(CLOSED),
    ),
    note(CLOSED, '09:00', `Bên trong có con ${EVERYWHERE}`),
    enter(
      '07:00',
      'hearing.scheduled',
      scheduled({ ...people, caseNumbers: ['9013/2021/TLST-HS'], title: 'N.T.E', minor: true }),
      of(MINOR),
    ),
    note(MINOR, '09:00', `Người chưa thành niên và con ${EVERYWHERE}`),

    enter(
      '07:00',
      'hearing.scheduled',
      scheduled({
        ...people,
        room: 'lb-2',
        caseNumbers: ['9014/2021/TLST-DS'],
        caseType: 'DS',
        title: 'Tranh chấp đất',
      }),
      of(CLOSED_FOR_A_WHILE),
    ),
    note(CLOSED_FOR_A_WHILE, '08:10', `Trước cửa có con ${EVERYWHERE}`),
    enter(
      '09:00',
      'hearing.publicity.changed',
      { to: 'in_camera', ground: 'bí mật kinh doanh' },
      of(CLOSED_FOR_A_WHILE),
    ),
    note(CLOSED_FOR_A_WHILE, '09:10', 'Sau cửa đóng nói về con đại bàng'),
    enter('10:00', 'hearing.publicity.changed', { to: 'public' }, of(CLOSED_FOR_A_WHILE)),
    note(CLOSED_FOR_A_WHILE, '10:10', 'Cửa mở lại'),
  );
  const cl = createHand(ELSEWHERE, '/courts/cl/agents/cl-1', '2021-02-20');
  await append(
    cl(
      '07:00',
      'hearing.scheduled',
      scheduled({
        ...people,
        court: 'cl',
        room: 'cl-1',
        start: at('08:00', '2021-02-20'),
        caseNumbers: ['9015/2021/TLST-HS'],
        title: 'Vi Văn G – Buôn bán hàng cấm',
      }),
    ),
    cl('08:05', 'hearing.note.recorded', { text: `Ở Cao Lộc cũng có con ${EVERYWHERE}` }),
    cl('08:06', 'hearing.questioning.started', {}),
  );
  await index.settled();
});
afterAll(async () => {
  await index?.close();
});

const viewer = (role: Role, more: Partial<Viewer> = {}): Viewer => ({
  login: 'ai',
  displayName: 'Người Lạ',
  role,
  organisation: 'org',
  authorisations: [],
  sessionId: 's',
  ...more,
});
const CHIEF = viewer('province_chief_judge');
const ask = async (q: string, more: Partial<Question> = {}, who = CHIEF) =>
  search.find(logReach(who, world.clock.now()), { items: parseQuery(q), limit: 50, ...more });
const texts = async (...given: Parameters<typeof ask>) => (await ask(...given)).map(({ text }) => text);

describe('words', () => {
  const XE = 'Bị cáo khai đã lấy chiếc xe đạp màu xanh ở chợ Kỳ Lừa';
  test.each([
    'xe đạp xanh',
    'xe dap xanh',
    'XE ĐẠP'.normalize('NFD'),
    'xe Ðạp',
    'cho ky lua',
    '"màu xanh"',
    'chiec mau*',
    'xe -đỏ',
    '9011 xe',
    '9011/2021/TLST-HS xe',
    '9011/hsst xe',
    '9011 / 2021 xe dap',
  ])('%s', async (q) => {
    expect(await texts(q)).toEqual([XE]);
  });
  test.each(['"xanh màu"', 'xe -đạp', 'xe thuyền', 'm*', '9012 xe', '- "" *', '🙂'])('not by %s', async (q) => {
    expect(await texts(q)).not.toContain(q === '- "" *' || q === '🙂' ? 'x' : XE);
  });
  test('what is written short is found by its words, and its words by what is short', async () => {
    for (const q of ['hdxx', 'hội đồng xét xử', 'HĐXX']) {
      const found = await texts(q);
      expect(found).toContain('HĐXX công bố lời khai');
      expect(found).toContain('Hội đồng xét xử xem vật chứng');
    }
  });
  test('numbers without the zeros before them, and what an event is called', async () => {
    expect(await texts('9 thang tu')).toEqual(['Luật sư đề nghị xử 09 tháng tù']);
    expect(await texts('bat dau xet hoi')).toEqual(['Bắt đầu xét hỏi · bị cáo', 'Bắt đầu xét hỏi']);
  });
  test('a case by its number in every way of writing, its title and its people', async () => {
    for (const q of [
      '9011/2021/TLST-HS',
      '9011/TLST-HS',
      '9011/2021',
      '9011',
      '09011-2021',
      'TLST-HS 9011',
      'nguyen van a',
      'trom cap',
    ]) {
      const [first, ...more] = await ask(q);
      expect([q, first?.hearing, first?.kind, more.length]).toEqual([q, PUBLIC, 'case', 0]);
    }
  });
});

describe('filters', () => {
  test('of court, type, stage, days, people, flags', async () => {
    const hearings = async (more: Partial<Question>, q = EVERYWHERE) =>
      [...new Set((await ask(q, more)).map(({ hearing }) => hearing))].sort();
    expect(await hearings({})).toEqual([PUBLIC, CLOSED_FOR_A_WHILE, ELSEWHERE]);
    expect(await hearings({ courts: ['cl'] })).toEqual([ELSEWHERE]);
    expect(await hearings({ courts: ['xx'] })).toEqual([]);
    expect(await hearings({ type: 'DS' })).toEqual([CLOSED_FOR_A_WHILE]);
    expect(await hearings({ from: '2021-04-15', to: '2021-04-15' })).toEqual([PUBLIC, CLOSED_FOR_A_WHILE]);
    expect(await hearings({ to: '2021-04-14' })).toEqual([ELSEWHERE]);
    expect(await hearings({ person: parseQuery('nguyen a') })).toEqual([PUBLIC]);
    expect(await hearings({ gap: true })).toEqual([]);
    expect(await hearings({ correction: true })).toEqual([]);
    expect(await texts('', { stage: 'debate' })).toEqual(['Luật sư đề nghị xử 09 tháng tù', 'Bắt đầu tranh luận']);
  });
  test('of a gap that nobody ordered, while the room was held', async () => {
    await append(enter('08:00', 'hearing.preparation.started', { room: 'lb-1' }, { hearing: PUBLIC }));
    const gap = (cause: string, clock: string) => ({
      feed: 'lb-1-1',
      from_ms: Date.parse(at(clock)),
      to_ms: Date.parse(at(clock)) + 60_000,
      cause,
      position: 0,
    });
    await database.sql.insertInto('media_gaps').values(gap('cut', '08:30')).execute();
    await index.settled();
    expect(await ask(EVERYWHERE, { gap: true })).toEqual([]);
    await database.sql.insertInto('media_gaps').values(gap('camera', '08:35')).execute();
    expect((await ask(EVERYWHERE, { gap: true })).map(({ hearing }) => hearing)).toEqual([PUBLIC]);
  });
});

test('pages follow each other without a double or a hole, whatever is between them', async () => {
  const all = (await ask('', { from: '2021-01-01' })).map(({ hearing, key }) => `${hearing} ${key}`);
  expect(all.length).toBeGreaterThan(12);
  const paged: string[] = [];
  for (let after: Question['after']; ; ) {
    const page = await ask('', { from: '2021-01-01', after, limit: 4 });
    paged.push(...page.map(({ hearing, key }) => `${hearing} ${key}`));
    const last = page.at(-1);
    if (page.length < 4 || !last) break;
    after = { atMs: last.at_ms, key: last.key };
  }
  expect(paged).toEqual(all);
});

const grant = (scope: object, organisation = 'org') => [
  {
    id: 'a',
    documentNo: '1',
    issuedOn: '2021-01-01',
    issuer: 'i',
    organisation,
    from: '2021-01-01',
    scope: { live: false, recordings: false, logs: true, exports: false, ...scope },
  },
];

describe('who finds what', () => {
  const WHO: Viewer[] = [
    ...(['administrator', 'auditor', 'supervisor', 'prosecutor', 'screen', 'province_chief_judge'] as const).map(
      (role) => viewer(role),
    ),
    ...(['court_administrator', 'clerk', 'prosecutor', 'court_chief_judge', 'presiding_judge'] as const).flatMap(
      (role) =>
        ['lb', 'cl'].flatMap((court) =>
          ['Người Lạ', 'Trần Thị M', 'Đỗ Thị Q', 'Ngô Văn R'].map((displayName) =>
            viewer(role, { court, displayName }),
          ),
        ),
    ),
    viewer('prosecutor', { displayName: 'Ngô Văn R' }),
    viewer('supervisor', { authorisations: grant({}) }),
    viewer('supervisor', { authorisations: grant({ logs: false, live: true }) }),
    viewer('supervisor', { authorisations: grant({ courts: ['cl'] }) }),
    viewer('supervisor', { authorisations: grant({ rooms: ['lb-2'] }) }),
    viewer('supervisor', { authorisations: grant({ caseTypes: ['DS'] }) }),
    viewer('supervisor', { authorisations: grant({ hearings: [PUBLIC, CLOSED] }) }),
    viewer('supervisor', { authorisations: grant({}), organisation: 'another' }),
    viewer('prosecutor', { court: 'cl', authorisations: grant({ courts: ['lb'] }) }),
    // Let in behind closed doors by a written decision; somebody else is; a head of court; of another court; not to the log.
    viewer('supervisor', { authorisations: grant({ hearings: [PUBLIC, CLOSED, CLOSED_FOR_A_WHILE], admits: ['ai'] }) }),
    viewer('supervisor', { authorisations: grant({ hearings: [PUBLIC, CLOSED], admits: ['another'] }) }),
    viewer('court_chief_judge', { court: 'lb', authorisations: grant({ hearings: [MINOR], admits: ['ai'] }) }),
    viewer('court_chief_judge', { court: 'cl', authorisations: grant({ hearings: [CLOSED], admits: ['ai'] }) }),
    viewer('province_chief_judge', {
      authorisations: grant({ hearings: [CLOSED], admits: ['ai'], logs: false, live: true }),
    }),
    viewer('screen', { office: 'province_chief_judge' }),
    viewer('screen', { office: 'court_chief_judge', court: 'lb' }),
    viewer('screen', { office: 'supervisor', authorisations: grant({}) }),
    viewer('presiding_judge', { court: 'lb', displayName: 'Trần Thị M', mustEnrol: true }),
  ];
  test('is exactly whose log the policy lets them read', async () => {
    let found = 0;
    for (const who of WHO) {
      const hits = new Set((await ask(EVERYWHERE, {}, who)).map(({ hearing }) => hearing));
      for (const id of [PUBLIC, CLOSED, MINOR, CLOSED_FOR_A_WHILE, ELSEWHERE]) {
        const hearing = await world.hearings.get(id);
        if (!hearing) throw new Error(id);
        const facts = factsOf(hearing, new Date(world.clock.now()).toISOString());
        const { allowed } = may(who, 'log.read', facts, world.clock.now());
        expect([who.role, who.court, who.displayName, id, hits.has(id)]).toEqual([
          who.role,
          who.court,
          who.displayName,
          id,
          allowed,
        ]);
        found += allowed ? 1 : 0;
      }
    }
    expect(found).toBeGreaterThan(40);
  });

  test('what was said behind closed doors stays with those who were inside, and the ground, too', async () => {
    const judge = viewer('presiding_judge', { court: 'lb', displayName: 'Trần Thị M' });
    const admitted = viewer('supervisor', {
      authorisations: grant({ hearings: [CLOSED_FOR_A_WHILE], admits: ['ai'] }),
    });
    for (const q of ['đại bàng', 'bí mật kinh doanh']) {
      expect(await texts(q)).toEqual([]);
      for (const who of [judge, admitted]) {
        expect((await ask(q, {}, who)).map(({ hearing }) => hearing)).toEqual([CLOSED_FOR_A_WHILE]);
      }
    }
    expect(await texts('cửa mở lại')).toEqual(['Cửa mở lại']);
    expect(await texts('cửa mở lại', {}, judge)).toEqual(['Cửa mở lại']);
    // Nobody outside waits for what is kept inside: it is in another index.
    const told = await database.sql.selectFrom('search_lines').select('text').where('told', '=', true).execute();
    expect(told.filter(({ text }) => /đại bàng|bí mật|H\.V\.K|N\.T\.E|Bên trong/.test(text))).toEqual([]);
  });
});

describe('at once', () => {
  test('a line that is taken back or corrected is not found any more, before anybody has read it again', async () => {
    const wrong = note(PUBLIC, '09:30', 'Nhầm lẫn voi');
    const other = note(PUBLIC, '09:31', 'Sai sót hổ');
    await append(wrong, other);
    await index.settled();
    expect(await texts('voi')).toEqual(['Nhầm lẫn voi']);
    await append(enter('09:32', 'hearing.event.retracted', {}, { hearing: PUBLIC, corrects: wrong }));
    expect(await texts('voi')).toEqual([]);
    await append(
      enter(
        '09:33',
        'hearing.event.corrected',
        { data: { text: 'Đúng là mèo' } },
        { hearing: PUBLIC, corrects: other },
      ),
    );
    expect(await texts('hổ')).toEqual([]);
    await index.settled();
    expect(await texts('voi')).toEqual([]);
    expect(await texts('hổ')).toEqual([]);
    expect(await texts('mèo')).toEqual(['Đúng là mèo']);
    expect(await texts('meo', { correction: true })).toEqual(['Đúng là mèo']);
  });

  test('a line that simply comes makes nothing else disappear', async () => {
    await append(note(PUBLIC, '09:40', 'Một dòng mới'));
    expect(await texts('xe đạp')).toHaveLength(1);
  });

  test('a hearing that turns in camera, and one that turns out to be about a minor', async () => {
    for (const [n, type, data] of [
      [21, 'hearing.publicity.changed', { to: 'in_camera' }],
      [22, 'hearing.minor.flagged', { who: 'victim' }],
    ] as const) {
      const hearing = idOf(n);
      await append(
        enter('07:00', 'hearing.scheduled', scheduled({ title: `Cá heo ${n}` }), { hearing }),
        note(hearing, '08:00', 'Cá heo bơi'),
      );
      await index.settled();
      expect(await ask('cá heo')).toHaveLength(2);
      await append(enter('08:30', type, data, { hearing }));
      expect(await ask('cá heo')).toEqual([]);
      await index.settled();
      expect(await ask('cá heo')).toEqual([]);
    }
  });

  test('doors that open again have to settle first', async () => {
    const hearing = idOf(23);
    await append(
      enter('07:00', 'hearing.scheduled', scheduled({ title: 'Cá mập' }), { hearing }),
      note(hearing, '08:00', 'Cá mập bơi'),
      enter('08:30', 'hearing.publicity.changed', { to: 'in_camera' }, { hearing }),
      enter(new Date(world.clock.now()).toISOString(), 'hearing.publicity.changed', { to: 'public' }, { hearing }),
    );
    await index.settled();
    expect(await ask('cá mập')).toEqual([]);
    world.clock.advance(5_001);
    expect(await ask('cá mập bơi')).toHaveLength(1);
  });

  test('a title that is changed', async () => {
    const hearing = idOf(24);
    await append(enter('07:00', 'hearing.scheduled', scheduled({ title: 'Sư tử con' }), { hearing }));
    await index.settled();
    expect(await ask('sư tử con')).toHaveLength(1);
    await append(enter('07:10', 'hearing.title.changed', { title: 'S.T.C' }, { hearing }));
    expect(await ask('sư tử con')).toEqual([]);
  });
});

describe('notes', () => {
  const oversight = { outside: logReach(CHIEF, 0).outside, inside: [] };
  const as = (login: string, organisation = 'doan') => ({ ...oversight, notes: { login, organisation } });
  const found = async (q: string, who: ReturnType<typeof as>, more: Partial<Question> = {}) =>
    (await search.find(who, { items: parseQuery(q), limit: 50, ...more })).map(({ kind, text }) => `${kind}: ${text}`);
  let notes: Notes;
  const write = (login: string, text: string, more: Partial<NoteBody> = {}, hearing = PUBLIC) =>
    notes.put({ login, organisation: 'doan' }, hearing, randomUUID(), {
      ...{ from: at('08:31'), text, tags: [], shared: false },
      ...more,
    });

  beforeAll(async () => {
    const { sql } = database;
    notes = createNotes({ sql, clock: world.clock });
    await sql.insertInto('organisations').values({ code: 'doan', name: 'Đoàn giám sát', kind: 'oversight' }).execute();
    for (const login of ['an', 'binh']) {
      const account = { login, display_name: login.toUpperCase(), role: 'supervisor' as const, organisation: 'doan' };
      await sql
        .insertInto('accounts')
        .values({ ...account, court: null, password_hash: null })
        .execute();
    }
    await write('an', 'Lời khai có hải âu, riêng của tôi', { tags: ['Đối chiếu'] });
    await write('an', 'Hải âu cho cả đoàn', { shared: true, from: at('08:32') });
    await write('an', 'Hải âu ở chỗ kín', { shared: true }, CLOSED);
    await index.settled();
  });

  test('are found by whoever may read them: one’s own, and the organisation’s that are shared', async () => {
    const [own, shared] = ['note: Lời khai có hải âu, riêng của tôi · #Đối chiếu', 'note: Hải âu cho cả đoàn'];
    expect(await found('hai au', as('an'))).toEqual([shared, own]);
    expect(await found('hai au', as('binh'))).toEqual([shared]);
    expect(await found('hai au', as('an', 'another'))).toEqual([]);
    // An office that keeps none, and whoever may not read that hearing's log.
    expect(await texts('hải âu')).toEqual([]);
    expect(await found('hai au', { ...as('an'), outside: [{ court: 'cl' }] })).toEqual([]);
    for (const role of ROLES) {
      const who = viewer(role, { court: 'lb', organisation: 'doan' });
      const facts = factsOf((await world.hearings.get(PUBLIC)) as never, new Date(world.clock.now()).toISOString());
      const note = { organisation: 'doan', login: who.login, shared: false };
      const granted = { ...who, authorisations: grant({}, 'doan') };
      const keeps = may(granted, 'notes.keep', { ...facts, note }, world.clock.now()).allowed;
      expect([role, logReach(granted, world.clock.now()).notes !== undefined]).toEqual([role, keeps]);
    }
  });

  test('by tag, case number, days and court; beside lines; not where lines alone are asked for', async () => {
    const own = 'note: Lời khai có hải âu, riêng của tôi · #Đối chiếu';
    expect(await found('', as('an'), { tag: 'Đối chiếu' })).toEqual([own]);
    expect(await found('9011/2021 riêng', as('an'))).toEqual([own]);
    expect(await found('hai au', as('an'), { courts: ['cl'] })).toEqual([]);
    expect(await found('hai au', as('an'), { from: '2021-04-16' })).toEqual([]);
    expect(await found('hai au', as('an'), { stage: 'debate' })).toEqual([]);
    expect((await found('"lời khai"', as('an'))).map((one) => one.split(':')[0])).toEqual(['line', 'note']);
    const [first] = await search.find(as('an'), { items: parseQuery('hai au'), limit: 1 });
    const after = { atMs: first?.at_ms ?? 0, key: first?.key ?? 0 };
    expect(await found('hai au', as('an'), { after })).toEqual([own]);
  });

  test('as they read now, and not once they were taken away; those of an earlier version of the service, too', async () => {
    const note = await write('an', 'Chim ưng');
    await notes.put({ login: 'an', organisation: 'doan' }, PUBLIC, note.id, {
      ...{ from: at('08:31'), text: 'Cú mèo', tags: [], shared: false, version: 1 },
    });
    expect(await found('chim ung', as('an'))).toEqual([]);
    await database.sql.updateTable('notes').set({ words: null }).execute();
    expect(await found('cu meo', as('an'))).toEqual([]);
    await readOldNotes(database.sql);
    expect(await found('cu meo', as('an'))).toEqual(['note: Cú mèo']);
    await notes.remove({ login: 'an', organisation: 'doan' }, PUBLIC, note.id);
    expect(await found('cu meo', as('an'))).toEqual([]);
  });
});

test('built anew it is the same as kept from append to append', async () => {
  await index.settled();
  const read = () =>
    database.sql.selectFrom('search_lines').selectAll().orderBy('hearing').orderBy('key').orderBy('told').execute();
  const kept = await read();
  expect(kept.length).toBeGreaterThan(20);
  await index.rebuild();
  expect(await read()).toEqual(kept);
  await world.journal.rebuild();
  expect(await ask('xe đạp')).toHaveLength(1);
});
