/**
 * A copy into an empty machine: database and pictures, in one transaction and a folder that says so until it is whole, and then all of it judged.
 * What cannot be restored wholly is not restored: the folder and the database are as empty as they were.
 */
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rm, statfs, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { sha256Hex } from '@giamsat/proof/sha256';
import pg from 'pg';
import { SEAL_KEY_FILE } from '../access/seal.ts';
import { CHECKPOINT_KEY_FILE } from '../journal/checkpoint-key.ts';
import type { Clock } from '../platform/clock.ts';
import { lockDirectory, RESTORING } from '../platform/directory-lock.ts';
import { PlainError } from '../platform/errors.ts';
import type { Logger } from '../platform/logger.ts';
import { createObjectStore, type ObjectStore } from '../platform/object-store.ts';
import { type Cluster, startCluster } from '../platform/postgres/cluster.ts';
import { connectionConfig } from '../platform/sql.ts';
import { type Opener, readOpener } from './age.ts';
import { writeDown } from './backup.ts';
import { type CopyFolder, openCopies, REMOVED, spaceError } from './folder.ts';
import { keysWords } from './keys.ts';
import { type CopyList, readList } from './list.ts';
import { loadDatabase, migrationsOf, missingPieces, mustBeEmpty } from './load.ts';
import type { Place } from './place.ts';
import { inLanes, pictureOf, RECORDINGS, type Recorded, recordedSegments, thumbnailOf } from './recorded.ts';
import { type Verdict, verifyEverything } from './verify.ts';

export type RestoreOptions = {
  from: string;
  keyFile: string;
  /** A folder with `seal.key`, `checkpoint.key`, `tls/`, as far as they are there. */
  keysDir: string | undefined;
  /** Absent: the newest. */
  copy: string | undefined;
  /** Goes on where pictures are missing or damaged. */
  partial: boolean;
};
export type Restored = {
  moment: string;
  list: CopyList;
  /** Recorded segments that the copy lacks; none unless it may go on. */
  lacking: number;
  removedSince: number;
  verdict: Verdict;
  /** What to do about keys, line by line. */
  keys: string[];
};

const LANES = 4;
/** Rows take more room in a database, with its indexes and its log, than as text. */
const ROWS_GROW = 3;

/** @throws PlainError; then nothing was restored */
export async function restoreCopy(
  place: Place,
  options: RestoreOptions,
  deps: { clock: Clock; logger: Logger },
): Promise<Restored> {
  const { dataDir, sharedDir, databaseUrl } = place;
  const folder = await openCopies(options.from);
  const opener = await readOpener(options.keyFile);
  const { moment, list } = await readList(folder, opener, options.copy);
  const migrations = await migrationsOf(list);
  if (options.keysDir !== undefined && !existsSync(options.keysDir))
    throw new PlainError(`There is no folder ${options.keysDir}.`);
  const missing = missingPieces(folder, list);
  if (missing.length > 0) {
    const others = (await folder.copies()).filter((one) => one !== moment).reverse();
    throw new PlainError(
      `The copy ${moment} is not whole: ${missing.length} of its pieces are missing. Nothing was restored.${others.length > 0 ? ` Try another with --copy: ${others.join(', ')}` : ''}`,
    );
  }
  const release = await beginIn(place, list);
  let cluster: Cluster | undefined;
  let whole = false;
  try {
    if (databaseUrl === undefined) cluster = await startCluster({ dir: dataDir, logger: deps.logger });
    const connection = cluster?.connection ?? place.databaseOwnerUrl ?? databaseUrl ?? '';
    const client = new pg.Client(connectionConfig(connection));
    client.on('error', () => {});
    let pictures: Awaited<ReturnType<typeof restorePictures>>;
    try {
      await client.connect().catch((error: Error) => {
        throw new PlainError(`The database cannot be reached: ${error.message}`);
      });
      await mustBeEmpty(client);
      await client.query('begin');
      await loadDatabase(client, { folder, opener, list, migrations });
      const objects = await createObjectStore(path.join(sharedDir, RECORDINGS));
      pictures = await restorePictures(client, { folder, opener, objects, partial: options.partial });
      await takeKeys(options.keysDir, place);
      await client.query('commit');
      whole = true;
      await rm(path.join(dataDir, RESTORING));
      await client.query('analyze');
    } finally {
      await client.end().catch(() => {});
    }
    await writeDown(connection, 'copy.restored', { until: list.at, records: list.records, ...pictures }, deps);
    const verdict = await verifyEverything(connection, { sharedDir, logger: deps.logger });
    const keys = await keysWords(place, connection, verdict.journal.keys, deps.logger);
    return { moment, list, ...pictures, verdict, keys };
  } catch (error) {
    throw spaceError(error, sharedDir);
  } finally {
    await cluster?.stop();
    if (!whole) {
      if (cluster) await rm(path.dirname(cluster.databaseDir), { recursive: true, force: true });
      for (const folder of foldersOf(place)) await empty(folder);
      await rm(path.join(dataDir, RESTORING), { force: true });
    }
    await release();
  }
}

