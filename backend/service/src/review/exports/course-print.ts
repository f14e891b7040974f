/** The course of a package as pages of A4, in Vietnamese, with a first page that says who took it away, on what ground, when. Pure. */
import { inVietnamese, isCourseLine, lineText } from '@giamsat/contract/line-text';
import { dayOf } from '@giamsat/contract/time';
import { clockSecondsText, momentText } from '@giamsat/contract/time-text';
import type { FullRow, LogLine } from '@giamsat/contract/wire/live';
import type { Content, PdfDocument } from '../../platform/pdf/pdf.ts';
import { hearingHead } from '../printed-hearing.ts';
import { dayText } from '../sheet/moments.ts';

export type PrintedCourse = {
  hearing: FullRow;
  lines: readonly LogLine[];
  madeBy: { login: string; name: string; organisation: string; authorisation?: string; export: string };
  /** RFC 3339 */
  madeAt: string;
};

const NO_MINUTES = 'Diễn biến để tiện theo dõi, không phải biên bản phiên tòa.';
/** Paper proves nothing: the package does, by what lies beside this page in it. */
const PROVED_BY =
  'Trang in này tự nó không chứng minh được gì. Muốn kiểm tra diễn biến và hình có bị sửa hay không, giữ nguyên tệp ZIP đã nhận và kiểm tra bằng công cụ trong tệp đó (mở index.html, hoặc chạy: node verify.js TỆP.zip).';

export function courseDocument({ hearing, lines, madeBy, madeAt }: PrintedCourse): PdfDocument {
  const ground = madeBy.authorisation ?? 'theo chức trách';
  const person = `${madeBy.name} (${madeBy.login}), ${madeBy.organisation}`;
  const mark: [string, string][] = [
    ['Người xuất', person],
    ['Căn cứ', madeBy.authorisation === undefined ? 'Theo chức trách' : `Văn bản ${madeBy.authorisation}`],
    ['Lúc', momentText(madeAt)],
    ['Mã xuất', madeBy.export],
  ];
  const told = lines.filter(isCourseLine);
  const days = [...new Set(told.map(({ time }) => dayOf(time)))];
  return {
    title: 'Diễn biến phiên tòa',
    language: 'vi',
    foot: `Xuất cho ${person}; ${ground}; ${momentText(madeAt)}. ${NO_MINUTES}`,
    content: [
      { text: 'GÓI CHỨNG THỰC DIỄN BIẾN PHIÊN TÒA', style: 'h1', margin: [0, 60, 0, 24] },
      ...hearingHead(hearing),
      {
        layout: 'form',
        margin: [0, 24, 0, 24],
        table: {
          widths: [90, '*'],
          body: mark.map(([label, value]) => [label, { text: value, bold: true }]),
        },
      },
      NO_MINUTES,
      { text: PROVED_BY, margin: [0, 6, 0, 0] },
      { text: 'DIỄN BIẾN', style: 'h1', pageBreak: 'before', margin: [0, 0, 0, 10] },
      ...(told.length === 0 ? ['Không có diễn biến nào được phép xuất.'] : []),
      ...days.flatMap((day): Content[] => [
        { text: dayText(day), style: 'h2' },
        tableOf(told.filter(({ time }) => dayOf(time) === day)),
      ]),
    ],
  };
}

const tableOf = (lines: readonly LogLine[]): Content => ({
  layout: 'form',
  table: {
    widths: [52, '*'],
    dontBreakRows: true,
    body: lines.map((line) => {
      const { title, detail } = lineText(line, inVietnamese);
      const struck = line.retracted ? { decoration: 'lineThrough' as const } : {};
      // A note is a text of its own, of some sentences perhaps; whatever else happened has a name.
      const bold = line.type !== 'hearing.note.recorded';
      const state = line.retracted ? 'đã rút lại' : line.correctedBy.length > 0 ? 'đã đính chính' : undefined;
      return [
        clockSecondsText(line.time),
        {
          text: [
            { text: title, bold, ...struck },
            ...(detail === undefined ? [] : ['  ', { text: detail, ...struck }]),
            state === undefined ? '' : `  (${state})`,
          ],
        },
      ];
    }),
  },
});
