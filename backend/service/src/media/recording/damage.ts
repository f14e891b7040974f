/**
 * Segments that are not what their court says it captured ("không khớp dấu"), or not on the disk as they came: kept as they are, shown as
 * damaged, never played.
 */
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';
import type { Metrics } from '../../platform/metrics.ts';
import type { Sql, Tx } from '../../platform/sql.ts';
import { LONGEST_SEGMENT_MS, type SegmentKey } from './segments.ts';

/** `missing`, `changed`: on the disk. `stated-otherwise`: it is as it came, and its court states another. */
export type DamageFound = 'missing' | 'changed' | 'stated-otherwise';
export type DamagedSegment = SegmentKey & { startMs: number; durationMs: number };
export type Damage = {
  /** Of a stretch of a feed; as of a moment ago. */
  list(feed: string, fromMs: number, toMs: number): Promise<readonly DamagedSegment[]>;
  /** Now. */
  has(segment: SegmentKey & { startMs: number }): Promise<boolean>;
};

/** A growing playlist is asked for by many at once; so long after a statement a damaged segment may still be listed, and is refused. */
const FRESH_MS = 2_000;
const MAX_KNOWN = 200;

export const nameOfSegment = ({ feed, epoch, number }: SegmentKey): string => `${feed} ${epoch} ${number}`;

/** Statements and segments of a stretch of a feed that disagree. */
const disagreeing = (sql: Sql | Tx, feed: string, fromMs: number, toMs: number) =>
  sql
    .selectFrom('media_committed as c')
    .innerJoin('media_segments as s', (join) =>
      join.onRef('s.feed', '=', 'c.feed').onRef('s.epoch', '=', 'c.epoch').onRef('s.number', '=', 'c.number'),
    )
    .select(['s.feed', 's.epoch', 's.number', 's.start_ms as startMs', 's.duration_ms as durationMs'])
    .where('c.feed', '=', feed)
    .where('c.start_ms', '>', fromMs - LONGEST_SEGMENT_MS)
    .where('c.start_ms', '<', Math.min(toMs, Number.MAX_SAFE_INTEGER))
    .where((eb) => eb.or([eb('s.sha256', '<>', eb.ref('c.sha256')), eb('s.bytes', '<>', eb.ref('c.bytes'))]));

/** What the patrol found of a stretch of a feed. */
const onDisk = (sql: Sql, feed: string, fromMs: number, toMs: number) =>
  sql
    .selectFrom('media_damage as d')
    .innerJoin('media_segments as s', (join) =>
      join.onRef('s.feed', '=', 'd.feed').onRef('s.epoch', '=', 'd.epoch').onRef('s.number', '=', 'd.number'),
    )
    .select(['s.feed', 's.epoch', 's.number', 's.start_ms as startMs', 's.duration_ms as durationMs'])
    .where('d.feed', '=', feed)
    .where('s.start_ms', '>', fromMs - LONGEST_SEGMENT_MS)
    .where('s.start_ms', '<', Math.min(toMs, Number.MAX_SAFE_INTEGER));

export function createDamage({ sql, clock }: { sql: Sql; clock: Clock }): Damage {
  const listed = async (feed: string, fromMs: number, toMs: number): Promise<DamagedSegment[]> =>
    (
      await Promise.all([disagreeing(sql, feed, fromMs, toMs).execute(), onDisk(sql, feed, fromMs, toMs).execute()])
    ).flat();
  const known = new Map<string, { at: number; found: Promise<readonly DamagedSegment[]> }>();

  return {
    list(feed, fromMs, toMs) {
      const name = `${feed} ${fromMs} ${toMs}`;
      const last = known.get(name);
      if (last && clock.now() - last.at < FRESH_MS) return last.found;
      const found = listed(feed, fromMs, toMs);
      found.catch(() => known.delete(name));
      known.delete(name);
      known.set(name, { at: clock.now(), found });
      const [oldest] = known.keys();
      if (known.size > MAX_KNOWN && oldest !== undefined) known.delete(oldest);
      return found;
    },
    async has({ feed, epoch, number, startMs }) {
      const found = await listed(feed, startMs, startMs + 1);
      return found.some((one) => one.epoch === epoch && one.number === number);
    },
  };
}

/** Of what was just stated, in the transaction that writes it, the segments that are here and disagree. */
export const damagedByStatement = async (
  tx: Tx,
  stated: readonly { feed: string; epoch: string; number: number; start_ms: number }[],
): Promise<SegmentKey[]> => {
  const found = new Map<string, SegmentKey>();
  const names = new Set(stated.map(nameOfSegment));
  for (const feed of new Set(stated.map((one) => one.feed))) {
    const starts = stated.filter((one) => one.feed === feed).map(({ start_ms }) => start_ms);
    const rows = await disagreeing(tx, feed, Math.min(...starts), Math.max(...starts) + 1).execute();
    for (const row of rows) if (names.has(nameOfSegment(row))) found.set(nameOfSegment(row), row);
  }
  return [...found.values()];
};

/** Counts it, and says so by feed and number alone. */
export function createDamageReport(deps: { logger: Logger; metrics: Metrics }): (key: SegmentKey) => void {
  const damaged = deps.metrics.counter(
    'media_damaged_segments_total',
    'Recorded segments found missing or changed on the disk, or to differ from what their court says it captured',
    ['feed'],
  );
  return ({ feed, epoch, number }) => {
    damaged.inc({ feed });
    deps.logger.error({ feed, epoch, number }, 'a recorded segment is damaged');
  };
}
