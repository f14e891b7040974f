/** Hands the fragments of one segment's body to live as parts, dated by the segment's start; sound alone travels with the next picture. */
import type { Fragment } from '@giamsat/contract/fmp4/fragment';
import { DomainError } from '../../platform/errors.ts';
import { LONGEST_SEGMENT_MS } from '../recording/segments.ts';
import type { Intake } from './lane.ts';

/** What is wrong is the body itself, so the field is the root of it (RFC 6901). */
export const refusedBody = (detail: string): DomainError => new DomainError('unprocessable', { detail, field: '' });

export type BodyParts = {
  /** @throws DomainError `unprocessable`: it does not begin with a key frame, or is too long */
  take(fragment: Uint8Array, info: Fragment): void;
  durationMs(): number;
  hasAudio(): boolean;
};

export function createBodyParts(options: {
  /** Its initialisation section announces a picture. */
  hasVideo: boolean;
  startMs: number;
  live: Intake | undefined;
}): BodyParts {
  const { hasVideo, startMs, live } = options;
  /** Where the fragment that is at hand begins. */
  let at = 0;
  let durationMs = 0;
  let hasAudio = false;
  let firstMediaMs: number | undefined;
  let carried: Uint8Array[] = [];
  return {
    durationMs: () => durationMs,
    hasAudio: () => hasAudio,
    take(fragment, info) {
      if (info.audio) hasAudio = true;
      const main = hasVideo ? info.video : info.audio;
      const fromByte = at - carried.reduce((sum, one) => sum + one.byteLength, 0);
      at += fragment.byteLength;
      if (!main) {
        carried.push(fragment);
        return;
      }
      if (firstMediaMs === undefined) {
        if (!main.keyFirst) throw refusedBody('the segment does not begin with a key frame');
        firstMediaMs = main.startMs;
      }
      durationMs += main.durationMs;
      if (durationMs > LONGEST_SEGMENT_MS) throw refusedBody('the segment is longer than a minute');
      live?.part({
        bytes: carried.length > 0 ? Buffer.concat([...carried, fragment]) : fragment,
        startMs: startMs + main.startMs - firstMediaMs,
        durationMs: main.durationMs,
        keyFirst: main.keyFirst,
        fromByte,
        hasAudio: info.audio !== undefined || carried.length > 0,
      });
      carried = [];
    },
  };
}
