/** A monthly report on A4, in the form of NĐ 30/2020: number and signature are the office's to add. Pure. */
import { dayOf } from '@giamsat/contract/time';
import { momentText } from '@giamsat/contract/time-text';
import type { Content, PdfDocument } from '../platform/pdf/pdf.ts';
import { type Cell, cellText, type ReportSource, remarksOf, type Table, tablesOf } from './report-rows.ts';

const dayText = (day: string): string => day.split('-').reverse().join('/');
/** NĐ 30/2020: days and months below three have a nought before them. */
const dateInWords = (at: string): string => {
  const [year, month, day] = dayOf(at).split('-');
  return `ngày ${day} tháng ${Number(month) > 2 ? Number(month) : month} năm ${year}`;
};

const cell = (one: Cell): Content =>
  typeof one === 'string' ? { text: one } : { text: cellText(one), alignment: 'right' };

function tableOf({ title, heads, rows }: Table, n: number): Content[] {
  const wide = heads.length > 6;
  return [
    { text: `${n + 1}. ${title}`, style: 'h2' },
    {
      layout: 'form',
      ...(wide ? { fontSize: 9.5 } : {}),
      table: {
        headerRows: 1,
        dontBreakRows: true,
        widths: heads.map((_, i) => (i === 0 ? (wide ? 92 : '*') : 'auto')),
        body: [
          heads.map((head, i) => ({ text: head, bold: true, alignment: i === 0 ? 'left' : 'center' })),
          ...rows.map((row) => row.map(cell)),
        ],
      },
    },
  ];
}

export function reportDocument(source: ReportSource): PdfDocument {
  const { month, office, period, by, at, edition } = source;
  const [year, number] = month.split('-');
  const about = `Kết quả công tác giải quyết, xét xử tháng ${number} năm ${year}`;
  return {
    title: `Báo cáo ${about}`,
    language: 'vi',
    foot: `${by} lập lúc ${momentText(at)}, bản ${edition}`,
    content: [
      {
        columns: [
          {
            width: 220,
            alignment: 'center',
            stack: [
              { text: office.toUpperCase(), bold: true },
              { text: 'Số:        /BC-TA', margin: [0, 6, 0, 0] },
            ],
          },
          {
            width: '*',
            alignment: 'center',
            stack: [
              { text: 'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', bold: true },
              { text: 'Độc lập - Tự do - Hạnh phúc', bold: true, decoration: 'underline' },
              { text: `……………, ${dateInWords(at)}`, italics: true, margin: [0, 6, 0, 0] },
            ],
          },
        ],
      },
      { text: 'BÁO CÁO', style: 'h1', margin: [0, 20, 0, 0] },
      { text: about, bold: true, alignment: 'center', fontSize: 13 },
      {
        text: `(Số liệu từ ngày ${dayText(period.from)} đến hết ngày ${dayText(period.through)})`,
        italics: true,
        alignment: 'center',
        margin: [0, 2, 0, 8],
      },
      ...tablesOf(source).flatMap(tableOf),
      { text: 'Ghi chú', style: 'h2' },
      { ul: remarksOf(source) },
      {
        margin: [0, 22, 0, 0],
        unbreakable: true,
        columns: [
          {
            width: '*',
            stack: [
              { text: 'Nơi nhận:', bold: true, italics: true },
              { text: '- ……………………;', style: 'small' },
              { text: '- Lưu: VT.', style: 'small' },
            ],
          },
          {
            width: 220,
            alignment: 'center',
            stack: [
              { text: 'CHÁNH ÁN', bold: true },
              { text: '(Ký, đóng dấu, ghi rõ họ tên)', italics: true },
            ],
          },
        ],
      },
    ],
  };
}
