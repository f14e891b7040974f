/** Brings the database forward: numbered SQL files, each applied once, in order, and never changed afterwards. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { PlainError } from './errors.ts';
import type { Logger } from './logger.ts';
import { grantToService, type ServiceRole } from './service-role.ts';
import { connectionConfig, type SqlOptions } from './sql.ts';

/** Any number; nodes that start together take turns by it. */
const ADVISORY_LOCK = 7_412_001;
/**
 * An old node may serve while a new one brings the tables forward. A change that must wait for what that one has under way makes
 * everybody who comes later wait behind it, so it gives up soon and tries again.
 */
const LOCK_MS = 2_000;
const MOST_TRIES = 30;
const LOCK_NOT_AVAILABLE = '55P03';
export const MIGRATIONS_DIR = path.join(import.meta.dirname, '../../migrations');

export type Migration = { name: string; text: string; checksum: string };

export async function readMigrations(dir = MIGRATIONS_DIR): Promise<Migration[]> {
  const names = (await readdir(dir)).filter((name) => /^\d{4}_[a-z0-9_]+\.sql$/.test(name)).sort();
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(path.join(dir, name), 'utf8');
      return { name, text, checksum: createHash('sha256').update(text).digest('hex') };
    }),
  );
}

export const MIGRATIONS_TABLE =
  'create table if not exists migrations (name text primary key, checksum text not null, applied_at timestamptz not null default now())';

/** Within the caller's transaction. @throws Error that names it */
export async function applyMigration(client: pg.ClientBase, { name, text, checksum }: Migration): Promise<void> {
  try {
    await client.query(text);
    await client.query('insert into migrations (name, checksum) values ($1, $2)', [name, checksum]);
  } catch (cause) {
    throw new Error(`The migration ${name} failed: ${(cause as Error).message}`, { cause });
  }
}

/**
 * As the owner of the tables. Then the role that the service runs as gets its rights, where that is another.
 * @throws Error when what was applied is not what is here: a changed file, or a database of a newer version.
 */
export async function migrate(options: {
  connection: SqlOptions['connection'];
  logger: Logger;
  serviceRole?: ServiceRole | undefined;
  migrations?: Migration[];
}): Promise<string[]> {
  const migrations = options.migrations ?? (await readMigrations());
  const client = new pg.Client(connectionConfig(options.connection));
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [ADVISORY_LOCK]);
    await client.query(MIGRATIONS_TABLE);
    const { rows } = await client.query<{ name: string; checksum: string }>('select name, checksum from migrations');
    for (const { name, checksum } of rows) {
      const here = migrations.find((migration) => migration.name === name);
      if (!here) throw new PlainError(`The database is newer than this program: it knows the migration ${name}.`);
      if (here.checksum !== checksum)
        throw new PlainError(`The migration ${name} was changed after it had been applied.`);
    }
    const missing = migrations.filter(({ name }) => !rows.some((row) => row.name === name));
    for (const migration of missing) {
      for (let tries = 1; ; tries++) {
        await client.query('begin');
        try {
          await client.query(`set local lock_timeout = ${LOCK_MS}`);
          await applyMigration(client, migration);
          await client.query('commit');
          break;
        } catch (error) {
          await client.query('rollback');
          const { code } = ((error as Error).cause ?? {}) as { code?: string };
          if (code !== LOCK_NOT_AVAILABLE || tries >= MOST_TRIES) throw error;
        }
      }
      options.logger.info({ migration: migration.name }, 'migrated');
    }
    if (options.serviceRole) await grantToService(client, options.serviceRole);
    return missing.map(({ name }) => name);
  } finally {
    await client.end();
  }
}
