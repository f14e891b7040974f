/** Between the dates of a playlist and the player's own seconds; gaps have dates too, but nothing to show. */

/** What is needed of a playlist's segment; hls.js' fragments have this shape. */
export type DatedFragment = {
  /** Start on the player's own timeline, in seconds. */
  start: number;
  /** In seconds. */
  duration: number;
  /** Milliseconds since the epoch; of recordings every segment has one. */
  programDateTime: number | null;
  gap?: boolean;
};

const fromMs = (one: DatedFragment): number => one.programDateTime ?? Number.NaN;
const endMs = (one: DatedFragment): number => fromMs(one) + one.duration * 1000;

/** The first of an ascending list of which it is true, by halving: a long day has thousands of segments. */
const firstOf = (fragments: readonly DatedFragment[], isTrue: (one: DatedFragment) => boolean): number => {
  let low = 0;
  let high = fragments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const one = fragments[middle];
    if (one && isTrue(one)) high = middle;
    else low = middle + 1;
  }
  return low;
};

/** The segment of a moment on the player's timeline. */
const fragmentAt = (fragments: readonly DatedFragment[], mediaTime: number): DatedFragment | undefined =>
  fragments[firstOf(fragments, (one) => one.start > mediaTime) - 1];

/** Seconds on the player's timeline of exactly that date; undefined where it has no picture. */
export const pictureAt = (fragments: readonly DatedFragment[], dateMs: number): number | undefined => {
  const one = fragments[firstOf(fragments, (each) => endMs(each) > dateMs)];
  return one && !one.gap && fromMs(one) <= dateMs ? one.start + (dateMs - fromMs(one)) / 1000 : undefined;
};

/** Seconds on the player's timeline for a date; inside a gap, or before the first picture, the next picture that there is. */
export const mediaTimeOf = (fragments: readonly DatedFragment[], dateMs: number): number | undefined => {
  for (let i = firstOf(fragments, (one) => endMs(one) > dateMs); i < fragments.length; i++) {
    const one = fragments[i];
    if (one && !one.gap) return one.start + Math.max(0, dateMs - fromMs(one)) / 1000;
  }
  const last = fragments.findLast((one) => !one.gap);
  return last && last.start + Math.max(0, last.duration - 0.1);
};

/** Date of a moment on the player's timeline, in milliseconds since the epoch. */
export const dateOf = (fragments: readonly DatedFragment[], mediaTime: number): number | undefined => {
  const one = fragmentAt(fragments, mediaTime);
  return one && fromMs(one) + (mediaTime - one.start) * 1000;
};

/** The end of a gap at this moment of the timeline, in player's seconds; undefined where there is a picture. */
export const gapEnd = (fragments: readonly DatedFragment[], mediaTime: number): number | undefined => {
  const at = firstOf(fragments, (one) => one.start > mediaTime) - 1;
  const one = fragments[at];
  if (!one?.gap || mediaTime >= one.start + one.duration) return undefined;
  return fragments.slice(at).find((next) => !next.gap)?.start;
};
