// One digest over files and folders: whether something must be made again.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from './env.mjs';

const skipped = new Set(['node_modules', 'dist', 'dist-console']);

function* filesOf(path) {
  const full = join(repository, path);
  if (!existsSync(full)) return;
  if (!statSync(full).isDirectory()) {
    yield path;
    return;
  }
  for (const name of readdirSync(full).sort()) {
    if (!skipped.has(name) && !/\.test\.tsx?$/.test(name)) yield* filesOf(join(path, name));
  }
}

/** SHA-256 over names and contents of `paths` (relative to the repository), tests left out; what does not exist counts as nothing. */
export function digestOf(paths) {
  const hash = createHash('sha256');
  for (const path of paths) {
    for (const file of filesOf(path))
      hash
        .update(`${file}\0`)
        .update(readFileSync(join(repository, file)))
        .update('\0');
  }
  return hash.digest('hex');
}
