/**
 * A real, migrated PostgreSQL for tests: one server per test file, a fresh database for each who asks.
 * It does not wait for the disk, and ends with the process that uses it.
 */
import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, vi } from 'vitest';
import { createLogger } from '../platform/logger.ts';
import { type Cluster, startCluster } from '../platform/postgres/cluster.ts';
import { createSql, type Sql, type SqlOptions } from '../platform/sql.ts';
import { asAdmin, copyTemplate, MIGRATED } from './template.ts';

export type TestDatabase = {
  /** As the owner, who may do everything. */
  sql: Sql;
  connection: Exclude<SqlOptions['connection'], string>;
  /** Drops the database. */
  close(): Promise<void>;
};

export const silentLogger = createLogger({ level: process.env.TEST_LOG_LEVEL ?? 'silent' });

type Server = { cluster: Cluster; dir: string };
let server: Promise<Server> | undefined;

// A database on a busy machine: what hangs is found all the same.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

// Imported by a test file, this is the file's last act.
afterAll(stopServer);

/** Registers its own beginning and end with the test file or the `describe` that calls it. */
export function withDatabase(): { readonly sql: Sql; readonly connection: TestDatabase['connection'] } {
  let database: TestDatabase | undefined;
  beforeAll(async () => {
    database = await openTestDatabase();
  }, 60_000);
  afterAll(() => database?.close());
  const current = () => {
    if (!database) throw new Error('The database is there from beforeAll on.');
    return database;
  };
  return {
    get sql() {
      return current().sql;
    },
    get connection() {
      return current().connection;
    },
  };
}

export async function openTestDatabase(): Promise<TestDatabase> {
  server ??= startServer();
  const { cluster } = await server;
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await asAdmin(cluster, `create database ${name} template ${MIGRATED} strategy file_copy`);
  const connection = { ...cluster.connection, database: name };
  const sql = createSql({ connection, logger: silentLogger, maxConnections: 10 });
  return {
    sql,
    connection,
    async close() {
      await sql.destroy();
      await asAdmin(cluster, `drop database if exists ${name} with (force)`);
    },
  };
}

async function stopServer(): Promise<void> {
  const stopped = server;
  server = undefined;
  if (!stopped) return;
  const { cluster, dir } = await stopped;
  await cluster.stop();
  await rm(dir, { recursive: true, force: true });
}

async function startServer(): Promise<Server> {
  const dir = await mkdtemp(path.join(tmpdir(), 'giamsat-test-'));
  await chmod(dir, 0o755);
  await copyTemplate(dir);
  return { cluster: await startCluster({ dir, logger: silentLogger, durable: false }), dir };
}
