import { expect, it } from 'vitest';
import { sealOf } from './seal.ts';

const checkpoint = { note: 'x', size: 100, madeAt: '2021-04-15T02:00:00.000Z' };
const signedAt = '2021-04-15T01:59:00.000Z';

it('holds what was written before it, and not what came after', () => {
  const seals = { checkpoint, keys: [], witnesses: [] };
  expect(sealOf(seals, 99)).toEqual({ broken: false, through: 99, holds: true });
  expect(sealOf(seals, 100).holds).toBe(false);
});
it('names the furthest countersignature', () => {
  const witnesses = [{ name: 'a', size: 60, signedAt }, { name: 'b', size: 90, signedAt }, { name: 'c' }];
  expect(sealOf({ checkpoint, keys: [], witnesses }, 0).witness).toEqual({ through: 89, signedAt });
});
it('says what is broken, and that there is none yet', () => {
  expect(sealOf({ checkpoint, keys: [], witnesses: [], fault: { kind: 'root-differs' } }, 0).broken).toBe(true);
  expect(sealOf({ keys: [], witnesses: [] }, 0)).toEqual({ broken: false, holds: false });
});
