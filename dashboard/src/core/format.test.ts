import { expect, it } from 'vitest';
import {
  addDays,
  clockText,
  dayOf,
  dayText,
  elapsedText,
  momentText,
  numberText,
  positionText,
  roughText,
  startOfDay,
} from './format.ts';

it('tells the time of Vietnam, whatever the zone of the machine', () => {
  expect(clockText('2021-04-15T18:05:00.000Z')).toBe('01:05');
  expect(momentText('2021-04-15T18:05:00.000Z')).toBe('01:05 16/04/2021');
  expect(dayOf('2021-04-15T16:59:59.999Z')).toBe('2021-04-15');
  expect(dayOf('2021-04-15T17:00:00.000Z')).toBe('2021-04-16');
  expect(startOfDay('2021-04-15')).toBe(Date.parse('2021-04-14T17:00:00Z'));
});

it('writes days and numbers as in Vietnam', () => {
  expect(dayText('2021-04-15')).toBe('15/04/2021');
  expect(addDays('2021-02-28', 1)).toBe('2021-03-01');
  expect(numberText(683341, 'vi')).toBe('683.341');
  expect(numberText(97.6, 'vi')).toBe('97,6');
  expect(numberText(683341, 'en')).toBe('683,341');
});

it('writes lengths of time', () => {
  expect(elapsedText(41 * 60_000 + 59_000)).toBe('00:41');
  expect(elapsedText(-5)).toBe('00:00');
  expect(positionText(3_723_000)).toBe('1:02:03');
  expect(positionText(123_000)).toBe('02:03');
  expect(roughText(1200, 'en')).toBe('1 second');
  expect(roughText(119_000, 'vi')).toBe('119 giây');
  expect(roughText(150_000, 'vi')).toBe('2 phút');
  expect(roughText(7_200_000, 'en')).toBe('2 hours');
  expect(roughText(1_728_000_000_000, 'vi')).toBe('20.000 ngày');
});
