/**
 * Reads every recorded segment again, slowly, within a number of days, and compares it with what arrived and with what its court
 * states. It goes on where it was after a restart, and one node at a time does it.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { sha256Hex } from '@giamsat/proof/sha256';
import { type Clock, rfc3339 } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';
import type { Metrics } from '../../platform/metrics.ts';
import type { ObjectStore } from '../../platform/object-store.ts';
import type { Sql, Tx } from '../../platform/sql.ts';
import type { DamageFound } from './damage.ts';
import type { Removed } from './removed.ts';
import { type RecordedSegment, SEGMENT_COLUMNS, type SegmentKey, type Segments } from './segments.ts';

/** Neighbours of one epoch that were found damaged together. */
export type DamagedStretch = Omit<SegmentKey, 'number'> & {
  numbers: number[];
  fromMs: number;
  toMs: number;
  found: DamageFound;
};

export type Patrol = {
  start(): void;
  /** Reads the next segments; answers how many, 0 at the end of a round. @throws Error where the recordings are not there */
  step(): Promise<number>;
  close(): Promise<void>;
};

type OnDisk = Exclude<DamageFound, 'stated-otherwise'>;

const AT_ONCE = 32;
/** Of the time that reading takes, so that the disk is free for what is recorded and watched. */
const REST = 4;
const SHORTEST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 3_600_000;
const AGAIN_MS = 60_000;
const DAY_MS = 86_400_000;
/** Were the disk of the recordings not mounted, all of them would be missing. */
const MARKER = 'patrol.txt';

export type PatrolDeps = {
  sql: Sql;
  objects: ObjectStore;
  segments: Pick<Segments, 'read'>;
  removed: Pick<Removed, 'has'>;
  days: number;
  /** Told again in each round: whoever hears it records it once. */
  onDamaged: (stretch: DamagedStretch) => Promise<void>;
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
};

export function createPatrol(deps: PatrolDeps): Patrol {
  const { sql, objects, clock, logger } = deps;
  const read = deps.metrics.counter(
    'patrol_segments_total',
    'Recorded segments that were read again, by what was found',
    ['found'],
  );
  const rounds = deps.metrics.counter('patrol_rounds_total', 'Times that all recordings were read again');
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();

  async function judge(segment: RecordedSegment): Promise<OnDisk | undefined> {
    const bytes = await deps.segments.read(segment);
    if (!bytes) return 'missing';
    return bytes.length === segment.bytes && sha256Hex(bytes) === segment.sha256 ? undefined : 'changed';
  }

  const rest = (ms: number) => pause(ms, undefined, { signal: stopping.signal, ref: false });

  async function readOn(tx: Tx, after: number): Promise<{ last: number; count: number; damaged: DamagedStretch[] }> {
    const rows = await tx
      .selectFrom('media_segments')
      .select(SEGMENT_COLUMNS)
      .where('arrival', '>', after)
      .orderBy('arrival')
      .limit(AT_ONCE)
      .execute();
    const damaged: DamagedStretch[] = [];
    for (const row of rows) {
      // What was removed by decision is missed by nobody.
      if (await deps.removed.has(row)) continue;
      const found = await judge(row);
      read.inc({ found: found ?? 'whole' });
      const key = { feed: row.feed, epoch: row.epoch, number: row.number };
      if (found) {
        join(damaged, row, found);
        await tx
          .insertInto('media_damage')
          .values({ ...key, found, found_at: rfc3339(clock.now()) })
          .onConflict((conflict) => conflict.doNothing())
          .execute();
      } else {
        await tx
          .deleteFrom('media_damage')
          .where('feed', '=', key.feed)
          .where('epoch', '=', key.epoch)
          .where('number', '=', key.number)
          .execute();
      }
    }
    return { last: rows.at(-1)?.arrival ?? after, count: rows.length, damaged };
  }

  async function mustBeThere(tx: Tx, marked: boolean): Promise<void> {
    const there = (await objects.size(MARKER)) !== undefined;
    if (there && marked) return;
    if (marked) throw new Error('the folder of the recordings is not the one that was there: is its disk mounted?');
    if (!there)
      await objects.put(MARKER, Buffer.from('The patrol knows by this file that the recordings are there.\n'));
    await tx.updateTable('media_patrol').set({ marked: true }).execute();
  }

  async function step(): Promise<number> {
    const began = rfc3339(clock.now());
    await sql
      .insertInto('media_patrol')
      .values({ arrival: -1, began_at: began, marked: false })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    const done = await sql.transaction().execute(async (tx) => {
      const state = await tx.selectFrom('media_patrol').selectAll().forUpdate().skipLocked().executeTakeFirst();
      // Another node is at it.
      if (!state) return { count: 0, damaged: [] };
      await mustBeThere(tx, state.marked);
      // A new round begins when the days of the last are over.
      const over = Date.parse(state.began_at) + deps.days * DAY_MS <= clock.now();
      const restarts = over && (await isAtEnd(tx, state.arrival));
      const { last, ...rest } = await readOn(tx, restarts ? -1 : state.arrival);
      await tx
        .updateTable('media_patrol')
        .set({ arrival: last, ...(restarts ? { began_at: began } : {}) })
        .execute();
      if (restarts) rounds.inc();
      return rest;
    });
    for (const stretch of done.damaged) await deps.onDamaged(stretch);
    return done.count;
  }

  /** So long after so many were read that a round fills its days, if the disk allows it. */
  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      const began = performance.now();
      let count = 0;
      let atEndMs = LONGEST_PAUSE_MS;
      try {
        count = await step();
      } catch (err) {
        atEndMs = AGAIN_MS;
        if (!stopping.signal.aborted)
          logger.error({ err }, 'the patrol of the recordings cannot go on; it tries again');
      }
      const took = performance.now() - began;
      const { all } = await sql
        .selectFrom('media_segments')
        .select(({ fn }) => fn.max('arrival').as('all'))
        .executeTakeFirstOrThrow()
        .catch(() => ({ all: 0 }));
      // A tenth of the days is left for what comes meanwhile.
      const share = (deps.days * DAY_MS * 0.9 * count) / Math.max(1, all ?? 0);
      const wanted = count === 0 ? atEndMs : share - took;
      await rest(Math.max(SHORTEST_PAUSE_MS, took * REST, Math.min(wanted, LONGEST_PAUSE_MS)));
    }
  }

  return {
    start() {
      running = run().catch(() => {});
    },
    step,
    async close() {
      stopping.abort();
      await running;
    },
  };
}

async function isAtEnd(tx: Tx, arrival: number): Promise<boolean> {
  const next = await tx
    .selectFrom('media_segments')
    .select('arrival')
    .where('arrival', '>', arrival)
    .limit(1)
    .executeTakeFirst();
  return next === undefined;
}

function join(stretches: DamagedStretch[], segment: RecordedSegment, found: DamageFound): void {
  const { feed, epoch, number, startMs, durationMs } = segment;
  const toMs = startMs + durationMs;
  const last = stretches.find(
    (one) => one.feed === feed && one.epoch === epoch && one.found === found && one.numbers.at(-1) === number - 1,
  );
  if (last) {
    last.numbers.push(number);
    last.toMs = Math.max(last.toMs, toMs);
  } else stretches.push({ feed, epoch, numbers: [number], fromMs: startMs, toMs, found });
}
