/** How cameras and machines fared, kept: fourteen days at five seconds, then a year at a minute. Figures of the house, no evidence: what cannot be written is let go. */
import type { Ailment } from '@giamsat/contract/wire/system';
import { sql as query, type Selectable } from 'kysely';
import { type Clock, rfc3339 } from '../../platform/clock.ts';
import type { HealthSamplesTable } from '../../platform/health-tables.ts';
import type { Logger } from '../../platform/logger.ts';
import type { Sql, Tx } from '../../platform/sql.ts';
import { HOUR_MS, hourOf, MINUTE_MS, type Row, STEP_S, type Subject } from './sample.ts';

export type HealthHistory = {
  /** To be written by the next `flush`. */
  add(rows: readonly Row[]): void;
  flush(): Promise<void>;
  /** Rows with a sample in `[fromMs, toMs)`, oldest first. */
  read(subject: Subject, fromMs: number, toMs: number): Promise<Row[]>;
  /** Thins what is old, and forgets what is very old; some hours at a time. Answers how many hours were thinned. */
  thin(): Promise<number>;
};

const DAY_MS = 24 * HOUR_MS;
const FINE_MS = 14 * DAY_MS;
const KEPT_MS = 400 * DAY_MS;
const AT_ONCE = 100;
/** An hour of thirty cameras: while the database is away more is let go, oldest first. */
const MOST_WAITING = 2_400;
const HOURS_AT_ONCE = 50;
/** One node thins. */
const LOCK = 7_412_090;

export function createHealthHistory(deps: { sql: Sql; clock: Clock; logger: Logger }): HealthHistory {
  const { sql, clock, logger } = deps;
  let waiting: Row[] = [];
  let flushing: Promise<void> | undefined;

  async function writeAll(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, AT_ONCE);
      await write(sql, batch);
      const written = new Set(batch);
      waiting = waiting.filter((row) => !written.has(row));
    }
  }

  const thinSome = (): Promise<number> =>
    sql.transaction().execute(async (tx) => {
      const { rows } = await query<{ mine: boolean }>`select pg_try_advisory_xact_lock(${LOCK}) as mine`.execute(tx);
      if (!rows[0]?.mine) return 0;
      const before = rfc3339(Math.floor((clock.now() - FINE_MS) / HOUR_MS) * HOUR_MS);
      const { rows: hours } = await query<{ kind: Subject['kind']; code: string; starts_at: string }>`
        select distinct date_trunc('hour', starts_at, 'UTC') as starts_at, kind, code from (
          select starts_at, kind, code from health_samples where step_s = ${STEP_S} and starts_at < ${before}
          order by starts_at limit ${HOURS_AT_ONCE * 60}
        ) as oldest
        order by 1 limit ${HOURS_AT_ONCE}`.execute(tx);
      for (const { kind, code, starts_at } of hours) {
        const startsAt = Date.parse(starts_at);
        const minutes = await rowsBetween(tx, { kind, code }, STEP_S, startsAt, startsAt + HOUR_MS);
        await write(tx, [hourOf({ kind, code }, startsAt, minutes)]);
        await tx
          .deleteFrom('health_samples')
          .where('kind', '=', kind)
          .where('code', '=', code)
          .where('step_s', '=', STEP_S)
          .where('starts_at', '>=', rfc3339(startsAt))
          .where('starts_at', '<', rfc3339(startsAt + HOUR_MS))
          .execute();
      }
      await tx
        .deleteFrom('health_samples')
        .where('step_s', '<>', STEP_S)
        .where('starts_at', '<', rfc3339(clock.now() - KEPT_MS))
        .execute();
      return hours.length;
    });

  return {
    add(rows) {
      waiting.push(...rows);
      if (waiting.length <= MOST_WAITING) return;
      logger.warn({ rows: waiting.length - MOST_WAITING }, 'how machines fared could not be kept');
      waiting = waiting.slice(-MOST_WAITING);
    },
    flush() {
      flushing ??= writeAll().finally(() => {
        flushing = undefined;
      });
      return flushing;
    },
    async read(subject, fromMs, toMs) {
      const rows = await Promise.all([
        rowsBetween(sql, subject, MINUTE_MS / 1000, fromMs - HOUR_MS + 1, toMs),
        rowsBetween(sql, subject, STEP_S, fromMs - MINUTE_MS + 1, toMs),
      ]);
      return rows.flat();
    },
    thin: thinSome,
  };
}

/** Where a node that knows less wrote first, or this one before it was started anew, both are kept: the better-informed one is the better band. */
async function write(sql: Sql | Tx, rows: readonly Row[]): Promise<void> {
  const merged = (column: string, choice: 'coalesce' | 'least') =>
    query`array(
      select ${query.raw(choice)}(t.a, t.b)
      from unnest(health_samples.${query.ref(column)}, excluded.${query.ref(column)}) with ordinality as t (a, b, n) order by t.n
    )`;
  await sql
    .insertInto('health_samples')
    .values(rows.map(stored))
    .onConflict((conflict) =>
      conflict.columns(['kind', 'code', 'step_s', 'starts_at']).doUpdateSet({
        band: merged('band', 'least') as never,
        delay_ms: merged('delay_ms', 'coalesce') as never,
        lost_ms: merged('lost_ms', 'coalesce') as never,
        kbps: merged('kbps', 'coalesce') as never,
        fps: merged('fps', 'coalesce') as never,
        reports: query`greatest(health_samples.reports, excluded.reports)` as never,
        stalled: query`greatest(health_samples.stalled, excluded.stalled)` as never,
        latency_ms: query`coalesce(health_samples.latency_ms, excluded.latency_ms)` as never,
      }),
    )
    .execute();
}

const stored = (row: Row): HealthSamplesTable => ({
  kind: row.kind,
  code: row.code,
  step_s: row.stepS,
  starts_at: rfc3339(row.startsAt),
  band: row.band,
  delay_ms: row.delayMs,
  lost_ms: row.lostMs,
  kbps: row.kbps,
  fps: row.fps,
  ailments: row.ailments,
  reports: row.reports,
  stalled: row.stalled,
  latency_ms: row.latencyMs ?? null,
});

async function rowsBetween(sql: Sql | Tx, { kind, code }: Subject, stepS: number, fromMs: number, toMs: number) {
  const rows = await sql
    .selectFrom('health_samples')
    .selectAll()
    .where('kind', '=', kind)
    .where('code', '=', code)
    .where('step_s', '=', stepS)
    .where('starts_at', '>=', rfc3339(fromMs))
    .where('starts_at', '<', rfc3339(toMs))
    .orderBy('starts_at')
    .execute();
  return rows.map(rowFrom);
}

const rowFrom = (row: Selectable<HealthSamplesTable>): Row => ({
  kind: row.kind,
  code: row.code,
  stepS: row.step_s,
  startsAt: Date.parse(row.starts_at),
  band: row.band,
  delayMs: row.delay_ms,
  lostMs: row.lost_ms,
  kbps: row.kbps,
  fps: row.fps,
  ailments: row.ailments as Ailment[],
  reports: row.reports,
  stalled: row.stalled,
  ...(row.latency_ms === null ? {} : { latencyMs: row.latency_ms }),
});
