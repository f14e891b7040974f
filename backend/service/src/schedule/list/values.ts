/** Days and times as people and spreadsheets write them. What is not certain is a fault, never a guess. */
import { foldText } from '@giamsat/contract/text-fold';
import { addDays, dayExists } from '@giamsat/contract/time';
import type { LINE_FAULTS } from '@giamsat/contract/wire/schedule';
import { BROKEN, type Cell } from './grid.ts';

export type Fault = (typeof LINE_FAULTS)[number];
export type Read<T> = { value: T } | { fault: Fault } | undefined;
/** `assumed`: the year is not written. */
export type ReadDay = { day: string; assumed: boolean };
export type Calendar = { from1904: boolean /** In Ho Chi Minh City. */; today: string };

/** What is read as a day or a time is short. */
const MAX_UNITS = 120;
const folded = (text: string): string => foldText(text.slice(0, MAX_UNITS)).replaceAll('\n', ' ');

/** 2000 and 2100 as numbers of days since 1900: others are no days of hearings. */
const FIRST_SERIAL = 36_526;
const LAST_SERIAL = 73_050;
/** 1904 begins so many days later. */
const TO_1904 = 1_462;

function dayOfSerial(serial: number, { from1904 }: Calendar): string | undefined {
  const days = Math.floor(serial) + (from1904 ? TO_1904 : 0);
  return days >= FIRST_SERIAL && days <= LAST_SERIAL ? addDays('1899-12-30', days) : undefined;
}

const DAY_PATTERNS: readonly { pattern: RegExp; order: readonly [year: number, month: number, date: number] }[] = [
  { pattern: /\b(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)/, order: [1, 2, 3] },
  { pattern: /\b(\d{1,2}) ?[/.-] ?(\d{1,2}) ?[/.-] ?(\d{4}|\d{2})(?!\d)/, order: [3, 2, 1] },
  { pattern: /\b(\d{1,2}) ?thang ?(\d{1,2}) ?,? ?nam ?(\d{4})(?!\d)/, order: [3, 2, 1] },
  { pattern: /\b(\d{1,2})\/(\d{1,2})(?![/\d])/, order: [3, 2, 1] },
  { pattern: /\b(\d{1,2}) ?thang ?(\d{1,2})(?!\d)/, order: [3, 2, 1] },
];

const two = (text: string): string => text.padStart(2, '0');

/** A year that is not written is the one in which that day is nearest to today. */
function nearestYear(rest: string, today: string): string {
  const year = Number(today.slice(0, 4));
  const far = (candidate: number) =>
    Math.abs(Date.parse(`${candidate}-${rest}T00:00:00Z`) - Date.parse(`${today}T00:00:00Z`));
  const years = [year, year - 1, year + 1].filter((one) => dayExists(`${one}-${rest}`));
  return String(years.sort((a, b) => far(a) - far(b))[0] ?? year);
}

/** The day in a folded text, and what stands around it. */
function dayIn(text: string, calendar: Calendar): { read: Read<ReadDay>; rest: string } | undefined {
  for (const { pattern, order } of DAY_PATTERNS) {
    const match = pattern.exec(text);
    if (!match) continue;
    const [year, month, date] = order.map((group) => match[group] ?? '') as [string, string, string];
    const ending = `${two(month)}-${two(date)}`;
    const full = year === '' ? nearestYear(ending, calendar.today) : year.length === 2 ? `20${year}` : year;
    const day = `${full}-${ending}`;
    const isDay = Number(month) >= 1 && Number(month) <= 12 && Number(date) >= 1 && dayExists(day);
    return {
      read: isDay ? { value: { day, assumed: year === '' } } : { fault: 'no-such-day' },
      rest: `${text.slice(0, match.index)} ${text.slice(match.index + match[0].length)}`,
    };
  }
  return undefined;
}

export function dayOfCell(cell: Cell, calendar: Calendar): Read<ReadDay> {
  if (cell === undefined) return undefined;
  if (cell === BROKEN) return { fault: 'no-value' };
  if (typeof cell === 'number') {
    const day = dayOfSerial(cell, calendar);
    return day === undefined ? { fault: 'day-unclear' } : { value: { day, assumed: false } };
  }
  return dayIn(folded(cell), calendar)?.read ?? { fault: 'day-unclear' };
}

const HOUR = /(?:^|[^\d])(\d{1,2}) ?(?:gio|h|g|:) ?(\d{1,2})?(?!\d)/;
const ALONE = /^(\d{1,2})$/;
const DOTTED = /^(\d{1,2})\.(\d{2})$/;
const AFTERNOON = /chieu|\bpm\b|\bch\b/;

/** Minutes since midnight in a folded text. */
function timeIn(text: string): Read<number> {
  const trimmed = text.trim();
  const match = HOUR.exec(trimmed) ?? ALONE.exec(trimmed) ?? DOTTED.exec(trimmed);
  if (!match) return undefined;
  const hour = Number(match[1]);
  const minute = Number(match[2] ?? 0);
  if (hour > 23 || minute > 59) return { fault: 'no-such-time' };
  const later = hour < 12 && AFTERNOON.test(trimmed) ? 12 : 0;
  return { value: (hour + later) * 60 + minute };
}

/** Of a part of a day, as spreadsheets keep times. */
const minutesOf = (part: number): number => Math.round((part - Math.floor(part)) * 1_440) % 1_440;

export function timeOfCell(cell: Cell): Read<number> {
  if (cell === undefined) return undefined;
  if (cell === BROKEN) return { fault: 'no-value' };
  if (typeof cell === 'string') return timeIn(folded(cell)) ?? { fault: 'time-unclear' };
  if ((cell > 0 && cell < 1) || (cell >= FIRST_SERIAL && !Number.isInteger(cell))) return { value: minutesOf(cell) };
  if (Number.isInteger(cell) && cell >= 5 && cell <= 22) return { value: cell * 60 };
  return { fault: 'time-unclear' };
}

/** Both in one cell: `8h30 ngày 15/4/2021`, `15/04/2021 08:30`, or a spreadsheet's own moment. */
export function dayAndTimeOfCell(cell: Cell, calendar: Calendar): { day: Read<ReadDay>; time: Read<number> } {
  if (typeof cell === 'number') {
    return {
      day: dayOfCell(cell, calendar),
      time: Number.isInteger(cell) ? undefined : { value: minutesOf(cell) },
    };
  }
  if (typeof cell !== 'string') return { day: dayOfCell(cell, calendar), time: undefined };
  const found = dayIn(folded(cell), calendar);
  if (!found) return { day: undefined, time: timeIn(folded(cell)) };
  const rest = found.rest.replace(/\bngay\b|\bluc\b|\bthu [a-z0-9]{1,6}\b|t(?=\d{2}:\d{2})|[,()]/g, ' ').trim();
  return { day: found.read, time: rest === '' ? undefined : timeIn(rest) };
}
