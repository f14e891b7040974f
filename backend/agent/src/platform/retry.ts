/** Waiting: sleeping with an end, and how long to wait after the n-th failure. */
import { setTimeout as wait } from 'node:timers/promises';

/** Resolves after `ms`, or at once when the signal ends it; never throws. */
export async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  try {
    await wait(ms, undefined, signal ? { signal } : {});
  } catch {
    // Woken: the caller looks at the signal.
  }
}

/** 2^n growth between the bounds with a fifth of chance, so that agents of one court do not knock together. */
export function backoffMs(
  failures: number,
  firstMs: number,
  mostMs: number,
  random: () => number = Math.random,
): number {
  const grown = Math.min(mostMs, firstMs * 2 ** Math.min(failures, 20));
  return Math.round(grown * (0.9 + 0.2 * random()));
}

export type Bell = { ring(): void; wait(mostMs: number, signal?: AbortSignal): Promise<void> };

/** Wakes one waiting loop; a ring while nobody waits is kept. */
export function createBell(): Bell {
  let rung = false;
  let wake: (() => void) | undefined;
  return {
    ring() {
      rung = true;
      wake?.();
    },
    async wait(mostMs, signal) {
      if (!rung && !signal?.aborted) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(done, mostMs);
          function done() {
            clearTimeout(timer);
            signal?.removeEventListener('abort', done);
            wake = undefined;
            resolve();
          }
          wake = done;
          signal?.addEventListener('abort', done, { once: true });
        });
      }
      rung = false;
    },
  };
}
