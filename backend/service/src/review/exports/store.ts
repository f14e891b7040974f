/** Exports as rows: who asked for what, how far it is. A node takes one by writing its name on it, and gives a sign while it works. */
import type { Export, ExportReason } from '@giamsat/contract/wire/exports';
import { sql as query, type Selectable } from 'kysely';
import { type Clock, rfc3339 } from '../../platform/clock.ts';
import type { ExportHolds, ExportTables } from '../../platform/export-tables.ts';
import type { Sql, Tx } from '../../platform/sql.ts';

export type ExportRow = Selectable<ExportTables['exports']>;
export type EndState = Extract<Export['state'], 'failed' | 'cancelled' | 'removed'>;

/** A node that gave no sign for so long is gone. */
const SILENT_MS = 10_000;
/** How often it is begun, should nodes stop in the middle of it. */
const MAX_ATTEMPTS = 3;
const LISTED = 50;
/** Of the orders of one person. */
const LOCK = 62;

export type ExportStore = {
  insert(
    tx: Tx,
    row: Pick<
      ExportRow,
      | 'id'
      | 'kind'
      | 'hearing'
      | 'court'
      | 'day'
      | 'login'
      | 'organisation'
      | 'session'
      | 'document_no'
      | 'feed'
      | 'from_ms'
      | 'to_ms'
    >,
  ): Promise<ExportRow>;
  /** Newest first. */
  ofLogin(login: string): Promise<ExportRow[]>;
  /** Of that person alone. */
  find(id: string, login: string): Promise<ExportRow | undefined>;
  /** Waiting or running, of that person, and nobody adds one before the transaction ends. */
  openOf(tx: Tx, login: string): Promise<ExportRow[]>;
  /** Those that have, or will have, a file. */
  withFile(): Promise<ExportRow[]>;
  /** The oldest that waits, or whose node is gone, for this node to make. */
  claim(): Promise<ExportRow | undefined>;
  /** Those whose node went away too often; they are ended. */
  giveUp(): Promise<ExportRow[]>;
  /** A sign of life. False: it is no longer this node's to make. */
  progress(id: string, doneBytes: number, totalBytes: number | null): Promise<boolean>;
  /** False as with {@link progress}. */
  done(
    tx: Tx,
    id: string,
    made: { bytes: number; sha256: string; holds: ExportHolds; expiresAt: string },
  ): Promise<boolean>;
  /** From one of the states in which something can still end. False: it had ended already. */
  end(tx: Tx, id: string, state: EndState, reason: ExportReason): Promise<boolean>;
};

export function createExportStore({ sql, clock, node }: { sql: Sql; clock: Clock; node: string }): ExportStore {
  const now = (): string => rfc3339(clock.now());
  const silentSince = (): string => rfc3339(clock.now() - SILENT_MS);
  return {
    insert: (tx, row) =>
      tx
        .insertInto('exports')
        .values({ ...row, state: 'waiting', done_bytes: 0, attempts: 0, created_at: now() })
        .returningAll()
        .executeTakeFirstOrThrow(),
    ofLogin: (login) =>
      sql
        .selectFrom('exports')
        .selectAll()
        .where('login', '=', login)
        .orderBy('created_at', 'desc')
        .limit(LISTED)
        .execute(),
    find: (id, login) =>
      sql.selectFrom('exports').selectAll().where('id', '=', id).where('login', '=', login).executeTakeFirst(),
    async openOf(tx, login) {
      await query`select pg_advisory_xact_lock(${LOCK}, hashtext(${login}))`.execute(tx);
      return tx
        .selectFrom('exports')
        .selectAll()
        .where('login', '=', login)
        .where('state', 'in', ['waiting', 'running'])
        .execute();
    },
    withFile: () =>
      sql
        .selectFrom('exports')
        .selectAll()
        .where('state', 'in', ['waiting', 'running', 'done'])
        .orderBy('created_at')
        .execute(),
    async claim() {
      const { rows } = await query<ExportRow>`
        update exports set state = 'running', node = ${node}, seen_at = ${now()}, attempts = attempts + 1, done_bytes = 0
        where id = (
          select id from exports
          where state = 'waiting' or (state = 'running' and seen_at < ${silentSince()} and attempts < ${MAX_ATTEMPTS})
          order by created_at limit 1 for update skip locked
        ) returning *`.execute(sql);
      return rows[0];
    },
    giveUp: () =>
      sql
        .updateTable('exports')
        .set({ state: 'failed', reason: 'interrupted', ended_at: now() })
        .where('state', '=', 'running')
        .where('seen_at', '<', silentSince())
        .where('attempts', '>=', MAX_ATTEMPTS)
        .returningAll()
        .execute(),
    async progress(id, doneBytes, totalBytes) {
      const { numUpdatedRows } = await sql
        .updateTable('exports')
        .set({ done_bytes: doneBytes, total_bytes: totalBytes, seen_at: now() })
        .where('id', '=', id)
        .where('state', '=', 'running')
        .where('node', '=', node)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },
    async done(tx, id, { bytes, sha256, holds, expiresAt }) {
      const { numUpdatedRows } = await tx
        .updateTable('exports')
        .set({
          state: 'done',
          done_bytes: bytes,
          total_bytes: bytes,
          sha256,
          holds: JSON.stringify(holds),
          ended_at: now(),
          expires_at: expiresAt,
        })
        .where('id', '=', id)
        .where('state', '=', 'running')
        .where('node', '=', node)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },
    async end(tx, id, state, reason) {
      const { numUpdatedRows } = await tx
        .updateTable('exports')
        .set({ state, reason, ended_at: now(), expires_at: null })
        .where('id', '=', id)
        .where('state', 'in', state === 'removed' ? ['done'] : ['waiting', 'running'])
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },
  };
}
