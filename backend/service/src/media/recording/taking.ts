/** Recordings to be taken away: the segments that a viewer may have as a file, their bytes, and where the journal states them. */
import type { Init } from '@giamsat/contract/fmp4/init';
import type { Sql } from '../../platform/sql.ts';
import type { Epochs } from '../epochs.ts';
import { nameOfSegment } from './damage.ts';
import { isRecordingRefusal, type Recordings } from './recordings.ts';
import type { RecordedSegment, SegmentKey, Segments } from './segments.ts';

export type Taking<V> = {
  /** Of one camera, by start; what is withheld, damaged or not here is not among them. Undefined: nothing may be taken at all. */
  list(
    viewer: V,
    hearing: string,
    feed: string,
    stretch: { fromMs?: number | undefined; toMs?: number | undefined; damagedToo?: boolean },
  ): Promise<RecordedSegment[] | undefined>;
  /** `into`: as with {@link Segments.read}. */
  read(key: SegmentKey, into?: Buffer): Promise<Buffer | undefined>;
  init(feed: string, epoch: string): Promise<{ bytes: Buffer; parsed: Init } | undefined>;
  /** Positions of the journal at which the courts state these segments, growing. */
  statedAt(segments: readonly RecordedSegment[]): Promise<number[]>;
};

const AT_ONCE = 500;

export function createTaking<V>(deps: {
  sql: Sql;
  recordings: Recordings<V>;
  segments: Segments;
  epochs: Epochs;
}): Taking<V> {
  const { sql, recordings, segments, epochs } = deps;
  return {
    async list(viewer, hearing, feed, { fromMs, toMs, damagedToo = false }) {
      const asOf = await recordings.newest();
      const stretch = { ...(fromMs === undefined ? {} : { fromMs }), ...(toMs === undefined ? {} : { toMs }) };
      // Fresh: what was listed once is asked for again, and must not come out of a memory of then.
      const listing = await recordings.list(viewer, hearing, feed, {
        ...stretch,
        asOf,
        fresh: true,
        purpose: 'export',
        damagedToo,
      });
      if (isRecordingRefusal(listing)) return undefined;
      return listing.entries.flatMap(({ kind, segment }) => (kind === 'segment' && segment ? [segment] : []));
    },
    read: (key, into) => segments.read(key, undefined, undefined, into),
    init: async (feed, epoch) => (await epochs.find(feed, epoch))?.init,
    async statedAt(list) {
      const positions = new Set<number>();
      const wanted = new Set(list.map(nameOfSegment));
      for (let n = 0; n < list.length; n += AT_ONCE) {
        const some = list.slice(n, n + AT_ONCE);
        const rows = await sql
          .selectFrom('media_committed')
          .select(['feed', 'epoch', 'number', 'position'])
          .where('feed', 'in', [...new Set(some.map(({ feed }) => feed))])
          .where('epoch', 'in', [...new Set(some.map(({ epoch }) => epoch))])
          .where('number', 'in', [...new Set(some.map(({ number }) => number))])
          .execute();
        for (const row of rows) if (wanted.has(nameOfSegment(row))) positions.add(row.position);
      }
      return [...positions].sort((a, b) => a - b);
    },
  };
}
