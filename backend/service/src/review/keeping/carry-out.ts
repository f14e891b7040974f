/**
 * Carries approved removals out. Everything that stands against one is judged when it begins; from then on it goes on to its end, also
 * after a kill: first the journal says what is removed and by which decision, then the files go, and never one that is not on the list.
 */
import { timestampOf } from '@giamsat/contract/time';
import type { Obstacle, STOPS } from '@giamsat/contract/wire/keeping';
import type { Selectable } from 'kysely';
import type { Audit } from '../../access/audit.ts';
import type { Journal } from '../../journal/journal.ts';
import { type Clock, rfc3339 } from '../../platform/clock.ts';
import type { KeepingTables } from '../../platform/keeping-tables.ts';
import type { Logger } from '../../platform/logger.ts';
import type { Metrics } from '../../platform/metrics.ts';
import type { Sql, Tx } from '../../platform/sql.ts';
import { lockRemoval } from './removals.ts';

type Row = Selectable<KeepingTables['removals']>;
type Segment = { feed: string; epoch: string; number: number; startMs: number; durationMs: number };

export type CarryOut = {
  start(): void;
  /** Begins what is due, and goes on with what was begun; answers how many came to their end. @throws the error of the first that cannot go on */
  step(): Promise<number>;
  close(): Promise<void>;
};

const AGAIN_MS = 60_000;
/** In one event of the journal: a camera that stops and starts often leaves runs of one segment. */
const RUNS_AT_ONCE = 500;

export type CarryOutDeps = {
  sql: Sql;
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
  journal: Pick<Journal, 'appendOwn'>;
  audit: Pick<Audit, 'within'>;
  media: {
    /** Durable when it resolves; what is not there is no fault. */
    removeSegments(keys: readonly { feed: string; epoch: string; number: number }[]): Promise<void>;
  };
  /** Undefined: nothing is begun. */
  afterHours: number | undefined;
  /** What stands against it now, itself left aside, and the digest of what is recorded now. */
  judge(tx: Tx, row: Row): Promise<{ obstacles: Obstacle[]; digest: string }>;
};

export const HOUR_MS = 3_600_000;

