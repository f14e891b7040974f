// The day's list at a court's door: in order of time, with what became of a hearing, and of closed ones no word but that they are held.
import type { FullRow, HearingRow } from '@giamsat/contract/wire/live';
import { expect, test } from 'vitest';
import { doorList } from './door-list.ts';

const full = (n: number, start: string, more: Partial<FullRow['state']> = {}): FullRow => ({
  form: 'full',
  id: `h${n}`,
  version: 1,
  court: 'lb',
  courtName: 'TAND huyện Lộc Bình',
  courtShort: 'LB',
  roomName: 'Phòng 1',
  day: '2021-04-15',
  sittings: [],
  inForce: [],
  windows: [],
  inside: false,
  state: {
    id: `h${n}`,
    court: 'lb',
    start,
    day: '2021-04-15',
    caseNumbers: [{ raw: `${n}/2021/TLST-HS` }],
    title: `Vụ ${n}`,
    mode: 'in_person',
    publicity: 'public',
    minor: false,
    stage: 'scheduled',
    stageSince: start,
    panel: [{ name: 'Trần Thị M', role: 'presiding_judge' }],
    clerk: { name: 'Đỗ Thị Q', role: 'clerk' },
    participants: [],
    adhoc: false,
    flags: [],
    ...more,
  },
});
const masked: HearingRow = {
  form: 'masked',
  id: 'h9',
  version: 1,
  court: 'lb',
  courtName: 'TAND huyện Lộc Bình',
  courtShort: 'LB',
  roomName: 'Phòng 2',
  day: '2021-04-15',
  cause: 'in_camera',
};

test('the list', () => {
  const { content } = doorList({
    court: 'TAND huyện Lộc Bình',
    day: '2021-04-15',
    at: '2021-04-14T09:00:00.000Z',
    rows: [
      masked,
      full(2, '2021-04-15T07:00:00.000Z', {
        stage: 'postponed',
        outcome: { kind: 'postponed', nextStart: '2021-05-06T01:00:00.000Z' },
      }),
      full(1, '2021-04-15T01:00:00.000Z'),
    ],
  });
  const text = JSON.stringify(content);
  expect(text).toContain('NGÀY 15 THÁNG 04 NĂM 2021');
  expect(text.indexOf('Vụ 1')).toBeLessThan(text.indexOf('Vụ 2'));
  expect(text.indexOf('Vụ 2')).toBeLessThan(text.indexOf('Phiên tòa xét xử kín'));
  expect(text).toContain('Hoãn, mở lại 08:00 06/05/2021');
  expect(text).toContain('Chủ tọa: Trần Thị M');
  expect(JSON.stringify(content).match(/Phòng 2/g)).toHaveLength(1);
});
