/** Receives one segment: judges it box by box as it arrives, hands each part to live at once, and keeps the whole for its close. */
import { createHash } from 'node:crypto';
import { Mp4Error } from '@giamsat/contract/fmp4/error';
import type { Fragment } from '@giamsat/contract/fmp4/fragment';
import { createFragmentReader } from '@giamsat/contract/fmp4/fragment-reader';
import { DomainError } from '../../platform/errors.ts';
import type { ObjectUpload } from '../../platform/object-store.ts';
import type { Epoch } from '../epochs.ts';
import type { Intake } from '../live/lane.ts';
import { LONGEST_SEGMENT_MS } from './segments.ts';

export const MAX_SEGMENT_BYTES = 64 * 1024 * 1024;
/** Bytes that may wait for the disk; more means that it cannot keep up, and the segment is to be sent again. */
export const MAX_WAITING_BYTES = 32 * 1024 * 1024;

/** What was received, once its body ended rightly. */
export type Received = { sha256: string; bytes: number; durationMs: number; hasAudio: boolean };

export type Reception = {
  /** @throws DomainError `unprocessable` · `too-large`; the reception is over then. */
  push(piece: Buffer): void;
  /** The body ended. @throws DomainError `unprocessable` where it ended inside a box or has no picture. */
  finish(): Received;
  /** The body broke off, or was refused: live gets no more of it. */
  stop(): void;
};

/** What is wrong is the body itself, so the field is the root of it (RFC 6901). */
const refused = (detail: string): DomainError => new DomainError('unprocessable', { detail, field: '' });

export function createReception(options: {
  epoch: Epoch & { init: NonNullable<Epoch['init']> };
  startMs: number;
  live: Intake | undefined;
  upload: ObjectUpload;
}): Reception {
  const { epoch, startMs, live, upload } = options;
  const reader = createFragmentReader({ init: epoch.init.parsed, maxBoxBytes: MAX_SEGMENT_BYTES });
  const hash = createHash('sha256');
  const hasVideo = epoch.init.parsed.video !== undefined;
  let bytes = 0;
  /** Where the fragment that is at hand begins. */
  let at = 0;
  let durationMs = 0;
  let hasAudio = false;
  let firstMediaMs: number | undefined;
  /** A fragment of sound alone goes out with the next one that has a picture. */
  let carried: Uint8Array[] = [];

  const part = (fragment: Uint8Array, info: Fragment): void => {
    if (info.audio) hasAudio = true;
    const main = hasVideo ? info.video : info.audio;
    const fromByte = at - carried.reduce((sum, one) => sum + one.byteLength, 0);
    at += fragment.byteLength;
    if (!main) {
      carried.push(fragment);
      return;
    }
    if (firstMediaMs === undefined) {
      if (!main.keyFirst) throw refused('the segment does not begin with a key frame');
      firstMediaMs = main.startMs;
    }
    durationMs += main.durationMs;
    if (durationMs > LONGEST_SEGMENT_MS) throw refused('the segment is longer than a minute');
    live?.part({
      bytes: carried.length > 0 ? Buffer.concat([...carried, fragment]) : fragment,
      startMs: startMs + main.startMs - firstMediaMs,
      durationMs: main.durationMs,
      keyFirst: main.keyFirst,
      fromByte,
      hasAudio: info.audio !== undefined || carried.length > 0,
    });
    carried = [];
  };

  return {
    push(piece) {
      bytes += piece.byteLength;
      if (bytes > MAX_SEGMENT_BYTES)
        throw new DomainError('too-large', { detail: 'a segment has at most 64 MiB', field: '' });
      hash.update(piece);
      try {
        for (const { bytes: fragment, info } of reader.push(piece)) part(fragment, info);
      } catch (error) {
        if (!(error instanceof Mp4Error)) throw error;
        throw refused(`not a segment of MP4: ${error.message}`);
      }
      if (upload.waiting() > MAX_WAITING_BYTES)
        throw new DomainError('unavailable', { detail: 'the disk is too slow' });
      upload.write(piece);
    },
    finish() {
      live?.end();
      if (!reader.atBoundary()) throw refused('the segment ends inside a box');
      if (durationMs === 0) throw refused(hasVideo ? 'the segment has no picture' : 'the segment is empty');
      return { sha256: hash.digest('hex'), bytes, durationMs, hasAudio };
    },
    stop: () => live?.end(),
  };
}
