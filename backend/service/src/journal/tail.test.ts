import { describe, expect, test } from 'vitest';
import type { JournalRecord } from './record.ts';
import { createTail } from './tail.ts';

const records = (from: number, to: number): JournalRecord[] =>
  Array.from({ length: to - from + 1 }, (_, n) => ({ position: from + n }) as JournalRecord);
const positions = (found: JournalRecord[] | undefined) => found?.map(({ position }) => position);

describe('the tail', () => {
  test('knows what follows, and what it does not know', () => {
    const tail = createTail({ exclusive: true });
    expect(tail.read(-1, 10)).toBeUndefined();
    tail.push(records(5, 9));
    expect(positions(tail.read(4, 10))).toEqual([5, 6, 7, 8, 9]);
    expect(positions(tail.read(6, 2))).toEqual([7, 8]);
    expect(positions(tail.read(9, 10))).toEqual([]);
    expect(tail.read(3, 10)).toBeUndefined();
    expect(tail.head()).toBe(9);
  });

  test('forgets what came before a hole that another node made', () => {
    const tail = createTail({ exclusive: false });
    tail.push(records(0, 3));
    tail.push(records(6, 7));
    expect(tail.read(2, 10)).toBeUndefined();
    expect(positions(tail.read(5, 10))).toEqual([6, 7]);
    // There may be more that only the database knows.
    expect(tail.read(7, 10)).toBeUndefined();
    expect(tail.head()).toBeUndefined();
  });

  test('is bounded', () => {
    const tail = createTail({ exclusive: true });
    for (let from = 0; from < 20_000; from += 100) tail.push(records(from, from + 99));
    expect(tail.read(10_000, 1)).toBeUndefined();
    expect(positions(tail.read(19_998, 5))).toEqual([19_999]);
  });
});
