import { expect, test } from 'vitest';
import { foldText } from './text-fold.ts';

test.each([
  ['Đỗ Thị Quỳnh', 'do thi quynh'],
  ['NGHỊ ÁN', 'nghi an'],
  ['Ðường', 'duong'],
  ['Tuyên án'.normalize('NFD'), 'tuyen an'],
  ['HNGĐ 9006/2021', 'hngd 9006/2021'],
])('%s', (text, folded) => {
  expect(foldText(text)).toBe(folded);
});
