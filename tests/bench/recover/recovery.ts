/** How long a picture took to come back, out of the times of its frames. Pure. */
import { ascending, percentile } from '../harness.ts';

export type Frame = { at: number; latencyMs: number };
export type Recovery = {
  /** From the fault until the picture moves at normal latency, and goes on so. */
  ms: number;
  /** From the fault until it moves again, however late. */
  movesMs: number;
  /** How long nothing moved. */
  stoodMs: number;
};

/** No new frame for longer is a picture that stands. */
const STANDS_MS = 500;
/** So much above what it was before is still normal. */
const NORMAL_MS = 250;
/** It has recovered when it stays well for so long. */
const STAYS_MS = 2000;

export const normalLatency = (before: readonly Frame[]): number | null =>
  percentile(ascending(before.map(({ latencyMs }) => latencyMs)), 0.5);

/**
 * @param frames all of the page's, in order.
 * @param untilMs how long the page was watched: a picture that stands at the end of it has not recovered.
 * @returns null where it had not recovered by then. A fault that nobody saw took 0 ms.
 */
export function recoveryOf(
  frames: readonly Frame[],
  faultAt: number,
  normalMs: number,
  untilMs: number,
): Recovery | null {
  const after = frames.filter(({ at }) => at >= faultAt);
  const previous = frames.findLast(({ at }) => at < faultAt) ?? { at: faultAt, latencyMs: normalMs };
  let stoodMs = 0;
  let movesAt: number | undefined;
  let goodSince: number | undefined;
  let disturbed = false;
  let last = previous.at;
  for (const { at, latencyMs } of after) {
    if (at - last > STANDS_MS) {
      stoodMs = Math.max(stoodMs, at - last);
      movesAt ??= at;
      goodSince = undefined;
      disturbed = true;
    }
    last = at;
    if (latencyMs > normalMs + NORMAL_MS) {
      goodSince = undefined;
      disturbed = true;
    } else goodSince ??= at;
    if (disturbed && goodSince !== undefined && at - goodSince >= STAYS_MS) {
      return { ms: goodSince - faultAt, movesMs: (movesAt ?? faultAt) - faultAt, stoodMs };
    }
  }
  return disturbed || untilMs - last > STANDS_MS ? null : { ms: 0, movesMs: 0, stoodMs: 0 };
}