const foldersOf = ({ dataDir, sharedDir }: Place): string[] => [...new Set([dataDir, sharedDir])];

/** @throws PlainError for a folder that holds something, or a disk that is too small */
async function beginIn(place: Place, list: CopyList): Promise<() => Promise<void>> {
  const { dataDir, sharedDir, databaseUrl } = place;
  for (const folder of foldersOf(place)) await mkdir(folder, { recursive: true });
  // First, so that a restore that broke off is said as what it is.
  const lock = await lockDirectory(dataDir);
  try {
    for (const folder of foldersOf(place)) {
      const there = (await readdir(folder)).filter((name) => name !== 'lock' && name !== 'lost+found');
      if (there.length > 0) {
        throw new PlainError(
          `${folder} is not empty. A copy is restored into an empty folder, so that nothing there is lost.`,
        );
      }
    }
    const rows = list.tables.flatMap(({ pieces }) => pieces).reduce((sum, { bytes }) => sum + bytes, 0);
    const wanted = list.media.bytes + (databaseUrl === undefined ? rows * ROWS_GROW : 0);
    const { bavail, bsize } = await statfs(sharedDir);
    if (bavail * bsize < wanted) {
      const gib = (bytes: number) => (bytes / 2 ** 30).toFixed(1);
      throw new PlainError(
        `There is no room in ${sharedDir}: the copy needs about ${gib(wanted)} GiB, and ${gib(bavail * bsize)} GiB are free.`,
      );
    }
    await writeFile(
      path.join(dataDir, RESTORING),
      'A copy is being restored into this folder; it is not whole yet.\n',
      { flush: true },
    );
    return () => lock.release();
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** What was made here; the folder stays, and the lock to the end. */
async function empty(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (name !== 'lock' && name !== 'lost+found' && name !== RESTORING)
      await rm(path.join(folder, name), { recursive: true, force: true });
  }
}

async function restorePictures(
  client: pg.ClientBase,
  { folder, opener, objects, partial }: { folder: CopyFolder; opener: Opener; objects: ObjectStore; partial: boolean },
): Promise<{ lacking: number; removedSince: number }> {
  const told = { lacking: 0, removedSince: 0 };
  const lacks = (segment: Recorded, what: 'missing' | 'damaged'): void => {
    told.lacking += 1;
    if (partial) return;
    throw new PlainError(
      `A picture of the copy is ${what}: ${pictureOf(segment)}. Nothing was restored. Another copy (--copy) shares it; with --partial everything else is restored, and its place shows as missing.`,
    );
  };
  const bring = async (object: string, wanted?: { sha256: string }): Promise<boolean> => {
    const sealed = await folder.read(folder.nameOf('media', object));
    const bytes = sealed && (await opener.open(sealed).catch(() => undefined));
    if (!bytes || (wanted && sha256Hex(bytes) !== wanted.sha256)) return false;
    await objects.put(object, bytes);
    return true;
  };
  await inLanes(recordedSegments(client), LANES, async (segment) => {
    if (segment.removed) return;
    const name = folder.nameOf('media', pictureOf(segment));
    if (!folder.has(name)) {
      if (folder.has(`${name}${REMOVED}`)) told.removedSince += 1;
      else lacks(segment, 'missing');
      return;
    }
    if (!(await bring(pictureOf(segment), segment))) lacks(segment, 'damaged');
    // It proves nothing, and may have come later than the copy.
    if (segment.thumbnail) await bring(thumbnailOf(segment));
  });
  return told;
}

async function takeKeys(keysDir: string | undefined, place: Place): Promise<void> {
  if (keysDir === undefined) return;
  const { dataDir, sharedDir, sealKeyFile, checkpointKeyFile } = place;
  /** A key that is kept elsewhere stays as it is. */
  const copy = async (name: string, to: string): Promise<void> => {
    const from = path.join(keysDir, name);
    if (!foldersOf(place).includes(path.dirname(to)) || !existsSync(from)) return;
    await writeFile(to, await readFile(from), { mode: 0o600, flush: true });
  };
  await copy(SEAL_KEY_FILE, sealKeyFile ?? path.join(sharedDir, SEAL_KEY_FILE));
  await copy(CHECKPOINT_KEY_FILE, checkpointKeyFile ?? path.join(dataDir, CHECKPOINT_KEY_FILE));
  if (existsSync(path.join(keysDir, 'tls'))) {
    await cp(path.join(keysDir, 'tls'), path.join(dataDir, 'tls'), { recursive: true });
  }
}
