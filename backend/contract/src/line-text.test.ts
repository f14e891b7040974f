import { expect, test } from 'vitest';
import { inVietnamese, lineText } from './line-text.ts';

const said = (type: string, data: Record<string, unknown> = {}) =>
  lineText({ type, time: '2021-04-15T02:20:00.000Z', data }, inVietnamese);

test.each([
  ['hearing.closed', {}, { title: 'Kết thúc phiên tòa' }],
  ['hearing.recess.started', { expectedEnd: '2021-04-15T02:35:00.000Z' }, { title: 'Tạm nghỉ', detail: 'đến 09:35' }],
  [
    'hearing.postponed',
    { reasonCode: 'COUNSEL_ABSENT', nextStart: '2021-05-06T01:00:00.000Z' },
    { title: 'Hoãn phiên tòa', detail: 'Vắng mặt người bào chữa · Mở lại 08:00 06/05/2021' },
  ],
  [
    'hearing.attendance.recorded',
    { participants: [{ name: 'Hoàng Văn D', role: 'witness', present: false }] },
    { title: 'Kiểm tra sự có mặt, vắng mặt', detail: 'Vắng mặt: Người làm chứng Hoàng Văn D' },
  ],
  ['hearing.publicity.changed', { to: 'in_camera' }, { title: 'Xét xử kín' }],
  ['hearing.unheard.of', {}, { title: 'hearing.unheard.of' }],
])('%s in the words of this house, without a page', (type, data, words) => {
  expect(said(type, data)).toEqual(words);
});
