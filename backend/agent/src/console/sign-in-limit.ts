/** Slows down guessing: after five failures for one login from one address it waits, longer each time; others are not held up. */

export type SignInLimit = {
  /** Seconds to wait before the next try; 0 for none. */
  waitFor(key: string): number;
  failed(key: string): void;
  succeeded(key: string): void;
};

const FREE_TRIES = 5;
const FIRST_WAIT_MS = 5_000;
const MOST_WAIT_MS = 5 * 60_000;
const FORGOTTEN_AFTER_MS = 60 * 60_000;
const MOST_KEYS = 10_000;

export function createSignInLimit(now: () => number = () => performance.now()): SignInLimit {
  const tries = new Map<string, { failures: number; until: number; at: number }>();
  return {
    waitFor(key) {
      const entry = tries.get(key);
      return entry ? Math.max(0, Math.ceil((entry.until - now()) / 1000)) : 0;
    },
    failed(key) {
      const before = tries.get(key);
      const failures = before && now() - before.at < FORGOTTEN_AFTER_MS ? before.failures + 1 : 1;
      const waitMs =
        failures < FREE_TRIES ? 0 : Math.min(MOST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(20, failures - FREE_TRIES));
      tries.delete(key);
      tries.set(key, { failures, until: now() + waitMs, at: now() });
      const [oldest] = tries.keys();
      if (tries.size > MOST_KEYS && oldest !== undefined) tries.delete(oldest);
    },
    succeeded: (key) => void tries.delete(key),
  };
}
