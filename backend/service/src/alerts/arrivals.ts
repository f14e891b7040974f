/** When a picture last came to be seen, by camera, on whatever node: every second of it is told to the others. */
import type { Bus } from '../platform/bus.ts';
import type { Clock } from '../platform/clock.ts';

export type Arrivals = {
  /** A part was published here. */
  arrived(feed: string): void;
  /** By our own clock, ms since the epoch. */
  lastAt(feed: string): number | undefined;
  close(): void;
};

const TOPIC = 'pictures';
const TELL_MS = 1_000;

export function createArrivals({ bus, clock }: { bus: Bus; clock: Clock }): Arrivals {
  const last = new Map<string, number>();
  const told = new Map<string, number>();
  const close = bus.subscribe(TOPIC, (feed) => void last.set(feed as string, clock.now()));
  return {
    arrived(feed) {
      const now = clock.now();
      last.set(feed, now);
      if (now - (told.get(feed) ?? 0) < TELL_MS) return;
      told.set(feed, now);
      bus.publish(TOPIC, feed);
    },
    lastAt: (feed) => last.get(feed),
    close,
  };
}
