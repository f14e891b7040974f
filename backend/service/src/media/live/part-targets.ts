/** Learns the part target of an epoch whose parts are longer than it said, so that they get a window that fits them. Pure. */
import { announcedMs, exceeds, SHORTEST_SHARE } from './part-lengths.ts';

/** So many of the last parts may be longer than the target: a frame that was dropped is no reason for a new window. */
const LOOK_AT = 16;
const MAY_EXCEED = 3;
/** What is learnt leaves room for the clock of the camera. */
const ROOM = 1.02;
/** Longer ones are a stall, not a habit. */
const LONGEST_MS = 1000;
const SAME_MS = 0.5;

export type Targets = {
  of(segment: Announced): number;
  /** Once for each part that has its window. */
  see(segment: Announced, durationMs: number): void;
};
type Announced = { epoch: string; partTargetMs: number };

export function createTargets(): Targets {
  let known: { epoch: string; targetMs: number; last: number[] } | undefined;
  return {
    of: ({ epoch, partTargetMs }) => (known?.epoch === epoch ? known.targetMs : partTargetMs),
    see({ epoch, partTargetMs }, durationMs) {
      if (known?.epoch !== epoch) known = { epoch, targetMs: partTargetMs, last: [] };
      const { targetMs, last } = known;
      last.push(durationMs);
      if (last.length > LOOK_AT) last.shift();
      const longer = last.filter((one) => exceeds(one, targetMs) && one <= LONGEST_MS);
      if (longer.length > MAY_EXCEED) known = { epoch, targetMs: Math.ceil(Math.max(...longer) * ROOM), last: [] };
    },
  };
}

/** May parts of that target be listed in a window of this one? Somewhat shorter ones may (rule 11). */
export const suits = (targetMs: number, windowTargetMs: number): boolean =>
  Math.abs(targetMs - windowTargetMs) <= SAME_MS ||
  (targetMs < windowTargetMs && targetMs >= SHORTEST_SHARE * announcedMs(windowTargetMs));
