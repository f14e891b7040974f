import { describe, expect, test } from 'vitest';
import { renderPdf } from '../platform/pdf/pdf.ts';
import { reportDocument } from './report-pages.ts';
import { cellText, type ReportSource, remarksOf, tablesOf } from './report-rows.ts';
import { reportSheet } from './report-sheet.ts';
import { definitionsOf } from './statistics.ts';

const source: ReportSource = {
  month: '2021-04',
  office: 'Tòa án nhân dân tỉnh Lạng Sơn',
  courtNames: new Map([
    ['lb', 'TAND Lộc Bình'],
    ['cl', 'TAND Cao Lộc'],
  ]),
  by: 'Dương Văn M',
  at: '2021-05-03T02:00:00.000Z',
  edition: 2,
  period: { from: '2020-10-01', to: '2021-04-30', through: '2021-04-30' },
  before: { from: '2019-10-01', through: '2020-04-30' },
  yearBegins: 10,
  definitions: definitionsOf(),
  figures: definitionsOf().map(({ id }) =>
    id === 'disposal-rate'
      ? {
          id,
          value: 97.6,
          before: 95.2,
          target: { value: 90, document: 'Chỉ tiêu (giả lập)', checked: false },
          difference: 7.6,
        }
      : { id, value: id === 'length-median' ? 102.4 : 1234, before: null },
  ),
  byCourt: [{ key: 'lb', values: { total: 1500, 'disposal-rate': 98.1 } }],
  byType: [{ key: 'HNGĐ', values: { total: 700 } }],
  byMonth: [],
  reasons: [
    { key: 'COUNSEL_ABSENT', count: 3 },
    { key: '', count: 1 },
  ],
  closed: 2,
  entered: [{ court: 'lb', months: ['2020-10', '2020-11', '2020-12', '2021-01', '2021-02', '2021-03', '2021-04'] }],
};

describe('a monthly report', () => {
  test('says each figure with its target, the difference in points and the year before', () => {
    const [book, hearings, courts, types, reasons] = tablesOf(source);
    expect(book?.rows[0]?.map(cellText)).toEqual([
      'Tỷ lệ giải quyết',
      '97,6%',
      '95,2%',
      '90,0%',
      '+7,6 điểm phần trăm',
    ]);
    expect(hearings?.rows.find(([name]) => name === 'Thời lượng trung vị')?.map(cellText)[1]).toBe('102 phút');
    expect(courts?.rows[0]?.map(cellText).slice(0, 4)).toEqual(['TAND Lộc Bình', '1.500', '–', '98,1%']);
    expect(types?.rows[0]?.map(cellText)[0]).toBe('Hôn nhân và gia đình');
    expect(reasons?.rows.map((row) => row.map(cellText).join(' '))).toEqual([
      'Vắng mặt người bào chữa 3',
      'Chưa ghi lý do 1',
    ]);
  });
  test('says what its figures do not hold', () => {
    const remarks = remarksOf(source).join('\n');
    expect(remarks).toContain('TAND Cao Lộc thiếu 7 tháng');
    expect(remarks).toContain('không gồm 2 phiên tòa xét xử kín');
    expect(remarks).toContain('Chỉ tiêu (giả lập) (chưa đối chiếu với văn bản gốc)');
  });
  test('is set on A4, and written as a spreadsheet', async () => {
    const pdf = (await renderPdf(reportDocument(source))).toString('latin1');
    expect(pdf).toContain('/MediaBox [0 0 595.28 841.89]');
    const sheet = await reportSheet(source);
    expect(sheet.subarray(0, 2).toString()).toBe('PK');
    expect(sheet.length).toBeGreaterThan(3000);
  });
});
