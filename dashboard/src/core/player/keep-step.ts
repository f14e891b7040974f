/** How a second picture keeps step with the first: it hops where they are far apart, and hurries or waits where they are near. Pure. */

/** Further apart than this is not caught up in a time that anybody waits for. */
const HOP_MS = 500;
/** So near is in step: less than a picture. */
const NEAR_MS = 15;
/** What is between is made good within about a second; sound is off here, so that nobody hears it. */
const CATCH_UP_MS = 1000;
const MOST = 0.25;

/**
 * @param apartMs the first's date less the second's.
 * @param rate at which the first plays; `paused`: it stands.
 */
export const keepStep = (
  apartMs: number,
  { rate, paused }: { rate: number; paused: boolean },
): { hop: boolean; rate: number } => {
  const far = Math.abs(apartMs);
  if (far > (paused ? NEAR_MS : HOP_MS)) return { hop: true, rate };
  if (far <= NEAR_MS) return { hop: false, rate };
  return { hop: false, rate: rate * (1 + Math.max(-MOST, Math.min(MOST, apartMs / CATCH_UP_MS))) };
};
