import { expect, test } from 'vitest';
import { excerptOf, halfTyped, marksOf, parseQuery, tsqueryOf } from './query.ts';

const SHORT = new Map([
  ['hdxx', ['hoi', 'dong', 'xet', 'xu']],
  ['vks', ['vien', 'kiem', 'sat']],
]);
const asked = (q: string) => tsqueryOf(parseQuery(q), SHORT);

test.each([
  ['nghị án', "'nghi' & 'an'"],
  ['"nghị án"', "('nghi' <-> 'an')"],
  ['“nghị án” kín', "('nghi' <-> 'an') & 'kin'"],
  ['"nghị án', "('nghi' <-> 'an')"],
  ['nghi*', "'nghi':*"],
  ['n*', "'n'"],
  ['nghị -kín', "'nghi' & !'kin'"],
  ['-"tạm nghỉ"', "!('tam' <-> 'nghi')"],
  ['HĐXX', "('hdxx' | ('hoi' <-> 'dong' <-> 'xet' <-> 'xu'))"],
  ['hội đồng xét xử vào', "(('hoi' & 'dong' & 'xet' & 'xu') | 'hdxx') & 'vao'"],
  ['"viện kiểm sát"', "(('vien' <-> 'kiem' <-> 'sat') | 'vks')"],
  ['9011/2021/TLST-HS', "('9011' & '2021' & 'tl' & 'st' & 'hs')"],
  ['9011 / 2021 / TLST - HS', "('9011' & '2021' & 'tl' & 'st' & 'hs')"],
  ['9011-2021-tlst-hs', "('9011' & '2021' & 'tl' & 'st' & 'hs')"],
  ['09011/TLST-HS', "('9011' & 'tl' & 'st' & 'hs')"],
  ['số 9011 nghị án', "'so' & '9011' & 'nghi' & 'an'"],
  ['15/04/2021', "('15' <-> '4' <-> '2021')"],
  ['', ''],
  ['- "" * & | ! ( ) :* <-> \\ \'', ''],
  ['🙂🙂 \u0007\u200b', ''],
  ["o'brien", "('o' <-> 'brien')"],
])('%s', (q, query) => {
  expect(asked(q)).toBe(query);
});

test('what is too much is left out: words after the sixteenth', () => {
  expect(parseQuery('từ '.repeat(50_000))).toHaveLength(16);
});

test.each([
  ['901', [{ kind: 'prefix', words: ['901'], not: false }]],
  [
    'lê th',
    [
      { kind: 'word', words: ['le'], not: false },
      { kind: 'prefix', words: ['th'], not: false },
    ],
  ],
  ['lê ', [{ kind: 'word', words: ['le'], not: false }]],
])('half typed: %s', (q, items) => {
  expect(halfTyped(q)).toEqual(items);
});

const marked = (q: string, text: string) =>
  marksOf(text, parseQuery(q), SHORT).map(([from, to]) => text.slice(from, to));
test.each([
  ['nghi an', 'Hội đồng xét xử nghị án', ['nghị án']],
  ['"an nghi"', 'Hội đồng xét xử nghị án', []],
  ['tam*', 'Tạm nghỉ, tạm ngừng', ['Tạm', 'tạm']],
  ['hdxx', 'Hội đồng xét xử vào; HĐXX ra', ['Hội đồng xét xử', 'HĐXX']],
  ['hội đồng xét xử', 'HĐXX ra', ['HĐXX']],
  ['-nghi an', 'Nghị án', ['án']],
  ['9011/HSST', 'Bản án 9011/2021/HS-ST: 09 tháng tù', ['9011', 'HS-ST']],
])('%s marks in %s', (q, text, stretches) => {
  expect(marked(q, text)).toEqual(stretches);
});

test('a long text is shown around what was found, cut between words', () => {
  const items = parseQuery('hải âu');
  const far = `${'sóng biển '.repeat(100)}hải âu${' gió mây'.repeat(100)}`;
  const { text, marks } = excerptOf(far, items, new Map());
  expect(text.length).toBeLessThan(420);
  expect(text).toMatch(/^… (sóng|biển) .*hải âu.* (gió|mây) …$/);
  expect(marks.map(({ from, to }) => text.slice(from, to))).toEqual(['hải âu']);
  expect(excerptOf('hải âu bay', items, new Map())).toEqual({ text: 'hải âu bay', marks: [{ from: 0, to: 6 }] });
  const last = excerptOf(`${'sóng biển '.repeat(100)}hải âu`, items, new Map());
  expect(last.text).toMatch(/^… .* hải âu$/);
  expect(excerptOf('x'.repeat(1000), items, new Map()).text.length).toBeLessThan(420);
});
