import { expect, it } from 'vitest';
import { createSparing } from './sparing.ts';

const T = 1_000_000;

it('spares a page by its protocol and number of pictures', () => {
  const [old, modern] = [createSparing('http/1.1'), createSparing('h2')];
  expect([1, 4, 5, 9].map((tiles) => old.isSpared(tiles, T))).toEqual([false, false, true, true]);
  expect([4, 9, 16].map((tiles) => modern.isSpared(tiles, T))).toEqual([false, false, true]);
});

it('spares a page whose pictures stand still again and again, for ten minutes', () => {
  const sparing = createSparing('h2');
  for (const [i, picture] of ['a', 'b', 'a'].entries()) sparing.stalled(picture, T + i * 6000);
  expect(sparing.isSpared(4, T + 12_000)).toBe(true);
  expect(sparing.isSpared(1, T + 12_000)).toBe(false);
  expect(sparing.isSpared(4, T + 12_000 + 10 * 60_000)).toBe(false);
});

it('takes what happens to all at once, seldom, or to one camera alone for no lack of strength', () => {
  const all = createSparing('h2');
  for (const picture of ['a', 'b', 'c', 'd']) all.stalled(picture, T);
  expect(all.isSpared(4, T)).toBe(false);
  const seldom = createSparing('h2');
  for (const [i, picture] of ['a', 'b', 'a', 'b'].entries()) seldom.stalled(picture, T + i * 40_000);
  expect(seldom.isSpared(4, T + 120_000)).toBe(false);
  const one = createSparing('h2');
  for (let i = 0; i < 9; i++) one.stalled('a', T + i * 6000);
  expect(one.isSpared(4, T + 54_000)).toBe(false);
});
