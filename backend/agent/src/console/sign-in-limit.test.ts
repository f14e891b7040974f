import { expect, it } from 'vitest';
import { createSignInLimit } from './sign-in-limit.ts';

it('lets five tries pass, then waits longer each time, for that login and address alone', () => {
  let now = 0;
  const limit = createSignInLimit(() => now);
  for (let i = 0; i < 4; i++) limit.failed('a 1');
  expect(limit.waitFor('a 1')).toBe(0);
  limit.failed('a 1');
  expect(limit.waitFor('a 1')).toBe(5);
  expect(limit.waitFor('a 2')).toBe(0);
  now = 5_000;
  expect(limit.waitFor('a 1')).toBe(0);
  limit.failed('a 1');
  expect(limit.waitFor('a 1')).toBe(10);
});

it('forgets what was long ago, and everything after a right password', () => {
  let now = 0;
  const limit = createSignInLimit(() => now);
  for (let i = 0; i < 8; i++) limit.failed('a 1');
  now += 2 * 60 * 60_000;
  limit.failed('a 1');
  expect(limit.waitFor('a 1')).toBe(0);
  for (let i = 0; i < 8; i++) limit.failed('a 1');
  limit.succeeded('a 1');
  expect(limit.waitFor('a 1')).toBe(0);
});
