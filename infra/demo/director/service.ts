/** Starts the province's service and waits until it is ready. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SERVICE_PROGRAM } from '../../programs.ts';
import { type Child, startChild } from './child.ts';
import type { Folders } from './folders.ts';

export interface ServiceOptions {
  repository: string;
  folders: Folders;
  port: number;
  tlsPort: number;
  /** One of several nodes: its name, its own folder, and what it is told besides. */
  node?: { name: string; folder: string; env: Record<string, string> };
  report: (line: string) => void;
  stopping: () => boolean;
}

/** The first start initialises a database cluster, on a slow disk for a while. */
const readyWithinMs = 120_000;
const stopWithinMs = 15_000;

/** Is it ready, and is it ours? Another program may answer on that port. */
async function ready(port: number, folder: string, pid: number | undefined): Promise<boolean> {
  try {
    const listening = JSON.parse(await readFile(join(folder, 'listening.json'), 'utf8')) as { pid: number };
    if (listening.pid !== pid) return false;
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(2_000) });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}

export interface StartedService extends Child {
  readonly port: number;
  /** From its next start on it finds no room for recordings: all that is free counts as what is kept for the journal. */
  diskFull(full: boolean): void;
}

/** More than any disk has. */
const wholeDiskMib = '9999999';

/** Resolves when `/readyz` says yes; rejects with the service's own words when it ends before that. */
export async function startService(options: ServiceOptions): Promise<StartedService> {
  const { repository, folders } = options;
  const { name, folder, env: nodes } = options.node ?? { name: 'service', folder: folders.service, env: {} };
  const env: Record<string, string> = {
    GIAMSAT_DATA: folder,
    GIAMSAT_REGISTRY: folders.registry,
    GIAMSAT_TARGETS: join(repository, 'infra/demo/targets.json'),
    GIAMSAT_DEMO: '1',
    HOST: process.env.HOST ?? '127.0.0.1',
    PORT: String(options.port),
    TLS_PORT: String(options.tlsPort),
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'info',
    ...nodes,
  };
  let gaveUp: ((error: Error) => void) | undefined;
  const ended = new Promise<never>((_, reject) => {
    gaveUp = reject;
  });
  ended.catch(() => undefined);
  let once = false;
  const child = startChild({
    name,
    args: [SERVICE_PROGRAM],
    cwd: repository,
    compileCache: folders.compiled,
    logFile: join(folders.logs, `${name}.log`),
    lifeline: 'ipc',
    graceMs: stopWithinMs,
    // Once it has been ready it is started again like everything else; before, its first words are the reason to stop.
    restart: () => once && !options.stopping(),
    report: options.report,
    ready: async (started) => {
      while (started.exitCode === null && !(await ready(options.port, folder, started.pid))) await sleep(1_000);
    },
    kept: 'what it acknowledged is in its database, and the agents keep the rest until it is back',
    onGivenUp: (why) => gaveUp?.(new Error(why)),
    env,
  });
  const until = Date.now() + readyWithinMs;
  const asking = (async () => {
    while (!(await ready(options.port, folder, child.pid))) {
      if (Date.now() > until) throw new Error(`the service was not ready within ${readyWithinMs / 1000} s`);
      await sleep(150);
    }
  })();
  asking.catch(() => undefined);
  try {
    await Promise.race([asking, ended]);
  } catch (error) {
    await child.stop();
    throw error;
  }
  once = true;
  return Object.assign(child, {
    port: options.port,
    diskFull(full: boolean) {
      if (full) env.GIAMSAT_DISK_RESERVE_MIB = wholeDiskMib;
      else delete env.GIAMSAT_DISK_RESERVE_MIB;
    },
  });
}
