/** One service per data directory: a lock file that names its holder, and does not outlive it. */
import { existsSync } from 'node:fs';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PlainError } from './errors.ts';

export type DirectoryLock = { release(): Promise<void> };

/** The directory belongs to another living process. */
export class DirectoryInUse extends PlainError {
  constructor(dir: string, pid: number) {
    super(
      `${dir} is in use by process ${pid}. One service at a time can work in a data directory: stop that one first.`,
    );
    this.name = 'DirectoryInUse';
  }
}

/** While it is there the directory holds a part of what is being restored into it; see `backup/restore.ts`. */
export const RESTORING = 'restoring.txt';

/**
 * A process is known by its id and the moment it started, so that a recycled id is not mistaken for the holder.
 * Where /proc is missing, the id must do.
 */
async function startOf(pid: number): Promise<string | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'latin1');
    // Field 22, counted after the command, which may itself hold spaces and brackets.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function holderOf(file: string): Promise<number | undefined> {
  const [pidText, start] = (await readFile(file, 'utf8').catch(() => '')).split(' ');
  const pid = Number(pidText);
  if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) return undefined;
  const now = await startOf(pid);
  return now === undefined || start === '' || now === start ? pid : undefined;
}

/** @throws DirectoryInUse; PlainError where a restore broke off */
export async function lockDirectory(dir: string): Promise<DirectoryLock> {
  const file = path.join(dir, 'lock');
  const own = `${file}.${process.pid}`;
  await writeFile(own, `${process.pid} ${(await startOf(process.pid)) ?? ''}`);
  try {
    for (let attempt = 0; ; attempt++) {
      try {
        // A link appears whole or not at all, and never over another's.
        await link(own, file);
        const release = () => rm(file, { force: true });
        if (existsSync(path.join(dir, RESTORING))) {
          await release();
          throw new PlainError(
            `A restore into ${dir} broke off: what is there is not whole. Empty the folder and restore again; the copy is as it was.`,
          );
        }
        return { release };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt >= 5) throw error;
        const holder = await holderOf(file);
        if (holder !== undefined) throw new DirectoryInUse(dir, holder);
        await rm(file, { force: true });
      }
    }
  } finally {
    await rm(own, { force: true });
  }
}
