/** A package on the disk: the archive, or the folder that it was unpacked into. For Node alone. */
import { type FileHandle, lstat, open, readdir } from 'node:fs/promises';
import path from 'node:path';
import type { PackageSource, RandomAccess } from './source.ts';

const MAX_FILES = 100_000;

async function readFully(handle: FileHandle, from: number, to: number): Promise<Uint8Array> {
  const bytes = Buffer.allocUnsafe(Math.max(0, to - from));
  let filled = 0;
  while (filled < bytes.length) {
    const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, from + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

export async function openFile(name: string): Promise<RandomAccess & { close(): Promise<void> }> {
  const handle = await open(name, 'r');
  const { size } = await handle.stat();
  return { bytes: size, read: (from, to) => readFully(handle, from, to), close: () => handle.close() };
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
      return readFully(last.handle, from, to);
    },
  };
}
