/** What stands at the head of every page that is printed of a hearing. Pure. */
import type { FullRow } from '@giamsat/contract/wire/live';
import type { Content } from '../platform/pdf/pdf.ts';
import { dayText } from './sheet/moments.ts';

export function hearingHead(row: FullRow): Content[] {
  const { state } = row;
  const number = state.caseNumbers.map(({ normal, raw }) => normal ?? raw).join('; ');
  const known: [string, string | undefined][] = [
    ['Vụ án', [number, state.title].filter(Boolean).join(' – ')],
    ['Tòa án', [row.courtName, row.roomName].filter(Boolean).join(', ')],
    ['Ngày', dayText(row.day)],
    ['Chủ tọa', state.panel.find(({ role }) => role === 'presiding_judge')?.name],
    ['Kiểm sát viên', state.prosecutor?.name],
    ['Thư ký', state.clerk?.name],
  ];
  return known.flatMap(([label, value]) => (value ? [{ text: [`${label}: `, { text: value, bold: true }] }] : []));
}
