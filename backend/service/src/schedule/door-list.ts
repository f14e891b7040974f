/** A court's hearings of a day on A4, as they hang at its door: of closed ones, that they are held, and where. Pure. */
import { isEnded } from '@giamsat/contract/stage';
import { clockText, momentText } from '@giamsat/contract/time-text';
import type { FullRow, HearingRow } from '@giamsat/contract/wire/live';
import type { Content, PdfDocument } from '../platform/pdf/pdf.ts';

export type DoorListSource = {
  court: string;
  day: string;
  /** As those outside are told of them. */
  rows: readonly HearingRow[];
  at: string;
};

const HEADS = ['TT', 'Giờ', 'Phòng', 'Số thụ lý', 'Vụ án', 'Người tiến hành tố tụng'];
const CLOSED = { in_camera: 'Phiên tòa xét xử kín', minor: 'Phiên tòa không công khai thông tin' } as const;

const dayWords = (day: string): string => {
  const [year, month, date] = day.split('-');
  return `NGÀY ${date} THÁNG ${month} NĂM ${year}`;
};

/** What became of it, where it is not simply to come. */
function becameOf({ state }: FullRow): string | undefined {
  if (state.stage === 'cancelled') return 'Đã hủy lịch';
  if (state.stage !== 'postponed') return state.stage === 'suspended' ? 'Tạm ngừng' : undefined;
  const { nextStart } = state.outcome ?? {};
  return nextStart === undefined ? 'Hoãn' : `Hoãn, mở lại ${momentText(nextStart)}`;
}

const ROLES = [
  ['presiding_judge', 'Chủ tọa'],
  ['judge', 'Thẩm phán'],
  ['assessor', 'Hội thẩm'],
] as const;

function officialsOf({ state }: FullRow): string[] {
  const panel = ROLES.flatMap(([role, word]) => {
    const names = state.panel.filter((one) => one.role === role).map(({ name }) => name);
    return names.length > 0 ? [`${word}: ${names.join(', ')}`] : [];
  });
  return [
    ...panel,
    ...(state.prosecutor ? [`Kiểm sát viên: ${state.prosecutor.name}`] : []),
    ...(state.clerk ? [`Thư ký: ${state.clerk.name}`] : []),
  ];
}

function lineOf(row: HearingRow, n: number): Content[] {
  const room = row.roomName ?? '';
  if (row.form === 'masked') return [`${n + 1}`, '', room, '', { text: CLOSED[row.cause], italics: true }, ''];
  const { state } = row;
  const [number] = state.caseNumbers;
  const became = becameOf(row);
  const time: Content = { text: clockText(state.start), bold: !isEnded(state.stage) };
  return [
    `${n + 1}`,
    time,
    room,
    number ? (number.normal ?? number.raw) : '',
    {
      stack: [
        state.title ?? '',
        ...(became ? [{ text: became, bold: true, margin: [0, 2, 0, 0] as [number, number, number, number] }] : []),
      ],
    },
    { stack: officialsOf(row), fontSize: 10 },
  ];
}

/** By time, then room; closed ones, whose time is not told, at the end. */
const orderOf = (row: HearingRow): string =>
  `${row.form === 'full' ? row.state.start : '~'} ${row.roomName ?? ''} ${row.id}`;

export function doorList({ court, day, rows, at }: DoorListSource): PdfDocument {
  const sorted = [...rows].sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
  return {
    title: `Lịch xét xử ${day}`,
    language: 'vi',
    foot: `In lúc ${momentText(at)}`,
    content: [
      {
        columns: [
          { width: 210, alignment: 'center', text: court.toUpperCase(), bold: true },
          {
            width: '*',
            alignment: 'center',
            stack: [
              { text: 'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', bold: true },
              { text: 'Độc lập - Tự do - Hạnh phúc', bold: true, decoration: 'underline' },
            ],
          },
        ],
      },
      { text: 'LỊCH XÉT XỬ', style: 'h1', margin: [0, 20, 0, 0] },
      { text: dayWords(day), bold: true, alignment: 'center', margin: [0, 2, 0, 12] },
      {
        layout: 'form',
        fontSize: 11,
        table: {
          headerRows: 1,
          dontBreakRows: true,
          widths: [20, 34, 62, 84, '*', 138],
          body: [HEADS.map((text) => ({ text, bold: true, alignment: 'center' })), ...sorted.map(lineOf)],
        },
      },
    ],
  };
}
