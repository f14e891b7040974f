/** The page that every package holds, as it was built; read once. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { PageFiles } from './sources.ts';

const NAMES = ['index.html', 'verify.js'];

export function createPageFiles(folder: string): PageFiles {
  let read: ReturnType<PageFiles> | undefined;
  return () => {
    read ??= Promise.all(NAMES.map(async (name) => ({ path: name, bytes: await readFile(path.join(folder, name)) })));
    // Built a moment later, it is there the next time.
    read.catch(() => {
      read = undefined;
    });
    return read;
  };
}
