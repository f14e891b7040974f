/** Arithmetic of stretches of time, `[fromMs, toMs)`. */

export type Interval = { fromMs: number; toMs: number };

export const overlaps = (a: Interval, b: Interval): boolean => a.fromMs < b.toMs && b.fromMs < a.toMs;

/** Sorted and joined; a space of up to `joinMs` between two counts as none. */
export function union(intervals: readonly Interval[], joinMs = 0): Interval[] {
  const joined: Interval[] = [];
  for (const { fromMs, toMs } of [...intervals].sort((a, b) => a.fromMs - b.fromMs)) {
    if (toMs <= fromMs) continue;
    const last = joined.at(-1);
    if (last && fromMs <= last.toMs + joinMs) last.toMs = Math.max(last.toMs, toMs);
    else joined.push({ fromMs, toMs });
  }
  return joined;
}

/** The parts of `whole` that lie in none of `taken`. */
export function without(whole: readonly Interval[], taken: readonly Interval[]): Interval[] {
  const cuts = union(taken);
  return union(whole).flatMap(({ fromMs, toMs }) => {
    const left: Interval[] = [];
    let at = fromMs;
    for (const cut of cuts) {
      if (cut.toMs <= at || cut.fromMs >= toMs) continue;
      if (cut.fromMs > at) left.push({ fromMs: at, toMs: cut.fromMs });
      at = Math.max(at, cut.toMs);
    }
    if (at < toMs) left.push({ fromMs: at, toMs });
    return left;
  });
}

/** The parts that lie in both. */
export function within(intervals: readonly Interval[], bounds: readonly Interval[]): Interval[] {
  return union(bounds).flatMap((bound) =>
    union(intervals).flatMap(({ fromMs, toMs }) => {
      const cut = { fromMs: Math.max(fromMs, bound.fromMs), toMs: Math.min(toMs, bound.toMs) };
      return cut.fromMs < cut.toMs ? [cut] : [];
    }),
  );
}
