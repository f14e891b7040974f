/** Numbers that look random, and are the same again for the same seed. */
export type Dice = {
  /** A whole number from 0 to below `n`. */
  below(n: number): number;
  /** Milliseconds. */
  between(fromMs: number, toMs: number): number;
  shuffled<T>(list: readonly T[]): T[];
};

export function diceOf(seed: number): Dice {
  let state = seed >>> 0;
  const below = (n: number): number => {
    // mulberry32: one state of 32 bits, no pattern in its low bits.
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * n);
  };
  return {
    below,
    between: (fromMs, toMs) => fromMs + below(toMs - fromMs),
    shuffled(list) {
      const left = [...list];
      return list.flatMap(() => left.splice(below(left.length), 1));
    },
  };
}
