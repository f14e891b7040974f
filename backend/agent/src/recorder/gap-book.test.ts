import { describe, expect, it } from 'vitest';
import type { SpoolGap } from '../spool/model.ts';
import { createGapBook } from './gap-book.ts';

const book = (before?: { endMs: number; sitting: string }) => {
  const gaps: SpoolGap[] = [];
  return { gaps, book: createGapBook((gap) => gaps.push(gap), before) };
};

describe('gaps of a feed', () => {
  it('run from the last to the first kept frame', () => {
    const { gaps, book: one } = book();
    one.kept(1000, 'a');
    one.keptUntil(5000);
    one.missing(5150, 'cut', 'a');
    one.missing(7000, 'cut', 'a');
    one.kept(9000, 'a');
    expect(gaps).toEqual([{ fromMs: 5000, toMs: 9000, cause: 'cut' }]);
  });

  it('change their cause without a hole between', () => {
    const { gaps, book: one } = book();
    one.kept(0, 'a');
    one.keptUntil(100);
    one.missing(120, 'camera', 'a');
    one.missing(500, 'cut', 'a');
    one.kept(900, 'a');
    expect(gaps).toEqual([
      { fromMs: 100, toMs: 500, cause: 'camera' },
      { fromMs: 500, toMs: 900, cause: 'cut' },
    ]);
  });

  it('begin with the sitting, before any picture', () => {
    const { gaps, book: one } = book();
    one.missing(0, 'off', undefined);
    one.missing(1000, 'cut', 'a');
    one.kept(4000, 'a');
    expect(gaps).toEqual([{ fromMs: 1000, toMs: 4000, cause: 'cut' }]);
  });

  it('are none between two sittings', () => {
    const { gaps, book: one } = book();
    one.kept(0, 'a');
    one.keptUntil(100);
    one.missing(110, 'off', undefined);
    one.missing(5000, 'cut', 'b');
    one.kept(6000, 'b');
    expect(gaps).toEqual([{ fromMs: 5000, toMs: 6000, cause: 'cut' }]);
  });

  it('are `off` where a wrong ending was retracted and the sitting went on', () => {
    const { gaps, book: one } = book();
    one.kept(0, 'a');
    one.keptUntil(100);
    one.missing(110, 'off', undefined);
    one.kept(900, 'a');
    expect(gaps).toEqual([{ fromMs: 100, toMs: 900, cause: 'off' }]);
  });

  it("are the agent's own after a restart within a sitting", () => {
    const { gaps, book: one } = book({ endMs: 100, sitting: 'a' });
    one.missing(700, 'cut', 'a');
    one.kept(900, 'a');
    expect(gaps).toEqual([
      { fromMs: 100, toMs: 700, cause: 'agent' },
      { fromMs: 700, toMs: 900, cause: 'cut' },
    ]);
  });

  it('of an earlier day end with that day', () => {
    const { gaps, book: one } = book({ endMs: 100, sitting: 'a' });
    one.missing(700, 'off', undefined);
    one.missing(90_000, 'cut', 'b');
    expect(gaps).toEqual([{ fromMs: 100, toMs: 700, cause: 'agent' }]);
  });
});
