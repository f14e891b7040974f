/** The same report as a spreadsheet: numbers stay numbers, texts are texts and nothing is a formula. */
import writeExcelFile, { type Row } from 'write-excel-file/node';
import { type Cell, type ReportSource, remarksOf, tablesOf } from './report-rows.ts';

const FORMATS = { percent: '0.0', count: '#,##0', minutes: '#,##0' } as const;
/** Excel's own limit is 31. */
const MAX_SHEET_NAME = 31;

const cellOf = (cell: Cell) => {
  if (typeof cell === 'string') return { value: cell, type: String };
  const { value, unit } = cell;
  return value === null ? null : { value, type: Number, format: FORMATS[unit] };
};
const said = (value: string, more: object = {}) => ({ value, type: String, ...more });

export async function reportSheet(source: ReportSource): Promise<Buffer> {
  const { month, office, period, by, at } = source;
  const about: Row[] = [
    [said('Báo cáo kết quả công tác giải quyết, xét xử', { fontWeight: 'bold' })],
    [said('Đơn vị'), said(office)],
    [said('Tháng'), said(month.split('-').reverse().join('/'))],
    [said('Từ ngày'), said(period.from)],
    [said('Đến hết ngày'), said(period.through)],
    [said('Người lập'), said(by)],
    [said('Lúc (UTC)'), said(at)],
    ...remarksOf(source).map((remark): Row => [said('Ghi chú'), said(remark)]),
  ];
  return writeExcelFile([
    { data: about, sheet: 'Báo cáo', columns: [{ width: 18 }, { width: 80 }] },
    ...tablesOf(source).map(({ title, heads, rows }) => ({
      sheet: title.slice(0, MAX_SHEET_NAME),
      stickyRowsCount: 1,
      columns: heads.map((_, n) => ({ width: n === 0 ? 40 : 18 })),
      data: [
        heads.map((head) => said(head, { fontWeight: 'bold', wrap: true })),
        ...rows.map((row) => row.map(cellOf)),
      ],
    })),
  ]).toBuffer();
}
