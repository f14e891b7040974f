// The demo's case book: it obeys what is asked of every court's, and shows the article's figures whenever the demo is opened.
import { type CaseBookEntry, contradiction, pendingOf } from '@giamsat/contract/case-book';
import { expect, test } from 'vitest';
import { apportioned, demoCaseBook } from './case-book.ts';

const DAYS = ['2026-10-01', '2026-11-28', '2026-12-31', '2027-04-15', '2027-09-30', '2028-02-29'];
const sum = (entries: readonly CaseBookEntry[], of: (entry: CaseBookEntry) => number) =>
  entries.reduce((all, entry) => all + of(entry), 0);
const yearOf = (month: string) => Number(month.slice(0, 4)) - (month.slice(5) < '10' ? 1 : 0);

test.each(DAYS)('on %s the year that runs stands at 97,6%, the one before lower', (today) => {
  const entries = demoCaseBook(today);
  const rate = (year: number) => {
    const own = entries.filter(({ month }) => yearOf(month) === year);
    const first = own.filter(({ month }) => month.endsWith('-10'));
    return (100 * sum(own, (e) => e.disposed)) / (sum(first, (e) => e.carriedOver) + sum(own, (e) => e.accepted));
  };
  const year = yearOf(today.slice(0, 7));
  expect(rate(year)).toBeCloseTo(97.6, 6);
  expect(rate(year - 1)).toBeCloseTo(95.2, 6);
  expect(entries.at(-1)?.month).toBe(today.slice(0, 7));
});

test('nothing contradicts itself, and each month begins with what the one before left', () => {
  const entries = demoCaseBook('2027-09-30');
  expect(entries.filter((entry) => contradiction(entry)).map((entry) => [entry, contradiction(entry)])).toEqual([]);
  const left = new Map<string, number>();
  for (const entry of entries) {
    const cell = `${entry.court} ${entry.caseType} ${entry.instance}`;
    expect([entry.month, cell, entry.carriedOver]).toEqual([entry.month, cell, left.get(cell) ?? entry.carriedOver]);
    left.set(cell, pendingOf(entry));
  }
  expect(left.size).toBeGreaterThan(10);
});

test('what was entered of a month stays when the next one comes', () => {
  const november = demoCaseBook('2026-11-28');
  const april = demoCaseBook('2027-04-15');
  expect(april.slice(0, november.length)).toEqual(november);
});

test('shares are whole, make up the total, and keep to their caps', () => {
  expect(apportioned(10, [1, 1, 1])).toEqual([4, 3, 3]);
  expect(apportioned(10, [8, 1, 1], [3, 9, 9])).toEqual([3, 4, 3]);
  expect(apportioned(6, [5, 1], [3, 3])).toEqual([3, 3]);
  expect(apportioned(0, [1, 2])).toEqual([0, 0]);
  expect(() => apportioned(7, [5, 1], [3, 3])).toThrow(RangeError);
});
