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

/** So far behind that catching up at 1.1 would take too long: jump to the edge instead. */
export const mustJump = ({ latency, target }: { latency: number; target: number }): boolean => latency - target > 4;
