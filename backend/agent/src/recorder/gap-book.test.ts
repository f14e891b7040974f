import { describe, expect, it } from 'vitest';
import type { Piece } from '../gate/verdict.ts';
import type { SpoolGap } from '../spool/model.ts';
import { createGapBook } from './gap-book.ts';

type Said = [toMs: number, state: Piece['state'], sitting?: string];
/** `said`: what the courses say of the time since `endMs`, in order; without it the same sitting was on air throughout. */
const book = (before?: { endMs: number; sitting: string; said?: () => Said[] | undefined }) => {
  const gaps: SpoolGap[] = [];
  const pieces = (fromMs: number, toMs: number): Piece[] | undefined => {
    const said = before?.said ? before.said() : [[Number.POSITIVE_INFINITY, 'live', before?.sitting] as Said];
    let from = fromMs;
    return said?.flatMap(([until, state, sitting]) => {
      const to = Math.min(until, toMs);
      const piece = { fromMs: from, toMs: to, state, sitting };
      from = Math.max(from, to);
      return piece.toMs > piece.fromMs ? [piece] : [];
    });
  };
  return { gaps, book: createGapBook((gap) => gaps.push({ ...gap }), before && { ...before, pieces }) };
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

  it('are a cut where the court withheld the picture while the agent was dead, and the agent’s own beyond', () => {
    const { gaps, book: one } = book({
      endMs: 100_000,
      sitting: 'a',
      said: () => [
        [108_000, 'live', 'a'],
        [216_000, 'cut', 'a'],
        [Number.POSITIVE_INFINITY, 'live', 'a'],
      ],
    });
    one.missing(218_000, 'agent', 'a');
    one.kept(220_000, 'a');
    expect(gaps).toEqual([
      { fromMs: 100_000, toMs: 108_000, cause: 'agent' },
      { fromMs: 108_000, toMs: 216_000, cause: 'cut' },
      { fromMs: 216_000, toMs: 220_000, cause: 'agent' },
    ]);
  });

  it('are one cut from its last frame to the next, when the agent died in it and came back in it', () => {
    const { gaps, book: one } = book({
      endMs: 100_000,
      sitting: 'a',
      said: () => [
        [100_150, 'live', 'a'],
        [Number.POSITIVE_INFINITY, 'cut', 'a'],
      ],
    });
    one.missing(150_000, 'cut', 'a');
    one.missing(151_000, 'cut', 'a');
    one.kept(200_000, 'a');
    expect(gaps).toEqual([{ fromMs: 100_000, toMs: 200_000, cause: 'cut' }]);
  });

  it('are not told before it is known again what was withheld', () => {
    let known = false;
    const { gaps, book: one } = book({
      endMs: 100_000,
      sitting: 'a',
      said: () =>
        known
          ? [
              [130_000, 'cut', 'a'],
              [Number.POSITIVE_INFINITY, 'live', 'a'],
            ]
          : undefined,
    });
    one.missing(120_000, 'cut', undefined);
    one.missing(125_000, 'cut', undefined);
    expect(gaps).toEqual([]);
    known = true;
    one.kept(140_000, 'a');
    one.keptUntil(141_000);
    one.missing(141_000, 'camera', 'a');
    one.kept(142_000, 'a');
    expect(gaps).toEqual([
      { fromMs: 100_000, toMs: 130_000, cause: 'cut' },
      { fromMs: 130_000, toMs: 140_000, cause: 'agent' },
      { fromMs: 141_000, toMs: 142_000, cause: 'camera' },
    ]);
  });

  it('end with the sitting, and begin with the next, though the agent saw neither', () => {
    const { gaps, book: one } = book({
      endMs: 100_000,
      sitting: 'a',
      said: () => [
        [110_000, 'live', 'a'],
        [300_000, 'off'],
        [310_000, 'cut', 'b'],
        [Number.POSITIVE_INFINITY, 'live', 'b'],
      ],
    });
    one.kept(320_000, 'b');
    expect(gaps).toEqual([
      { fromMs: 100_000, toMs: 110_000, cause: 'agent' },
      { fromMs: 300_000, toMs: 310_000, cause: 'cut' },
      { fromMs: 310_000, toMs: 320_000, cause: 'agent' },
    ]);
  });
});
