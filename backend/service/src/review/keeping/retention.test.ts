import { expect, test } from 'vitest';
import { keptThrough } from './retention.ts';

const title = { vi: 'x', en: 'x' };
test.each([
  ['the same day so many years later', '2021-04-15T02:00:00.000Z', 20, '2041-04-15'],
  ['by the day in Ho Chi Minh City', '2021-04-15T17:30:00.000Z', 20, '2041-04-16'],
  ['a day that the year has not is the day after', '2024-02-29T02:00:00.000Z', 10, '2034-03-01'],
  ['and stays where it has', '2024-02-29T02:00:00.000Z', 20, '2044-02-29'],
  ['to the end of its own day', '2021-04-15T02:00:00.000Z', 0, '2021-04-15'],
])('recordings are kept through %s', (_why, last, years, through) => {
  expect(keptThrough({ code: 'x', title, years }, Date.parse(last))).toBe(through);
});

test('without years they are kept for good', () => {
  expect(keptThrough({ code: 'permanent', title }, 0)).toBeUndefined();
});
