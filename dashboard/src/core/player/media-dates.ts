/** Between the dates of a playlist and the player's own seconds; gaps have dates too, but nothing to show. */

/** What is needed of a playlist's segment; hls.js' fragments have this shape. */
export type DatedFragment = {
  /** Start on the player's own timeline, in seconds. */
  start: number;
  /** In seconds. */
  duration: number;
  /** Milliseconds since the epoch. */
  programDateTime: number | null;
  gap?: boolean;
};

const endMs = (one: DatedFragment & { programDateTime: number }): number => one.programDateTime + one.duration * 1000;
const isDated = (one: DatedFragment): one is DatedFragment & { programDateTime: number } =>
  one.programDateTime !== null;

/** Seconds on the player's timeline for a date; inside a gap, or before the first picture, the next picture that there is. */
export const mediaTimeOf = (fragments: readonly DatedFragment[], dateMs: number): number | undefined => {
  const dated = fragments.filter(isDated).filter((one) => !one.gap);
  for (const one of dated) {
    if (dateMs < one.programDateTime) return one.start;
    if (dateMs < endMs(one)) return one.start + (dateMs - one.programDateTime) / 1000;
  }
  const last = dated.at(-1);
  return last ? last.start + Math.max(0, last.duration - 0.1) : undefined;
};

/** Date of a moment on the player's timeline, in milliseconds since the epoch. */
export const dateOf = (fragments: readonly DatedFragment[], mediaTime: number): number | undefined => {
  let found: (DatedFragment & { programDateTime: number }) | undefined;
  for (const one of fragments) {
    if (!isDated(one)) continue;
    if (one.start > mediaTime) break;
    found = one;
  }
  return found && found.programDateTime + (mediaTime - found.start) * 1000;
};

/** The end of a gap at this moment of the timeline, in player's seconds; undefined where there is a picture. */
export const gapEnd = (fragments: readonly DatedFragment[], mediaTime: number): number | undefined => {
  const at = fragments.findIndex((one) => one.start <= mediaTime && mediaTime < one.start + one.duration);
  if (at < 0 || !fragments[at]?.gap) return undefined;
  return fragments.slice(at).find((one) => !one.gap)?.start;
};
