import { expect, it } from 'vitest';
import { dateOf, gapEnd, mediaTimeOf, pictureAt } from './media-dates.ts';

const T = Date.parse('2021-04-15T01:00:00Z');
// Ten seconds of picture, a gap of twenty, then picture after a night's break.
const fragments = [
  { start: 0, duration: 5, programDateTime: T },
  { start: 5, duration: 5, programDateTime: T + 5000 },
  { start: 10, duration: 20, programDateTime: T + 10_000, gap: true },
  { start: 30, duration: 5, programDateTime: T + 86_400_000 },
];

it('finds the picture of a date', () => {
  expect(mediaTimeOf(fragments, T + 7000)).toBe(7);
  expect(mediaTimeOf(fragments, T + 86_401_000)).toBe(31);
});
it('goes on to the next picture from inside a gap and from before the beginning', () => {
  expect(mediaTimeOf(fragments, T + 12_000)).toBe(30);
  expect(mediaTimeOf(fragments, T - 60_000)).toBe(0);
});
it('stays inside the last picture after the end', () => {
  expect(mediaTimeOf(fragments, T + 2 * 86_400_000)).toBeCloseTo(34.9);
  expect(mediaTimeOf([], T)).toBeUndefined();
});
it('finds the date of a picture', () => {
  expect(dateOf(fragments, 7)).toBe(T + 7000);
  expect(dateOf(fragments, 31)).toBe(T + 86_401_000);
  expect(dateOf(fragments, -1)).toBeUndefined();
});
it('knows where a gap ends', () => {
  expect(gapEnd(fragments, 12)).toBe(30);
  expect(gapEnd(fragments, 6)).toBeUndefined();
});
it('knows whether a date has a picture at all', () => {
  expect(pictureAt(fragments, T + 7000)).toBe(7);
  expect(pictureAt(fragments, T + 86_401_000)).toBe(31);
  for (const none of [T - 1, T + 12_000, T + 40_000, T + 86_405_000])
    expect(pictureAt(fragments, none)).toBeUndefined();
});
it('finds any moment of a day of thousands of segments', () => {
  const day = Array.from({ length: 7200 }, (_, i) => ({ start: i * 4, duration: 4, programDateTime: T + i * 4000 }));
  for (const seconds of [0, 1, 3.999, 4, 12_345.6, 28_799.9]) {
    expect(mediaTimeOf(day, T + seconds * 1000)).toBeCloseTo(seconds);
    expect(dateOf(day, seconds)).toBeCloseTo(T + seconds * 1000);
  }
});
