// A list is read from whatever file a court has, and what is wrong with a file or a line is said; nothing is run, nothing unpacks without end.
import { MAX_LIST_LINES } from '@giamsat/contract/wire/schedule';
import { describe, expect, test } from 'vitest';
import { hundredLines, type TestCell, type TestWorkbook, workbookOf, zipOf } from '../../testing/workbook.ts';
import { MAX_UNPACKED_BYTES } from './archive.ts';
import { type List, type ListLine, readList } from './read-list.ts';
import { Refused } from './refusal.ts';

const TODAY = '2026-04-10';
const read = (rows: TestCell[][], more?: TestWorkbook): List => readList(workbookOf(rows, more), TODAY);
const refusalOf = (bytes: Buffer): string => {
  try {
    readList(bytes, TODAY);
  } catch (error) {
    if (error instanceof Refused) return error.code;
    throw error;
  }
  return 'read';
};
/** As it stands in Vietnam: `2026-04-15 08:30`. */
const startOf = ({ start }: ListLine): string | undefined =>
  start === undefined ? undefined : new Date(start + 7 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');
const codes = ({ faults }: ListLine) => faults.map(({ code }) => code);

const HEADS = ['Số thụ lý', 'Ngày', 'Giờ', 'Phòng', 'Vụ án'];
const one = (day: TestCell, time: TestCell, more?: TestWorkbook): ListLine => {
  const [line] = read([HEADS, ['12/2026/TLST-HS', day, time, 'Phòng 1', 'Trộm cắp tài sản']], more).lines;
  if (!line) throw new Error('no line was read');
  return line;
};

describe('days and times', () => {
  test.each<[TestCell, TestCell]>([
    ['15/04/2026', '08:30'],
    ['15/4/2026', '8h30'],
    ['15-4-2026', '8 giờ 30'],
    ['15.04.2026', '08 giờ 30 phút'],
    ['15/4/26', '8g30'],
    ['2026-04-15', '8h30 sáng'],
    ['Thứ Tư, ngày 15/4/2026', '08:30:00'],
    ['ngày 15 tháng 4 năm 2026', "8h30'"],
    ['ngày 15 tháng 4 năm 2026'.normalize('NFD'), '8.30'],
    ['15/4', 8.5 / 24],
    [46_127, 8.5 / 24],
    [46_127, 46_127 + 8.5 / 24],
    [
      { formula: 'TODAY()', value: 46_127 },
      { formula: 'A1&"h30"', value: '8h30' },
    ],
  ])('%j, %j', (day, time) => {
    expect([startOf(one(day, time)), codes(one(day, time))]).toEqual(['2026-04-15 08:30', []]);
  });

  test.each<[TestCell, string]>([
    ['2h chiều', '14:00'],
    ['14h', '14:00'],
    ['14', '14:00'],
    [14, '14:00'],
    ['14g00', '14:00'],
  ])('in the afternoon: %j', (time, clock) => {
    expect(startOf(one('15/4/2026', time))).toBe(`2026-04-15 ${clock}`);
  });

  test.each<[TestCell]>([
    ['8h30 ngày 15/4/2026'],
    ['15/04/2026 08:30'],
    ['08 giờ 30 phút, ngày 15 tháng 4 năm 2026'],
    ['2026-04-15T08:30'],
    [46_127 + 8.5 / 24],
    ['Lúc 8h30, thứ 4 (15/4)'],
  ])('in one cell: %j', (cell) => {
    const [line] = read([
      ['Số thụ lý', 'Thời gian', 'Vụ án'],
      ['12/2026/TLST-HS', cell, 'x'],
    ]).lines;
    expect(line && [startOf(line), codes(line)]).toEqual(['2026-04-15 08:30', []]);
  });

  test('days that count from 1904, as old Macs have them', () => {
    expect(startOf(one(46_127 - 1_462, '8h30', { from1904: true }))).toBe('2026-04-15 08:30');
  });

  test('a year that is not written is the nearest, and is said', () => {
    expect(one('15/4', '8h').notes).toContainEqual({ code: 'year-assumed', value: '2026-04-15' });
    expect(startOf(one('03/01', '8h'))).toBe('2026-01-03 08:00');
  });

  test.each<[TestCell, TestCell, string]>([
    ['30/02/2026', '8h', 'no-such-day'],
    ['31/04/2026', '8h', 'no-such-day'],
    ['00/04/2026', '8h', 'no-such-day'],
    ['tuần sau', '8h', 'day-unclear'],
    [12, '8h', 'day-unclear'],
    [{ error: '#REF!' }, '8h', 'no-value'],
    [{ formula: 'TODAY()' }, '8h', 'no-value'],
    [undefined, '8h', 'day-missing'],
    ['15/4/2026', '25h', 'no-such-time'],
    ['15/4/2026', '8h75', 'no-such-time'],
    ['15/4/2026', 'sáng', 'time-unclear'],
    ['15/4/2026', 8.3, 'time-unclear'],
    ['15/4/2026', undefined, 'time-missing'],
  ])('%j, %j is %s', (day, time, fault) => {
    expect(codes(one(day, time))).toContain(fault);
  });
});

describe('columns', () => {
  const values: Record<string, TestCell> = {
    'Số thụ lý': '12/2026/TLST-HS',
    'Ngày xét xử': '15/4/2026',
    'Giờ xét xử': '8h30',
    'Phòng xử án': 'Phòng 1',
    'Nội dung vụ án': 'Trộm cắp tài sản',
    'Bị cáo': 'Nguyễn Văn A',
    'Thẩm phán – Chủ tọa': 'Ông Trần Văn M',
    'Hội thẩm nhân dân': 'Bế Văn N\nNông Thị P',
    'Thư ký': 'Đỗ Thị Q',
    'Kiểm sát viên': 'KSV. Ngô Văn R',
    'Xét xử kín': 'x',
  };
  const whole = {
    numbers: ['12/2026/TLST-HS'],
    type: 'HS',
    instance: 'ST',
    room: 'Phòng 1',
    title: 'Nguyễn Văn A – Trộm cắp tài sản',
    closed: true,
    people: [
      { name: 'Trần Văn M', role: 'presiding_judge' },
      { name: 'Bế Văn N', role: 'assessor' },
      { name: 'Nông Thị P', role: 'assessor' },
      { name: 'Ngô Văn R', role: 'prosecutor' },
      { name: 'Đỗ Thị Q', role: 'clerk' },
    ],
  };
  test('are found in any order, with and without marks, in NFC and NFD', () => {
    const plain = (text: string) =>
      text.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('đ', 'd').replaceAll('Đ', 'D');
    for (const written of [
      (text: string) => text,
      plain,
      (text: string) => text.normalize('NFD'),
      (text: string) => text.toUpperCase(),
    ]) {
      const heads = Object.keys(values).sort((a, b) => plain(a).length - plain(b).length);
      const { lines } = read([['TÒA ÁN NHÂN DÂN'], [], heads.map(written), heads.map((head) => values[head])]);
      expect(lines).toMatchObject([whole]);
    }
  });

  test('below a heading over several, with merged cells, days in lines of their own and headings on each page', () => {
    const heads = [
      ['STT', 'Số thụ lý', 'Thời gian', undefined, 'Phòng', 'Vụ án'],
      [undefined, undefined, 'Ngày', 'Giờ', undefined, undefined],
    ];
    const { lines, ignored } = read(
      [
        ['LỊCH XÉT XỬ'],
        ...heads,
        [1, '1/2026/TLST-HS', '15/4/2026', '8h', 'Phòng 1', 'a'],
        [2, '2/2026/TLST-HS', undefined, '9h', undefined, 'b'],
        ...heads,
        ['Thứ Năm, ngày 16/4/2026'],
        [3, '3/2026/TLST-HS', undefined, '8h', 'Phòng 2', 'c'],
        [undefined, undefined, undefined, undefined, undefined, 'Người lập danh sách'],
      ],
      { merged: ['A1:F1', 'B2:B3', 'C2:D2', 'E2:E3', 'F2:F3', 'C4:C5', 'E4:E5'] },
    );
    expect(lines.map((line) => [line.numbers[0], startOf(line), line.room])).toEqual([
      ['1/2026/TLST-HS', '2026-04-15 08:00', 'Phòng 1'],
      ['2/2026/TLST-HS', '2026-04-15 09:00', 'Phòng 1'],
      ['3/2026/TLST-HS', '2026-04-16 08:00', 'Phòng 2'],
    ]);
    expect(ignored).toEqual([]);
  });

  test('that nobody knows are left aside and named; two of one name contradict each other', () => {
    expect(
      read([
        [...HEADS, 'Ghi nhớ'],
        ['1/2026/TLST-HS', '15/4/2026', '8h', '', 'x', 'y'],
      ]).ignored,
    ).toEqual(['Ghi nhớ']);
    expect(refusalOf(workbookOf([[...HEADS, 'Ngày xét xử']]))).toBe('heading-twice');
    expect(refusalOf(workbookOf([['Tên', 'Tuổi', 'Quê']]))).toBe('no-headings');
    expect(refusalOf(workbookOf([['Số thụ lý', 'Giờ', 'Phòng']]))).toBe('no-headings');
  });
});

describe('case numbers', () => {
  const HEADS_OF_TYPE = ['Số thụ lý', 'Ngày', 'Giờ', 'Vụ án', 'Loại án', 'Cấp xét xử'];
  const numberOf = (number: TestCell, type?: string, instance?: string) =>
    read([HEADS_OF_TYPE, [number, '15/4/2026', '8h', 'x', type, instance]]).lines[0] as ListLine;
  test.each<[TestCell, string, string]>([
    ['12/2026/TLST-HS', '12/2026/TLST-HS', 'HS'],
    ['Thụ lý số 12/2026/TLST-HS ngày 01/02/2026', '12/2026/TLST-HS', 'HS'],
    [' 12 / 2026 / tlst – hs ', '12/2026/TLST-HS', 'HS'],
    ['12/TLST-HNGD', '12/2026/TLST-HNGĐ', 'HNGĐ'],
    ['15/2026/QĐXXPT-DS', '15/2026/QĐXXPT-DS', 'DS'],
  ])('%j', (written, key, type) => {
    expect(numberOf(written)).toMatchObject({ key, type, faults: [] });
  });
  test('are completed by the columns of type and instance, or kept and flagged', () => {
    expect(numberOf('Thụ lý số 7/2025', 'Hình sự', 'Phúc thẩm')).toMatchObject({
      key: '7/2025/TLPT-HS',
      notes: expect.arrayContaining([{ code: 'number-completed', value: '7/2025/TLPT-HS' }]),
    });
    expect(numberOf('Hồ sơ bảy', 'Hình sự sơ thẩm')).toMatchObject({
      numbers: ['Hồ sơ bảy'],
      type: 'HS',
      instance: 'ST',
      faults: [],
    });
    expect(codes(numberOf('Hồ sơ bảy'))).toContain('type-missing');
  });
  test('one year or another, with or without zeros in front, is one case', () => {
    expect(numberOf('012/2026/TLST-HS').key).toBe(numberOf('12/TLST-HS').key);
  });
});

test('a list of a hundred lines with ten kinds of mistakes: each is found in its line, and no other', () => {
  const { rows, faults } = hundredLines('2026-04-15');
  // What only the court's registry tells is not known here.
  faults.delete(60);
  const { lines } = read(rows);
  expect(lines).toHaveLength(100);
  const found = lines.filter((line) => line.faults.length > 0);
  expect(new Map(found.map((line) => [line.line, line.faults[0]?.code]))).toEqual(faults);
});

describe('text', () => {
  const text =
    'Số thụ lý;Ngày;Giờ;Phòng;Vụ án;Thư ký\r\n12/2026/TLST-HS;15/4/2026;8h30;"Phòng 1";"Lừa đảo; ""chiếm đoạt""";Đỗ Thị Quỳnh\r\n';
  const expected = [
    { title: 'Lừa đảo; "chiếm đoạt"', room: 'Phòng 1', people: [{ name: 'Đỗ Thị Quỳnh', role: 'clerk' }], faults: [] },
  ];
  const utf16be = Buffer.from(`\ufeff${text}`, 'utf16le').swap16();
  test.each<[string, Buffer]>([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with its mark', Buffer.from(`\ufeff${text}`)],
    ['UTF-8, decomposed', Buffer.from(text.normalize('NFD'))],
    ['UTF-16, little end first', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16, big end first', utf16be],
    [
      'comma',
      Buffer.from(
        'Số thụ lý,Ngày,Giờ,Phòng,Vụ án,Thư ký\n12/2026/TLST-HS,15/4/2026,8h30,Phòng 1,"Lừa đảo; ""chiếm đoạt""",Đỗ Thị Quỳnh',
      ),
    ],
    ['separator named', Buffer.from(`sep=;\r\n${text}`)],
    [
      'tabulator',
      Buffer.from(
        `Số thụ lý\tNgày\tGiờ\tPhòng\tVụ án\tThư ký\n12/2026/TLST-HS\t15/4/2026\t8h30\tPhòng 1\t"Lừa đảo; ""chiếm đoạt"""\tĐỗ Thị Quỳnh`,
      ),
    ],
  ])('%s', (_, bytes) => {
    expect(readList(bytes, TODAY).lines).toMatchObject(expected);
  });

  test('Windows-1258, in which tones are signs of their own', () => {
    // `Số thụ lý;Ngày;Giờ;Vụ án`: ô + sắc = F4 EC, ụ = 75 F2, ý = 79 EC, à = E0, ờ = F5 CC, á = E1.
    const head = 'S\u00f4\u00ec thu\u00f2 ly\u00ec;Ng\u00e0y;Gi\u00f5\u00cc;Vu\u00f2 \u00e1n';
    const bytes = Buffer.from(`${head}\r\n12/2026/TLST-HS;15/4/2026;8h30;Tr\u00f4\u00f2m\r\n`, 'latin1');
    expect(readList(bytes, TODAY).lines).toMatchObject([{ title: 'Trộm', faults: [] }]);
  });

  test('what stands in a cell like a formula is text', () => {
    const [line] = readList(
      Buffer.from(`${HEADS.join(';')}\n12/2026/TLST-HS;15/4/2026;8h;;=HYPERLINK("x")\n`),
      TODAY,
    ).lines;
    expect(line?.title).toBe('=HYPERLINK("x")');
  });

  test('signs that nobody sees, and half signs, do not come through', () => {
    const [line] = readList(
      Buffer.from(`${HEADS.join(';')}\n12/2026/TLST-HS;15/4/2026;8h;;A\u202eB\u0007C\u200bD  E\n`),
      TODAY,
    ).lines;
    expect(line?.title).toBe('ABCD E');
  });
});

describe('a file is refused in words that is', () => {
  const lines = (count: number) =>
    Array.from({ length: count }, (_, n): TestCell[] => [`${n}/2026/TLST-HS`, '15/4/2026', '8h', '', 'x']);
  const csv = (rows: TestCell[][]) => Buffer.from(rows.map((row) => row.join(';')).join('\n'));
  const sheet = 'xl/worksheets/sheet1.xml';
  const whole = workbookOf([HEADS]);
  test.each<[string, () => Buffer]>([
    ['empty', () => Buffer.alloc(0)],
    ['too-large', () => Buffer.alloc(9 * 2 ** 20, 'a')],
    ['too-many-lines', () => workbookOf([HEADS, ...lines(MAX_LIST_LINES + 1)])],
    ['too-many-lines', () => csv([HEADS, ...lines(MAX_LIST_LINES + 1)])],
    ['old-format', () => Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)])],
    [
      'locked',
      () =>
        Buffer.concat([
          Buffer.from('d0cf11e0a1b11ae1', 'hex'),
          Buffer.alloc(600),
          Buffer.from('EncryptedPackage', 'utf16le'),
        ]),
    ],
    ['macros', () => workbookOf([HEADS], { files: { 'xl/vbaProject.bin': 'x' } })],
    [
      'macros',
      () =>
        workbookOf([HEADS], {
          files: {
            '[Content_Types].xml':
              '<Types><Override ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>',
          },
        }),
    ],
    ['damaged', () => whole.subarray(0, whole.length - 40)],
    ['damaged', () => zipOf({ 'word/document.xml': '<x/>' })],
    ['damaged', () => workbookOf([HEADS], { files: { [sheet]: '<worksheet><sheetData><row>' } })],
    // A document type, of which entities that double and double are made.
    [
      'damaged',
      () => workbookOf([HEADS], { files: { [sheet]: '<!DOCTYPE x [<!ENTITY a "b">]><worksheet>&a;</worksheet>' } }),
    ],
    ['too-large', () => workbookOf([HEADS], { files: { [sheet]: Buffer.alloc(MAX_UNPACKED_BYTES + 1, ' ') } })],
    // Merged cells that would be copied for ever.
    [
      'too-large',
      () => workbookOf([HEADS, ...lines(9_000)], { merged: Array.from({ length: 40 }, () => 'A2:E1048576') }),
    ],
    ['old-letters', () => Buffer.from('Sè thô lý;Ngµy;Giê;Vô ¸n\r\n12/2026/TLST-HS;15/4/2026;8h;Trém', 'latin1')],
    ['old-letters', () => workbookOf([['Sè thô lý', 'Ngµy', 'Giê', 'Vô ¸n']])],
    ['encoding', () => Buffer.from('\u00ff\u00c0\u0081;x;y', 'latin1')],
    ['damaged', () => Buffer.from('a\u0000b;c')],
    ['no-headings', () => Buffer.from('một tệp văn bản')],
  ])('%s', (code, bytes) => {
    expect(refusalOf(bytes())).toBe(code);
  });

  test('and the most that is taken is taken', () => {
    expect(readList(csv([HEADS, ...lines(MAX_LIST_LINES)]), TODAY).lines).toHaveLength(MAX_LIST_LINES);
  });
});
