/** Segments that were removed by decision: their rows and digests stay, and nothing of them is shown, from the moment the removal begins. */
import type { Sql } from '../../platform/sql.ts';
import { LONGEST_SEGMENT_MS, type SegmentKey } from './segments.ts';

export type Removed = {
  /** Of a stretch of a feed. */
  list(feed: string, fromMs: number, toMs: number): Promise<(SegmentKey & { startMs: number; durationMs: number })[]>;
  has(key: SegmentKey): Promise<boolean>;
};

/** The segments of removals that have begun. */
const removedSegments = (sql: Sql) =>
  sql
    .selectFrom('removal_segments as g')
    .innerJoin('removals as r', 'r.id', 'g.removal')
    .where('r.state', 'in', ['removing', 'removed']);

export function createRemoved({ sql }: { sql: Sql }): Removed {
  return {
    list: (feed, fromMs, toMs) =>
      removedSegments(sql)
        .innerJoin('media_segments as s', (join) =>
          join.onRef('s.feed', '=', 'g.feed').onRef('s.epoch', '=', 'g.epoch').onRef('s.number', '=', 'g.number'),
        )
        .select(['s.feed', 's.epoch', 's.number', 's.start_ms as startMs', 's.duration_ms as durationMs'])
        .where('s.feed', '=', feed)
        .where('s.start_ms', '>', fromMs - LONGEST_SEGMENT_MS)
        .where('s.start_ms', '<', Math.min(toMs, Number.MAX_SAFE_INTEGER))
        .execute(),
    async has({ feed, epoch, number }) {
      const found = await removedSegments(sql)
        .select('g.removal')
        .where('g.feed', '=', feed)
        .where('g.epoch', '=', epoch)
        .where('g.number', '=', number)
        .executeTakeFirst();
      return found !== undefined;
    },
  };
}
