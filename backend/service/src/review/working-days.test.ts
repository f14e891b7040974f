import { describe, expect, test } from 'vitest';
import { RULES_DIR, readSheetRules } from './rules.ts';
import { isDayOff, isKnown, rolled, termEnd } from './working-days.ts';

const { calendar } = await readSheetRules(RULES_DIR);

describe('days off', () => {
  test.each([
    ['2026-01-01', true, 'New Year'],
    ['2026-01-02', true, 'exchanged'],
    ['2026-01-10', false, 'a Saturday worked for it'],
    ['2026-02-17', true, 'the lunar New Year'],
    ['2026-02-23', false, 'the Monday after it'],
    ['2026-04-27', true, 'the Kings’ day fell on a Sunday'],
    ['2026-05-01', true, 'a holiday of every year'],
    ['2027-05-01', true, 'also where the year is not known'],
    ['2026-11-28', true, 'a Saturday'],
    ['2026-11-30', false, 'a Monday'],
  ])('%s: %s, %s', (day, off) => {
    expect(isDayOff(day, calendar)).toBe(off);
  });

  test('a year whose holidays nobody entered is said to be unknown', () => {
    expect([isKnown('2026-12-31', calendar), isKnown('2027-01-01', calendar)]).toEqual([true, false]);
  });
});

describe('terms', () => {
  test.each([
    ['2026-04-15', { unit: 'days', count: 15 }, '2026-04-30', '2026-05-04'],
    ['2026-03-02', { unit: 'days', count: 7 }, '2026-03-09', '2026-03-09'],
    ['2026-01-31', { unit: 'months', count: 1 }, '2026-02-28', '2026-03-02'],
    ['2024-01-31', { unit: 'months', count: 1 }, '2024-02-29', '2024-02-29'],
    ['2026-12-15', { unit: 'months', count: 1 }, '2027-01-15', '2027-01-15'],
    ['2026-02-13', { unit: 'workingDays', count: 5 }, '2026-02-27', '2026-02-27'],
    ['2026-08-21', { unit: 'workingDays', count: 1 }, '2026-08-22', '2026-08-22'],
  ] as const)('from %s, %o: ends %s, and is kept on %s', (from, term, end, kept) => {
    expect(termEnd(from, term, calendar)).toBe(end);
    expect(rolled(end, calendar)).toBe(kept);
  });
});
