/**
 * The database as pieces of rows, of one moment. A table is cut after every so many rows in the order of its key, so that
 * of a table that only grows all pieces but the last are those of the copy before, and are not written again.
 */
import { sha256Hex } from '@giamsat/proof/sha256';
import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import type { Sealer } from './age.ts';
import type { WritableCopyFolder } from './folder.ts';
import { type CopiedPiece, type CopiedTable, type CopyList, packed } from './list.ts';
import { readSequences, readShapes, type TableShape } from './shape.ts';

const PIECE_ROWS = 4_096;
/** Rows that are large make smaller groups, so that a piece fits into memory. */
const PIECE_BYTES = 8 * 1024 * 1024;
const NEWLINE = 10;

export type Dumped = Pick<CopyList, 'at' | 'records' | 'migrations' | 'tables' | 'sequences'>;
export type Told = { pieces: number; written: number; bytes: number };

/** `told` is added to. The transaction ends before it resolves. */
export async function dumpDatabase(
  client: pg.ClientBase,
  { folder, sealer, told }: { folder: WritableCopyFolder; sealer: Sealer; told: Told },
): Promise<Dumped> {
  await client.query('begin transaction isolation level repeatable read, read only');
  try {
    // As text, so that neither dates nor numbers depend on who reads them.
    const { rows } = await client.query<{ at: string; records: string }>(
      `select to_char(now() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, next_position::text as records from journal_head`,
    );
    const { rows: migrations } = await client.query<{ name: string; checksum: string }>(
      'select name, checksum from migrations order by name',
    );
    const tables: CopiedTable[] = [];
    for (const table of await readShapes(client)) {
      const pieces: CopiedPiece[] = [];
      for await (const { bytes, rows: count } of piecesOfTable(client, table)) {
        const sha256 = sha256Hex(bytes);
        const name = folder.nameOf('pieces', sha256);
        if (!folder.has(name)) {
          const sealed = await packed(sealer, bytes);
          await folder.put(name, sealed);
          told.written += 1;
          told.bytes += sealed.length;
        }
        told.pieces += 1;
        pieces.push({ name, sha256, bytes: bytes.length, rows: count });
      }
      tables.push({ name: table.name, columns: table.columns, pieces });
    }
    const sequences = await readSequences(client);
    return { at: rows[0]?.at ?? '', records: Number(rows[0]?.records), migrations, tables, sequences };
  } finally {
    await client.query('rollback').catch(() => {});
  }
}

const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ');

async function* piecesOfTable(
  client: pg.ClientBase,
  { name, columns, key }: TableShape,
): AsyncGenerator<{ bytes: Buffer; rows: number }> {
  const order = key.length > 0 ? quoted(key) : `"${name}"::text`;
  const stream = client.query(copyTo(`copy (select ${quoted(columns)} from "${name}" order by ${order}) to stdout`));
  let waiting: Buffer[] = [];
  let [size, rows] = [0, 0];
  const take = (part: Buffer) => {
    waiting.push(part);
    size += part.length;
  };
  const piece = () => {
    const whole = { bytes: Buffer.concat(waiting), rows };
    [waiting, size, rows] = [[], 0, 0];
    return whole;
  };
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    let from = 0;
    // In COPY's text form a line feed stands between rows and nowhere else.
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, end + 1)) {
      rows += 1;
      if (rows < PIECE_ROWS && size + end + 1 - from < PIECE_BYTES) continue;
      take(chunk.subarray(from, end + 1));
      from = end + 1;
      yield piece();
    }
    if (from < chunk.length) take(chunk.subarray(from));
  }
  if (size > 0) yield piece();
}
