import { expect, test } from 'vitest';
import { fold, vectorOf, wordsOf } from './words.ts';

test.each([
  ['Nghị án', 'nghi an'],
  ['NGHỊ ÁN'.normalize('NFD'), 'nghi an'],
  ['Đường Ðường đường ðường', 'duong duong duong duong'],
  ['09 tháng, 009, 0', '9 thang 9 0'],
  ['٠٩ tháng', '9 thang'],
  ['０９ tháng', '9 thang'],
  ['9011/2021/TLST-HS', '9011 2021 tl st hs'],
  ['15/2021/HSST', '15 2021 hs st'],
  ['QĐXXST-HNGĐ', 'qdxx st hngd'],
  ['🙂 «tạm» – nghỉ\u0007\u200b!', 'tam nghi'],
  ['st hs', 'st hs'],
  ['🏛️ ⚖️ … -- ""', ''],
])('%s', (text, words) => {
  expect(
    wordsOf(text.normalize('NFC'))
      .map(({ word }) => word)
      .join(' '),
  ).toBe(words);
});

test('a word knows the stretch of the text that it was', () => {
  const text = 'Hội đồng xét xử vào nghị án';
  const last = wordsOf(text).at(-2);
  expect(last && text.slice(last.from, last.to)).toBe('nghị');
});

test('a word of any length is one the database takes', () => {
  expect(fold('a'.repeat(5_000))).toHaveLength(60);
});

test('a vector holds filters without a place and words with all of theirs', () => {
  expect(vectorOf("Có mặt, vắng mặt: O'Brien", ['@clb'])).toBe("'@clb' 'co':1 'mat':2,4 'vang':3 'o':5 'brien':6");
});
