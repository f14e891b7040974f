/** How fast what is missing may follow beside the live pictures: found out from how long each segment takes, and given way at once when live comes late. */
import { sleep } from '../platform/retry.ts';

export type Pace = {
  /** The bytes in pieces, no faster than the pace of the moment. */
  paced(bytes: Uint8Array, signal: AbortSignal): AsyncGenerator<Uint8Array>;
  /** So many bytes were with the province so long (ms) after the first of them left. */
  carried(bytes: number, ms: number): void;
  /** A live segment was with the province so long (ms) after its last part was on our disk. */
  liveArrived(lateMs: number): void;
  bytesPerSecond(): number;
};

const FIRST = 128 * 1024;
/** A segment of four seconds in less than half a minute, whatever the line: what is missing has to come some day. */
const LEAST = 32 * 1024;
/** No limit any more. */
const MOST = 64 * 1024 * 1024;
/** Slower than this share of the pace: the line does not give more. */
const FULL = 0.7;
/** Of what it gave, so that live has room. */
const LEAVES = 0.8;
/** Later than its best by this, live waits for the line. */
const LATE_MS = 750;
/** The best of so many segments is what the line takes without us. */
const REMEMBERED = 30;
/** Live segments last four seconds: whose pieces left longer ago did not make this one late. */
const BUSY_MS = 5_000;
/** After it gave way it does not grow before two live segments more were heard of. */
const REST_MS = 8_000;
const PIECE_MS = 50;
const LEAST_PIECE = 4 * 1024;

export function createPace(now: () => number = () => performance.now()): Pace {
  let rate = FIRST;
  let known = false;
  let lags: number[] = [];
  /** When a paced piece left last: live may be late for reasons of its own. */
  let busyAt = Number.NEGATIVE_INFINITY;
  let givenWayAt = Number.NEGATIVE_INFINITY;

  const set = (next: number): void => {
    rate = Math.min(MOST, Math.max(LEAST, next));
  };

  return {
    async *paced(bytes, signal) {
      for (let at = 0; at < bytes.byteLength; ) {
        signal.throwIfAborted();
        const size = Math.max(LEAST_PIECE, Math.round((rate * PIECE_MS) / 1000));
        busyAt = now();
        yield bytes.subarray(at, at + size);
        at += size;
        if (rate < MOST && at < bytes.byteLength) await sleep((size / rate) * 1000, signal);
      }
    },
    carried(bytes, ms) {
      // Twice as fast until the line is known, then by little steps.
      const carried = (bytes / Math.max(1, ms)) * 1000;
      if (carried < rate * FULL) {
        known = true;
        set(carried * LEAVES);
      } else if (now() - givenWayAt > REST_MS) set(rate * (known ? 1.25 : 2));
    },
    liveArrived(lateMs) {
      const best = Math.min(lateMs, ...lags);
      lags = [...lags, lateMs].slice(-REMEMBERED);
      if (lateMs < best + LATE_MS || now() - busyAt > BUSY_MS) return;
      known = true;
      givenWayAt = now();
      set(rate / 2);
    },
    bytesPerSecond: () => rate,
  };
}
