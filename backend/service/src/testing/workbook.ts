/** Workbooks as others write them, right and wrong, made byte by byte. */
import { crc32, deflateRawSync } from 'node:zlib';

export type TestCell =
  | string
  | number
  /** With the value that was calculated last, or none. */
  | { formula: string; value?: string | number }
  | { error: string }
  | undefined;

/** A ZIP with these files, deflated. */
export function zipOf(files: Record<string, string | Buffer>): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [name, content] of Object.entries(files)) {
    const path = Buffer.from(name);
    const raw = Buffer.from(content);
    const packed = deflateRawSync(raw);
    const said = Buffer.alloc(26);
    said.writeUInt16LE(20, 0);
    said.writeUInt16LE(8, 4);
    said.writeUInt32LE(crc32(raw), 10);
    said.writeUInt32LE(packed.length, 14);
    said.writeUInt32LE(raw.length, 18);
    said.writeUInt16LE(path.length, 22);
    const offset = Buffer.alloc(4);
    offset.writeUInt32LE(at);
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), said, path, packed]);
    directory.push(Buffer.concat([Buffer.from('PK\u0001\u0002\u0014\u0000'), said, Buffer.alloc(10), offset, path]));
    bodies.push(local);
    at += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 'latin1');
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...bodies, central, end]);
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
const letterOf = (column: number): string =>
  (column >= 26 ? String.fromCharCode(64 + Math.floor(column / 26)) : '') + String.fromCharCode(65 + (column % 26));

function cellXml(cell: TestCell, at: string, shared: string[]): string {
  if (cell === undefined) return '';
  if (typeof cell === 'number') return `<c r="${at}"><v>${cell}</v></c>`;
  if (typeof cell === 'string') return `<c r="${at}" t="s"><v>${shared.push(cell) - 1}</v></c>`;
  if ('error' in cell) return `<c r="${at}" t="e"><v>${cell.error}</v></c>`;
  const type = typeof cell.value === 'string' ? ' t="str"' : '';
  const value = cell.value === undefined ? '' : `<v>${escaped(String(cell.value))}</v>`;
  return `<c r="${at}"${type}><f>${escaped(cell.formula)}</f>${value}</c>`;
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const TO = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

export type TestWorkbook = {
  merged?: string[];
  from1904?: boolean;
  /** Instead of those made here, or besides. */
  files?: Record<string, string | Buffer>;
};

export function workbookOf(
  rows: readonly (readonly TestCell[])[],
  { merged = [], from1904 = false, files = {} }: TestWorkbook = {},
): Buffer {
  const shared: string[] = [];
  const lines = rows.map(
    (cells, n) =>
      `<row r="${n + 1}">${cells.map((cell, column) => cellXml(cell, `${letterOf(column)}${n + 1}`, shared)).join('')}</row>`,
  );
  const merges =
    merged.length > 0 ? `<mergeCells>${merged.map((ref) => `<mergeCell ref="${ref}"/>`).join('')}</mergeCells>` : '';
  return zipOf({
    '[Content_Types].xml': `${XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
    'xl/workbook.xml': `${XML}<workbook ${MAIN} xmlns:r="${TO}"><workbookPr${from1904 ? ' date1904="1"' : ''}/><sheets><sheet name="Lịch" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `${XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${TO}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    'xl/worksheets/sheet1.xml': `${XML}<worksheet ${MAIN}><sheetData>${lines.join('')}</sheetData>${merges}</worksheet>`,
    'xl/sharedStrings.xml': `${XML}<sst ${MAIN}>${shared.map((text) => `<si><t xml:space="preserve">${escaped(text)}</t></si>`).join('')}</sst>`,
    ...files,
  });
}

const dayText = (day: string): string => day.split('-').reverse().join('/');
export const HEADINGS = [
  'STT',
  'Số thụ lý',
  'Ngày xét xử',
  'Giờ',
  'Phòng xử án',
  'Nội dung vụ án',
  'Thẩm phán chủ tọa',
  'Thư ký',
  'Kiểm sát viên',
  'Trạng thái',
];

/**
 * A list of a hundred hearings on that day with ten kinds of mistakes, and what each of them is found to be, by line.
 * `rooms`: how many the court has.
 */
export function hundredLines(day: string, rooms = 2) {
  const year = day.slice(0, 4);
  const line = (n: number): TestCell[] => [
    n,
    `${9000 + n}/${year}/TLST-HS`,
    dayText(day),
    `${7 + Math.floor(n / 10)}h${String((n % 10) * 6).padStart(2, '0')}`,
    `Phòng ${(n % rooms) + 1}`,
    `Vụ án thử nghiệm ${n}`,
    undefined,
    undefined,
    undefined,
    undefined,
  ];
  const rows = Array.from({ length: 100 }, (_, n) => line(n + 1));
  const wrong: [index: number, column: number, cell: TestCell, fault: string][] = [
    [4, 1, undefined, 'number-missing'],
    [13, 1, `9015/${year}/TLST-HS`, 'number-twice'],
    [22, 2, `30/02/${year}`, 'no-such-day'],
    [31, 2, 'mồng một', 'day-unclear'],
    [40, 3, '25h00', 'no-such-time'],
    [49, 3, 'sáng', 'time-unclear'],
    [58, 4, 'Phòng 99', 'room-unknown'],
    [67, 5, undefined, 'title-missing'],
    [76, 5, { error: '#REF!' }, 'no-value'],
    [85, 9, 'Hoãn', 'status-unclear'],
  ];
  const faults = new Map<number, string>();
  for (const [index, column, cell, fault] of wrong) {
    (rows[index] as TestCell[])[column] = cell;
    faults.set(index + 2, fault);
  }
  // The other of the two that have one number.
  faults.set(16, 'number-twice');
  return { rows: [HEADINGS, ...rows], faults };
}
