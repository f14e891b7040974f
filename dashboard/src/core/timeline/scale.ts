/** From dates to places on a timeline that shows sittings alone: nights and weeks between them are a thin seam. Pure. */

/** Milliseconds since the epoch. */
export type Stretch = { from: number; to: number };
export type Scale = {
  stretches: readonly Stretch[];
  /** Length of all stretches. */
  totalMs: number;
  from: number;
  to: number;
  /** Date → 0…1; a moment between two stretches is at their seam. */
  place: (date: number) => number;
  /** 0…1 → date. */
  date: (place: number) => number;
  /** Places of the seams. */
  seams: readonly number[];
};

/** Pauses shorter than this stay on the line as they are. */
const SEAM_MS = 30 * 60_000;

export const scaleOf = (sittings: readonly Stretch[]): Scale | undefined => {
  const stretches = joined(sittings);
  const first = stretches[0];
  const last = stretches.at(-1);
  if (!first || !last) return undefined;
  const totalMs = stretches.reduce((sum, one) => sum + one.to - one.from, 0);
  const before = (index: number): number => stretches.slice(0, index).reduce((sum, one) => sum + one.to - one.from, 0);
  const place = (date: number): number => {
    let passed = 0;
    for (const one of stretches) {
      if (date < one.from) break;
      passed += Math.min(date, one.to) - one.from;
    }
    return passed / totalMs;
  };
  const date = (at: number): number => {
    let left = Math.min(1, Math.max(0, at)) * totalMs;
    for (const one of stretches) {
      const length = one.to - one.from;
      if (left <= length) return one.from + left;
      left -= length;
    }
    return last.to;
  };
  return {
    stretches,
    totalMs,
    from: first.from,
    to: last.to,
    place,
    date,
    seams: stretches.slice(1).map((_, index) => before(index + 1) / totalMs),
  };
};

const joined = (sittings: readonly Stretch[]): Stretch[] => {
  const out: Stretch[] = [];
  for (const one of [...sittings].filter((each) => each.to > each.from).sort((a, b) => a.from - b.from)) {
    const last = out.at(-1);
    if (last && one.from - last.to < SEAM_MS) last.to = Math.max(last.to, one.to);
    else out.push({ ...one });
  }
  return out;
};

/** Where a calendar day begins on the line, as `dayOf` tells days apart; none where all is of one day. */
export const daysOf = (scale: Scale, dayOf: (date: number) => string): number[] => {
  const begins = scale.stretches
    .map(({ from }) => from)
    .filter((from, i, all) => i === 0 || dayOf(from) !== dayOf(all[i - 1] ?? from));
  return begins.length > 1 ? begins : [];
};

/** Round moments to write under the line: so many as there is room for, never nearer than `minGap` (0…1). */
export const ticksOf = (scale: Scale, minGap: number): number[] => {
  const steps = [5, 10, 15, 30, 60, 120, 240].map((minutes) => minutes * 60_000);
  const step = steps.find((one) => one / scale.totalMs >= minGap) ?? 480 * 60_000;
  return scale.stretches.flatMap(({ from, to }) => {
    const ticks: number[] = [];
    for (let at = Math.ceil(from / step) * step; at <= to; at += step) ticks.push(at);
    return ticks;
  });
};
