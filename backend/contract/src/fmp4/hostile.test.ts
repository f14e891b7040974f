import { expect, test } from 'vitest';
import { checkHostile, hostileCase } from '../testing/hostile-mp4.ts';
import { Mp4Error } from './error.ts';
import { createFragmentReader } from './fragment-reader.ts';
import { parseInit } from './init.ts';
import { box, joined, syntheticInit } from './synthetic.ts';

/** The corpus: so many cases of each seed, the same at every run. A case that was found is kept by its number. */
const SEEDS = [1, 20_210_701, 4_071_789];
const CASES = 3_000;

test.each(SEEDS)('seed %i: every lie is answered by the reader, by its own error or not at all', (seed) => {
  const faults = new Map<string, number>();
  for (let number = 0; number < CASES; number++) {
    try {
      const fault = checkHostile(hostileCase(seed, number));
      faults.set(fault, (faults.get(fault) ?? 0) + 1);
    } catch (error) {
      throw new Error(`case ${number} of seed ${seed}`, { cause: error });
    }
  }
  // The corpus reaches everything that the reader can say.
  expect([...faults.keys()].sort()).toEqual([
    'box-missing',
    'box-size',
    'none',
    'too-large',
    'too-many',
    'truncated',
    'unexpected-box',
    'unfinished',
    'value',
  ]);
  expect(faults.get('none')).toBeLessThan(CASES / 2);
});

test('a case is the same whenever it is made', () => {
  expect(hostileCase(7, 99).bytes).toEqual(hostileCase(7, 99).bytes);
  expect(hostileCase(7, 99).bytes).not.toEqual(hostileCase(8, 99).bytes);
});

test('boxes nested a thousand deep are walked no deeper than their names say', () => {
  let deep = box('moof');
  for (let i = 0; i < 1000; i++) deep = box('moof', deep);
  const reader = createFragmentReader({ init: parseInit(syntheticInit()) });
  expect(() => reader.push(joined(deep, box('mdat')))).toThrow(Mp4Error);
});

test('a stream that never comes to its moov is refused, not kept', () => {
  const reader = createFragmentReader();
  const free = box('free', new Uint8Array(60_000));
  expect(() => {
    for (let i = 0; i < 20; i++) reader.push(free);
  }).toThrow(Mp4Error);
});
