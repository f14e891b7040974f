// Search over the running service: found by half-remembered words, written down in the audit, silent about what is closed, and unmoved by what is no question.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { SearchAnswer } from '@giamsat/contract/wire/search';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { courtThatSpeaks, type SpokenCourt } from '../live/support/court.ts';
import { until } from '../rig/processes.ts';
import { PEOPLE, type Province, startProvince } from '../rig/province.ts';
import { signIn } from '../rig/second-factor.ts';

let dir: string;
let province: Province;
let court: SpokenCourt;
let supervisor: string;
let chief: string;
let open: ReturnType<SpokenCourt['hearing']>;
let closed: ReturnType<SpokenCourt['hearing']>;

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'giamsat-search-'));
  province = await startProvince({ dir, rooms: { lb: 2 } });
  const { http } = province;
  supervisor = await signIn(http, PEOPLE.supervisor, province.password);
  chief = await signIn(http, PEOPLE.chief, province.password);
  court = courtThatSpeaks({ http: () => http, court: 'lb', agent: 'lb-agent', token: () => province.token('lb') });
  open = court.hearing();
  closed = court.hearing();
  await court.tell(
    open.scheduled('lb-1', 'Vụ án giả lập về chiếc xe đạp'),
    ...open.opened('lb-1'),
    open.note('Bị cáo khai đã lấy chiếc xe đạp màu xanh'),
    closed.scheduled('lb-2', 'Vụ án giả lập về con kỳ lân'),
    ...closed.opened('lb-2'),
    closed.note('Con kỳ lân'),
    closed.say('hearing.publicity.changed', { to: 'in_camera' }),
  );
  await until('the index of search', async () => ((await search({ q: 'xe dap' })).hits.length >= 2 ? true : undefined));
}, 120_000);
afterAll(async () => {
  await province?.stop();
  await rm(dir, { recursive: true, force: true });
});

