/** Days off in Viet Nam, and where terms of the law end. Pure; which days are off is data. */
import { type Day, Day as DaySchema } from '@giamsat/contract/primitives';
import { addDays } from '@giamsat/contract/time';
import { type Static, Type } from 'typebox';

export const Calendar = Type.Object(
  {
    /** Days of the week, 0 = Sunday. */
    weekend: Type.Array(Type.Integer({ minimum: 0, maximum: 6 })),
    /** `01-01`: off in every year (Labour Code 2019, art. 112). */
    annual: Type.Array(Type.String({ pattern: '^\\d{2}-\\d{2}$' })),
    /** The years of which `daysOff` and `workingWeekends` are whole. */
    knownFrom: DaySchema,
    knownTo: DaySchema,
    daysOff: Type.Array(DaySchema),
    /** Worked in exchange for another day. */
    workingWeekends: Type.Array(DaySchema),
  },
  { additionalProperties: false },
);
export type Calendar = Static<typeof Calendar>;

export const Term = Type.Object(
  { unit: Type.Enum(['days', 'months', 'workingDays'] as const), count: Type.Integer({ minimum: 1, maximum: 365 }) },
  { additionalProperties: false },
);
export type Term = Static<typeof Term>;

export function isDayOff(day: Day, calendar: Calendar): boolean {
  if (calendar.workingWeekends.includes(day)) return false;
  const weekday = new Date(`${day}T00:00:00.000Z`).getUTCDay();
  return calendar.weekend.includes(weekday) || calendar.annual.includes(day.slice(5)) || calendar.daysOff.includes(day);
}

/** The same day of a later month, or that month's last day (Civil Code 2015, art. 147). */
function addMonths(day: Day, months: number): Day {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, last))).toISOString().slice(0, 10);
}

/** The last day of a term that is counted from the day after `from`, whatever day that is. */
export function termEnd(from: Day, { unit, count }: Term, calendar: Calendar): Day {
  if (unit === 'days') return addDays(from, count);
  if (unit === 'months') return addMonths(from, count);
  let day = from;
  for (let left = count; left > 0; ) {
    day = addDays(day, 1);
    if (!isDayOff(day, calendar)) left -= 1;
  }
  return day;
}

/** The first day from that one on that is worked (Civil Code 2015, art. 148). */
export function rolled(day: Day, calendar: Calendar): Day {
  let next = day;
  while (isDayOff(next, calendar)) next = addDays(next, 1);
  return next;
}

/** Whether all days off around that one are known, or only weekends and those of every year. */
export const isKnown = (day: Day, { knownFrom, knownTo }: Calendar): boolean => knownFrom <= day && day <= knownTo;
