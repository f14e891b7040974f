/** The audit: who did what when, append-only. Looks and denials are written in groups, what changes rights within its own transaction. */
import type { AuditAnswer, AuditEntry } from '@giamsat/contract/wire/admin';
import type { Insertable } from 'kysely';
import { type Clock, rfc3339 } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import type { Metrics } from '../platform/metrics.ts';
import type { Sql, Tx } from '../platform/sql.ts';
import type { AuditEntriesTable } from '../platform/tables.ts';
import type { Viewer } from './viewer.ts';

/** A hearing is named by its id alone, a person by the login. */
export type AuditLine = {
  kind: string;
  login?: string | undefined;
  organisation?: string | undefined;
  session?: string | undefined;
  address?: string | undefined;
  look?: string | undefined;
  hearing?: string | undefined;
  feed?: string | undefined;
  action?: string | undefined;
  reason?: string | undefined;
  authorisation?: string | undefined;
  detail?: Record<string, unknown>;
};
export type AuditFilter = {
  before?: number | undefined;
  kind?: string | undefined;
  login?: string | undefined;
  hearing?: string | undefined;
  /** Calendar day in Ho Chi Minh City from which on. */
  from?: string | undefined;
  limit: number;
};
export type Audit = {
  /** Within a transaction: the change and its line, or neither. */
  within(tx: Tx, line: AuditLine): Promise<void>;
  /** Soon, in order, with others; kept and tried again while the database is away. */
  write(line: AuditLine): void;
  /** The same refusal of the same session is written once a minute, with how often it was repeated before. */
  denied(viewer: Viewer, refusal: { action: string; reason: string; hearing?: string | undefined }): void;
  read(filter: AuditFilter): Promise<AuditAnswer>;
  flush(): Promise<void>;
  close(): Promise<void>;
};

const GROUP_MS = 50;
const RETRY_MS = 1000;
const MAX_GROUP = 500;
const REPEAT_MS = 60_000;
const MAX_REPEATS = 5000;

export const who = (viewer: Viewer) => ({
  login: viewer.login,
  organisation: viewer.organisation,
  session: viewer.sessionId,
});

export function createAudit(deps: { sql: Sql; clock: Clock; logger: Logger; metrics: Metrics }): Audit {
  const { sql, clock, logger } = deps;
  const denials = deps.metrics.counter('denials_total', 'Refusals by the policy', ['action', 'reason']);
  let queue: Insertable<AuditEntriesTable>[] = [];
  let writing: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let failed = false;
  const repeats = new Map<string, { at: number; count: number }>();

  const rowOf = (line: AuditLine): Insertable<AuditEntriesTable> => ({
    at: rfc3339(clock.now()),
    kind: line.kind,
    login: line.login ?? null,
    organisation: line.organisation ?? null,
    session: line.session ?? null,
    address: line.address ?? null,
    look: line.look ?? null,
    hearing: line.hearing ?? null,
    feed: line.feed ?? null,
    action: line.action ?? null,
    reason: line.reason ?? null,
    authorisation: line.authorisation ?? null,
    detail: JSON.stringify(line.detail ?? {}),
  });

  const writeAll = async (): Promise<void> => {
    while (queue.length > 0) {
      const group = queue.slice(0, MAX_GROUP);
      await sql
        .insertInto('audit_entries')
        .values(group)
        .onConflict((conflict) => conflict.columns(['look', 'kind']).where('look', 'is not', null).doNothing())
        .execute();
      queue = queue.slice(group.length);
      if (failed) logger.info({ waiting: queue.length }, 'the audit is written again');
      failed = false;
    }
  };
  const flush = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    while (queue.length > 0 || writing) {
      writing ??= writeAll().finally(() => {
        writing = undefined;
      });
      await writing;
    }
  };
  const soon = (ms: number) => {
    timer ??= setTimeout(() => {
      timer = undefined;
      flush().catch((err) => {
        if (!failed) logger.error({ err, waiting: queue.length }, 'the audit cannot be written; it waits');
        failed = true;
        soon(RETRY_MS);
      });
    }, ms);
  };
  const write = (line: AuditLine) => {
    queue.push(rowOf(line));
    soon(GROUP_MS);
  };

  return {
    within: async (tx, line) => {
      await tx.insertInto('audit_entries').values(rowOf(line)).execute();
    },
    write,
    denied(viewer, { action, reason, hearing }) {
      denials.inc({ action, reason });
      const key = `${viewer.sessionId} ${action} ${hearing ?? ''}`;
      const before = repeats.get(key);
      if (before && clock.now() - before.at < REPEAT_MS) {
        before.count += 1;
        return;
      }
      repeats.delete(key);
      repeats.set(key, { at: clock.now(), count: 0 });
      const oldest = repeats.keys().next();
      if (repeats.size > MAX_REPEATS && !oldest.done) repeats.delete(oldest.value);
      const detail = before && before.count > 0 ? { repeatedBefore: before.count } : {};
      write({ kind: 'denied', ...who(viewer), action, reason, hearing, detail });
    },
    async read({ before, kind, login, hearing, from, limit }) {
      let query = sql
        .selectFrom('audit_entries')
        .selectAll()
        .orderBy('id', 'desc')
        .limit(limit + 1);
      if (before !== undefined) query = query.where('id', '<', before);
      if (kind !== undefined) query = query.where('kind', '=', kind);
      if (login !== undefined) query = query.where('login', '=', login);
      if (hearing !== undefined) query = query.where('hearing', '=', hearing);
      if (from !== undefined) query = query.where('at', '>=', rfc3339(Date.parse(`${from}T00:00:00+07:00`)));
      const rows = await query.execute();
      const entries = rows.slice(0, limit).map(
        (row): AuditEntry => ({
          id: row.id,
          at: row.at,
          kind: row.kind,
          ...(row.login === null ? {} : { login: row.login }),
          ...(row.organisation === null ? {} : { organisation: row.organisation }),
          ...(row.address === null ? {} : { address: row.address }),
          ...(row.hearing === null ? {} : { hearing: row.hearing }),
          ...(row.feed === null ? {} : { feed: row.feed }),
          ...(row.action === null ? {} : { action: row.action }),
          ...(row.reason === null ? {} : { reason: row.reason }),
          ...(row.authorisation === null ? {} : { authorisation: row.authorisation }),
          detail: row.detail,
        }),
      );
      const last = entries.at(-1);
      return { entries, ...(rows.length > limit && last ? { next: last.id } : {}) };
    },
    flush,
    async close() {
      await flush().catch((err) =>
        logger.error({ err, lost: queue.length }, 'the end of the audit could not be written'),
      );
      clearTimeout(timer);
    },
  };
}
