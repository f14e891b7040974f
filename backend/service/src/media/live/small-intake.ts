/** The small rendition's way in: shown as it arrives, and never kept. It says of itself what it is: each body begins with its initialisation section. */
import { Mp4Error } from '@giamsat/contract/fmp4/error';
import { createFragmentReader } from '@giamsat/contract/fmp4/fragment-reader';
import { DomainError } from '../../platform/errors.ts';
import type { Epochs } from '../epochs.ts';
import { type BodyParts, createBodyParts, refusedBody } from './body-parts.ts';
import type { IncomingSegment, Intake } from './lane.ts';

/** Half a minute of two megabits a second: nobody would call more than that small. */
const MAX_SMALL_BYTES = 8 * 1024 * 1024;

export type SmallBody = {
  /** @throws DomainError `unprocessable` · `too-large`; nothing more may be pushed then. */
  push(piece: Buffer): void;
  /** No more comes, because it is whole or because it broke off. */
  end(): void;
};
/** A body for a segment that its camera's own picture has, too. @throws DomainError `conflict` (the epoch is not here) · `sitting-unknown` */
export type SmallIntake = (key: { feed: string; epoch: string; number: number }, startMs: number) => Promise<SmallBody>;

export function createSmallIntake(deps: {
  epochs: Pick<Epochs, 'find'>;
  hasSitting: (feed: string, atMs: number) => Promise<boolean>;
  openLive: (feed: string, segment: IncomingSegment) => Intake | undefined;
}): SmallIntake {
  return async ({ feed, epoch, number }, startMs) => {
    const known = await deps.epochs.find(feed, epoch);
    if (!known) throw new DomainError('conflict', { detail: 'the epoch is not here' });
    if (!(await deps.hasSitting(feed, startMs))) throw new DomainError('sitting-unknown');
    const { partTargetMs } = known;
    let live: Intake | undefined;
    let parts: BodyParts | undefined;
    let bytes = 0;
    const reader = createFragmentReader({
      maxBoxBytes: MAX_SMALL_BYTES,
      onInit(init, parsed) {
        if (!parsed.video) throw refusedBody('the segment has no picture');
        live = deps.openLive(feed, { epoch, number, startMs, init, partTargetMs });
        parts = createBodyParts({ hasVideo: true, startMs, live });
      },
    });
    return {
      push(piece) {
        bytes += piece.byteLength;
        try {
          if (bytes > MAX_SMALL_BYTES) throw new DomainError('too-large', { detail: 'at most 8 MiB', field: '' });
          for (const { bytes: fragment, info } of reader.push(piece)) parts?.take(fragment, info);
        } catch (error) {
          live?.end();
          throw error instanceof Mp4Error ? refusedBody(`not a segment of MP4: ${error.message}`) : error;
        }
      },
      end: () => live?.end(),
    };
  };
}
