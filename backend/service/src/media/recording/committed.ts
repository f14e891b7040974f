/** What the courts say they captured: `recording.committed` as rows, and what of it is not here yet. */
import type { EventData } from '@giamsat/contract/event/catalogue';
import type { EventEnvelope } from '@giamsat/contract/event/envelope';
import type { Sql, Tx } from '../../platform/sql.ts';
import { damagedByStatement } from './damage.ts';
import type { SegmentKey } from './segments.ts';

/** What the projection reads of a journal's record. */
type Recorded = { position: number; event: EventEnvelope };
type Committed = EventData<'recording.committed'>;

/** A projection of the journal. A restatement of the same segment or gap changes nothing. `onDamaged`: a segment is here that is not what is stated. */
export const createCommittedProjection = ({ onDamaged }: { onDamaged: (key: SegmentKey) => void }) => ({
  name: 'media-committed',
  async apply(tx: Tx, records: readonly Recorded[]): Promise<[]> {
    const statements = records.filter(({ event }) => event.type === 'recording.committed');
    const segments = statements.flatMap(({ position, event }) => {
      const { feed, epoch, segments: stated } = event.data as Committed;
      return stated.map(({ number, start, durationMs, bytes, sha256 }) => ({
        feed,
        epoch,
        number,
        start_ms: Date.parse(start),
        duration_ms: durationMs,
        bytes,
        sha256,
        position,
      }));
    });
    const gaps = statements.flatMap(({ position, event }) => {
      const { feed, gaps: stated } = event.data as Committed;
      return stated.map(({ from, to, cause }) => ({
        feed,
        from_ms: Date.parse(from),
        to_ms: Date.parse(to),
        cause,
        position,
      }));
    });
    if (segments.length > 0) {
      await tx
        .insertInto('media_committed')
        .values(segments)
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      for (const key of await damagedByStatement(tx, segments)) onDamaged(key);
    }
    if (gaps.length > 0) {
      await tx
        .insertInto('media_gaps')
        .values(gaps)
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    }
    // Written already: what is damaged is found by what now stands there.
    return [];
  },
  async reset(tx: Tx): Promise<void> {
    await tx.deleteFrom('media_committed').execute();
    await tx.deleteFrom('media_gaps').execute();
  },
});

export type Wanted = { epoch: string; number: number; sha256: string };

/** Committed by the court and missing here, oldest first. */
export function createWanted({ sql }: { sql: Sql }) {
  return async (feed: string, epoch?: string, limit = 500): Promise<Wanted[]> => {
    let query = sql
      .selectFrom('media_committed as c')
      .leftJoin('media_segments as s', (join) =>
        join.onRef('s.feed', '=', 'c.feed').onRef('s.epoch', '=', 'c.epoch').onRef('s.number', '=', 'c.number'),
      )
      .select(['c.epoch', 'c.number', 'c.sha256'])
      .where('c.feed', '=', feed)
      .where('s.arrival', 'is', null)
      .orderBy('c.start_ms')
      .limit(limit);
    if (epoch !== undefined) query = query.where('c.epoch', '=', epoch);
    return query.execute();
  };
}
