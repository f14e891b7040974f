import { expect, it } from 'vitest';
import type { FinalSegment } from '../spool/model.ts';
import { batchesOf } from './committer.ts';

const segment = (epoch: string, number: number): FinalSegment => ({
  feed: 'f',
  epoch,
  number,
  startMs: number,
  durationMs: 1,
  bytes: 1,
  sha256: '',
  sitting: 's',
  sent: true,
  committed: false,
});

it('states at most a hundred segments of one epoch at once, in order', () => {
  const all = [...Array.from({ length: 130 }, (_, i) => segment('a', i)), segment('b', 0), segment('b', 1)];
  expect(batchesOf(all).map((batch) => [batch[0]?.epoch, batch[0]?.number, batch.length])).toEqual([
    ['a', 0, 100],
    ['a', 100, 30],
    ['b', 0, 2],
  ]);
});
