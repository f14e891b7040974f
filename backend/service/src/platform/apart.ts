/** Work that would hold up everything live, done in threads of its own: one after the other, each with an end to its time and memory. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { DomainError } from './errors.ts';

export type ApartOptions = {
  /** The thread's module: reads `workerData`, posts one message. */
  module: URL;
  limitMs: number;
  memoryMb: number;
  maxWaiting: number;
};

/** In the order of asking. @throws DomainError `unavailable` where too many wait, Error where the thread fails or takes too long */
export function createApart<I, O>({ module, limitMs, memoryMb, maxWaiting }: ApartOptions): (input: I) => Promise<O> {
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();

  async function inThread(input: I): Promise<O> {
    const worker = new Worker(module, {
      workerData: input,
      resourceLimits: { maxOldGenerationSizeMb: memoryMb },
    });
    try {
      const [answer] = (await once(worker, 'message', { signal: AbortSignal.timeout(limitMs) })) as [O];
      return answer;
    } finally {
      await worker.terminate();
    }
  }

  return async (input) => {
    if (waiting >= maxWaiting) throw new DomainError('unavailable', { retryAfter: 5 });
    waiting += 1;
    const mine = last
      .then(() => inThread(input))
      .finally(() => {
        waiting -= 1;
      });
    last = mine.catch(() => {});
    return mine;
  };
}
