/** How a picture comes to be seen, by camera, on whatever node: every second of it is told to the others. */
import type { Bus } from '../platform/bus.ts';
import type { Clock } from '../platform/clock.ts';
import { SILENCE_MS } from './finding.ts';

/** By our own clock, ms since the epoch. */
export type Arrival = {
  /** When the newest part came. */
  at: number;
  /** Since when parts come without a break of {@link BREAK_MS}. */
  since: number;
  /** Of the newest part: from its end by the court's clock until it came. */
  delayMs: number;
  /** All that was missing between two parts of one window, since this node began to listen. */
  lostMs: number;
  /** Of it, in breaks that are too short for somebody to be told that there is no picture. */
  flawsMs: number;
};

export type Arrivals = {
  /** A part was published here; its stretch by the court's clock. */
  arrived(feed: string, part?: Part): void;
  of(feed: string): Arrival | undefined;
  close(): void;
};
type Part = { window: string; fromMs: number; throughMs: number };
type Told = { feed: string; delayMs: number; lostMs: number; flawsMs: number };

/** A line that flaps is no new beginning; a machine that was started anew is. */
export const BREAK_MS = 45_000;
const TOPIC = 'pictures';
const TELL_MS = 1_000;
/** What a key frame's place, or two clocks, may make of the seam between two parts. */
const SEAM_MS = 60;

export function createArrivals({ bus, clock }: { bus: Bus; clock: Clock }): Arrivals {
  const seen = new Map<string, Arrival>();
  /** Of the cameras that come in at this node. */
  const own = new Map<string, { part: Part | undefined; toldAt: number; lostMs: number; flawsMs: number }>();

  const come = (feed: string, delayMs: number | undefined, lostMs: number, flawsMs: number): void => {
    const at = clock.now();
    const before = seen.get(feed);
    seen.set(feed, {
      at,
      since: before && at - before.at < BREAK_MS ? before.since : at,
      delayMs: delayMs ?? before?.delayMs ?? 0,
      lostMs: (before?.lostMs ?? 0) + lostMs,
      flawsMs: (before?.flawsMs ?? 0) + flawsMs,
    });
  };
  const close = bus.subscribe(TOPIC, (message) => {
    const { feed, delayMs, lostMs, flawsMs } = message as Told;
    // What came here is known; a machine may send to another node from now on.
    if (clock.now() - (own.get(feed)?.toldAt ?? 0) >= 2 * TELL_MS) {
      come(feed, delayMs, lostMs, flawsMs);
    }
  });

  return {
    arrived(feed, part) {
      const now = clock.now();
      const before = own.get(feed);
      // A segment that is closed shows no new part.
      const isNew = part && part.throughMs !== before?.part?.throughMs;
      const follows = isNew && before?.part?.window === part.window;
      const gapMs = follows ? part.fromMs - (before?.part?.throughMs ?? part.fromMs) : 0;
      const lost = gapMs > SEAM_MS ? gapMs : 0;
      const delayMs = isNew ? Math.max(0, now - part.throughMs) : undefined;
      const flaw = lost < SILENCE_MS ? lost : 0;
      come(feed, delayMs, lost, flaw);
      const lostMs = (before?.lostMs ?? 0) + lost;
      const flawsMs = (before?.flawsMs ?? 0) + flaw;
      const tells = now - (before?.toldAt ?? 0) >= TELL_MS;
      own.set(feed, {
        part: part ?? before?.part,
        toldAt: tells ? now : (before?.toldAt ?? 0),
        lostMs: tells ? 0 : lostMs,
        flawsMs: tells ? 0 : flawsMs,
      });
      if (tells) bus.publish(TOPIC, { feed, delayMs: seen.get(feed)?.delayMs ?? 0, lostMs, flawsMs } satisfies Told);
    },
    of: (feed) => seen.get(feed),
    close,
  };
}
