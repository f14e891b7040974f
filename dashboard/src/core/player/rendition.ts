/** Whether a picture is shown in its small rendition: where the line does not carry the camera's own. Knows no clock and no browser. */

export type RenditionChoice = {
  /** The picture stood still; times in milliseconds since 1970. */
  stalled(at: number): void;
  /** The small one cannot be had. */
  missing(at: number): void;
  wants(at: number): 'main' | 'small';
};

/** So many times that it stood still, within so long, are the line's fault. */
const STALLS = 2;
const WITHIN_MS = 30_000;
/** Then the camera's own is tried again; where that fails soon, twice as long after. */
const SMALL_MS = 5 * 60_000;
const MOST_SMALL_MS = 40 * 60_000;
const SOON_MS = 2 * 60_000;
/** A court that stopped sending the small one may begin again. */
const MISSING_MS = 5 * 60_000;

/** @param saves the person's browser asks for few data */
export function createRenditionChoice(saves = false): RenditionChoice {
  let stalls: number[] = [];
  let smallMs = SMALL_MS;
  let smallUntil = Number.NEGATIVE_INFINITY;
  let missingUntil = Number.NEGATIVE_INFINITY;
  return {
    stalled(at) {
      // The small one stands still where nothing comes at all.
      if (at < smallUntil) return;
      stalls = [...stalls.filter((one) => at - one < WITHIN_MS), at];
      if (stalls.length < STALLS) return;
      stalls = [];
      smallMs = at - smallUntil < SOON_MS ? Math.min(MOST_SMALL_MS, smallMs * 2) : SMALL_MS;
      smallUntil = at + smallMs;
    },
    missing(at) {
      missingUntil = at + MISSING_MS;
    },
    wants: (at) => ((saves || at < smallUntil) && at >= missingUntil ? 'small' : 'main'),
  };
}
