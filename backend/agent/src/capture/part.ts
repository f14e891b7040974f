/** One part of a camera's stream as it left ffmpeg: about 200 ms, a whole number of frames. */
import type { Init } from '@giamsat/contract/fmp4/init';

export type Part = {
  /** moof + mdat, ready to be sent. */
  bytes: Uint8Array;
  /** Media time of its first frame and its duration, milliseconds, not rounded. */
  startMs: number;
  durationMs: number;
  frames: number;
  /** It begins with a key frame. */
  key: boolean;
  /** It holds sound. */
  sound: boolean;
  /** Agent's clock, milliseconds, when its last byte arrived. */
  arrivedAt: number;
};

/** The initialisation section that a run of ffmpeg began with. */
export type CaptureInit = { bytes: Uint8Array; init: Init };
