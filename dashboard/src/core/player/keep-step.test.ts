import { expect, it } from 'vitest';
import { keepStep } from './keep-step.ts';

const playing = { rate: 1, paused: false };

it('hops where the two are far apart', () => {
  expect(keepStep(2000, playing).hop).toBe(true);
  expect(keepStep(-2000, playing).hop).toBe(true);
});
it('hurries or waits where they are near, never by more than a quarter', () => {
  expect(keepStep(100, playing)).toEqual({ hop: false, rate: 1.1 });
  expect(keepStep(-100, { rate: 2, paused: false })).toEqual({ hop: false, rate: 1.8 });
  expect(keepStep(450, playing).rate).toBe(1.25);
});
it('leaves alone what is less than a picture apart', () => {
  expect(keepStep(10, { rate: 1.5, paused: false })).toEqual({ hop: false, rate: 1.5 });
});
it('puts two that stand on the same picture', () => {
  expect(keepStep(40, { rate: 1, paused: true }).hop).toBe(true);
  expect(keepStep(10, { rate: 1, paused: true }).hop).toBe(false);
});
