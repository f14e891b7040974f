/** How long one picture of a video lasts, from the browser's own word for each that it shows. */

/** 25 a second. Until enough were seen none is taken for longer: a slow machine leaves pictures out, too. */
const USUAL_S = 1 / 25;
const ENOUGH = 10;
/** Of so many of the newest the shortest counts: fast playback leaves pictures out. */
const KEPT = 60;

/**
 * `seconds`: of one picture. `after(n)`: the media time in the middle of the picture `n` further on (before: negative), where a seek is
 * sure to show that one and not its neighbour.
 */
export const watchFrameLength = (
  video: HTMLVideoElement,
): { seconds: () => number; after: (n: number) => number; stop: () => void } => {
  const lengths: number[] = [];
  let before: number | undefined;
  let handle: number | undefined;
  const next = (): void => {
    // Not every browser has it.
    handle = video.requestVideoFrameCallback?.((_now, { mediaTime }) => {
      const length = before === undefined ? 0 : mediaTime - before;
      before = mediaTime;
      if (length > 0.005 && length < 0.6) lengths.push(length);
      if (lengths.length > KEPT) lengths.shift();
      next();
    });
  };
  next();
  const seconds = () => Math.min(...lengths, ...(lengths.length < ENOUGH ? [USUAL_S] : []));
  return {
    seconds,
    after(n) {
      const length = seconds();
      const { currentTime } = video;
      // Else what is shown lasts longer than was seen, or the browser has not told of it yet.
      const isKnown = before !== undefined && currentTime > before - length / 2 && currentTime < before + length;
      return isKnown ? (before ?? 0) + (n + 0.5) * length : currentTime + n * length;
    },
    stop: () => {
      if (handle !== undefined) video.cancelVideoFrameCallback(handle);
    },
  };
};
