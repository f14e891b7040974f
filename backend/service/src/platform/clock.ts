/** Time as an argument: the system's clock, or one that a test moves. */

export type Clock = {
  /** Milliseconds since 1970, UTC. */
  now(): number;
  /** Calls `fn` once when the clock has reached `at` (milliseconds); the answer cancels it. */
  at(at: number, fn: () => void): () => void;
};

/** setTimeout's longest wait; longer ones are taken in steps. */
const LONGEST_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  at(at, fn) {
    let timer: NodeJS.Timeout;
    const wait = () => {
      const left = at - Date.now();
      timer = left > 0 ? setTimeout(wait, Math.min(left, LONGEST_MS)) : setTimeout(fn, 0);
      timer.unref();
    };
    wait();
    return () => clearTimeout(timer);
  },
};

export type FakeClock = Clock & {
  /** Moves on, calling on the way what is due, in order. */
  advance(ms: number): void;
  set(now: number): void;
};

export function fakeClock(start: number | string): FakeClock {
  let now = typeof start === 'string' ? Date.parse(start) : start;
  let waiting: { at: number; fn: () => void }[] = [];
  const set = (target: number) => {
    for (;;) {
      const due = waiting.filter((entry) => entry.at <= target).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      waiting = waiting.filter((entry) => entry !== due);
      now = Math.max(now, due.at);
      due.fn();
    }
    now = target;
  };
  return {
    now: () => now,
    at(at, fn) {
      const entry = { at, fn };
      waiting.push(entry);
      return () => {
        waiting = waiting.filter((other) => other !== entry);
      };
    },
    advance: (ms) => set(now + ms),
    set,
  };
}

/** RFC 3339 in UTC with milliseconds. */
export const rfc3339 = (ms: number): string => new Date(ms).toISOString();
