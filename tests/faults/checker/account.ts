/** Each frame that a camera made while its room was on air: recorded, declared missing, or neither. Pure. */

/** `burned`: the time in the picture; `at`: the time that the recording gives the frame. Milliseconds since 1970. */
export type Recorded = { burned: number; at: number };
export type Gap = { from: number; to: number; cause: string };

export type Account = {
  shown: number;
  recorded: number;
  /** Frames that are missing within a declared gap, by its cause. */
  declared: Record<string, number>;
  /** Their burned-in times. */
  undeclared: number[];
  /** Frames that stand in the recording more than once. */
  doubled: number;
  /** How far log and picture are apart: the time that the recording gives a frame, less the one in it; median and most (ms). */
  apartMs: { median: number | null; most: number | null };
};

/** How clocks and frames fall: two and a half frames of these cameras. */
const TOLERANCE_MS = 250;
/** What is under way between camera and machine when the hearing closes is kept by nobody. */
const CLOSING_MS = 2_000;

/** @param shown burned-in times; @param from, to when the court said that the hearing opened and closed */
export function accountOf(input: {
  shown: readonly number[];
  recorded: readonly Recorded[];
  gaps: readonly Gap[];
  from: number;
  to: number;
}): Account {
  const { gaps, from, to } = input;
  const recorded = [...input.recorded].sort((a, b) => a.burned - b.burned);
  const apart = recorded.map(({ at, burned }) => at - burned).sort((a, b) => a - b);
  const times = new Map<number, number>();
  for (const { burned } of recorded) times.set(burned, (times.get(burned) ?? 0) + 1);
  const account: Account = {
    shown: 0,
    recorded: 0,
    declared: {},
    undeclared: [],
    doubled: 0,
    apartMs: {
      median: apart[Math.floor(apart.length / 2)] ?? null,
      most: apart.length > 0 ? Math.max(...apart.map(Math.abs)) : null,
    },
  };
  const shownTimes = new Map<number, number>();
  for (const frame of input.shown) shownTimes.set(frame, (shownTimes.get(frame) ?? 0) + 1);
  for (const [burned, count] of times) account.doubled += Math.max(0, count - (shownTimes.get(burned) ?? 1));

  for (const frame of input.shown) {
    const here = places(frame, recorded);
    // Undoubtedly within the hearing, whichever neighbour gives it its time.
    if (here.some((at) => at < from || at >= to - CLOSING_MS)) continue;
    account.shown += 1;
    if (times.has(frame)) {
      account.recorded += 1;
      continue;
    }
    const gap = gaps.find((one) => here.some((at) => one.from - TOLERANCE_MS <= at && at <= one.to + TOLERANCE_MS));
    if (gap) account.declared[gap.cause] = (account.declared[gap.cause] ?? 0) + 1;
    else account.undeclared.push(frame);
  }
  return account;
}

/** The times that a recording would give a frame, by the recorded ones before and after it: a new connection may be quicker than the one before. */
function places(frame: number, recorded: readonly Recorded[]): number[] {
  let low = 0;
  let high = recorded.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((recorded[middle]?.burned ?? 0) < frame) low = middle + 1;
    else high = middle;
  }
  const found = [recorded[low - 1], recorded[low]].flatMap((one) => (one ? [frame + one.at - one.burned] : []));
  return found.length > 0 ? found : [frame];
}

/** The longest stretch within `[from, to]` in which nothing new came (ms). @param arrivals ascending */
export function longestInterruption(arrivals: readonly number[], from: number, to: number): number {
  let longest = 0;
  let last = from;
  for (const at of arrivals) {
    if (at < from || at > to) continue;
    longest = Math.max(longest, at - last);
    last = at;
  }
  return Math.max(longest, to - last);
}
