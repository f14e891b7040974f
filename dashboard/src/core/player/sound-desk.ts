/**
 * One picture of a page is heard at a time. From one to the next the sound is handed over so that none is missing in between:
 * a browser takes a moment to begin with a sound, so the one before goes on until the next is surely heard.
 */

export type SoundDesk = {
  /** This one is heard from here on; whichever was, goes. */
  hear(video: Voice): void;
  /** It is not to be heard any more; at once, unless another takes over in the same turn of the page. */
  leave(video: Voice): void;
};
/** What is needed of a video. */
export type Voice = Pick<HTMLVideoElement, 'muted' | 'volume'>;

const STEP_MS = 20;
/** The next rises, and the one before falls, within this; */
const FADE_MS = 80;
/** and for so long the one before goes on as it was. */
const HOLD_MS = 160;

export const createSoundDesk = (): SoundDesk => {
  let heard: Voice | undefined;
  let finish: (() => void) | undefined;

  const silence = (video: Voice): void => {
    video.muted = true;
    video.volume = 1;
  };
  const handOver = (before: Voice, next: Voice): void => {
    let passedMs = 0;
    next.volume = 0;
    const timer = setInterval(() => {
      passedMs += STEP_MS;
      next.volume = Math.min(1, passedMs / FADE_MS);
      before.volume = Math.min(1, Math.max(0, (HOLD_MS + FADE_MS - passedMs) / FADE_MS));
      if (passedMs >= HOLD_MS + FADE_MS) finish?.();
    }, STEP_MS);
    finish = () => {
      clearInterval(timer);
      finish = undefined;
      silence(before);
      next.volume = 1;
    };
  };

  return {
    hear(video) {
      if (heard === video) return;
      finish?.();
      const before = heard;
      heard = video;
      video.muted = false;
      if (before) handOver(before, video);
    },
    leave(video) {
      queueMicrotask(() => {
        if (heard !== video) return;
        finish?.();
        heard = undefined;
        silence(video);
      });
    },
  };
};
