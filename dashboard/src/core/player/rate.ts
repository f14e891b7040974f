/** How fast a live picture plays so that it stays near the edge: hls.js by itself never speeds up with under 1 s of buffer. */

/** How often the rate is set. */
export const RATE_EVERY_MS = 250;
/** Below this much buffer nothing is hurried: a stall costs more than latency. */
const SAFE_AHEAD_S = 0.3;
/** Nearer to the edge than it should be, a picture is given a little more to live on; far beyond it the playlist is an old one. */
const NEAR_S = { from: -2, to: -0.15 } as const;

/** All in seconds: where the picture is behind the edge, where it should be, how much is buffered ahead. */
export const nextRate = ({ latency, target, ahead }: { latency: number; target: number; ahead: number }): number => {
  const over = latency - target;
  if (over > NEAR_S.from && over < NEAR_S.to) return 0.95;
  if (!Number.isFinite(over) || ahead < SAFE_AHEAD_S || over < 0.05) return 1;
  return over > 0.4 ? 1.1 : 1.05;
};

/** Further behind than this is not caught up at 1.1 in a time that anybody waits for: what is buffered is skipped instead. */
const SKIP_OVER_S = 1;
/** Skipping what is here already costs nothing, but a picture should not hop all the time. */
const SKIP_EVERY_MS = 2000;
/** Whoever saw a picture stand sees no hop: what came in a heap is skipped at once and not caught up in ten seconds. */
const AFTER_STANDING = { overS: 0.25, everyMs: 400 } as const;
/** So far behind, with nothing buffered to skip to: everything in between is left out, and loading begins anew at the edge. */
const JUMP_OVER_S = 4;
/** What was asked for after a jump must have time to come: jumping again sooner throws it away, for ever on a slow line. */
const JUMP_EVERY_MS = 10_000;

/**
 * How to come back to the edge at once: `skip` within what is buffered, `jump` to where nothing is buffered yet.
 * @param sinceMs since the last skip or jump, in milliseconds; the rest in seconds.
 * @param stood the picture moves again since a moment.
 */
export const leapOf = ({
  latency,
  target,
  ahead,
  sinceMs,
  stood = false,
}: {
  latency: number;
  target: number;
  ahead: number;
  sinceMs: number;
  stood?: boolean;
}): 'skip' | 'jump' | undefined => {
  const over = latency - target;
  const { overS, everyMs } = stood ? AFTER_STANDING : { overS: SKIP_OVER_S, everyMs: SKIP_EVERY_MS };
  if (over > overS && ahead > over + SAFE_AHEAD_S && sinceMs >= everyMs) return 'skip';
  return over > JUMP_OVER_S && sinceMs >= JUMP_EVERY_MS ? 'jump' : undefined;
};

/**
 * Where a picture goes on that stands before a hole, in seconds of the player's timeline; undefined without a hole, and while too little is
 * there. What came after an outage may lie behind one, at which browsers wait for ever and hls.js for most of a second.
 * @param range the newest that is buffered. @param overS further behind the edge than it should be
 */
export const overHole = (now: number, range: { start: number; end: number }, overS: number): number | undefined => {
  if (range.start <= now || range.end - range.start < SAFE_AHEAD_S) return undefined;
  const behind = Number.isFinite(overS) ? Math.max(0, overS) : 0;
  return Math.max(range.start, Math.min(now + behind, range.end - SAFE_AHEAD_S));
};
