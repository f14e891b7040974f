/**
 * The demo's case book, all invented: after every month 97,6% of the year's cases are disposed of, which is the figure of the article
 * (`domain.md`, article facts), and the year before fewer were.
 */
import type { CaseBookEntry } from '@giamsat/contract/case-book';
import type { CaseType } from '@giamsat/contract/stage';

const NOTE = 'Số liệu giả lập';

/** `share`: of what is accepted; `slow`: how much longer than others it stays pending. */
type Cell = { court: string; caseType: CaseType; instance: 'ST' | 'PT'; share: number; slow: number };
const cell = (court: string, caseType: CaseType, instance: 'ST' | 'PT', share: number, slow: number): Cell => ({
  court,
  caseType,
  instance,
  share,
  slow,
});
const CELLS: readonly Cell[] = [
  cell('ls', 'HS', 'ST', 18, 0.8),
  cell('ls', 'HS', 'PT', 14, 0.6),
  cell('ls', 'DS', 'PT', 8, 1.5),
  cell('ls', 'HNGĐ', 'PT', 3, 0.8),
  cell('ls', 'KDTM', 'ST', 2, 3),
  cell('ls', 'HC', 'ST', 4, 6),
  cell('tp', 'HS', 'ST', 28, 0.6),
  cell('tp', 'DS', 'ST', 20, 2),
  cell('tp', 'HNGĐ', 'ST', 42, 0.7),
  cell('tp', 'KDTM', 'ST', 4, 3),
  cell('tp', 'LĐ', 'ST', 1, 2),
  cell('cl', 'HS', 'ST', 20, 0.5),
  cell('cl', 'DS', 'ST', 11, 2),
  cell('cl', 'HNGĐ', 'ST', 24, 0.6),
  cell('cl', 'LĐ', 'ST', 1, 2),
  cell('lb', 'HS', 'ST', 16, 0.5),
  cell('lb', 'DS', 'ST', 10, 1.6),
  cell('lb', 'HNGĐ', 'ST', 24, 0.6),
];

/** In a year's first month there are these cases, those carried over among them; then so many more each month: multiples of 125, of which 97,6% is whole. */
const FIRST = 375;
const MONTHLY = 250;
const CARRIED_AT_FIRST = 100;
const YEARS = [{ rate: 0.952 }, { rate: 0.976 }];
const YEAR_BEGINS = 10;

/** Whole numbers in proportion to `weights`, `total` together; none above its cap. */
export function apportioned(total: number, weights: readonly number[], caps?: readonly number[]): number[] {
  const parts = weights.map(() => 0);
  const room = (n: number) => (caps?.[n] ?? Number.POSITIVE_INFINITY) - (parts[n] ?? 0);
  for (let left = total; left > 0; ) {
    const open = weights.map((weight, n) => (room(n) > 0 ? weight : 0));
    const all = open.reduce((sum, weight) => sum + weight, 0);
    if (all === 0) throw new RangeError(`${left} of ${total} have no room`);
    const exact = open.map((weight) => (left * weight) / all);
    let given = 0;
    exact.forEach((share, n) => {
      const whole = Math.min(Math.floor(share), room(n));
      parts[n] = (parts[n] ?? 0) + whole;
      given += whole;
    });
    if (given === 0) {
      // The rest goes where most is missing.
      const order = exact.map((share, n) => ({ share, n })).sort((a, b) => b.share - a.share || a.n - b.n);
      for (const { n } of order) {
        if (given === left || room(n) <= 0) continue;
        parts[n] = (parts[n] ?? 0) + 1;
        given += 1;
      }
    }
    left -= given;
  }
  return parts;
}

/** Of the year before and of this one up to the month of `today` (`2021-04-15`). */
export function demoCaseBook(today: string): CaseBookEntry[] {
  const thisYear = Number(today.slice(0, 4)) - (Number(today.slice(5, 7)) < YEAR_BEGINS ? 1 : 0);
  const entries: CaseBookEntry[] = [];
  const shares = CELLS.map(({ share }) => share);
  let pending = apportioned(CARRIED_AT_FIRST, shares);
  let defendants = CELLS.map(({ caseType }, n) => (caseType === 'HS' ? Math.ceil((pending[n] ?? 0) * 1.5) : 0));
  YEARS.forEach(({ rate }, n) => {
    const year = thisYear - YEARS.length + 1 + n;
    const carriedAll = pending.reduce((sum, one) => sum + one, 0);
    for (let m = 0; m < 12; m += 1) {
      const month = monthOf(year, m);
      if (month > today.slice(0, 7)) return;
      const total = FIRST + MONTHLY * m;
      const accepted = apportioned(m === 0 ? FIRST - carriedAll : MONTHLY, shares);
      const available = CELLS.map((_, c) => (pending[c] ?? 0) + (accepted[c] ?? 0));
      const left = apportioned(
        total - Math.round(total * rate),
        CELLS.map(({ slow }, c) => slow * (available[c] ?? 0)),
        available,
      );
      CELLS.forEach(({ court, caseType, instance }, c) => {
        const [before = 0, added = 0, after = 0] = [pending[c], accepted[c], left[c]];
        const disposed = before + added - after;
        const peopleBefore = defendants[c] ?? 0;
        const peopleAdded = Math.ceil(added * 1.7);
        const peopleAfter = Math.min(Math.ceil(after * 1.5), peopleBefore + peopleAdded);
        // Of what the province's court decides on appeal, and of the city's larger share, some is quashed or amended above.
        const judged = (court === 'ls' && caseType === 'DS') || (court === 'tp' && caseType === 'HS');
        entries.push({
          court,
          month,
          caseType,
          instance,
          carriedOver: before,
          accepted: added,
          disposed,
          stayed: Math.floor(after * 0.4),
          overdue: caseType === 'HC' && after > 6 ? 1 : 0,
          quashedSubjective: court === 'tp' && caseType === 'DS' && m % 2 === 0 ? 1 : 0,
          quashedObjective: judged && m % 3 === 0 ? 1 : 0,
          amendedSubjective: judged ? 1 : 0,
          amendedObjective: judged ? 2 : 0,
          ...(caseType === 'HS'
            ? {
                defendantsCarriedOver: peopleBefore,
                defendantsAccepted: peopleAdded,
                defendantsDisposed: peopleBefore + peopleAdded - peopleAfter,
              }
            : {}),
          note: NOTE,
        });
        defendants = defendants.with(c, caseType === 'HS' ? peopleAfter : 0);
      });
      pending = left;
    }
  });
  return entries;
}

function monthOf(year: number, months: number): string {
  const all = year * 12 + YEAR_BEGINS - 1 + months;
  return `${Math.floor(all / 12)}-${String((all % 12) + 1).padStart(2, '0')}`;
}
