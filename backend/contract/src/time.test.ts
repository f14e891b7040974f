import { expect, test } from 'vitest';
import { addDays, addMs, dayExists, dayOf, exists, startOfDay } from './time.ts';

test('the day turns at 17:00 UTC', () => {
  expect(dayOf('2021-04-15T16:59:59.999Z')).toBe('2021-04-15');
  expect(dayOf('2021-04-15T17:00:00.000Z')).toBe('2021-04-16');
  expect(startOfDay('2021-04-16')).toBe('2021-04-15T17:00:00.000Z');
});

test('durations and days are added over the ends of months', () => {
  expect(addMs('2021-02-28T23:59:59.000Z', 2000)).toBe('2021-03-01T00:00:01.000Z');
  expect(addDays('2020-02-28', 2)).toBe('2020-03-01');
});

test('what no calendar has does not exist', () => {
  expect(dayExists('2021-02-30')).toBe(false);
  expect(dayExists('2020-02-29')).toBe(true);
  expect(exists('2021-04-15T24:00:00.000Z')).toBe(false);
  expect(exists('2021-12-31T23:59:60.000Z')).toBe(false);
  expect(exists('2021-04-15T08:00:00.000Z')).toBe(true);
});
