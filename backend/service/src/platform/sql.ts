/** The one way to the database: Kysely over a pool of connections. */
import { type CompiledQuery, Kysely, PostgresDialect, sql as query, Transaction } from 'kysely';
import pg from 'pg';
import type { Logger } from './logger.ts';
import type { Tables } from './tables.ts';

export type Sql = Kysely<Tables>;
export type Tx = Transaction<Tables>;

/** bigint → number (positions stay far below 2^53), timestamptz → RFC 3339 with milliseconds, date → text. */
const parsers = new Map<number, (text: string) => unknown>([
  [pg.types.builtins.INT8, Number],
  [
    pg.types.builtins.TIMESTAMPTZ,
    (text) => new Date(text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00')).toISOString(),
  ],
  [pg.types.builtins.DATE, (text) => text],
]);

const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    (format !== 'binary' && parsers.get(oid)) ||
    pg.types.getTypeParser(oid, format)) as pg.CustomTypesConfig['getTypeParser'],
};

export type SqlOptions = {
  /** A URL, or what the embedded cluster gives. */
  connection: string | { host: string; port: number; user: string; database: string };
  logger: Logger;
  maxConnections?: number;
};

export const connectionConfig = (connection: SqlOptions['connection']): pg.ClientConfig => ({
  ...(typeof connection === 'string' ? { connectionString: connection } : connection),
  types,
  application_name: 'giamsat',
});

/**
 * A process that hangs within a transaction must not keep the others from writing for as long as it hangs: the database ends the
 * transaction, whose locks are free then. Between two statements of ours there is no such time.
 */
const IDLE_TRANSACTION_MS = 10_000;

export function createSql({ connection, logger, maxConnections = 20 }: SqlOptions): Sql {
  const pool = new pg.Pool({
    ...connectionConfig(connection),
    max: maxConnections,
    connectionTimeoutMillis: 10_000,
    idle_in_transaction_session_timeout: IDLE_TRANSACTION_MS,
    // A statement is sent when it is given, though others of its connection are not answered yet (`sentAhead`).
    pipeline: true,
  });
  pool.on('connect', (client) => {
    // While a connection is lent the pool does not listen: what it was asked is answered with the error, and without a listener here the
    // same error would end the process.
    client.on('error', () => {});
    const send = client.query.bind(client) as (query: unknown, values?: unknown) => unknown;
    const named = (text: unknown, values?: unknown) => {
      const name = typeof text === 'string' ? names.get(text) : undefined;
      return name === undefined ? send(text, values) : send({ name, text, values });
    };
    client.query = named as typeof client.query;
  });
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on('error', (err) => {
    // At the end the server may be quicker than the last connection.
    if (!pool.ending) logger.warn({ err }, 'a database connection broke');
  });
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
}

const names = new Map<string, string>();

/**
 * A statement whose text is always the same, and which each connection plans once. For what writes: a plan that looks
 * something up, and was made while a table was small, would be kept as well.
 */
export function planned(name: string, query: CompiledQuery): CompiledQuery {
  names.set(query.sql, name);
  return query;
}

/** Never connects: a transaction is given its connection. */
const unconnected = new PostgresDialect({ pool: () => Promise.reject(new Error('There is no pool here.')) });

/** What is to be written, in order, and what the transaction answers. `asked`: what was asked first, and not waited for. */
export type Ahead<T> = { asked?: Promise<unknown>; writes: readonly CompiledQuery[]; result: T };

/**
 * A transaction whose statements are sent as they are asked, in that order, though none before is answered yet; those of
 * `sql.transaction()` wait for each other. `work` asks what it must know and answers what is to be written: that is sent
 * at once, with the end of the transaction behind it. A statement that fails lets the database roll back.
 * They are compiled before the first of them is sent, so that none can be missing from what is committed.
 * `sent`: whether it came to that; true does not mean that it is committed.
 */
export function sentAhead<T>(
  sql: Sql,
  work: (tx: Tx) => Promise<Ahead<T>>,
): { sent: Promise<boolean>; done: Promise<T> } {
  const sent = Promise.withResolvers<boolean>();
  const done = sql.getExecutor().provideConnection(async (connection) => {
    const executor = sql
      .getExecutor()
      .withConnectionProvider({ provideConnection: (consumer) => consumer(connection) });
    const parts = { dialect: unconnected, driver: unconnected.createDriver(), config: { dialect: unconnected } };
    const tx: Tx = new Transaction({ ...parts, executor });
    const begun = query`begin`.execute(tx);
    begun.catch(() => {});
    let ahead: Ahead<T>;
    try {
      ahead = await work(tx);
    } catch (error) {
      await query`rollback`.execute(tx).catch(() => {});
      throw error;
    }
    const answers = [begun, ahead.asked, ...ahead.writes.map((write) => tx.executeQuery(write))];
    const ended = query<{ command: string }>`commit`.execute(tx);
    sent.resolve(true);
    // The first that failed is the cause; what came after it was only refused.
    for (const answer of await Promise.allSettled([...answers, ended])) {
      if (answer.status === 'rejected') throw answer.reason;
    }
    if ((await ended).rows[0]?.command !== 'COMMIT') throw new Error('The database rolled back.');
    return ahead.result;
  });
  done.catch(() => sent.resolve(false));
  return { sent: sent.promise, done };
}
