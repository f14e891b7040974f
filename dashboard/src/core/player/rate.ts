/** How fast a live picture plays so that it stays near the edge: hls.js by itself never speeds up with under 1 s of buffer. */

/** How often the rate is set. */
export const RATE_EVERY_MS = 250;
/** Below this much buffer nothing is hurried: a stall costs more than latency. */
const SAFE_AHEAD_S = 0.3;

/** All in seconds: where the picture is behind the edge, where it should be, how much is buffered ahead. */
export const nextRate = ({ latency, target, ahead }: { latency: number; target: number; ahead: number }): number => {
  const over = latency - target;
  if (!Number.isFinite(over) || ahead < SAFE_AHEAD_S || over < 0.05) return 1;
  return over > 0.4 ? 1.1 : 1.05;
};

/** Further behind than this is not caught up at 1.1 in a time that anybody waits for: what is buffered is skipped instead. */
const SKIP_OVER_S = 1;
/** Skipping what is here already costs nothing, but a picture should not hop all the time. */
const SKIP_EVERY_MS = 2000;
/** So far behind, with nothing buffered to skip to: everything in between is left out, and loading begins anew at the edge. */
const JUMP_OVER_S = 4;
/** What was asked for after a jump must have time to come: jumping again sooner throws it away, for ever on a slow line. */
const JUMP_EVERY_MS = 10_000;

/**
 * How to come back to the edge at once: `skip` within what is buffered, `jump` to where nothing is buffered yet.
 * @param sinceMs since the last skip or jump, in milliseconds; the rest in seconds.
 */
export const leapOf = ({
  latency,
  target,
  ahead,
  sinceMs,
}: {
  latency: number;
  target: number;
  ahead: number;
  sinceMs: number;
}): 'skip' | 'jump' | undefined => {
  const over = latency - target;
  if (over > SKIP_OVER_S && ahead > over + SAFE_AHEAD_S && sinceMs >= SKIP_EVERY_MS) return 'skip';
  return over > JUMP_OVER_S && sinceMs >= JUMP_EVERY_MS ? 'jump' : undefined;
};
