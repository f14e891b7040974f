import { expect, it } from 'vitest';
import { leapOf, nextRate } from './rate.ts';

it('plays at its own speed near the target or with little in the buffer', () => {
  expect(nextRate({ latency: 0.62, target: 0.6, ahead: 0.5 })).toBe(1);
  expect(nextRate({ latency: 3, target: 0.6, ahead: 0.2 })).toBe(1);
  expect(nextRate({ latency: Number.NaN, target: 0.6, ahead: 2 })).toBe(1);
});
it('hurries a little, and a little more when far behind', () => {
  expect(nextRate({ latency: 0.8, target: 0.6, ahead: 0.5 })).toBe(1.05);
  expect(nextRate({ latency: 1.2, target: 0.6, ahead: 0.5 })).toBe(1.1);
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
