import { expect, it } from 'vitest';
import { createAgentClock, offsetOf } from './clock.ts';

it('takes the offset of the shortest round trip', () => {
  const trips = [
    { askedAt: 0, answeredAt: 400, serverMs: 5300 },
    { askedAt: 1000, answeredAt: 1010, serverMs: 6005 },
    { askedAt: 2000, answeredAt: 2100, serverMs: 7090 },
  ];
  expect(offsetOf(trips)).toBe(5000);
  expect(offsetOf([])).toBeUndefined();
});

it('keeps its offset while something is kept, but for a step of more than a second', () => {
  let steady = 1_000_000;
  const clock = createAgentClock(() => steady);
  let idle = true;
  const steps: number[] = [];
  clock.mayAdjust(() => idle);
  clock.onStep((by) => void steps.push(by));
  expect(clock.observe(300)).toBe('adjusted');
  idle = false;
  expect(clock.observe(900)).toBe('kept');
  expect(clock.now()).toBe(1_000_300);
  expect(clock.observe(2000)).toBe('stepped');
  expect(steps).toEqual([1700]);
  expect(clock.now()).toBe(1_002_000);
  steady += 10;
  expect(clock.offsetMs()).toBe(2000);
});

it('never goes back, but for the province’s word', () => {
  let steady = 1_000_000;
  const clock = createAgentClock(() => steady);
  const before = clock.now();
  steady -= 500;
  expect(clock.now()).toBe(before);
  clock.observe(-60_000);
  expect(clock.now()).toBe(939_500);
});

it('of a machine that woke in 1970 begins where it had been', () => {
  let steady = 10_000;
  const clock = createAgentClock(() => steady);
  clock.raiseFloor(1_618_448_400_000);
  steady += 250;
  expect(clock.now()).toBe(1_618_448_400_250);
  expect(clock.confirmed()).toBe(false);
});
