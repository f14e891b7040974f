/** Keeps immutable objects as files, each whole and durable before its name exists: written aside, synced, renamed. */
import { randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat, statfs, unlink } from 'node:fs/promises';
import path from 'node:path';
import { readFully } from '@giamsat/proof/read-fully';

export type ObjectUpload = {
  /** Queues the piece and returns at once: a slow disk never holds up the caller. The piece must not change afterwards. */
  write(piece: Uint8Array): void;
  /** Bytes that wait for the disk. */
  waiting(): number;
  /** Resolves when everything is on the disk; rejects with the first error of the disk. */
  settle(): Promise<void>;
  /** Settles, syncs, and gives the object its name; an object of that name is replaced. */
  commit(key: string): Promise<void>;
  /** Leaves nothing behind. */
  discard(): Promise<void>;
};

export type ObjectStore = {
  /** Returns at once; an error of the disk shows when it settles. */
  begin(): ObjectUpload;
  put(key: string, bytes: Uint8Array): Promise<void>;
  /** Undefined where there is no such object. */
  size(key: string): Promise<number | undefined>;
  /**
   * Bytes `[from, to)`, the whole object by default; undefined where there is no such object. `into`: where they are put if they have room
   * there; what is answered then stands until that is used again.
   */
  read(key: string, from?: number, to?: number, into?: Buffer): Promise<Buffer | undefined>;
  /** Durable when it resolves; what is not there is no fault. */
  remove(keys: readonly string[]): Promise<void>;
  /** What is free for whoever is not root, as of a second ago. */
  room(): Promise<{ freeBytes: number; totalBytes: number; reserveBytes: number }>;
  /** Can it be written to? Throws the disk's error, `NoRoom` as well. */
  probe(): Promise<void>;
};

const KEY = /^[a-z0-9-]+(\/[a-z0-9-]+)*(\.[a-z0-9]+)?$/;
const INCOMING = '.incoming';
const ROOM_MS = 1000;

/** Less is free than what is kept free for others. */
export class NoRoom extends Error {
  constructor() {
    super('the disk is full but for its reserve');
  }
}

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

/** Longer than any upload goes without a byte. */
const LEFT_MS = 3_600_000;
/** Written to by nobody any more. */
async function isLeft(file: string): Promise<boolean> {
  try {
    return Date.now() - (await stat(file)).mtimeMs > LEFT_MS;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/** A rename is durable when the directory is. */
async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * @param root a directory of its own; half-written files of an earlier run are removed from it.
 * @param shared other nodes write there, too: only what nobody has written to for long is removed.
 * @param reserveBytes while less is free nothing is written any more; nothing is ever removed to make room.
 * @throws the disk's error when `root` cannot be used.
 */
export async function createObjectStore(root: string, { reserveBytes = 0, shared = false } = {}): Promise<ObjectStore> {
  const incoming = path.join(root, INCOMING);
  await mkdir(incoming, { recursive: true });
  for (const name of await readdir(incoming)) {
    const file = path.join(incoming, name);
    if (!shared || (await isLeft(file))) await rm(file, { recursive: true, force: true });
  }

  const fileOf = (key: string): string => {
    if (!KEY.test(key) || key.length > 240) throw new Error(`not a key: ${JSON.stringify(key)}`);
    return path.join(root, key);
  };

  /** Makes the directories of a key durable too: each is synced in its parent when it is new. */
  const directoryOf = async (file: string): Promise<string> => {
    const directory = path.dirname(file);
    const first = await mkdir(directory, { recursive: true });
    if (first) {
      const top = path.dirname(first);
      for (let at = path.dirname(directory); at.length >= top.length; at = path.dirname(at)) await syncDirectory(at);
    }
    return directory;
  };

  let known: { at: number; found: Promise<{ freeBytes: number; totalBytes: number }> } | undefined;
  const room: ObjectStore['room'] = async () => {
    const now = performance.now();
    if (!known || now - known.at >= ROOM_MS) {
      const found = statfs(root).then(({ bavail, blocks, bsize }) => ({
        freeBytes: bavail * bsize,
        totalBytes: blocks * bsize,
      }));
      known = { at: now, found };
    }
    return { ...(await known.found), reserveBytes };
  };
  const mustHaveRoom = async (): Promise<void> => {
    if (reserveBytes > 0 && (await room()).freeBytes < reserveBytes) throw new NoRoom();
  };

  const begin = (): ObjectUpload => {
    const temporary = path.join(incoming, randomBytes(12).toString('hex'));
    let handle: FileHandle | undefined;
    let waiting = 0;
    let failure: unknown;
    let chain: Promise<void> = mustHaveRoom()
      .then(() => open(temporary, 'wx'))
      .then(
        (opened) => {
          handle = opened;
        },
        (error: unknown) => {
          failure = error;
        },
      );
    const close = async (): Promise<void> => {
      const closing = handle;
      handle = undefined;
      await closing?.close();
    };
    const settle = async (): Promise<void> => {
      await chain;
      if (failure) throw failure;
    };
    return {
      waiting: () => waiting,
      settle,
      write(piece) {
        waiting += piece.byteLength;
        chain = chain.then(async () => {
          try {
            if (!failure) await handle?.writeFile(piece);
          } catch (error) {
            failure ??= error;
          } finally {
            waiting -= piece.byteLength;
          }
        });
      },
      async commit(key) {
        const file = fileOf(key);
        await settle();
        await handle?.datasync();
        await close();
        const directory = await directoryOf(file);
        await rename(temporary, file);
        await syncDirectory(directory);
      },
      async discard() {
        await chain;
        await close();
        await rm(temporary, { force: true });
      },
    };
  };

  return {
    begin,
    room,
    async put(key, bytes) {
      const upload = begin();
      try {
        upload.write(bytes);
        await upload.commit(key);
      } catch (error) {
        await upload.discard();
        throw error;
      }
    },
    async size(key) {
      try {
        return (await stat(fileOf(key))).size;
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },
    async read(key, from = 0, to, into) {
      try {
        const handle = await open(fileOf(key), 'r');
        try {
          const end = Math.min(to ?? Number.MAX_SAFE_INTEGER, (await handle.stat()).size);
          return await readFully(handle, from, end, into);
        } finally {
          await handle.close();
        }
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },
    async remove(keys) {
      const directories = new Set<string>();
      for (const key of keys) {
        const file = fileOf(key);
        try {
          await unlink(file);
        } catch (error) {
          if (!isMissing(error)) throw error;
          continue;
        }
        directories.add(path.dirname(file));
      }
      for (const directory of directories) await syncDirectory(directory);
    },
    async probe() {
      const upload = begin();
      upload.write(new Uint8Array(1));
      try {
        await upload.settle();
      } finally {
        await upload.discard();
      }
    },
  };
}
