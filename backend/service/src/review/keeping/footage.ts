/** What is recorded of one hearing and of no other: the list that a removal is asked for, and its digest. */
import { sha256Hex } from '@giamsat/proof/sha256';
import type { Hearings } from '../../hearings/hearings.ts';
import type { Registry } from '../../hearings/registry.ts';
import type { StoredHearing } from '../../hearings/stored.ts';

export type KeptSegment = {
  feed: string;
  epoch: string;
  number: number;
  startMs: number;
  durationMs: number;
  bytes: number;
  sha256: string;
};
/** In the order of the list: by camera, epoch and number. Moments are 0 where it is empty. */
export type Footage = { segments: KeptSegment[]; bytes: number; fromMs: number; toMs: number; digest: string };

export type FootageDeps = {
  hearings: Pick<Hearings, 'holderAt'>;
  registry: Pick<Registry, 'roomOfFeed'>;
  media: {
    /** Every camera of which something was ever recorded. */
    recordedFeeds(): Promise<string[]>;
    /** Recorded and not removed, overlapping `[fromMs, toMs)`. */
    kept(feed: string, fromMs: number, toMs: number): Promise<KeptSegment[]>;
  };
};

const endOf = ({ startMs, durationMs }: KeptSegment): number => startMs + durationMs;
const inOrder = (a: KeptSegment, b: KeptSegment): number => {
  if (a.feed !== b.feed) return a.feed < b.feed ? -1 : 1;
  if (a.epoch !== b.epoch) return a.epoch < b.epoch ? -1 : 1;
  return a.number - b.number;
};

/** What reaches into another hearing of the room is that one's as well, and stays. */
export async function footageOf(hearing: StoredHearing, deps: FootageDeps): Promise<Footage> {
  const found = new Map<string, KeptSegment>();
  const feeds = await deps.media.recordedFeeds();
  for (const { room, from, to } of hearing.sittings.flatMap(({ holds }) => holds)) {
    const [fromMs, toMs] = [Date.parse(from), to === undefined ? Number.MAX_SAFE_INTEGER : Date.parse(to)];
    for (const feed of feeds.filter((code) => deps.registry.roomOfFeed(code) === room)) {
      for (const segment of await deps.media.kept(feed, fromMs, toMs)) {
        const sticksOut = [
          ...(segment.startMs < fromMs ? [segment.startMs] : []),
          ...(endOf(segment) > toMs ? [endOf(segment) - 1] : []),
        ];
        const holders = await Promise.all(
          sticksOut.map((ms) => deps.hearings.holderAt(room, new Date(ms).toISOString())),
        );
        if (holders.some((hold) => hold !== undefined && hold.hearing !== hearing.id)) continue;
        found.set(`${segment.feed} ${segment.epoch} ${segment.number}`, segment);
      }
    }
  }
  const segments = [...found.values()].sort(inOrder);
  const lines = segments.map(({ feed, epoch, number, sha256 }) => `${feed} ${epoch} ${number} ${sha256}\n`);
  return {
    segments,
    bytes: segments.reduce((sum, { bytes }) => sum + bytes, 0),
    fromMs: segments.reduce((least, { startMs }) => Math.min(least, startMs), segments[0]?.startMs ?? 0),
    toMs: segments.reduce((most, segment) => Math.max(most, endOf(segment)), 0),
    digest: sha256Hex(Buffer.from(lines.join(''))),
  };
}
