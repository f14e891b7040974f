/**
 * A copy of everything that the service keeps, while it runs or not: first the database of one moment, then the recorded pictures that
 * it knows and no copy has yet; the list that makes it a copy comes last. Nothing of the service is changed but its audit.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { sha256Hex } from '@giamsat/proof/sha256';
import pg from 'pg';
import { appendAudit } from '../access/audit-chain.ts';
import { type Clock, rfc3339 } from '../platform/clock.ts';
import { PlainError } from '../platform/errors.ts';
import type { Logger } from '../platform/logger.ts';
import { connectionConfig, createSql } from '../platform/sql.ts';
import { createSealer, type Sealer } from './age.ts';
import { dumpDatabase } from './dump.ts';
import { listOf, momentOf, openForCopying, piecesOf, REMOVED, spaceError, type WritableCopyFolder } from './folder.ts';
import { type CopyList, sealedList } from './list.ts';
import { openDatabase, type Place } from './place.ts';
import { fileOf, inLanes, pictureOf, type Recorded, recordedSegments, thumbnailOf } from './recorded.ts';

export type Copied = {
  moment: string;
  list: CopyList;
  /** New in this copy. */
  written: { pieces: number; pictures: number; bytes: number };
  /** Recorded segments that are missing or changed on the disk, and so are in no copy. */
  notWhole: number;
};
export type CopyOptions = { to: string; recipient: string; keep: number | undefined };

/** So many wait for the disk at once. */
const LANES = 4;

/** @throws PlainError for whatever a person can mend; the copies before are as they were */
export async function makeCopy(
  place: Place,
  { to, recipient, keep }: CopyOptions,
  deps: { clock: Clock; logger: Logger },
): Promise<Copied> {
  const sealer = createSealer(recipient);
  if ([place.dataDir, place.sharedDir].some((folder) => !path.relative(folder, to).startsWith('..'))) {
    throw new PlainError('The copies must lie outside the data folder that they are of, best on another disk.');
  }
  const database = await openDatabase(place, deps.logger);
  const client = new pg.Client(connectionConfig(database.connection));
  let folder: WritableCopyFolder | undefined;
  try {
    await client.connect();
    folder = await openForCopying(to);
    const told = { pieces: 0, written: 0, bytes: 0 };
    const dumped = await dumpDatabase(client, { folder, sealer, told });
    const pictures = await copyPictures(client, { sharedDir: place.sharedDir, folder, sealer });
    const moment = momentOf(dumped.at);
    const list: CopyList = { v: 1, ...dumped, media: { segments: pictures.segments, bytes: pictures.all } };
    const names = list.tables.flatMap(({ pieces }) => pieces.map(({ name }) => name));
    await folder.put(piecesOf(moment), Buffer.from(names.join('\n')));
    await folder.put(listOf(moment), await sealedList(sealer, list));
    if (keep !== undefined) await folder.thin(keep);
    await writeDown(database.connection, 'copy.made', { until: list.at, records: list.records }, deps);
    return {
      moment,
      list,
      written: { pieces: told.written, pictures: pictures.written, bytes: told.bytes + pictures.bytes },
      notWhole: pictures.notWhole,
    };
  } catch (error) {
    throw spaceError(error, to);
  } finally {
    await folder?.close();
    await client.end().catch(() => {});
    await database.close();
  }
}

async function copyPictures(
  client: pg.ClientBase,
  { sharedDir, folder, sealer }: { sharedDir: string; folder: WritableCopyFolder; sealer: Sealer },
) {
  const told = { segments: 0, all: 0, written: 0, bytes: 0, notWhole: 0 };
  const put = async (name: string, bytes: Uint8Array): Promise<void> => {
    const sealed = await sealer.seal(bytes);
    await folder.put(name, sealed);
    told.bytes += sealed.length;
  };
  const read = (object: string) => readFile(fileOf(sharedDir, object)).catch(() => undefined);

  await inLanes(recordedSegments(client), LANES, async (segment: Recorded) => {
    const name = folder.nameOf('media', pictureOf(segment));
    const small = folder.nameOf('media', thumbnailOf(segment));
    if (segment.removed) {
      // What was removed by decision is removed from the copies, too; that it was stands beside its place.
      if (!folder.has(name)) return;
      await folder.put(`${name}${REMOVED}`, Buffer.from('\n'));
      return folder.remove([name, small]);
    }
    told.segments += 1;
    told.all += segment.bytes;
    if (!folder.has(name)) {
      const bytes = await read(pictureOf(segment));
      if (bytes?.length === segment.bytes && sha256Hex(bytes) === segment.sha256) {
        await put(name, bytes);
        told.written += 1;
      } else told.notWhole += 1;
    }
    if (segment.thumbnail && !folder.has(small)) {
      const jpeg = await read(thumbnailOf(segment));
      if (jpeg) await put(small, jpeg);
    }
  });
  return told;
}

/** Stands in the audit for whoever holds the machine. */
const MACHINE = '/machine';

/** In the audit: that everything was copied, or is what a copy held. */
export async function writeDown(
  connection: Parameters<typeof createSql>[0]['connection'],
  kind: 'copy.made' | 'copy.restored',
  detail: Record<string, unknown>,
  { clock, logger }: { clock: Clock; logger: Logger },
): Promise<void> {
  const sql = createSql({ connection, logger, maxConnections: 1 });
  try {
    await sql
      .transaction()
      .execute((tx) =>
        appendAudit(tx, [{ at: rfc3339(clock.now()), kind, login: MACHINE, detail: JSON.stringify(detail) }]),
      );
  } finally {
    await sql.destroy();
  }
}
