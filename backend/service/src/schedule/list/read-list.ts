/** A court's hearing list out of a file: one line after the other, each with what is wrong in it. Knows neither the court nor the clock. */
import type { Person } from '@giamsat/contract/event/people';
import type { CaseType, Instance } from '@giamsat/contract/stage';
import { foldText } from '@giamsat/contract/text-fold';
import { startOfDay } from '@giamsat/contract/time';
import { type LINE_NOTES, MAX_LIST_BYTES, MAX_LIST_LINES } from '@giamsat/contract/wire/schedule';
import { type CaseNumbers, caseKey, caseNumbersOf, kindOf, looseKey } from './case-numbers.ts';
import { type Column, type Headings, headingsIn, repeatsHeadings } from './columns.ts';
import { linesOfText, textsOf } from './csv.ts';
import { BROKEN, type Cell, type Line, type Sheet, textOf } from './grid.ts';
import { isInOldLetters } from './old-letters.ts';
import { Refused } from './refusal.ts';
import { type Calendar, dayAndTimeOfCell, dayOfCell, type Fault, type Read, timeOfCell } from './values.ts';
import { sheetsOf } from './workbook.ts';

export type ListNote = (typeof LINE_NOTES)[number];
export type Told<C> = { code: C; value?: string };
export type ListLine = {
  line: number;
  faults: Told<Fault>[];
  notes: Told<ListNote>[];
  /** Normalised, with the year; what several lines share is the same case. */
  key?: string;
  numbers: string[];
  documentNo?: string;
  type?: CaseType;
  instance?: Instance;
  /** In ms since the epoch. */
  start?: number;
  day?: string;
  room?: string;
  title?: string;
  people: Person[];
  closed: boolean;
  minor: boolean;
  cancelled: boolean;
};
export type List = { lines: ListLine[]; ignored: string[] };

const LONGEST = { title: 300, name: 120, room: 120, documentNo: 80 } as const;
const ZIP = Buffer.from('PK\u0003\u0004');
/** OLE2: workbooks of before 2007, and workbooks behind a password. */
const OLE2 = Buffer.from('d0cf11e0a1b11ae1', 'hex');
const LOCKED = Buffer.from('EncryptedPackage', 'utf16le');

/** @throws Refused */
export function readList(bytes: Buffer, today: string): List {
  if (bytes.length === 0) throw new Refused('empty');
  if (bytes.length > MAX_LIST_BYTES) throw new Refused('too-large');
  if (bytes.subarray(0, 8).equals(OLE2)) throw new Refused(bytes.includes(LOCKED) ? 'locked' : 'old-format');
  const sheets = bytes.subarray(0, 4).equals(ZIP) ? sheetsOf(bytes) : sheetsOfText(bytes);
  let isOld = false;
  for (const { lines, from1904 } of sheets) {
    const headings = headingsIn(lines);
    if (headings) return listOf(lines, headings, { from1904, today });
    isOld ||= isInOldLetters(lines);
  }
  throw new Refused(isOld ? 'old-letters' : 'no-headings');
}

function sheetsOfText(bytes: Buffer): Sheet[] {
  const texts = textsOf(bytes);
  if (texts.some((text) => text.includes('\u0000'))) throw new Refused('damaged');
  const sheets = texts.map((text) => ({ lines: linesOfText(text), from1904: false }));
  if (sheets.some(({ lines }) => headingsIn(lines))) return sheets;
  const old = { lines: linesOfText(bytes.toString('latin1')), from1904: false };
  if (isInOldLetters(old.lines)) throw new Refused('old-letters');
  // What is no UTF-8, and says nothing as Windows-1258, is in letters that nobody named.
  if (!isUtf8(bytes)) throw new Refused('encoding');
  return sheets;
}

const isUtf8 = (bytes: Buffer): boolean => bytes.equals(Buffer.from(bytes.toString('utf8'), 'utf8'));

function listOf(all: readonly Line[], { at, ignored, from }: Headings, calendar: Calendar): List {
  const lines: ListLine[] = [];
  /** Of a line that holds a day alone, as lists by days have it. */
  let group: Read<{ day: string; assumed: boolean }>;
  for (const line of all.slice(from)) {
    if (repeatsHeadings(line)) continue;
    const cell = (column: Column): Cell => line.cells[at.get(column) ?? -1];
    const values = new Set(line.cells.filter((value) => value !== undefined));
    if (values.size === 1) {
      const read = dayOfCell([...values][0], calendar);
      if (read && 'value' in read) group = read;
      continue;
    }
    if (isHearing(cell)) lines.push(lineOf(line.line, cell, group, calendar));
    if (lines.length > MAX_LIST_LINES) throw new Refused('too-many-lines');
  }
  markTwice(lines);
  return { lines, ignored: ignored.filter((heading) => !/^(s\.?t\.?t\.?|tt|số tt)$/i.test(heading)) };
}

/** A line with two of these is meant as a hearing; others are signatures and sums. */
const isHearing = (cell: (column: Column) => Cell): boolean =>
  (['number', 'day', 'dayAndTime', 'time', 'title', 'presiding'] as const).filter(
    (column) => cell(column) !== undefined,
  ).length >= 2;