const post = (at: string, body: string | object, cookie = supervisor) =>
  fetch(`${province.http}${at}`, {
    method: 'POST',
    headers: { cookie, 'giamsat-request': '1', 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const search = async (body: object, cookie = supervisor) =>
  (await (await post('/api/v1/search', body, cookie)).json()) as SearchAnswer;

test('a line is found without marks, with the words marked, its hearing and its moment', async () => {
  const { hits, hearings } = await search({ q: 'xe dap xanh', court: 'lb' });
  expect(hits).toHaveLength(1);
  const [hit] = hits;
  expect(hit).toMatchObject({ kind: 'line', hearing: open.id, stage: 'opening', flags: [], corrected: false });
  expect(hit?.marks.map(({ from, to }) => hit.text.slice(from, to))).toEqual(['xe đạp', 'xanh']);
  expect(Date.now() - Date.parse(hit?.at ?? '')).toBeLessThan(600_000);
  expect(hearings).toMatchObject([
    { id: open.id, court: 'lb', title: 'Vụ án giả lập về chiếc xe đạp', stage: 'opening' },
  ]);
});

test('a note is found beside the lines by whoever wrote it, and by its tag alone', async () => {
  const at = `/api/v1/hearings/${open.id}/notes/${uuidv7()}`;
  const written = await fetch(`${province.http}${at}`, {
    method: 'PUT',
    headers: { cookie: supervisor, 'giamsat-request': '1', 'content-type': 'application/json' },
    body: JSON.stringify({ from: new Date().toISOString(), text: 'Xe đạp nào?', tags: ['đối chiếu'], shared: false }),
  });
  expect(written.status).toBe(200);
  const { hits, hearings } = await search({ tag: 'đối chiếu' });
  expect(hits).toMatchObject([{ kind: 'note', hearing: open.id, text: 'Xe đạp nào? · #đối chiếu' }]);
  expect(hearings).toMatchObject([{ id: open.id }]);
  expect((await search({ q: 'xe dap' })).hits.map(({ kind }) => kind)).toContain('note');
  expect((await search({ q: 'xe dap' }, chief)).hits.map(({ kind }) => kind)).not.toContain('note');
  expect((await search({ tag: 'đối chiếu' }, chief)).hits).toEqual([]);
});

test('what was looked for stands in the audit, with who, and in no log', async () => {
  await search({ q: 'mot tu rat la zzyzx', type: 'HS' });
  const entry = await until('the audit', async () => {
    const answer = await fetch(`${province.http}/api/v1/audit?kind=search.made`, { headers: { cookie: chief } });
    const { entries } = (await answer.json()) as { entries: { login: string; detail: { filter: { q?: string } } }[] };
    return entries.find(({ detail }) => detail.filter.q === 'mot tu rat la zzyzx');
  });
  expect(entry).toMatchObject({
    login: PEOPLE.supervisor,
    detail: { filter: { type: 'HS' }, hits: 0, authorisations: [expect.any(String)] },
  });
  expect(province.process().output()).not.toContain('zzyzx');
});

describe('of a hearing that turned in camera', () => {
  test.each(['/api/v1/search', '/api/v1/search/suggestions'])('%s answers as of words that nobody said', async (at) => {
    const about = async (q: string, cookie: string) => {
      const answer = await post(at, { q }, cookie);
      return [answer.status, await answer.text(), answer.headers.get('content-length')];
    };
    for (const cookie of [supervisor, chief]) {
      const nothing = await about('khongcotunaynhuvay', cookie);
      expect(nothing[0]).toBe(200);
      for (const q of ['kỳ lân', 'ky lan', '"con kỳ lân"', 'lân*', 'Vụ án giả lập về con kỳ lân']) {
        expect([q, ...(await about(q, cookie))]).toEqual([q, ...nothing]);
      }
    }
  });
});

describe('what is no question', () => {
  test.each([
    ['100 kB', JSON.stringify({ q: 'á'.repeat(50_000) }), 400, '/q'],
    ['no text', JSON.stringify({ q: { $ne: 1 } }), 400, '/q'],
    ['U+0000', '{"q":"a\\u0000b"}', 400, '/q'],
    ['half a character', '{"q":"\\ud83d"}', 400, '/q'],
    ['a day that no calendar has', JSON.stringify({ q: 'x', from: '2021-02-30' }), 400, '/from'],
    ['a court that is none', JSON.stringify({ court: "lb' or 1=1" }), 400, '/court'],
    ['a page that is none', JSON.stringify({ q: 'x', after: '1; drop table' }), 400, '/after'],
    ['a filter that is none', JSON.stringify({ q: 'x', role: 'chief' }), 400, '/role'],
  ])('%s is refused, by the name of its field', async (_what, body, status, field) => {
    const answer = await post('/api/v1/search', body);
    expect([answer.status, await answer.json()]).toMatchObject([status, { field }]);
  });

  test.each(['- "" * & | ! ( ) :* <->', '""', '🙂🙂', '\u0007\u0008\u200b\u202e', "'\\", '-', ''])(
    '%j is nothing to look for',
    async (q) => {
      expect(await search({ q })).toEqual({ hits: [], hearings: [], understood: false });
    },
  );

  test.each(['xe đạp 🙂', 'xe\u0007 đạp\u202e', "xe' đạp\\", 'xe & đạp | !', 'xe:* (đạp)', '%xe% đạp_'])(
    'what is no word makes no difference in %j',
    async (q) => {
      expect((await search({ q })).hits.map(({ hearing }) => hearing)).toContain(open.id);
    },
  );

  test('two hundred random texts are answered', async () => {
    const signs = [...'xe đạp-"*\'\\&|!():<>%_/.,;{}[]🙂\u200d\u0301ạ٣９\n\t'];
    for (let n = 0; n < 200; n++) {
      const q = Array.from({ length: 1 + (n % 60) }, (_, k) => signs[(n * 7 + k * k * 13) % signs.length]).join('');
      for (const at of ['/api/v1/search', '/api/v1/search/suggestions']) {
        const answer = await post(at, { q });
        expect([q, answer.status]).toEqual([q, 200]);
        await answer.arrayBuffer();
      }
    }
  });
});

test('who opens no log has no search', async () => {
  for (const login of [PEOPLE.administrator, PEOPLE.office('lb')]) {
    const cookie = await signIn(province.http, login, province.password);
    expect((await post('/api/v1/search', { q: 'xe' }, cookie)).status).toBe(403);
    expect((await post('/api/v1/search/suggestions', { q: 'xe' }, cookie)).status).toBe(403);
  }
});

test('one person has a few searches at a time', async () => {
  const answers = await Promise.all(Array.from({ length: 12 }, () => post('/api/v1/search', { q: 'xe' })));
  const statuses = answers.map(({ status }) => status);
  expect(statuses).toContain(200);
  expect(statuses).toContain(429);
  expect(new Set(statuses).size).toBe(2);
  expect((await post('/api/v1/search', { q: 'xe' })).status).toBe(200);
});

test('what is written while somebody searches is found a moment later, over a restart too', async () => {
  await court.tell(open.note('Một dòng về con hải ly'));
  await until('the new line', async () => ((await search({ q: 'hai ly' })).hits.length === 1 ? true : undefined));
  await province.killAndRestart();
  expect((await search({ q: 'hai ly' })).hits).toHaveLength(1);
});
