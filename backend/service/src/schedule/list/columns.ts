/** Which column is which, told by its Vietnamese heading, with or without marks, in any order, over one line or two. */
import { foldText } from '@giamsat/contract/text-fold';
import type { Line } from './grid.ts';
import { Refused } from './refusal.ts';

export const COLUMNS = [
  'number',
  'decision',
  'day',
  'time',
  'dayAndTime',
  'room',
  'title',
  'parties',
  'type',
  'instance',
  'presiding',
  'assessors',
  'clerk',
  'prosecutor',
  'publicity',
  'minor',
  'status',
] as const;
export type Column = (typeof COLUMNS)[number];

/** Folded, without signs. */
const HEADINGS: Record<Column, readonly string[]> = {
  number: [
    'so thu ly',
    'thu ly so',
    'thu ly',
    'so ngay thu ly',
    'so va ngay thu ly',
    'so thu ly vu an',
    'so an',
    'so vu an',
    'ma vu an',
    'ho so so',
  ],
  decision: [
    'quyet dinh dua vu an ra xet xu',
    'so quyet dinh',
    'quyet dinh xet xu',
    'so qdxx',
    'qdxx',
    'qd xet xu',
    'quyet dinh so',
    'so qd',
  ],
  day: ['ngay', 'ngay xet xu', 'ngay xu', 'ngay mo phien toa', 'ngay mo', 'ngay thang', 'ngay thang nam'],
  time: ['gio', 'gio xet xu', 'gio xu', 'gio mo phien toa', 'gio mo', 'thoi diem'],
  dayAndTime: [
    'thoi gian',
    'thoi gian xet xu',
    'thoi gian mo phien toa',
    'ngay gio',
    'gio ngay',
    'ngay gio xet xu',
    'gio ngay xet xu',
    'thoi gian xu',
  ],
  room: [
    'phong',
    'phong xu',
    'phong xu an',
    'phong xet xu',
    'hoi truong',
    'dia diem',
    'noi xet xu',
    'dia diem xet xu',
    'hoi truong xet xu',
  ],
  title: [
    'noi dung',
    'noi dung vu an',
    'vu an',
    'ten vu an',
    'trich yeu',
    'toi danh',
    'toi danh quan he tranh chap',
    'quan he tranh chap',
    'quan he phap luat',
    've viec',
    'vu viec',
  ],
  parties: [
    'bi cao',
    'bi cao duong su',
    'duong su',
    'ho ten bi cao',
    'ho va ten bi cao',
    'ten bi cao',
    'bi cao dau vu',
  ],
  type: ['loai an', 'loai vu an', 'loai vu viec', 'loai'],
  instance: ['cap xet xu', 'cap', 'trinh tu', 'thu tuc'],
  presiding: [
    'tham phan',
    'chu toa',
    'tham phan chu toa',
    'chu toa phien toa',
    'tham phan chu toa phien toa',
    'tp chu toa',
    'tham phan xet xu',
  ],
  assessors: ['hoi tham', 'hoi tham nhan dan', 'htnd', 'cac hoi tham', 'hoi tham nd'],
  clerk: ['thu ky', 'thu ky phien toa', 'tk', 'thu ky toa an'],
  prosecutor: ['kiem sat vien', 'ksv', 'dai dien vks', 'dai dien vien kiem sat', 'vien kiem sat'],
  publicity: ['hinh thuc', 'hinh thuc xet xu', 'cong khai kin', 'cong khai hay kin', 'xet xu kin', 'kin'],
  minor: ['nguoi duoi 18 tuoi', 'nguoi duoi 18', 'duoi 18 tuoi', 'duoi 18', 'nguoi chua thanh nien', 'chua thanh nien'],
  status: ['trang thai', 'tinh trang', 'thay doi'],
};
const COLUMN_OF = new Map(COLUMNS.flatMap((column) => HEADINGS[column].map((heading) => [heading, column] as const)));

/** Letters and figures alone. */
const bare = (text: string): string =>
  foldText(text)
    .replace(/[^a-z0-9]/g, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();

export const columnOf = (cell: unknown): Column | undefined =>
  typeof cell === 'string' ? COLUMN_OF.get(bare(cell)) : undefined;

export type Headings = {
  /** Place of each column that is there, from 0. */
  at: Map<Column, number>;
  /** Headings of columns that are left aside. */
  ignored: string[];
  /** Index in the lines of what stands below. */
  from: number;
};

const SEARCHED = 40;
/** Fewer are a sentence that sounds like a heading. */
const FEWEST = 3;

const known = (line: Line | undefined): number => new Set(line?.cells.map(columnOf).filter(Boolean)).size;

/** Undefined: no line of the first ones is a line of headings. @throws Refused `heading-twice` */
export function headingsIn(lines: readonly Line[]): Headings | undefined {
  const counts = lines.slice(0, SEARCHED).map(known);
  const best = counts.indexOf(Math.max(0, ...counts));
  if (best < 0 || (counts[best] ?? 0) < FEWEST) return undefined;
  // A heading over several columns, with theirs below it: both lines are read.
  const isOver = (counts[best - 1] ?? 0) > 0;
  const over = isOver ? (lines[best - 1] as Line).cells : [];
  const own = (lines[best] as Line).cells;
  const at = new Map<Column, number>();
  const ignored: string[] = [];
  for (let place = 0; place < Math.max(own.length, over.length); place++) {
    const column = columnOf(own[place]) ?? columnOf(over[place]);
    if (column === undefined) {
      const heading = own[place] ?? over[place];
      if (typeof heading === 'string') ignored.push(heading);
      continue;
    }
    // One heading over several columns says it of the first; two of their own contradict each other.
    if (!at.has(column)) at.set(column, place);
    else if (own[place] !== own[at.get(column) as number]) throw new Refused('heading-twice');
  }
  const isWhole = at.has('number') && (at.has('day') || at.has('dayAndTime'));
  return isWhole ? { at, ignored, from: best + 1 } : undefined;
}

/** Headings stand again at the top of each printed page, the second line of two included. */
export function repeatsHeadings(line: Line): boolean {
  const count = known(line);
  return (
    count >= FEWEST || (count >= 2 && line.cells.every((cell) => cell === undefined || columnOf(cell) !== undefined))
  );
}
