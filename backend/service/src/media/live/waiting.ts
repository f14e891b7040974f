/** Requests that wait for something to become true: asked again at every change, ended by time or by their client. */
import type { Clock } from '../../platform/clock.ts';

export type Waiting = {
  /**
   * Resolves with the first answer of `test` that is not undefined: now, at a wake-up, or at `again` (ms since 1970).
   * Undefined when `timeoutMs` have passed or the client left.
   */
  until<T>(
    key: string,
    test: () => T | undefined,
    options: { timeoutMs: number; signal: AbortSignal; again?: number },
  ): Promise<T | undefined>;
  wake(key: string): void;
  wakeAll(): void;
  /** What is waited for. */
  keys(): string[];
  size(): number;
};

export function createWaiting({ clock, onSize }: { clock: Clock; onSize?: (size: number) => void }): Waiting {
  const byKey = new Map<string, Set<() => void>>();
  let size = 0;
  const count = (by: number): void => {
    size += by;
    onSize?.(size);
  };
  const wake = (key: string): void => {
    for (const ask of [...(byKey.get(key) ?? [])]) ask();
  };
  return {
    until(key, test, { timeoutMs, signal, again }) {
      const first = test();
      if (first !== undefined || signal.aborted) return Promise.resolve(first);
      return new Promise((resolve, reject) => {
        const asks = byKey.get(key) ?? new Set();
        byKey.set(key, asks);
        const cancels: (() => void)[] = [];
        const finish = (settle: () => void): void => {
          if (!asks.delete(ask)) return;
          if (asks.size === 0) byKey.delete(key);
          for (const cancel of cancels) cancel();
          signal.removeEventListener('abort', leave);
          count(-1);
          settle();
        };
        const leave = (): void => finish(() => resolve(undefined));
        const ask = (): void => {
          try {
            const answer = test();
            if (answer !== undefined) finish(() => resolve(answer));
          } catch (error) {
            finish(() => reject(error));
          }
        };
        asks.add(ask);
        count(1);
        cancels.push(clock.at(clock.now() + timeoutMs, leave));
        if (again !== undefined) cancels.push(clock.at(again, ask));
        signal.addEventListener('abort', leave, { once: true });
      });
    },
    wake,
    wakeAll() {
      for (const key of [...byKey.keys()]) wake(key);
    },
    keys: () => [...byKey.keys()],
    size: () => size,
  };
}
