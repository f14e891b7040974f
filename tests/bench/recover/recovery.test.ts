import { expect, it } from 'vitest';
import { type Frame, normalLatency, recoveryOf } from './recovery.ts';

const FAULT = 10_000;
/** 25 frames a second. */
const frames = (from: number, to: number, latencyMs = 800): Frame[] =>
  Array.from({ length: Math.floor((to - from) / 40) }, (_, i) => ({ at: from + i * 40, latencyMs }));

it('is normal as it was in the middle', () => {
  expect(normalLatency([...frames(0, 400), ...frames(400, 480, 5000)])).toBe(800);
  expect(normalLatency([])).toBeNull();
});

it('counts from the fault until the picture moves at normal latency and goes on so', () => {
  const seen = [...frames(9000, 10_400), ...frames(12_000, 13_000, 2000), ...frames(13_000, 16_000)];
  expect(recoveryOf(seen, FAULT, 800, 16_000)).toEqual({ ms: 3000, movesMs: 2000, stoodMs: 1640 });
});

it('does not call it recovered while it does not stay so, or stays late', () => {
  expect(recoveryOf([...frames(9000, 10_400), ...frames(12_000, 13_000)], FAULT, 800, 13_000)).toBeNull();
  expect(recoveryOf([...frames(9000, 10_400), ...frames(12_000, 25_000, 2000)], FAULT, 800, 25_000)).toBeNull();
});

it('tells a fault that nobody saw from a picture that stands', () => {
  expect(recoveryOf(frames(9000, 15_000), FAULT, 800, 15_000)).toEqual({ ms: 0, movesMs: 0, stoodMs: 0 });
  expect(recoveryOf(frames(9000, 10_200), FAULT, 800, 15_000)).toBeNull();
  expect(recoveryOf([], FAULT, 800, 15_000)).toBeNull();
});
