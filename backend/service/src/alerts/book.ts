/** Alerts as they are stored: records added one after the other, each with the state that follows from it; kept in memory on every node. */
import { sql as query } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { Bus } from '../platform/bus.ts';
import type { Logger } from '../platform/logger.ts';
import type { Sql, Tx } from '../platform/sql.ts';
import { type AlertRecord, applyRecord, type Deed, type StoredAlert } from './alert.ts';
import { keyOf } from './judge.ts';

/** `id`: of the record, by whoever asks for it; the same again writes nothing. */
export type Draft = { id?: string; alert: string; deed: Deed };

export type AlertBook = {
  /** The newest of each key, as of the newest record this node has read: what holds, and what ended in the last two days. */
  byKey(): ReadonlyMap<string, StoredAlert>;
  get(id: string): StoredAlert | undefined;
  all(): Iterable<StoredAlert>;
  /**
   * Writes them in order, in one transaction, at `at` (RFC 3339); a raising of what holds already, an ending of what does not, and a
   * record that is there are passed over. `allow` is asked with the state under the lock. Answers how many were written.
   */
  write(drafts: readonly Draft[], at: string, allow?: (alert: StoredAlert) => void): Promise<number>;
  records(alert: string): Promise<AlertRecord[]>;
  /** Reads what was written meanwhile, here or on another node. */
  refresh(): Promise<void>;
  /** Folds all records anew and answers what would stand there, by id; writes nothing. */
  refold(): Promise<Map<string, StoredAlert>>;
  onChange(fn: () => void): () => void;
  close(): void;
};

const TOPIC = 'alerts';
/** Writers take turns, so that numbers are in the order of commits. */
const LOCK = 7_412_080;
/** What ended longer ago has left memory, and comes as a new alert. */
const KEPT_MS = 2 * 86_400_000;

