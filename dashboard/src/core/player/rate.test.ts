import { expect, it } from 'vitest';
import { leapOf, nextRate, overHole } from './rate.ts';

it('plays at its own speed near the target or with little in the buffer', () => {
  expect(nextRate({ latency: 0.62, target: 0.6, ahead: 0.5 })).toBe(1);
  expect(nextRate({ latency: 3, target: 0.6, ahead: 0.2 })).toBe(1);
  expect(nextRate({ latency: Number.NaN, target: 0.6, ahead: 2 })).toBe(1);
});
it('hurries a little, and a little more when far behind', () => {
  expect(nextRate({ latency: 0.8, target: 0.6, ahead: 0.5 })).toBe(1.05);
  expect(nextRate({ latency: 1.2, target: 0.6, ahead: 0.5 })).toBe(1.1);
});
it('waits a little where it is nearer to the edge than it should be, but not for a playlist that is old', () => {
  expect(nextRate({ latency: 0.4, target: 0.6, ahead: 0.2 })).toBe(0.95);
  expect(nextRate({ latency: 0.5, target: 0.6, ahead: 0.2 })).toBe(1);
  expect(nextRate({ latency: -3, target: 0.6, ahead: 0.2 })).toBe(1);
});
it('skips less than a second where the picture stood a moment ago', () => {
  const late = { latency: 1.1, target: 0.6, ahead: 1, sinceMs: 500 };
  expect(leapOf(late)).toBeUndefined();
  expect(leapOf({ ...late, stood: true })).toBe('skip');
  expect(leapOf({ ...late, stood: true, ahead: 0.7 })).toBeUndefined();
  expect(leapOf({ ...late, stood: true, sinceMs: 250 })).toBeUndefined();
  expect(leapOf({ ...late, stood: true, latency: 0.8 })).toBeUndefined();
});
it('goes on behind a hole, near the edge, with enough ahead', () => {
  expect(overHole(10, { start: 10.05, end: 10.3 }, Number.NaN)).toBeUndefined();
  expect(overHole(10, { start: 10.05, end: 10.4 }, Number.NaN)).toBe(10.05);
  expect(overHole(10, { start: 10.05, end: 11 }, 0.4)).toBeCloseTo(10.4);
  expect(overHole(10, { start: 10.05, end: 11 }, 3)).toBeCloseTo(10.7);
  expect(overHole(10, { start: 8, end: 11 }, 0.4)).toBeUndefined();
});
const LONG_AGO = 60_000;
it('skips what is buffered when it is over a second late, and lands with enough ahead', () => {
  expect(leapOf({ latency: 1.5, target: 0.6, ahead: 3, sinceMs: LONG_AGO })).toBeUndefined();
  expect(leapOf({ latency: 2, target: 0.6, ahead: 1.8, sinceMs: LONG_AGO })).toBe('skip');
  expect(leapOf({ latency: 2, target: 0.6, ahead: 1.6, sinceMs: LONG_AGO })).toBeUndefined();
  expect(leapOf({ latency: 2, target: 0.6, ahead: 1.8, sinceMs: 1000 })).toBeUndefined();
});
it('jumps to the edge when it is far behind with nothing buffered, and gives that time to load', () => {
  expect(leapOf({ latency: 3, target: 0.6, ahead: 0.2, sinceMs: LONG_AGO })).toBeUndefined();
  expect(leapOf({ latency: 8, target: 0.6, ahead: 0.2, sinceMs: LONG_AGO })).toBe('jump');
  expect(leapOf({ latency: 8, target: 0.6, ahead: 0.2, sinceMs: 5000 })).toBeUndefined();
  expect(leapOf({ latency: Number.NaN, target: 0.6, ahead: 2, sinceMs: LONG_AGO })).toBeUndefined();
});
