/** The one way to the database: Kysely over a pool of connections. */
import { Kysely, PostgresDialect, type Transaction } from 'kysely';
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

export function createSql({ connection, logger, maxConnections = 20 }: SqlOptions): Sql {
  const pool = new pg.Pool({ ...connectionConfig(connection), max: maxConnections, connectionTimeoutMillis: 10_000 });
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on('error', (err) => {
    // At the end the server may be quicker than the last connection.
    if (!pool.ending) logger.warn({ err }, 'a database connection broke');
  });
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
}
