/** The audit: who did what when, append-only and chained. Looks and denials are written in groups, what changes rights within its own transaction. */
import type { AuditKind } from '@giamsat/contract/audit-kinds';
import type { AuditAnswer, AuditProof } from '@giamsat/contract/wire/admin';
import type { Insertable } from 'kysely';
import type { AuditEntriesTable } from '../platform/audit-tables.ts';
import { type Clock, rfc3339 } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import type { Metrics } from '../platform/metrics.ts';
import type { Sql, Tx } from '../platform/sql.ts';
import { appendAudit, linkEarlierEntries, proveAudit } from './audit-chain.ts';
import { type AuditFilter, countAudit, type MayName, readAudit } from './audit-reading.ts';
import type { Viewer } from './viewer.ts';

/** A hearing is named by its id alone, a person by the login. */
export type AuditLine = {
  kind: AuditKind;
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
export type Audit = {
  /** Links what was written before there was a chain. Once, before anything is written. */
  begin(): Promise<void>;
  /** Within a transaction, as its last statement: the change and its line, or neither. */
  within(tx: Tx, line: AuditLine): Promise<void>;
  /** Within a second, in order, with others; kept and tried again while the database is away. */
  write(line: AuditLine): void;
  /** At once, with all that waits and with what comes in the same moment; durable when it resolves, however long that takes. */
  writeSoon(line: AuditLine): Promise<void>;
  /** Durable when it resolves; rejects when it cannot be written. */
  writeNow(line: AuditLine): Promise<void>;
  /** The same refusal of the same session is written once a minute, with how often it was repeated before. */
  denied(viewer: Viewer, refusal: { action: string; reason: string; hearing?: string | undefined }): void;
  /** As `write`, but the same line once a minute: whoever turns the pages of a list reads one list, and a flood is one line. */
  once(line: AuditLine): void;
  /** Newest first. */
  read(filter: AuditFilter & { limit: number }, mayName: MayName): Promise<AuditAnswer>;
  /** How many lines there are, counted no further than `most`, and the newest one's id. */
  count(filter: AuditFilter, mayName: MayName, most: number): Promise<{ lines: number; newest: number }>;
  /** Judges a stretch of the chain as it is stored. */
  prove(stretch: { from: number; limit: number }): Promise<AuditProof>;
  flush(): Promise<void>;
  close(): Promise<void>;
};

/** How long a line waits for others, ms: decision 52. */
export const GROUPS = { write: 1000, writeSoon: 10 };
const RETRY_MS = 1000;
const MAX_GROUP = 500;
const REPEAT_MS = 60_000;
const MAX_REPEATS = 5000;

export const who = (viewer: Viewer) => ({
  login: viewer.login,
  organisation: viewer.organisation,
  session: viewer.sessionId,
});

export function createAudit(deps: {
  sql: Sql;
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
  groups?: typeof GROUPS;
}): Audit {
  const { sql, clock, logger, groups = GROUPS } = deps;
  const denials = deps.metrics.counter('denials_total', 'Refusals by the policy', ['action', 'reason']);
  let queue: Insertable<AuditEntriesTable>[] = [];
  let writing: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  /** When the timer is due, by the monotonic clock. */
  let due = Number.POSITIVE_INFINITY;
  const waiting = new Map<Insertable<AuditEntriesTable>, () => void>();
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
      await sql.transaction().execute((tx) => appendAudit(tx, group));
      queue = queue.slice(group.length);
      for (const row of group) {
        waiting.get(row)?.();
        waiting.delete(row);
      }
      if (failed) logger.info({ waiting: queue.length }, 'the audit is written again');
      failed = false;
    }
  };
  const flush = async (): Promise<void> => {
    clearTimeout(timer);
    due = Number.POSITIVE_INFINITY;
    while (queue.length > 0 || writing) {
      writing ??= writeAll().finally(() => {
        writing = undefined;
      });
      await writing;
    }
  };
  const soon = (ms: number) => {
    const at = performance.now() + ms;
    if (at >= due) return;
    clearTimeout(timer);
    due = at;
    timer = setTimeout(() => {
      flush().catch((err) => {
        if (!failed) logger.error({ err, waiting: queue.length }, 'the audit cannot be written; it waits');
        failed = true;
        soon(RETRY_MS);
      });
    }, ms);
  };
  const write = (line: AuditLine) => {
    queue.push(rowOf(line));
    soon(groups.write);
  };

  /** How often it was repeated since it was last to be written; undefined while the minute lasts. */
  const repeatedBefore = (key: string): number | undefined => {
    const before = repeats.get(key);
    if (before && clock.now() - before.at < REPEAT_MS) {
      before.count += 1;
      return undefined;
    }
    repeats.delete(key);
    repeats.set(key, { at: clock.now(), count: 0 });
    const oldest = repeats.keys().next();
    if (repeats.size > MAX_REPEATS && !oldest.done) repeats.delete(oldest.value);
    return before?.count ?? 0;
  };

  return {
    begin: () => linkEarlierEntries(sql),
    within: (tx, line) => appendAudit(tx, [rowOf(line)]),
    write,
    writeSoon: (line) =>
      new Promise((resolve) => {
        const row = rowOf(line);
        queue.push(row);
        waiting.set(row, resolve);
        soon(groups.writeSoon);
      }),
    writeNow: (line) => sql.transaction().execute((tx) => appendAudit(tx, [rowOf(line)])),
    denied(viewer, { action, reason, hearing }) {
      denials.inc({ action, reason });
      const count = repeatedBefore(`${viewer.sessionId} ${action} ${hearing ?? ''}`);
      if (count === undefined) return;
      const detail = count > 0 ? { repeatedBefore: count } : {};
      write({ kind: 'denied', ...who(viewer), action, reason, hearing, detail });
    },
    once(line) {
      if (repeatedBefore(JSON.stringify(line)) !== undefined) write(line);
    },
    // Whoever reads it reads what they did a moment ago as well.
    read: (filter, mayName) => flush().then(() => readAudit(sql, filter, mayName)),
    count: (filter, mayName, most) => flush().then(() => countAudit(sql, filter, mayName, most)),
    prove: (stretch) => proveAudit(sql, stretch),
    flush,
    async close() {
      await flush().catch((err) =>
        logger.error({ err, lost: queue.length }, 'the end of the audit could not be written'),
      );
      clearTimeout(timer);
    },
  };
}