function lineOf(
  line: number,
  cell: (column: Column) => Cell,
  group: Read<{ day: string; assumed: boolean }>,
  calendar: Calendar,
): ListLine {
  const faults: Told<Fault>[] = [];
  const notes: Told<ListNote>[] = [];
  const fault = (code: Fault, value?: Cell) => {
    if (faults.some((one) => one.code === code)) return;
    const told = textOf(value)?.slice(0, 80);
    faults.push({ code, ...(told === undefined ? {} : { value: told }) });
  };
  const text = (column: Column, longest: number): string | undefined => {
    const value = cell(column);
    if (value === BROKEN) fault('no-value');
    const told = textOf(value);
    if (told !== undefined && told.length > longest) fault('too-long', told);
    return told;
  };

  const both = dayAndTimeOfCell(cell('dayAndTime'), calendar);
  const readDay = dayOfCell(cell('day'), calendar) ?? both.day ?? group;
  const readTime = timeOfCell(cell('time')) ?? both.time;
  if (!readDay) fault('day-missing');
  else if ('fault' in readDay) fault(readDay.fault, cell('day') ?? cell('dayAndTime'));
  else if (readDay.value.assumed) notes.push({ code: 'year-assumed', value: readDay.value.day });
  if (!readTime) fault('time-missing');
  else if ('fault' in readTime) fault(readTime.fault, cell('time') ?? cell('dayAndTime'));
  const day = readDay && 'value' in readDay ? readDay.value.day : undefined;
  const minutes = readTime && 'value' in readTime ? readTime.value : undefined;

  const columns = kindOf([textOf(cell('type')), textOf(cell('instance'))]);
  const said: CaseNumbers | undefined = caseNumbersOf(textOf(cell('number')), day ?? calendar.today, columns);
  if (cell('number') === BROKEN) fault('no-value');
  else if (!said) fault('number-missing');
  else if (said.note) notes.push({ code: said.note, value: said.numbers[0] ?? '' });
  if (said && !(said.type && said.instance)) fault('type-missing');
  const [number] = said?.numbers ?? [];

  const about = text('title', LONGEST.title);
  const parties = text('parties', LONGEST.title);
  const title = parties && about ? `${parties} – ${about}` : (about ?? parties);
  if (title === undefined) fault('title-missing');
  else if (title.length > LONGEST.title && faults.every(({ code }) => code !== 'too-long')) fault('too-long', title);
  const documentNo = text('decision', LONGEST.documentNo);
  const room = text('room', LONGEST.room);
  if (room === undefined) notes.push({ code: 'no-room' });

  const status = statusOf(textOf(cell('status')));
  if (status === 'unclear') fault('status-unclear', cell('status'));
  return {
    line,
    faults,
    notes,
    ...(number === undefined ? {} : { key: caseKey(number, day ?? calendar.today) ?? looseKey(number) }),
    numbers: said?.numbers ?? [],
    ...(documentNo ? { documentNo } : {}),
    ...(said?.type ? { type: said.type } : {}),
    ...(said?.instance ? { instance: said.instance } : {}),
    ...(day === undefined ? {} : { day }),
    ...(day === undefined || minutes === undefined ? {} : { start: Date.parse(startOfDay(day)) + minutes * 60_000 }),
    ...(room ? { room } : {}),
    ...(title === undefined ? {} : { title }),
    people: peopleOf(cell),
    closed:
      /(^| )kin( |$)/.test(foldText(textOf(cell('publicity')) ?? '').replace(/[^a-z]/g, ' ')) ||
      isYes(cell('publicity')),
    minor: isYes(cell('minor')),
    cancelled: status === 'cancelled',
  };
}

const YES = ['x', 'co', 'yes', '1', 'dung'];
const isYes = (cell: Cell): boolean => YES.includes(foldText(textOf(cell) ?? '').trim());

function statusOf(text: string | undefined): 'held' | 'cancelled' | 'unclear' {
  const word = foldText(text ?? '').trim();
  if (
    word === '' ||
    /^(moi|giu nguyen|xet xu|du kien|binh thuong|da len lich|doi gio|doi phong|doi lich|dieu chinh)/.test(word)
  )
    return 'held';
  return /^(huy|rut)/.test(word) ? 'cancelled' : 'unclear';
}

const TITLES = /^(?:ông|bà|đ\/c|đồng chí|thẩm phán|thư ký|ksv|kiểm sát viên|tp|tk|htnd)[ .:]{1,3}/u;
const withoutTitle = (name: string): string => name.slice(TITLES.exec(name.toLowerCase())?.[0].length ?? 0).trim();
/** Several names in a cell. */
const BETWEEN = /[;,\n]|(?: và )| - /;

function peopleOf(cell: (column: Column) => Cell): Person[] {
  const named = (column: Column, role: Person['role'], most = 1): Person[] => {
    const value = cell(column);
    return (typeof value === 'string' ? value : '')
      .split(BETWEEN)
      .flatMap((one) => withoutTitle(one.trim()).slice(0, LONGEST.name) || [])
      .slice(0, most)
      .map((name) => ({ name, role }));
  };
  return [
    ...named('presiding', 'presiding_judge'),
    ...named('assessors', 'assessor', 6),
    ...named('prosecutor', 'prosecutor'),
    ...named('clerk', 'clerk'),
  ];
}

/** The same case twice on one day is a mistake; on two days they are two hearings. */
function markTwice(lines: readonly ListLine[]): void {
  const of = new Map<string, ListLine[]>();
  for (const line of lines) {
    if (line.key === undefined) continue;
    const place = `${line.key} ${line.day ?? ''}`;
    of.set(place, [...(of.get(place) ?? []), line]);
  }
  for (const alike of of.values()) {
    if (alike.length < 2) continue;
    for (const line of alike) {
      const others = alike.filter((other) => other !== line).map((other) => other.line);
      line.faults.push({ code: 'number-twice', value: others.slice(0, 5).join(', ') });
    }
  }
}
