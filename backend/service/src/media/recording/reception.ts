/** Receives one segment: judges it box by box as it arrives, hands each part to live at once, and keeps the whole for its close. */
import { createHash } from 'node:crypto';
import { Mp4Error } from '@giamsat/contract/fmp4/error';
import { createFragmentReader } from '@giamsat/contract/fmp4/fragment-reader';
import { DomainError } from '../../platform/errors.ts';
import type { ObjectUpload } from '../../platform/object-store.ts';
import type { Epoch } from '../epochs.ts';
import { createBodyParts, refusedBody } from '../live/body-parts.ts';
import type { Intake } from '../live/lane.ts';

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
  const parts = createBodyParts({ hasVideo, startMs, live });

  return {
    push(piece) {
      bytes += piece.byteLength;
      if (bytes > MAX_SEGMENT_BYTES)
        throw new DomainError('too-large', { detail: 'a segment has at most 64 MiB', field: '' });
      hash.update(piece);
      try {
        for (const { bytes: fragment, info } of reader.push(piece)) parts.take(fragment, info);
      } catch (error) {
        if (!(error instanceof Mp4Error)) throw error;
        throw refusedBody(`not a segment of MP4: ${error.message}`);
      }
      if (upload.waiting() > MAX_WAITING_BYTES)
        throw new DomainError('unavailable', { detail: 'the disk is too slow' });
      upload.write(piece);
    },
    finish() {
      live?.end();
      if (!reader.atBoundary()) throw refusedBody('the segment ends inside a box');
      const durationMs = parts.durationMs();
      if (durationMs === 0) throw refusedBody(hasVideo ? 'the segment has no picture' : 'the segment is empty');
      return { sha256: hash.digest('hex'), bytes, durationMs, hasAudio: parts.hasAudio() };
    },
    stop: () => live?.end(),
  };
}
