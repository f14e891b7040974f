/** A package on the disk: the archive, or the folder that it was unpacked into. For Node alone. */
import { type FileHandle, lstat, open, readdir } from 'node:fs/promises';
import path from 'node:path';
import { readFully } from '../read-fully.ts';
import type { PackageSource, RandomAccess } from './source.ts';

const MAX_FILES = 100_000;

/** Longer reads get memory of their own. */
const PLACE_BYTES = 8 * 1024 * 1024;

/** Reads into one place. */
function createReader(): (handle: FileHandle, from: number, to: number) => Promise<Uint8Array> {
  const place = Buffer.allocUnsafeSlow(PLACE_BYTES);
  return (handle, from, to) => readFully(handle, from, to, place);
}

export async function openFile(name: string): Promise<RandomAccess & { close(): Promise<void> }> {
  const handle = await open(name, 'r');
  const { size } = await handle.stat();
  const read = createReader();
  return { bytes: size, read: (from, to) => read(handle, from, to), close: () => handle.close() };
}

/** Links are not followed: they count as files of no bytes. */
export async function openFolder(folder: string): Promise<PackageSource & { close(): Promise<void> }> {
  const files: { path: string; bytes: number }[] = [];
  const walk = async (below: string): Promise<void> => {
    for (const name of (await readdir(path.join(folder, below))).sort()) {
      if (files.length >= MAX_FILES) throw new Error('There are too many files.');
      const at = below === '' ? name : `${below}/${name}`;
      const found = await lstat(path.join(folder, at));
      if (found.isDirectory()) await walk(at);
      else files.push({ path: at, bytes: found.isFile() ? found.size : 0 });
    }
  };
  await walk('');
  const readAt = createReader();
  let last: { path: string; handle: FileHandle } | undefined;
  const close = async (): Promise<void> => {
    const { handle } = last ?? {};
    last = undefined;
    await handle?.close();
  };
  return {
    files,
    inOrder: false,
    close,
    async read(name, from, to) {
      if (!files.some((file) => file.path === name && file.bytes > 0)) return new Uint8Array();
      if (last?.path !== name) {
        await close();
        last = { path: name, handle: await open(path.join(folder, name), 'r') };
      }
      return readAt(last.handle, from, to);
    },
  };
}
