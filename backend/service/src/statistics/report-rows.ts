/** What a monthly report says, as rows of text and numbers: its pages and its spreadsheet are both made of these. Pure. */
import { REASON_WORDS } from '@giamsat/contract/line-words';
import { CASE_TYPE_WORDS } from '@giamsat/contract/stage-words';
import type { FigureDefinition, StatisticsAnswer } from '@giamsat/contract/wire/statistics';

export type ReportSource = Omit<StatisticsAnswer, 'courts' | 'succeeded'> & {
  /** `2021-04` */
  month: string;
  /** Whose report: a court's name, or the province's. */
  office: string;
  courtNames: ReadonlyMap<string, string>;
  by: string;
  /** RFC 3339 */
  at: string;
  edition: number;
};

/** A value with how it is read; null where there is none. */
export type Cell = string | { value: number | null; unit: FigureDefinition['unit'] };
export type Table = { title: string; heads: string[]; rows: Cell[][] };

const UNKNOWN_REASON = 'Chưa ghi lý do';
const words: Readonly<Record<string, string>> = REASON_WORDS;
const types: Readonly<Record<string, string>> = CASE_TYPE_WORDS;

/** What stands in the tables by court and by type, in its order. */
const OF_GROUPS = ['total', 'disposed', 'disposal-rate', 'pending', 'overdue', 'held', 'postponed', 'postponed-rate'];

const points = (value: number): string => {
  const rounded = Math.round(value * 10) / 10;
  const sign = rounded > 0 ? '+' : rounded < 0 ? '−' : '';
  return `${sign}${Math.abs(rounded).toLocaleString('vi-VN', { minimumFractionDigits: 1 })} điểm phần trăm`;
};

/** As it is printed: `97,6%`, `1.234`, `102 phút`. */
export function cellText(cell: Cell): string {
  if (typeof cell === 'string') return cell;
  const { value, unit } = cell;
  if (value === null) return '–';
  if (unit === 'percent') {
    return `${value.toLocaleString('vi-VN', { minimumFractionDigits: 1, maximumFractionDigits: 1 })}%`;
  }
  const whole = Math.round(value).toLocaleString('vi-VN');
  return unit === 'minutes' ? `${whole} phút` : whole;
}

export function tablesOf(source: ReportSource): Table[] {
  const { definitions, figures, byCourt, byType, reasons, courtNames } = source;
  const figureOf = (id: string) => figures.find((one) => one.id === id);
  const ofSource = (from: FigureDefinition['source'], title: string): Table => ({
    title,
    heads: ['Số liệu', 'Trong kỳ', 'Cùng kỳ năm trước', 'Chỉ tiêu', 'Chênh lệch'],
    rows: definitions
      .filter((one) => one.source === from)
      .map(({ id, name, unit }) => {
        const { value = null, before = null, target, difference } = figureOf(id) ?? {};
        return [
          name.vi,
          { value, unit },
          { value: before, unit },
          target ? { value: target.value, unit } : '',
          difference === undefined ? '' : points(difference),
        ];
      }),
  });
  const chosen = OF_GROUPS.flatMap((id) => definitions.filter((one) => one.id === id));
  const ofGroups = (title: string, head: string, groups: typeof byCourt, nameOf: (key: string) => string): Table => ({
    title,
    heads: [head, ...chosen.map(({ name }) => name.vi)],
    rows: groups.map(({ key, values }) => [
      nameOf(key),
      ...chosen.map(({ id, unit }): Cell => ({ value: values[id] ?? null, unit })),
    ]),
  });
  return [
    ofSource('caseBook', 'Theo sổ thụ lý do các tòa án nhập'),
    ofSource('hearings', 'Theo các phiên tòa được ghi nhận'),
    ofGroups('Theo tòa án', 'Tòa án', byCourt, (key) => courtNames.get(key) ?? key),
    ofGroups('Theo loại án', 'Loại án', byType, (key) => types[key] ?? key),
    {
      title: 'Lý do hoãn phiên tòa',
      heads: ['Lý do', 'Số phiên tòa'],
      rows: reasons.map(({ key, count }): Cell[] => [
        key === '' ? UNKNOWN_REASON : (words[key] ?? key),
        { value: count, unit: 'count' },
      ]),
    },
  ].filter(({ rows }) => rows.length > 0);
}

/** What the figures do not hold, said where they are read. */
export function remarksOf(source: ReportSource): string[] {
  const { closed, entered, courtNames, figures, period } = source;
  const due = monthsFrom(period.from.slice(0, 7), period.through.slice(0, 7));
  const lacking = [...courtNames]
    .map(([court, name]) => ({ name, missing: due - (entered.find((one) => one.court === court)?.months.length ?? 0) }))
    .filter(({ missing }) => missing > 0)
    .map(({ name, missing }) => `${name} thiếu ${missing} tháng`);
  const targets = [
    ...new Set(
      figures.flatMap(({ target }) =>
        target ? [`${target.document}${target.checked ? '' : ' (chưa đối chiếu với văn bản gốc)'}`] : [],
      ),
    ),
  ];
  return [
    ...(lacking.length > 0 ? [`Sổ thụ lý chưa đủ số liệu: ${lacking.join('; ')}.`] : []),
    ...(closed > 0
      ? [
          `Trừ số phiên tòa đã lên lịch và tỷ lệ phiên tòa kín, số liệu phiên tòa không gồm ${closed} phiên tòa xét xử kín hoặc có người dưới 18 tuổi.`,
        ]
      : []),
    ...(targets.length > 0 ? [`Chỉ tiêu theo: ${targets.join('; ')}.`] : []),
    'Số liệu phiên tòa lấy từ diễn biến được ghi để tiện theo dõi, không phải biên bản phiên tòa.',
  ];
}

function monthsFrom(from: string, to: string): number {
  const [a = 0, b = 1] = from.split('-').map(Number);
  const [c = 0, d = 1] = to.split('-').map(Number);
  return Math.max(0, (c - a) * 12 + d - b + 1);
}
