import { describe, expect, it } from 'vitest';
import { pageAt, partAt, partsOf } from './turns.ts';

const MINUTE = 60_000;

describe('pages that turn by themselves', () => {
  it('show each page for a minute, by the clock alone', () => {
    const pages = ['wall', 'today', 'statistics'] as const;
    const shown = [0, 1, 2, 3].map((minute) => pageAt(pages, 300 * MINUTE + minute * MINUTE + 59_999));
    expect(shown).toEqual(['wall', 'today', 'statistics', 'wall']);
    expect([pageAt(['today'], 7 * MINUTE), pageAt([], 0)]).toEqual(['today', undefined]);
  });
  it('show each part of a page in turn', () => {
    expect([0, 14_999, 15_000, 30_000, 45_000].map((at) => partAt(3, at))).toEqual([0, 0, 1, 2, 0]);
    // More parts than fit into a page's minute are gone on with the next time.
    const seen = new Set<number>();
    for (let turn = 0; turn < 5; turn++) {
      for (let at = 0; at < MINUTE; at += 15_000) seen.add(partAt(5, turn * 3 * MINUTE + at));
    }
    expect(seen.size).toBe(5);
    expect(partsOf([1, 2, 3], 2)).toEqual([[1, 2], [3]]);
    expect(partsOf([], 2)).toEqual([[]]);
    expect(partsOf([1, 2, 3, 4, 5, 6, 7], 6)).toEqual([
      [1, 2, 3, 4],
      [5, 6, 7],
    ]);
  });
});
