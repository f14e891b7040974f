import { expect, test } from 'vitest';
import { fakeClock } from '../platform/clock.ts';
import { createSignInLimit } from './sign-in-limit.ts';

const times = (n: number, fn: () => void) => Array.from({ length: n }).forEach(fn);

test('five failures of one account from one address stop that pair, and nobody else', () => {
  const clock = fakeClock(0);
  const limit = createSignInLimit({ clock });
  times(4, () => limit.failed('minh', '10.0.0.1'));
  expect(limit.wait('minh', '10.0.0.1')).toBe(0);
  limit.failed('minh', '10.0.0.1');
  expect(limit.wait('minh', '10.0.0.1')).toBe(900);
  expect(limit.wait('minh', '10.0.0.2')).toBe(0);
  expect(limit.wait('lan', '10.0.0.1')).toBe(0);
  clock.advance(900_000);
  expect(limit.wait('minh', '10.0.0.1')).toBe(0);
});

test('one address that tries many accounts is stopped as a whole', () => {
  const limit = createSignInLimit({ clock: fakeClock(0) });
  for (let n = 0; n < 50; n++) limit.failed(`login-${n}`, '10.0.0.1');
  expect(limit.wait('someone-else', '10.0.0.1')).toBeGreaterThan(0);
  expect(limit.wait('someone-else', '10.0.0.2')).toBe(0);
});

test('success forgets the failures of the pair', () => {
  const limit = createSignInLimit({ clock: fakeClock(0) });
  times(4, () => limit.failed('minh', 'a'));
  limit.succeeded('minh', 'a');
  times(4, () => limit.failed('minh', 'a'));
  expect(limit.wait('minh', 'a')).toBe(0);
});

test('memory is bounded: the oldest keys go first', () => {
  const limit = createSignInLimit({ clock: fakeClock(0) });
  times(5, () => limit.failed('minh', 'first'));
  for (let n = 0; n < 20_000; n++) limit.failed('x', `address-${n}`);
  expect(limit.wait('minh', 'first')).toBe(0);
  expect(createSignInLimit({ clock: fakeClock(0) }).wait('x', 'y')).toBe(0);
});
