import { expect, it } from 'vitest';
import { createPatience } from './patience.ts';

const MINUTE = 60_000;

it('grows with each time that a picture ran dry, up to a second', () => {
  const patience = createPatience();
  expect(patience.extraS(0)).toBe(0);
  patience.ranDry(0);
  patience.ranDry(1000);
  expect(patience.extraS(1000)).toBeCloseTo(0.2);
  for (let n = 0; n < 30; n++) patience.ranDry(2000);
  expect(patience.extraS(2000)).toBeCloseTo(1);
});

it('is given up step by step while all goes well', () => {
  const patience = createPatience();
  for (let n = 0; n < 3; n++) patience.ranDry(0);
  expect(patience.extraS(2 * MINUTE - 1)).toBeCloseTo(0.3);
  expect(patience.extraS(2 * MINUTE)).toBeCloseTo(0.2);
  patience.ranDry(3 * MINUTE);
  expect(patience.extraS(3 * MINUTE)).toBeCloseTo(0.3);
  expect(patience.extraS(60 * MINUTE)).toBe(0);
});
