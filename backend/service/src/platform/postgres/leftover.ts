/** A PostgreSQL server that outlived its service (killed together with its guard): it is stopped before a new one starts. */
import { readFile, readlink } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PlainError } from '../errors.ts';
import type { Logger } from '../logger.ts';

const FAST_STOP_MS = 20_000;
const IMMEDIATE_STOP_MS = 5_000;

/** Nothing acknowledged is lost by either way of stopping: at worst the next start replays the log. */
export async function stopLeftover(databaseDir: string, logger: Logger): Promise<void> {
  const pid = await livingPostmaster(databaseDir);
  if (pid === undefined) return;
  logger.warn({ pid }, 'a database server of an earlier run is still there; stopping it');
  for (const [signal, waitMs] of [
    ['SIGINT', FAST_STOP_MS],
    ['SIGQUIT', IMMEDIATE_STOP_MS],
  ] as const) {
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    const deadline = Date.now() + waitMs;
    while (Date.now() < deadline) {
      if ((await livingPostmaster(databaseDir)) !== pid) return;
      await sleep(20);
    }
  }
  throw new PlainError(`The database server of an earlier run (process ${pid}) does not stop. End it by hand.`);
}

/** The process that `postmaster.pid` names, if it lives and really is the server of this directory. */
async function livingPostmaster(databaseDir: string): Promise<number | undefined> {
  const text = await readFile(path.join(databaseDir, 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number(text.split('\n')[0]);
  if (!Number.isInteger(pid) || pid <= 1) return undefined;
  try {
    process.kill(pid, 0);
  } catch {
    return undefined;
  }
  // The id may have been given to another program since a crash of the machine.
  const program = await readlink(`/proc/${pid}/exe`).catch(() => undefined);
  return program === undefined || path.basename(program).startsWith('postgres') ? pid : undefined;
}
