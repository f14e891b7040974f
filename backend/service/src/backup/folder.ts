/**
 * A folder of copies: what they hold in sealed pieces that later copies share, and the list of each copy, which is written last.
 *
 *   giamsat-copies.json         what the folder is, and the salt of its names
 *   copies/{moment}.age         a copy's list, sealed; without it there is no copy
 *   copies/{moment}.pieces      names of its tables' pieces, for thinning
 *   pieces/…  media/…           sealed pieces of tables, and pictures
 *
 * A name is a digest with the folder's salt: it tells neither camera nor hour.
 */
import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { lockDirectory } from '../platform/directory-lock.ts';
import { PlainError } from '../platform/errors.ts';
import { createObjectStore } from '../platform/object-store.ts';

export type Kind = 'pieces' | 'media';
export type CopyFolder = {
  nameOf(kind: Kind, what: string): string;
  has(name: string): boolean;
  /** Undefined where it is not there. */
  read(name: string): Promise<Buffer | undefined>;
  /** The moments of the copies that are whole, oldest first. */
  copies(): Promise<string[]>;
};
export type WritableCopyFolder = CopyFolder & {
  /** Durable when it resolves; its name appears when all of it is there. */
  put(name: string, bytes: Uint8Array): Promise<void>;
  remove(names: readonly string[]): Promise<void>;
  /** Removes all copies but the newest so many, and the pieces that none of these holds. */
  thin(keep: number): Promise<void>;
  close(): Promise<void>;
};

const ABOUT = 'giamsat-copies.json';
const SALT_BYTES = 32;
/** Stands beside the name of a picture that was removed by decision. */
export const REMOVED = '.removed';

export const listOf = (moment: string): string => `copies/${moment}.age`;
export const piecesOf = (moment: string): string => `copies/${moment}.pieces`;
/** `20261128t221005-123z`. */
export const momentOf = (rfc3339: string): string => rfc3339.replaceAll(/[-:]/g, '').replace('.', '-').toLowerCase();

/** As a disk says what is wrong, in the words of whoever has to mend it. */
export const spaceError = (error: unknown, folder: string): unknown =>
  (error as NodeJS.ErrnoException).code === 'ENOSPC'
    ? new PlainError(`The disk of ${folder} is full. What was there before is as it was.`, { cause: error })
    : error;

/** @throws PlainError where there are no copies */
export async function openCopies(folder: string): Promise<CopyFolder> {
  const salt = await saltOf(folder);
  if (!salt) throw new PlainError(`${folder} holds no copies of giamsat: ${ABOUT} is not there.`);
  return reading(folder, salt);
}

/** One at a time; makes the folder where there is none. @throws PlainError for a folder with something else in it */
export async function openForCopying(folder: string): Promise<WritableCopyFolder> {
  const there = await mkdir(folder, { recursive: true })
    .then(() => readdir(folder))
    .catch((error: NodeJS.ErrnoException) => {
      throw new PlainError(`The folder ${folder} cannot be used: ${error.code}`);
    });
  const known = await saltOf(folder);
  if (!known && there.some((name) => !/^(lock(\.\d+)?|lost\+found|\.incoming)$/.test(name))) {
    throw new PlainError(`${folder} holds something else than copies; name an empty folder, or one that holds copies.`);
  }
  const lock = await lockDirectory(folder);
  // What a copy that was cut off left half written is cleared away.
  const objects = await createObjectStore(folder);
  const salt = known ?? randomBytes(SALT_BYTES);
  if (!known) await objects.put(ABOUT, Buffer.from(`${JSON.stringify({ v: 1, salt: salt.toString('base64') })}\n`));
  const copies = reading(folder, salt);
  return {
    ...copies,
    put: objects.put,
    remove: objects.remove,
    async thin(keep) {
      const all = await copies.copies();
      // The list first: what has none is no copy, whatever else is left of it.
      for (const moment of all.slice(0, -keep)) await objects.remove([listOf(moment), piecesOf(moment)]);
      const used = new Set<string>();
      for (const moment of all.slice(-keep)) {
        const names = await copies.read(piecesOf(moment));
        // Not known what it needs: nothing goes.
        if (!names) return;
        for (const name of names.toString().split('\n')) used.add(name);
      }
      for (const group of await readdir(path.join(folder, 'pieces'))) {
        const names = (await readdir(path.join(folder, 'pieces', group))).map((name) => `pieces/${group}/${name}`);
        await objects.remove(names.filter((name) => !used.has(name)));
      }
    },
    close: () => lock.release(),
  };
}

async function saltOf(folder: string): Promise<Buffer | undefined> {
  const text = await readFile(path.join(folder, ABOUT), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const salt = Buffer.from((JSON.parse(text) as { salt: string }).salt, 'base64');
    if (salt.length === SALT_BYTES) return salt;
  } catch {
    // Said below.
  }
  throw new PlainError(`${path.join(folder, ABOUT)} is damaged. Without it the pieces have no names.`);
}

function reading(folder: string, salt: Buffer): CopyFolder {
  return {
    nameOf(kind, what) {
      const digest = createHash('sha256').update(salt).update(what).digest('hex');
      return `${kind}/${digest.slice(0, 2)}/${digest}`;
    },
    has: (name) => existsSync(path.join(folder, name)),
    read: (name) =>
      readFile(path.join(folder, name)).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined;
        throw error;
      }),
    async copies() {
      const names = await readdir(path.join(folder, 'copies')).catch(() => []);
      return names
        .filter((name) => name.endsWith('.age'))
        .map((name) => name.slice(0, -'.age'.length))
        .sort();
    },
  };
}
