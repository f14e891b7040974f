/** What the page shows, kept in the address: a link gives the same figures. */
import { MONTH_PATTERN } from '@giamsat/contract/case-book';
import { CASE_TYPES, type CaseType } from '@giamsat/contract/stage';

export const VIEWS = ['charts', 'tables'] as const;
const INSTANCES = ['ST', 'PT'] as const;
export type Wanted = {
  /** Months, both inclusive; absent: the statistical year of today. */
  from?: string | undefined;
  to?: string | undefined;
  court?: string | undefined;
  type?: CaseType | undefined;
  instance?: 'ST' | 'PT' | undefined;
  successors?: 'apart' | undefined;
  figure?: string | undefined;
  view: (typeof VIEWS)[number];
};

const MONTH = new RegExp(MONTH_PATTERN);
const monthIn = (search: URLSearchParams, name: string): string | undefined => {
  const month = search.get(name);
  return month && MONTH.test(month) ? month : undefined;
};

export const wantedOf = (search: URLSearchParams): Wanted => {
  const [from, to] = [monthIn(search, 'from'), monthIn(search, 'to')];
  return {
    // One without the other, or the wrong way round, is no period.
    ...(from !== undefined && to !== undefined && from <= to ? { from, to } : {}),
    court: search.get('court') || undefined,
    type: CASE_TYPES.find((one) => one === search.get('type')),
    instance: INSTANCES.find((one) => one === search.get('instance')),
    successors: search.get('successors') === 'apart' ? 'apart' : undefined,
    figure: search.get('figure') || undefined,
    view: VIEWS.find((one) => one === search.get('view')) ?? 'charts',
  };
};

export const searchOf = ({ view, ...wanted }: Wanted): URLSearchParams => {
  const entries = Object.entries(wanted).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return new URLSearchParams([...entries, ...(view === 'charts' ? [] : [['view', view]])]);
};

export const addMonths = (month: string, months: number): string => {
  const [year = 0, number = 1] = month.split('-').map(Number);
  const all = year * 12 + number - 1 + months;
  return `${Math.floor(all / 12)}-${String((all % 12) + 1).padStart(2, '0')}`;
};

/** The statistical year of a day, and those before it, the newest first. */
export function yearsBefore(day: string, begins: number, count: number): { from: string; to: string }[] {
  const year = Number(day.slice(0, 4)) - (Number(day.slice(5, 7)) < begins ? 1 : 0);
  return Array.from({ length: count }, (_, n) => {
    const from = `${year - n}-${String(begins).padStart(2, '0')}`;
    return { from, to: addMonths(from, 11) };
  });
}
