/** Times, days and numbers as they are read in Vietnam: UTC+7, `15/04/2021`, 24 hours, `97,6%`, `683.341`. */
import { TIME_ZONE } from '@giamsat/contract/primitives';

export { clockSecondsText, clockText, dateText, momentText } from '@giamsat/contract/time-text';

const DAY_ISO = new Intl.DateTimeFormat('en-CA', { timeZone: TIME_ZONE });

const at = (time: string | number): number => (typeof time === 'number' ? time : Date.parse(time));

/** `2021-04-15` → `15/04/2021` */
export const dayText = (day: string): string => day.split('-').reverse().join('/');
/** The calendar day in Vietnam of a moment, `2021-04-15`. */
export const dayOf = (time: string | number): string => DAY_ISO.format(at(time));
/** `2021-04-15`, days later or earlier. */
export const addDays = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
/** Start of that day in Vietnam, in milliseconds since the epoch. */
export const startOfDay = (day: string): number => Date.parse(`${day}T00:00:00+07:00`);

/** How long it has lasted: `00:41` (hours and minutes), never negative. */
export const elapsedText = (durationMs: number): string => {
  const minutes = Math.max(0, Math.floor(durationMs / 60_000));
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
};
/** Position in a stretch: `1:02:03` or `02:03`. */
export const positionText = (durationMs: number): string => {
  const seconds = Math.max(0, Math.floor(durationMs / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  return `${hours ? `${hours}:` : ''}${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
};

const NUMBER: Record<string, Intl.NumberFormat> = {};
/** `683.341` in Vietnamese, `683,341` in English. */
export const numberText = (value: number, language: string): string => {
  NUMBER[language] ??= new Intl.NumberFormat(language === 'vi' ? 'vi-VN' : 'en-GB', { maximumFractionDigits: 1 });
  return NUMBER[language].format(value);
};

const LENGTHS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const;
/** `12 giây`, `3 phút`, `2 ngày`: in the largest unit of which there are two or more. */
export const roughText = (durationMs: number, language: string): string => {
  const seconds = Math.round(durationMs / 1000);
  const [unit, length] = LENGTHS.find(([, each]) => seconds >= 2 * each) ?? ['second', 1];
  const format = { style: 'unit', unit, unitDisplay: 'long' } as const;
  return new Intl.NumberFormat(language === 'vi' ? 'vi-VN' : 'en-GB', format).format(Math.floor(seconds / length));
};

/** Vietnamese alphabetical order, numbers inside names by their value. */
export const byName = new Intl.Collator('vi', { numeric: true, sensitivity: 'base' }).compare;
