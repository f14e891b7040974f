/** The files of exports: each is written aside, synced, and gets its name when it is whole. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import { readFully } from '@giamsat/proof/read-fully';
import type { ExportRow } from './store.ts';

export type ExportFiles = {
  /** Free bytes on that disk. */
  free(): Promise<number>;
  begin(row: ExportRow): Promise<WorkFile>;
  /** Undefined where it is not here. */
  size(row: ExportRow): Promise<number | undefined>;
  stream(row: ExportRow, from: number, to: number): NodeJS.ReadableStream;
  remove(row: ExportRow): Promise<void>;
  /** Removes whatever is here now and belongs to none of those that `ids` then tells. */
  keepOnly(ids: () => Promise<ReadonlySet<string>>): Promise<void>;
};
export type WorkFile = {
  append(bytes: Uint8Array): Promise<void>;
  patch(at: number, bytes: Uint8Array): Promise<void>;
  written(): number;
  /** Empties it. */
  restart(): Promise<void>;
  /** Durable under its name; the digest of the whole. */
  commit(): Promise<{ bytes: number; sha256: string }>;
  discard(): Promise<void>;
};

export async function createExportFiles(folder: string): Promise<ExportFiles> {
  await mkdir(folder, { recursive: true });
  // By the attempt as well: a node that hung, and whose work another took over, must not write into that one's file.
  const nameOf = ({ id, kind, attempts }: ExportRow): string =>
    path.join(folder, `${id}${attempts > 1 ? `.${attempts}` : ''}.${kind === 'picture' ? 'mp4' : 'zip'}`);

  return {
    async free() {
      const { bavail, bsize } = await statfs(folder);
      return bavail * bsize;
    },
    async begin(row) {
      const name = nameOf(row);
      const aside = `${name}.part`;
      const handle: FileHandle = await open(aside, 'w+');
      let written = 0;
      let open_ = true;
      const close = async (): Promise<void> => {
        if (open_) await handle.close();
        open_ = false;
      };
      return {
        async append(bytes) {
          await writeFully(handle, bytes, written);
          written += bytes.length;
        },
        patch: (at, bytes) => writeFully(handle, bytes, at),
        written: () => written,
        async restart() {
          await handle.truncate(0);
          written = 0;
        },
        async commit() {
          const [sha256] = await Promise.all([digestOf(handle, written), handle.datasync()]);
          await close();
          await rename(aside, name);
          return { bytes: written, sha256 };
        },
        async discard() {
          await close();
          await rm(aside, { force: true });
        },
      };
    },
    async size(row) {
      try {
        return (await stat(nameOf(row))).size;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw error;
      }
    },
    // `end` of a stream is inclusive.
    stream: (row, from, to) => createReadStream(nameOf(row), { start: from, end: to - 1, highWaterMark: 1 << 18 }),
    async remove(row) {
      await rm(nameOf(row), { force: true });
      await rm(`${nameOf(row)}.part`, { force: true });
    },
    async keepOnly(ids) {
      const here = await readdir(folder);
      const kept = await ids();
      for (const name of here) {
        if (!kept.has(name.split('.')[0] ?? '')) await rm(path.join(folder, name), { force: true });
      }
    },
  };
}

const PIECE_BYTES = 1 << 20;

/** SHA-256 of its first bytes, in hex. */
async function digestOf(handle: FileHandle, bytes: number): Promise<string> {
  const hash = createHash('sha256');
  const place = Buffer.allocUnsafeSlow(PIECE_BYTES);
  for (let at = 0; at < bytes; at += PIECE_BYTES) {
    hash.update(await readFully(handle, at, Math.min(bytes, at + PIECE_BYTES), place));
  }
  return hash.digest('hex');
}

async function writeFully(handle: FileHandle, bytes: Uint8Array, at: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, at + done);
    done += bytesWritten;
  }
}
