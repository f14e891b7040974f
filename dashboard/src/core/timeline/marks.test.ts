import { describe, expect, it } from 'vitest';
import { type Mark, nearest } from './marks.ts';

const mark = (key: string, from: number, to?: number): Mark => ({
  key,
  kind: 'event',
  from,
  title: key,
  ...(to === undefined ? {} : { to }),
});

describe('the mark nearest to a moment', () => {
  const marks = [mark('a', 1000), mark('b', 5000, 9000), mark('c', 20_000)];
  it('is the one with the least between them', () => {
    expect(nearest(marks, 1500, 1000)?.key).toBe('a');
    expect(nearest(marks, 4500, 1000)?.key).toBe('b');
  });
  it('is a stretch while the moment lies in it', () => expect(nearest(marks, 8999, 0)?.key).toBe('b'));
  it('is none where all are further than that', () => expect(nearest(marks, 14_000, 1000)).toBeUndefined());
});
