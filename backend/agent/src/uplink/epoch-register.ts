/** Tells the service of an epoch before its first segment, once per connection's life of the agent. */
import type { Spool } from '../spool/spool.ts';
import type { ServiceClient } from './service-client.ts';

export type EpochRegister = {
  /** Resolves when the service knows the epoch and its initialisation section; repeating it is harmless. */
  ensure(feed: string, epoch: string): Promise<void>;
  /** The service said that it does not know it (another database, a restored backup). */
  forget(feed: string, epoch: string): void;
};

export function createEpochRegister(spool: Spool, client: ServiceClient): EpochRegister {
  const known = new Map<string, Promise<void>>();
  return {
    ensure(feed, epoch) {
      const key = `${feed}/${epoch}`;
      const running = known.get(key);
      if (running) return running;
      const telling = (async () => {
        const found = spool.epoch(feed, epoch);
        if (!found) throw new Error(`epoch ${epoch} is not in the spool`);
        const { codecs, width, height, frameRate, partTargetMs, gopMs, clockOffsetMs, initSha256 } = found.meta;
        await client.putEpoch(feed, epoch, {
          codecs,
          width,
          height,
          frameRate,
          partTargetMs,
          ...(gopMs === undefined ? {} : { gopMs }),
          clockOffsetMs,
          initSha256,
        });
        await client.putInit(feed, epoch, found.init);
      })();
      known.set(key, telling);
      telling.catch(() => known.delete(key));
      return telling;
    },
    forget: (feed, epoch) => void known.delete(`${feed}/${epoch}`),
  };
}
