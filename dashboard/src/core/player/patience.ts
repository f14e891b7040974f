/**
 * How much further behind the edge a picture is played than its origin asks, because it ran dry: hls.js would add to it at each stall, those of
 * an outage included, and never take any of it away. Knows no clock and no browser.
 */

type Patience = {
  /** The picture ran dry for a moment, and not because nothing was sent. Times in milliseconds since 1970. */
  ranDry(at: number): void;
  /** Seconds. */
  extraS(at: number): number;
};

const STEP_S = 0.1;
const MOST_STEPS = 10;
/** So long without another one, and a step is taken back. */
const QUIET_MS = 2 * 60_000;

export function createPatience(): Patience {
  let steps = 0;
  let since = 0;
  const left = (at: number): number => Math.max(0, steps - Math.floor((at - since) / QUIET_MS));
  return {
    ranDry(at) {
      steps = Math.min(MOST_STEPS, left(at) + 1);
      since = at;
    },
    extraS: (at) => left(at) * STEP_S,
  };
}
