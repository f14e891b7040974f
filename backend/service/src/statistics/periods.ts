/** Months and statistical years (01/10–30/09 as a rule, `domain.md` §7). Pure. */
import type { Month } from '@giamsat/contract/case-book';
import type { Day } from '@giamsat/contract/primitives';
import { addDays } from '@giamsat/contract/time';

/** Months inclusive. */
export type Period = { from: Month; to: Month };

export const monthOf = (day: Day): Month => day.slice(0, 7);
const firstDay = (month: Month): Day => `${month}-01`;
export const lastDay = (month: Month): Day => addDays(firstDay(addMonths(month, 1)), -1);

export function addMonths(month: Month, months: number): Month {
  const [year = 0, number = 1] = month.split('-').map(Number);
  const all = year * 12 + (number - 1) + months;
  return `${String(Math.floor(all / 12)).padStart(4, '0')}-${String((all % 12) + 1).padStart(2, '0')}`;
}

/** From the first to the last, both included. */
export function monthsOf({ from, to }: Period): Month[] {
  const months: Month[] = [];
  for (let month = from; month <= to; month = addMonths(month, 1)) months.push(month);
  return months;
}

/** The statistical year that holds that day; `begins` is the number of its first month, 10 for October. */
export function yearOf(day: Day, begins: number): Period {
  const year = Number(day.slice(0, 4)) - (Number(day.slice(5, 7)) < begins ? 1 : 0);
  const from = `${year}-${String(begins).padStart(2, '0')}`;
  return { from, to: addMonths(from, 11) };
}

/** The same day a year before; of 29 February the 28th. */
const yearBefore = (day: Day): Day => {
  const month = addMonths(monthOf(day), -12);
  const last = lastDay(month);
  const same = `${month}${day.slice(7)}`;
  return same < last ? same : last;
};

/** What is compared: the days of a period that have come, and the same days a year before. A whole month stays a whole month. */
export function spans({ from, to }: Period, today: Day) {
  const end = lastDay(to);
  const through = end < today ? end : today;
  const before = addMonths(from, -12);
  return {
    now: { from: firstDay(from), through },
    before: {
      from: firstDay(before),
      through: through === lastDay(monthOf(through)) ? lastDay(addMonths(monthOf(through), -12)) : yearBefore(through),
    },
  };
}
