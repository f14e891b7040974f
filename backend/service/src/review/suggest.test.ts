import { expect, test } from 'vitest';
import { halfTyped } from './query.ts';
import { suggestionsOf } from './suggest.ts';

const CASES = [
  'Trộm cắp tài sản (Điều 173) · 9011/2021/TLST-HS · Thẩm phán – Chủ tọa phiên tòa: Trần Thị M · Bị cáo: Nguyễn Văn A',
  'Ly hôn · 9006/2021/TLST-HNGĐ · Nguyên đơn: Nguyễn Thị An',
];
const suggested = (q: string) => suggestionsOf(CASES, halfTyped(q));

test('parts of cases that begin like it, and events by their names', () => {
  expect(suggested('nguy')).toEqual([
    { kind: 'person', text: 'Nguyễn Văn A', role: 'Bị cáo' },
    { kind: 'person', text: 'Nguyễn Thị An', role: 'Nguyên đơn' },
  ]);
  expect(suggested('9006/2021')).toEqual([{ kind: 'number', text: '9006/2021/TLST-HNGĐ' }]);
  expect(suggested('trom ca')).toEqual([{ kind: 'title', text: 'Trộm cắp tài sản (Điều 173)' }]);
  expect(suggested('nghị á')).toEqual([{ kind: 'event', text: 'Nghị án' }]);
});

test('nothing out of nothing, nor of what is only left out', () => {
  expect(suggested('')).toEqual([]);
  expect(suggested('-nguyễn ')).toEqual([]);
});
