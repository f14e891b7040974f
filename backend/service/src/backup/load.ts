/** A copy's tables into an empty database: the migrations that it had, then its rows, within the caller's transaction. */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { sha256Hex } from '@giamsat/proof/sha256';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { PlainError } from '../platform/errors.ts';
import { applyMigration, MIGRATIONS_TABLE, type Migration, readMigrations } from '../platform/migrations.ts';
import { CannotOpen, type Opener } from './age.ts';
import type { CopyFolder } from './folder.ts';
import { type CopiedPiece, type CopyList, unpacked } from './list.ts';

/** The migrations of the copy, in order, as this program has them. @throws PlainError where it has them otherwise */
export async function migrationsOf(list: CopyList): Promise<Migration[]> {
  const here = new Map((await readMigrations()).map((migration) => [migration.name, migration]));
  return list.migrations.map(({ name, checksum }) => {
    const migration = here.get(name);
    if (!migration)
      throw new PlainError(`The copy is of a newer version of this program: it knows the migration ${name}.`);
    if (migration.checksum !== checksum)
      throw new PlainError(`The migration ${name} is not the one that the copy had.`);
    return migration;
  });
}

/** Pieces of tables that are not there. */
export const missingPieces = (folder: CopyFolder, list: CopyList): CopiedPiece[] =>
  list.tables.flatMap(({ pieces }) => pieces).filter(({ name }) => !folder.has(name));

export async function mustBeEmpty(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ tables: string }>(
    `select count(*) as tables from pg_class where relnamespace = current_schema()::regnamespace and relkind in ('r', 'v', 'm', 'S')`,
  );
  if (Number(rows[0]?.tables) > 0)
    throw new PlainError('The database of DATABASE_URL is not empty. A copy is restored into an empty one.');
}

/** @throws PlainError where a piece is missing or damaged */
export async function loadDatabase(
  client: pg.ClientBase,
  { folder, opener, list, migrations }: { folder: CopyFolder; opener: Opener; list: CopyList; migrations: Migration[] },
): Promise<void> {
  await client.query(MIGRATIONS_TABLE);
  for (const migration of migrations) await applyMigration(client, migration);
  const tables = list.tables.map(({ name }) => `"${name}"`);
  // What the copy holds went by these rules once; here they would refuse what is append-only, or link it anew.
  for (const table of tables) await client.query(`alter table ${table} disable trigger user`);
  await client.query(`truncate ${tables.join(', ')}`);
  for (const { name, columns, pieces } of list.tables) {
    if (pieces.length === 0) continue;
    const quoted = columns.map((column) => `"${column}"`).join(', ');
    const sink = client.query(copyFrom(`copy "${name}" (${quoted}) from stdin`));
    await pipeline(Readable.from(rowsOf(pieces, folder, opener)), sink);
  }
  for (const { name, value, called } of list.sequences) {
    await client.query('select setval($1, $2, $3)', [`"${name}"`, value, called]);
  }
  for (const table of tables) await client.query(`alter table ${table} enable trigger user`);
  await afterwards(client);
}

async function* rowsOf(pieces: readonly CopiedPiece[], folder: CopyFolder, opener: Opener): AsyncGenerator<Buffer> {
  for (const { name, sha256 } of pieces) {
    const sealed = await folder.read(name);
    if (!sealed)
      throw new PlainError(`The copy is not whole: ${name} is missing. Nothing was restored; try another with --copy.`);
    const bytes = await unpacked(opener, sealed).catch((error: unknown) => {
      if (error instanceof CannotOpen) return undefined;
      throw error;
    });
    if (!bytes || sha256Hex(bytes) !== sha256) {
      throw new PlainError(`The copy is not whole: ${name} is damaged. Nothing was restored; try another with --copy.`);
    }
    yield bytes;
  }
}

/** A live window's numbers only grow, and how far they had come after the copy nobody knows any more. */
const NUMBERS_AHEAD = 1_000_000;

/** What must not come back to life: who was signed in, machines' tokens; and numbers that may have been given away since. */
async function afterwards(client: pg.ClientBase): Promise<void> {
  await client.query(`update sessions set ended_at = now(), end_reason = 'signed-out' where ended_at is null`);
  await client.query('delete from agent_tokens');
  await client.query(
    `update media_windows set next_msn = next_msn + $1, next_part = next_part + $1, next_init = next_init + 1000`,
    [NUMBERS_AHEAD],
  );
  // Their files are in no copy.
  await client.query(`update exports set expires_at = now() where state = 'done'`);
  // The patrol knows the recordings by a file that stands among them, and begins its round anew.
  await client.query('delete from media_patrol');
  await client.query('update access_head set revision = revision + 1');
  await client.query('insert into access_changes (revision) select revision from access_head');
}
