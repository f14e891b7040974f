/**
 * A real, migrated PostgreSQL for tests: one server per test file, a fresh database for each who asks.
 * It does not wait for the disk, and ends with the process that uses it.
 */
import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterAll, beforeAll, vi } from 'vitest';
import { createLogger } from '../platform/logger.ts';
import { migrate, readMigrations } from '../platform/migrations.ts';
import { type Cluster, startCluster } from '../platform/postgres/cluster.ts';
import { createSql, type Sql, type SqlOptions } from '../platform/sql.ts';

export type TestDatabase = {
  /** As the owner, who may do everything. */
  sql: Sql;
  connection: Exclude<SqlOptions['connection'], string>;
  /** Drops the database. */
  close(): Promise<void>;
};

export const silentLogger = createLogger({ level: process.env.TEST_LOG_LEVEL ?? 'silent' });
const MIGRATED = 'migrated';
const run = promisify(execFile);

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

async function asAdmin(cluster: Cluster, statement: string): Promise<void> {
  const client = new pg.Client(cluster.connection);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** Starts from a copy of a directory that was made and migrated once for this set of migrations. */
async function startServer(): Promise<Server> {
  const migrations = await readMigrations();
  const digest = createHash('sha256')
    .update(migrations.map(({ checksum }) => checksum).join())
    .digest('hex');
  const template = path.join(tmpdir(), `giamsat-test-template-${digest.slice(0, 16)}`);
  if (!existsSync(template)) await makeTemplate(template);
  const dir = await mkdtemp(path.join(tmpdir(), 'giamsat-test-'));
  await run('chmod', ['755', dir]);
  await run('cp', ['-a', path.join(template, 'database'), dir]);
  return { cluster: await startCluster({ dir, logger: silentLogger, durable: false }), dir };
}

async function makeTemplate(template: string): Promise<void> {
  const unfinished = await mkdtemp(path.join(tmpdir(), 'giamsat-test-making-'));
  await run('chmod', ['755', unfinished]);
  const cluster = await startCluster({ dir: unfinished, logger: silentLogger, durable: false });
  try {
    await asAdmin(cluster, `create database ${MIGRATED}`);
    await migrate({ connection: { ...cluster.connection, database: MIGRATED }, logger: silentLogger });
  } finally {
    await cluster.stop();
  }
  await rename(unfinished, template).catch(async (error: unknown) => {
    await rm(unfinished, { recursive: true, force: true });
    // Another test file was quicker.
    if (!existsSync(template)) throw error;
  });
}
