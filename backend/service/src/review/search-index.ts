/** Keeps the index of search: a follower of the journal that reads each hearing again after it changed, and costs the append nothing. */
import { sql as query } from 'kysely';
import type { Hearings } from '../hearings/hearings.ts';
import type { StoredHearing } from '../hearings/stored.ts';
import type { Journal } from '../journal/journal.ts';
import type { Logger } from '../platform/logger.ts';
import type { Metrics } from '../platform/metrics.ts';
import type { SearchLinesTable } from '../platform/search-tables.ts';
import type { Sql, Tx } from '../platform/sql.ts';
import { entriesOf, standsApart } from './entries.ts';

export type SearchIndex = {
  /** Everything that had been appended when it was asked for has been read. */
  settled(): Promise<void>;
  /** Empties it and reads everything again. */
  rebuild(): Promise<void>;
  close(): Promise<void>;
};

/** How long appends are gathered. */
const GATHER_MS = 200;
/** Where much is written, writing goes first: after a turn it rests for so many times its length, and so takes a twentieth of the time. */
const REST = 20;
const HEARINGS_AT_ONCE = 40;
const LINES_AT_ONCE = 500;
const RETRY_MS = 5_000;
/** Any number of this database's own: one node at a time writes a hearing here. */
const LOCK = 640_064;

export function createSearchIndex(deps: {
  sql: Sql;
  hearings: Pick<Hearings, 'getMany' | 'logLinesOf'>;
  journal: Pick<Journal, 'onAppended'>;
  logger: Logger;
  metrics: Metrics;
}): SearchIndex {
  const { sql, hearings, logger } = deps;
  /** Hearings that changed up to here were read, by whichever node; −1: not known, so all are compared. */
  let reached = -1;
  /** When the oldest append came that has not been looked at. */
  let waiting: number | undefined = performance.now();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let closed = false;
  const lag = deps.metrics.histogram(
    'search_lag_seconds',
    'How long appends waited until search had read them',
    [0.3, 0.6, 1, 2, 5, 20, 60],
  );

  /** Some of the hearings that were written after they were read here. */
  async function outdated(): Promise<string[]> {
    const { rows } = await query<{ id: string }>`
      select h.id from hearings h left join search_hearings s on s.hearing = h.id
      where h.inside_version > ${reached} and (s.version is null or s.version < h.inside_version)
      limit ${HEARINGS_AT_ONCE}`.execute(sql);
    return rows.map(({ id }) => id);
  }

  async function read(hearing: StoredHearing): Promise<void> {
    const log = await hearings.logLinesOf(hearing);
    await sql.transaction().execute(async (tx) => {
      await query`select pg_advisory_xact_lock(${LOCK})`.execute(tx);
      const known = await tx
        .selectFrom('search_hearings')
        .selectAll()
        .where('hearing', '=', hearing.id)
        .executeTakeFirst();
      if (known && known.version >= hearing.insideVersion) return;
      const now = await tx.selectFrom('hearings').select('unsettled').where('id', '=', hearing.id).executeTakeFirst();
      const row = {
        version: hearing.insideVersion,
        court: hearing.court,
        case_type: hearing.state.caseType ?? null,
        apart: standsApart(hearing),
      };
      const goesOn =
        known &&
        known.version >= (now?.unsettled ?? 0) &&
        known.apart === row.apart &&
        known.court === row.court &&
        known.case_type === row.case_type;
      if (!goesOn) await tx.deleteFrom('search_lines').where('hearing', '=', hearing.id).execute();
      await write(tx, entriesOf(hearing, log, goesOn ? known.version : -1));
      await tx
        .insertInto('search_hearings')
        .values({ hearing: hearing.id, ...row })
        .onConflict((conflict) => conflict.column('hearing').doUpdateSet(row))
        .execute();
    });
  }

  const rest = (tookMs: number) => Math.max(GATHER_MS, tookMs * REST);

  /** Until nothing is left; answers how long to rest before the next, ms. `rests`: also within. */
  async function run(rests: boolean): Promise<number> {
    const since = waiting;
    waiting = undefined;
    for (;;) {
      const begun = performance.now();
      const { rows } = await query<{
        newest: number | null;
      }>`select max(inside_version) as newest from hearings`.execute(sql);
      const ids = await outdated();
      for (const hearing of await hearings.getMany(ids)) if (!closed) await read(hearing);
      const pause = rest(performance.now() - begun);
      if (closed) return pause;
      if (ids.length < HEARINGS_AT_ONCE) {
        reached = Math.max(reached, rows[0]?.newest ?? -1);
        if (since !== undefined) lag.observe((performance.now() - since) / 1000);
        return pause;
      }
      if (rests) await new Promise((done) => setTimeout(done, pause).unref());
    }
  }

  function start(rests: boolean): Promise<void> {
    running ??= run(rests)
      .catch((err) => {
        waiting ??= performance.now();
        logger.warn({ err }, 'search could not read what is new');
        return RETRY_MS;
      })
      .then((pause) => {
        running = undefined;
        if (waiting !== undefined) schedule(pause);
      });
    return running;
  }
  function schedule(ms: number): void {
    if (closed || running) return;
    timer ??= setTimeout(() => {
      timer = undefined;
      void start(true);
    }, ms).unref();
  }
  const unsubscribe = deps.journal.onAppended(() => {
    waiting ??= performance.now();
    schedule(GATHER_MS);
  });
  schedule(0);

  return {
    async settled() {
      await running;
      await start(false);
    },
    async rebuild() {
      await running;
      await sql.transaction().execute(async (tx) => {
        await query`select pg_advisory_xact_lock(${LOCK})`.execute(tx);
        await tx.deleteFrom('search_lines').execute();
        await tx.deleteFrom('search_hearings').execute();
      });
      // One that began meanwhile would call read what is gone.
      await running;
      reached = -1;
      await start(false);
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      unsubscribe();
      await running;
    },
  };
}

async function write(tx: Tx, rows: readonly SearchLinesTable[]): Promise<void> {
  for (let n = 0; n < rows.length; n += LINES_AT_ONCE) {
    // What reads as before is left alone: each new version of a row is a new one in the index of words.
    await query`
      insert into search_lines as l
      select * from jsonb_to_recordset(${JSON.stringify(rows.slice(n, n + LINES_AT_ONCE))}::jsonb) as r (
        hearing uuid, key bigint, told boolean, kind text, ref text, at_ms bigint, stage text, text text, flags text[],
        corrected boolean, words tsvector)
      on conflict (hearing, key, told) do update set
        at_ms = excluded.at_ms, stage = excluded.stage, text = excluded.text, flags = excluded.flags,
        corrected = excluded.corrected, words = excluded.words
      where (l.at_ms, l.stage, l.text, l.flags, l.corrected, l.words)
        is distinct from (excluded.at_ms, excluded.stage, excluded.text, excluded.flags, excluded.corrected, excluded.words)
    `.execute(tx);
  }
}
