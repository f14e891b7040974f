/** A camera's stream without an encoder: correct boxes, in segments of four seconds, for tests of who is given what. */
import { parseInit } from '@giamsat/contract/fmp4/init';
import { SYNTHETIC_VIDEO_TIMESCALE, syntheticFragment, syntheticInit } from '@giamsat/contract/fmp4/synthetic';
import { type Footage, type Segment, sha256 } from '../../media/support/footage.ts';

const PART_MS = 200;
const PARTS = 20;
const FRAMES = 5;
export const SEGMENT_MS = PART_MS * PARTS;
const ticks = (ms: number): number => (ms / 1000) * SYNTHETIC_VIDEO_TIMESCALE;

export function syntheticFootage(segments: number): Footage {
  const init = Buffer.from(syntheticInit({ video: true }));
  const segmentOf = (number: number): Segment => {
    const parts = Array.from({ length: PARTS }, (_, n) =>
      syntheticFragment({
        video: {
          startTicks: ticks(number * SEGMENT_MS + n * PART_MS),
          durations: Array<number>(FRAMES).fill(ticks(PART_MS / FRAMES)),
          key: n === 0,
        },
      }),
    );
    const bytes = Buffer.concat(parts);
    return { fragments: [], bytes, sha256: sha256(bytes), durationMs: SEGMENT_MS };
  };
  return {
    init,
    initSha256: sha256(init),
    parsed: parseInit(init),
    segments: Array.from({ length: segments }, (_, n) => segmentOf(n)),
  };
}