export function createCarryOut(deps: CarryOutDeps): CarryOut {
  const { sql, clock, logger, audit, afterHours } = deps;
  const removed = deps.metrics.counter('removed_segments_total', 'Recorded segments that were removed by decision');
  const now = () => rfc3339(clock.now());
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let closed = false;

  const lineOf = ({ id, hearing, decision_no: decisionNo, digest, segments, bytes }: Row) => ({
    hearing,
    detail: { removal: id, decisionNo, digest, segments, bytes },
  });
  const move = (tx: Tx, row: Row, change: Partial<Row>) =>
    tx.updateTable('removals').set(change).where('id', '=', row.id).execute();

  /** Whether its files may go now. */
  const begin = (id: string): Promise<boolean> =>
    sql.transaction().execute(async (tx) => {
      const row = await lockRemoval(tx, id);
      if (row.state !== 'approved') return row.state === 'removing';
      const { obstacles, digest } = await deps.judge(tx, row);
      const cause: (typeof STOPS)[number] | undefined = obstacles[0] ?? (digest === row.digest ? undefined : 'changed');
      if (cause !== undefined) {
        await move(tx, row, { state: 'stopped', ended_at: now(), end_reason: cause });
        const { hearing, detail } = lineOf(row);
        await audit.within(tx, { kind: 'removal.stopped', hearing, detail: { ...detail, cause } });
        logger.warn({ removal: id, cause }, 'an approved removal of recordings was stopped whole');
        return false;
      }
      await move(tx, row, { state: 'removing' });
      await audit.within(tx, { kind: 'removal.begun', ...lineOf(row) });
      return true;
    });

  /** The tombstone, of each camera and epoch; told again it is recorded once. */
  async function tell(row: Row, segments: readonly Segment[]): Promise<void> {
    const drafts = [...byEpoch(segments)].flatMap(([name, group]) => {
      const runs = runsOf(group);
      return Array.from({ length: Math.ceil(runs.length / RUNS_AT_ONCE) }, (_, n) => {
        const part = runs.slice(n * RUNS_AT_ONCE, (n + 1) * RUNS_AT_ONCE);
        const { feed, epoch } = group[0] as Segment;
        return {
          id: `removed-${row.id}-${name}-${n}`,
          type: 'recording.removed',
          subject: `hearings/${row.hearing}`,
          data: {
            removal: row.id,
            decisionNo: row.decision_no,
            decidedOn: row.decided_on,
            reason: row.reason,
            feed,
            epoch,
            numbers: part.map(({ from, to }) => ({ from, to })),
            from: timestampOf(Math.min(...part.map(({ fromMs }) => fromMs))),
            to: timestampOf(Math.max(...part.map(({ toMs }) => toMs))),
          },
        };
      });
    });
    for (const result of await deps.journal.appendOwn(drafts)) {
      if (result.status === 'rejected') throw new Error(`the journal did not take a removal: ${result.problem.title}`);
    }
  }

  async function goOn(id: string): Promise<void> {
    const row = await sql.selectFrom('removals').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
    const segments = await sql
      .selectFrom('removal_segments as r')
      .innerJoin('media_segments as s', (join) =>
        join.onRef('s.feed', '=', 'r.feed').onRef('s.epoch', '=', 'r.epoch').onRef('s.number', '=', 'r.number'),
      )
      .select(['s.feed', 's.epoch', 's.number', 's.start_ms as startMs', 's.duration_ms as durationMs'])
      .where('r.removal', '=', id)
      .orderBy('s.feed')
      .orderBy('s.epoch')
      .orderBy('s.number')
      .execute();
    await tell(row, segments);
    await deps.media.removeSegments(segments);
    await sql.transaction().execute(async (tx) => {
      // Another node may have come to the end first.
      if ((await lockRemoval(tx, id)).state !== 'removing') return;
      await move(tx, row, { state: 'removed', ended_at: now() });
      await audit.within(tx, { kind: 'removal.done', ...lineOf(row) });
      removed.inc(segments.length);
    });
  }

  async function step(): Promise<number> {
    const due = await sql
      .selectFrom('removals')
      .select('id')
      .where((eb) => {
        const begun = eb('state', '=', 'removing');
        if (afterHours === undefined) return begun;
        const before = rfc3339(clock.now() - afterHours * HOUR_MS);
        return eb.or([begun, eb.and([eb('state', '=', 'approved'), eb('approved_at', '<=', before)])]);
      })
      .orderBy('at')
      .execute();
    let ended = 0;
    for (const { id } of due) {
      if (!(await begin(id))) continue;
      await goOn(id);
      ended += 1;
    }
    return ended;
  }

  const run = (): void => {
    running = step()
      .then(
        () => undefined,
        (err: unknown) => logger.error({ err }, 'a removal of recordings cannot go on; it is tried again'),
      )
      .finally(() => {
        if (!closed) timer = setTimeout(run, AGAIN_MS).unref();
      });
  };
  return {
    start: run,
    step,
    async close() {
      closed = true;
      clearTimeout(timer);
      await running;
    },
  };
}

function byEpoch(segments: readonly Segment[]): Map<string, Segment[]> {
  const groups = new Map<string, Segment[]>();
  for (const segment of segments) {
    const name = `${segment.feed}-${segment.epoch}`;
    const group = groups.get(name);
    if (group) group.push(segment);
    else groups.set(name, [segment]);
  }
  return groups;
}

/** Neighbours by number, both ends inclusive. */
function runsOf(segments: readonly Segment[]): { from: number; to: number; fromMs: number; toMs: number }[] {
  const runs: { from: number; to: number; fromMs: number; toMs: number }[] = [];
  for (const { number, startMs, durationMs } of segments) {
    const last = runs.at(-1);
    const toMs = startMs + durationMs;
    if (last?.to === number - 1) {
      last.to = number;
      last.toMs = Math.max(last.toMs, toMs);
      last.fromMs = Math.min(last.fromMs, startMs);
    } else runs.push({ from: number, to: number, fromMs: startMs, toMs });
  }
  return runs;
}
