/** A PostgreSQL with every migration in it, made once for this set of migrations; tests begin from a copy, which takes a tenth of a second. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { createLogger } from '../platform/logger.ts';
import { migrate, readMigrations } from '../platform/migrations.ts';
import { type Cluster, startCluster } from '../platform/postgres/cluster.ts';

/** The template of databases that a test file asks for; the server's own database, which a service uses, is migrated as well. */
export const MIGRATED = 'migrated';
const silent = createLogger({ level: 'silent' });
const run = promisify(execFile);

/** Puts `database` into `dir`, as the service would have made it there. The server's user must get to `dir`. */
export async function copyTemplate(dir: string): Promise<void> {
  const migrations = await readMigrations();
  const digest = createHash('sha256')
    .update(migrations.map(({ checksum }) => checksum).join())
    .digest('hex');
  const template = path.join(tmpdir(), `giamsat-test-template-2-${digest.slice(0, 16)}`);
  if (!existsSync(template)) await makeTemplate(template);
  await run('cp', ['-a', path.join(template, 'database'), dir]);
}

async function makeTemplate(template: string): Promise<void> {
  const unfinished = await mkdtemp(path.join(tmpdir(), 'giamsat-test-making-'));
  await run('chmod', ['755', unfinished]);
  const cluster = await startCluster({ dir: unfinished, logger: silent, durable: false });
  try {
    await migrate({ connection: cluster.connection, logger: silent });
    await asAdmin(cluster, `create database ${MIGRATED} template ${cluster.connection.database}`);
  } finally {
    await cluster.stop();
  }
  await rename(unfinished, template).catch(async (error: unknown) => {
    await rm(unfinished, { recursive: true, force: true });
    // Another test file was quicker.
    if (!existsSync(template)) throw error;
  });
}

/** From beside every database, so that none has a visitor. */
export async function asAdmin(cluster: Cluster, statement: string): Promise<void> {
  const client = new pg.Client({ ...cluster.connection, database: 'template1' });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
