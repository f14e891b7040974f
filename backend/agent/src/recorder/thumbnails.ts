/** Gives each segment one small picture, and never one from before a cut. */
import type { SegmentKey } from '../spool/model.ts';
import type { Spool } from '../spool/spool.ts';

export type Thumbnails = {
  /** A segment begins and has none yet. */
  begin(segment: SegmentKey): void;
  /** @param keptSince since when the feed has been kept without a break; undefined while it is not. */
  take(jpeg: Uint8Array, now: number, keptSince: number | undefined): void;
  latest(): { jpeg: Uint8Array; at: number } | undefined;
};

const LONG_GOP_MS = 5_000;

export function createThumbnails(options: {
  spool: Pick<Spool, 'thumbnail'>;
  keyIntervalMs: () => number | undefined;
}): Thumbnails {
  let latest: { jpeg: Uint8Array; at: number } | undefined;
  let bare: SegmentKey | undefined;
  return {
    begin(segment) {
      bare = segment;
    },
    take(jpeg, now, keptSince) {
      latest = { jpeg, at: now };
      if (!bare || keptSince === undefined) return;
      // The decoder hands out a key frame up to one interval late: one from before a cut must not follow it.
      if (now - keptSince < 2 * (options.keyIntervalMs() ?? LONG_GOP_MS) + 1_000) return;
      void options.spool.thumbnail(bare, jpeg).catch(() => {});
      bare = undefined;
    },
    latest: () => latest,
  };
}
