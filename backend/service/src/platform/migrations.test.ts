import { createHash } from 'node:crypto';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openTestDatabase, silentLogger, type TestDatabase } from '../testing/database.ts';
import { migrate, readMigrations } from './migrations.ts';
import { connectionConfig } from './sql.ts';

let database: TestDatabase;
beforeEach(async () => {
  database = await openTestDatabase();
});
afterEach(() => database.close());

const migration = (name: string, text: string) => ({
  name,
  text,
  checksum: createHash('sha256').update(text).digest('hex'),
});
const bring = async (...extra: ReturnType<typeof migration>[]) =>
  migrate({
    connection: database.connection,
    logger: silentLogger,
    migrations: [...(await readMigrations()), ...extra],
  });

describe('migrations', () => {
  test('what was applied is not applied again', async () => {
    expect(await bring()).toEqual([]);
    const first = migration('9000_first.sql', 'create table first_of_all (n int)');
    expect(await bring(first)).toEqual(['9000_first.sql']);
    expect(await bring(first)).toEqual([]);
  });

  test('two nodes that start together take turns', async () => {
    const slow = migration('9001_slow.sql', 'create table slow (n int); select pg_sleep(0.2)');
    const applied = await Promise.all([bring(slow), bring(slow), bring(slow)]);
    expect(applied.flat()).toEqual(['9001_slow.sql']);
  });

  test('a changed file and a newer database are refused', async () => {
    await bring(migration('9002_a.sql', 'select 1'));
    await expect(bring(migration('9002_a.sql', 'select 2'))).rejects.toThrow('9002_a.sql was changed');
    await expect(bring()).rejects.toThrow('newer');
  });

  test('a migration that fails leaves nothing', async () => {
    const broken = migration('9003_broken.sql', 'create table half_made (n int); select 1/0');
    await expect(bring(broken)).rejects.toThrow('9003_broken.sql failed');
    const client = new pg.Client(connectionConfig(database.connection));
    await client.connect();
    const { rows } = await client.query("select to_regclass('half_made') as t");
    await client.end();
    expect(rows[0].t).toBeNull();
  });
});