export async function createAlertBook(deps: {
  sql: Sql;
  bus: Bus;
  logger: Logger;
  now: () => number;
  /** With several nodes: how often to look for what others wrote, should a wake-up be lost. */
  pollMs?: number;
}): Promise<AlertBook> {
  const { sql, bus, logger } = deps;
  const listeners = new Set<() => void>();
  const byId = new Map<string, StoredAlert>();
  const byKey = new Map<string, StoredAlert>();
  let seen = 0;

  const isKept = ({ endedAt, work }: StoredAlert): boolean => {
    const moments = [endedAt, ...Object.values(work).map(({ mutedUntil }) => mutedUntil)];
    return endedAt === undefined || moments.some((one) => one !== undefined && deps.now() - Date.parse(one) < KEPT_MS);
  };
  const take = (alert: StoredAlert): void => {
    byId.set(alert.id, alert);
    const key = keyOf(alert.rule, alert.key);
    const known = byKey.get(key);
    if (!known || alert.firing || known.id === alert.id || known.raisedAt < alert.raisedAt) byKey.set(key, alert);
  };
  const prune = (): void => {
    for (const [id, alert] of byId) {
      if (isKept(alert)) continue;
      byId.delete(id);
      const key = keyOf(alert.rule, alert.key);
      if (byKey.get(key)?.id === id) byKey.delete(key);
    }
  };
  const tell = (): void => {
    for (const fn of listeners) {
      try {
        fn();
      } catch (err) {
        logger.error({ err }, 'a listener of alerts failed');
      }
    }
  };

  async function read(): Promise<void> {
    const rows = await sql
      .selectFrom('alerts')
      .select(['state', 'version'])
      .where('version', '>', seen)
      .where((eb) =>
        eb.or([eb('firing', '=', true), eb('ended_at', '>', new Date(deps.now() - 2 * KEPT_MS).toISOString())]),
      )
      .orderBy('version')
      .execute();
    for (const { state } of rows) take(state as StoredAlert);
    seen = rows.at(-1)?.version ?? seen;
    prune();
    if (rows.length > 0) tell();
  }
  // One after the other, so that an older answer never overwrites a newer one.
  let turn: Promise<void> = Promise.resolve();
  const refresh = (): Promise<void> => {
    const next = turn.then(read);
    turn = next.catch(() => {});
    return next;
  };
  const later = () => void refresh().catch((err) => logger.warn({ err }, 'alerts cannot be read'));
  const unsubscribe = bus.subscribe(TOPIC, later);
  const poll = deps.pollMs ? setInterval(later, deps.pollMs).unref() : undefined;
  await refresh();

  async function stateOf(tx: Tx, { alert, deed }: Draft): Promise<StoredAlert | undefined> {
    const row = await tx
      .selectFrom('alerts')
      .select('state')
      .where((eb) =>
        deed.what === 'raised'
          ? eb.and([eb('key', '=', keyOf(deed.found.rule, deed.found.key)), eb('firing', '=', true)])
          : eb('id', '=', alert),
      )
      .executeTakeFirst();
    return row?.state as StoredAlert | undefined;
  }
  const isIdle = (before: StoredAlert | undefined, { what }: Deed): boolean =>
    what === 'raised'
      ? before !== undefined
      : what === 'again'
        ? before?.firing !== false
        : what === 'ended' && !before?.firing;

  return {
    byKey: () => byKey,
    get: (id) => byId.get(id),
    all: () => byId.values(),
    async write(drafts, at, allow) {
      if (drafts.length === 0) return 0;
      const written = await sql.transaction().execute(async (tx) => {
        await query`select pg_advisory_xact_lock(${LOCK})`.execute(tx);
        const last = await tx
          .selectFrom('alert_records')
          .select('number')
          .orderBy('number', 'desc')
          .limit(1)
          .executeTakeFirst();
        let number = last?.number ?? 0;
        let count = 0;
        for (const draft of drafts) {
          const { id = uuidv7(), alert, deed } = draft;
          const before = await stateOf(tx, draft);
          if (isIdle(before, deed)) continue;
          const there = await tx.selectFrom('alert_records').select('number').where('id', '=', id).executeTakeFirst();
          if (there) continue;
          if (before) allow?.(before);
          number += 1;
          count += 1;
          const state = applyRecord(before, { ...deed, number, alert, at });
          await tx
            .insertInto('alert_records')
            .values(rowOf({ ...deed, number, alert, at }, id))
            .execute();
          const row = {
            key: keyOf(state.rule, state.key),
            firing: state.firing,
            version: number,
            ended_at: state.endedAt ?? null,
            state: JSON.stringify(state),
          };
          await tx
            .insertInto('alerts')
            .values({ id: alert, ...row })
            .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
            .execute();
        }
        return count;
      });
      if (written > 0) {
        await refresh();
        bus.publish(TOPIC, {});
      }
      return written;
    },
    async records(alert) {
      const rows = await sql
        .selectFrom('alert_records')
        .selectAll()
        .where('alert', '=', alert)
        .orderBy('number')
        .execute();
      return rows.map(recordOf);
    },
    refresh,
    async refold() {
      const rows = await sql.selectFrom('alert_records').selectAll().orderBy('number').execute();
      const folded = new Map<string, StoredAlert>();
      for (const row of rows) folded.set(row.alert, applyRecord(folded.get(row.alert), recordOf(row)));
      return folded;
    },
    onChange(fn) {
      listeners.add(fn);
      return () => void listeners.delete(fn);
    },
    close() {
      clearInterval(poll);
      unsubscribe();
      listeners.clear();
    },
  };
}

type Row = {
  number: number;
  alert: string;
  what: string;
  at: string;
  organisation: string | null;
  login: string | null;
  data: Record<string, unknown>;
};
function recordOf({ number, alert, what, at, organisation, login, data }: Row): AlertRecord {
  const { name, ...rest } = data;
  const hand = organisation === null || login === null ? {} : { hand: { organisation, login, name } };
  return { number, alert, what, at, ...hand, ...rest } as unknown as AlertRecord;
}

function rowOf(record: AlertRecord, id: string) {
  const { number, alert, what, at, ...rest } = record;
  const { hand, ...data } = { hand: undefined, ...rest };
  return {
    number,
    id,
    alert,
    what,
    at,
    organisation: hand?.organisation ?? null,
    login: hand?.login ?? null,
    data: JSON.stringify(hand ? { ...data, name: hand.name } : data),
  };
}
