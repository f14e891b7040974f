/** What the programs of a run hold: memory and handles, by what they are; and the heap of a page. */
import { readdirSync, readFileSync } from 'node:fs';
import type { CDPSession, Page } from 'playwright-core';

/** Resident megabytes, and open files, sockets and pipes. */
export type Held = {
  serviceMB: number;
  agentsMB: number;
  databaseMB: number;
  serviceHandles: number;
  agentsHandles: number;
};

const handlesOf = (pid: number): number => {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    return 0;
  }
};

/** Of everything that was started below that process. */
export function heldBelow(root: number): Held {
  const processes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const status = readFileSync(`/proc/${pid}/status`, 'utf8');
        const number = (key: string) => Number(new RegExp(`^${key}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        // What is shared between a database's processes is counted once, by leaving it out.
        return [{ pid: Number(pid), parent: number('PPid'), kB: number('VmRSS'), ownKB: number('RssAnon'), command }];
      } catch {
        return [];
      }
    });
  const below = new Set([root]);
  for (let size = 0; size !== below.size; ) {
    size = below.size;
    for (const { pid, parent } of processes) if (below.has(parent)) below.add(pid);
  }
  const ours = processes.filter(({ pid }) => below.has(pid));
  const of = (pattern: RegExp) => ours.filter(({ command }) => pattern.test(command));
  const megabytes = (pattern: RegExp, key: 'kB' | 'ownKB') =>
    Math.round(of(pattern).reduce((total, one) => total + one[key], 0) / 1024);
  const handles = (pattern: RegExp) => of(pattern).reduce((total, { pid }) => total + handlesOf(pid), 0);
  const [service, agents] = [/backend\/service\/src\/main\.ts/, /backend\/agent\/src\/main\.ts/];
  return {
    serviceMB: megabytes(service, 'kB'),
    agentsMB: megabytes(agents, 'kB'),
    databaseMB: megabytes(/postgres/, 'ownKB'),
    serviceHandles: handles(service),
    agentsHandles: handles(agents),
  };
}

/** Megabytes in use after everything that nobody holds was let go. */
export async function heapOf(page: Page): Promise<() => Promise<number>> {
  const session: CDPSession = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  return async () => {
    await session.send('HeapProfiler.collectGarbage');
    const { metrics } = await session.send('Performance.getMetrics');
    return Math.round((metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? 0) / 1e5) / 10;
  };
}
