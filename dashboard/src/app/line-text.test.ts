import type { LogLine } from '@giamsat/contract/wire/live';
import i18next from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import { isCourseLine, lineText, type Translate } from '../core/line-text.ts';
import { firstWords } from '../i18n/words.ts';

let t: Translate;
beforeAll(async () => {
  await i18next.init({
    lng: 'vi',
    keySeparator: false,
    resources: { vi: firstWords },
    interpolation: { escapeValue: false },
  });
  t = i18next.getFixedT('vi', 'events');
});
const line = (type: string, data: Record<string, unknown> = {}): LogLine => ({
  ref: '/courts/lb/agents/lb-1#1',
  hearing: 'h',
  court: 'lb',
  courtShort: 'LB',
  type,
  time: '2021-04-15T02:20:00.000Z',
  recordedtime: '2021-04-15T02:20:00.000Z',
  data,
  correctedBy: [],
  retracted: false,
  flags: [],
  version: 1,
});

describe('a line in words', () => {
  it.each([
    ['hearing.note.recorded', { text: 'Hội thẩm hỏi bị cáo' }, { title: 'Hội thẩm hỏi bị cáo' }],
    ['hearing.closed', {}, { title: 'Kết thúc phiên tòa' }],
    ['hearing.recess.started', { expectedEnd: '2021-04-15T02:35:00.000Z' }, { title: 'Tạm nghỉ', detail: 'đến 09:35' }],
    [
      'hearing.postponed',
      { reasonCode: 'COUNSEL_ABSENT', nextStart: '2021-05-06T01:00:00.000Z' },
      { title: 'Hoãn phiên tòa', detail: 'Vắng mặt người bào chữa · Mở lại 08:00 06/05/2021' },
    ],
    [
      'hearing.attendance.recorded',
      {
        participants: [
          { name: 'Nguyễn Văn A', role: 'defendant', present: true },
          { name: 'Hoàng Văn D', role: 'witness', present: false },
        ],
      },
      { title: 'Kiểm tra sự có mặt, vắng mặt', detail: 'Có mặt: 1 · Vắng mặt: Người làm chứng Hoàng Văn D' },
    ],
    [
      'hearing.judgment.pronounced',
      { judgmentNo: '9011/2021/HS-ST', results: [{ concerning: 'Nguyễn Văn A', result: '09 tháng tù' }] },
      { title: 'Tuyên bản án, quyết định', detail: '9011/2021/HS-ST · Nguyễn Văn A: 09 tháng tù' },
    ],
    ['hearing.publicity.changed', { to: 'in_camera' }, { title: 'Xét xử kín' }],
    ['hearing.recess.started', { expectedEnd: 'soon', unknown: 7 }, { title: 'Tạm nghỉ' }],
  ])('%s', (type, data, words) => {
    expect(lineText(line(type, data), t)).toEqual(words);
  });

  it('leaves technical lines out of what a reader follows', () => {
    expect(
      ['recording.committed', 'stream.started', 'hearing.event.corrected'].some((type) => isCourseLine({ type })),
    ).toBe(false);
    expect(['feed.cut', 'hearing.opened'].every((type) => isCourseLine({ type }))).toBe(true);
  });
});
