/** Notices that a run's picture or its clock is not the one it began with: then another run begins, and another epoch. */
import { announcedSps, spsWithin } from './parameter-sets.ts';
import type { CaptureInit, Part } from './part.ts';
import type { PictureSamples } from './sample-table.ts';

export type Break = 'the camera’s clock jumped' | 'the camera’s clock went back' | 'the picture became another';

/** No part is longer, unless the camera's clock jumped. */
const MOST_PART_MS = 2_000;
/** The muxer complains of each frame once times go back; once in a while a frame has the time of the one before. */
const MOST_BACKWARDS = 6;
const BACKWARDS_WITHIN_MS = 1_500;

export function createContinuity() {
  let sps: string | undefined;
  let keySeen = false;
  let lastEndMs: number | undefined;
  let backwards: number[] = [];
  return {
    announced(init: CaptureInit) {
      sps = announcedSps(init.bytes);
    },
    observe(part: Pick<Part, 'startMs' | 'durationMs' | 'key'>, samples: PictureSamples): Break | undefined {
      const jumped = lastEndMs !== undefined && Math.abs(part.startMs - lastEndMs) > MOST_PART_MS;
      if (part.durationMs > MOST_PART_MS || jumped) return 'the camera’s clock jumped';
      lastEndMs = part.startMs + part.durationMs;
      if (!part.key) return undefined;
      const within = spsWithin(samples.first);
      // What a camera announced before its first picture may be old; from then on another one is another picture.
      if (within !== undefined && within !== sps) {
        if (keySeen) return 'the picture became another';
        sps = within;
      }
      keySeen = true;
      return undefined;
    },
    timeWentBack(now: number): Break | undefined {
      backwards = [...backwards.filter((at) => now - at < BACKWARDS_WITHIN_MS), now];
      return backwards.length >= MOST_BACKWARDS ? 'the camera’s clock went back' : undefined;
    },
  };
}
