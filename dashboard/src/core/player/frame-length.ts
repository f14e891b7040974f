/** How long one picture of a video lasts, from the browser's own word for each that it shows. */

/** Until two were seen: 25 a second. */
const USUAL_S = 1 / 25;
/** Of so many of the newest the shortest counts: fast playback leaves pictures out. */
const KEPT = 60;

export const watchFrameLength = (video: HTMLVideoElement): { seconds: () => number; stop: () => void } => {
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
  return {
    seconds: () => (lengths.length ? Math.min(...lengths) : USUAL_S),
    stop: () => {
      if (handle !== undefined) video.cancelVideoFrameCallback(handle);
    },
  };
};
