import { expect, it } from 'vitest';
import { mustJump, nextRate } from './rate.ts';

it('plays at its own speed near the target or with little in the buffer', () => {
  expect(nextRate({ latency: 0.62, target: 0.6, ahead: 0.5 })).toBe(1);
  expect(nextRate({ latency: 3, target: 0.6, ahead: 0.2 })).toBe(1);
  expect(nextRate({ latency: Number.NaN, target: 0.6, ahead: 2 })).toBe(1);
});
it('hurries a little, and a little more when far behind', () => {
  expect(nextRate({ latency: 0.8, target: 0.6, ahead: 0.5 })).toBe(1.05);
  expect(nextRate({ latency: 1.2, target: 0.6, ahead: 0.5 })).toBe(1.1);
});
it('jumps when catching up would take too long', () => {
  expect(mustJump({ latency: 3, target: 0.6 })).toBe(false);
  expect(mustJump({ latency: 8, target: 0.6 })).toBe(true);
});
