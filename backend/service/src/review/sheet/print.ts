/** A review sheet as a page of A4, in Vietnamese: it is the procuracy's own form. Pure. */

import { REASON_WORDS, ROLE_WORDS } from '@giamsat/contract/line-words';
import { filled, SHEET_WORDS } from '@giamsat/contract/sheet-words';
import { STAGE_WORDS } from '@giamsat/contract/stage-words';
import { dayOf } from '@giamsat/contract/time';
import { clockText, momentText } from '@giamsat/contract/time-text';
import type { FullRow } from '@giamsat/contract/wire/live';
import type { GivenAnswer, Sheet, SheetDeadline, SheetFinding, SheetItem } from '@giamsat/contract/wire/sheet';
import type { Content, PdfDocument } from '../../platform/pdf/pdf.ts';
import { hearingHead } from '../printed-hearing.ts';
import { dayText } from './moments.ts';

export type Printed = {
  sheet: Sheet;
  row: FullRow;
  /** Of whoever prints it. */
  organisation: string;
  by: string;
  /** RFC 3339 */
  at: string;
  /** Those that the organisation shares; absent: none are printed. */
  notes?: readonly { from: string; to?: string; text: string; tags: readonly string[]; author: string }[];
};

const words: Readonly<Record<string, string>> = SHEET_WORDS;
const among = (list: Readonly<Record<string, string>>, code: string): string => list[code] ?? code;

/** Codes that have words of their own are said in these. */
export function findingText({ code, values, state }: SheetFinding): string {
  const named = {
    ...values,
    ...(values.role === undefined ? {} : { role: among(ROLE_WORDS, values.role) }),
    ...(values.stage === undefined ? {} : { stage: among(STAGE_WORDS, values.stage) }),
    ...(values.reason === undefined ? {} : { reason: among(REASON_WORDS, values.reason) }),
  };
  const said = code === undefined ? undefined : filled(among(words, `finding.${code}`), named);
  const unsaid = state === 'recorded' || state === 'check' ? undefined : among(words, `state.${state}`);
  return [said, unsaid].filter((text) => text !== undefined).join(': ');
}

function answerText(item: SheetItem, { value, note, by, at }: GivenAnswer): string {
  const option = item.options?.find(({ code }) => code === value)?.title.vi;
  const day = value !== undefined && /^\d{4}-/.test(value) ? dayText(value) : undefined;
  const said = [option ?? day ?? value, note].filter((text) => text !== undefined).join('. ');
  return said === '' ? '' : `${said}\n(${by}, ${momentText(at)})`;
}

export function deadlineText({ term, from, until, moved, basis, checked, calendarKnown }: SheetDeadline): string {
  if (from === undefined || until === undefined) return SHEET_WORDS['deadlines.unknown'];
  const rule = filled(SHEET_WORDS[`deadlines.${term.unit}`], { many: `${term.count}`, from: dayText(from) });
  const day = moved
    ? filled(SHEET_WORDS['deadlines.moved'], { until: dayText(until), moved: dayText(moved) })
    : filled(SHEET_WORDS['deadlines.until'], { until: dayText(until) });
  const doubts = [
    ...(checked ? [] : [SHEET_WORDS['deadlines.unchecked']]),
    ...(calendarKnown ? [] : [SHEET_WORDS['deadlines.calendar']]),
  ];
  return `${day}: ${rule} (${[basis, ...doubts].join('; ')})`;
}

/** `08:41`, of a finding that leads to a line. */
const clockOf = (at: string | undefined): string => (at === undefined ? '' : clockText(at));

function cellOf(item: SheetItem): Content {
  if (item.kind === 'log') {
    return item.findings.map((finding) => ({
      columns: [
        { text: clockOf(finding.at), width: 34, style: 'quiet' },
        { text: findingText(finding), width: '*', bold: finding.state === 'check' },
      ],
      columnGap: 4,
    }));
  }
  const answered = item.answer ? answerText(item, item.answer) : '';
  if (answered !== '') return answered;
  // To be filled in by hand.
  return item.options ? item.options.map(({ title }) => `☐ ${title.vi}`).join('   ') : '\n';
}

export function sheetDocument({ sheet, row, organisation, by, at, notes }: Printed): PdfDocument {
  const section = ({ title, items }: Sheet['sections'][number], n: number): Content[] => [
    { text: `${n + 1}. ${title.vi}`, style: 'h2' },
    {
      layout: 'form',
      table: {
        widths: [170, '*'],
        dontBreakRows: true,
        body: items.map((item) => [
          { stack: [item.title.vi, ...(item.basis ? [{ text: item.basis, style: 'quiet' }] : [])] },
          { stack: [cellOf(item)] },
        ]),
      },
    },
  ];
  return {
    title: sheet.title.vi,
    language: 'vi',
    foot: `${by}, ${organisation}, in lúc ${momentText(at)}. ${SHEET_WORDS.disclaimer}`,
    content: [
      {
        columns: [
          { text: organisation.toUpperCase(), bold: true, alignment: 'center', width: 200 },
          {
            width: '*',
            alignment: 'center',
            stack: [
              { text: 'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', bold: true },
              { text: 'Độc lập – Tự do – Hạnh phúc', bold: true, decoration: 'underline' },
            ],
          },
        ],
      },
      { text: sheet.title.vi.toUpperCase(), style: 'h1', margin: [0, 18, 0, 10] },
      ...hearingHead(row),
      ...sheet.sections.flatMap(section),
      { text: SHEET_WORDS['deadlines.title'], style: 'h2' },
      ...(sheet.deadlines.length === 0 ? [SHEET_WORDS['deadlines.none']] : []),
      ...sheet.deadlines.map(
        (one): Content => ({ text: [{ text: `${one.title.vi}: `, bold: true }, deadlineText(one)] }),
      ),
      { unbreakable: true, stack: [{ text: SHEET_WORDS['deadlines.help'], style: 'quiet', margin: [0, 4, 0, 0] }] },
      ...(notes && notes.length > 0 ? notesOf(notes) : []),
      {
        margin: [0, 24, 0, 0],
        unbreakable: true,
        columns: [
          { text: '', width: '*' },
          {
            width: 220,
            alignment: 'center',
            stack: [
              { text: dateInWords(at), italics: true },
              { text: 'KIỂM SÁT VIÊN', bold: true },
              { text: '(Ký, ghi rõ họ tên)', italics: true },
            ],
          },
        ],
      },
    ],
  };
}

/** As documents of the state are dated (NĐ 30/2020). */
function dateInWords(at: string): string {
  const [year, month, day] = dayOf(at).split('-');
  return `Ngày ${day} tháng ${month} năm ${year}`;
}

/** Of a hearing of several days each note names its own. */
function whenText(from: string, to: string | undefined): string {
  if (to === undefined) return momentText(from);
  return `${dayOf(from) === dayOf(to) ? clockText(from) : momentText(from)} – ${momentText(to)}`;
}

const notesOf = (notes: NonNullable<Printed['notes']>): Content[] => [
  { text: 'Ghi chú của cơ quan', style: 'h2' },
  {
    layout: 'form',
    table: {
      widths: [90, '*', 110],
      dontBreakRows: true,
      body: notes.map(({ from, to, text, tags, author }) => [
        whenText(from, to),
        [text, tags.map((tag) => `#${tag}`).join(' ')].filter(Boolean).join('\n'),
        author,
      ]),
    },
  },
];
