/** CPU time of a process and everything below it (Linux), which says more than the clock on a machine that others use, too. */
import { readdirSync, readFileSync } from 'node:fs';

/** `getconf CLK_TCK`, 100 on every Linux that Node runs on. */
const TICK_MS = 10;

type Usage = { parent: number; ms: number };

function usageOf(pid: string): Usage | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // ppid, then utime and stime, with those of children that ended.
    const ticks = [11, 12, 13, 14].reduce((sum, n) => sum + Number(fields[n]), 0);
    return { parent: Number(fields[1]), ms: ticks * TICK_MS };
  } catch {
    return undefined;
  }
}

/** Milliseconds so far of the process itself, and of those below it. */
function cpuTime(root: number): { own: number; below: number } {
  const all = new Map<number, Usage>();
  for (const entry of readdirSync('/proc')) {
    const usage = /^\d+$/.test(entry) ? usageOf(entry) : undefined;
    if (usage) all.set(Number(entry), usage);
  }
  const isBelow = (pid: number): boolean => {
    const parent = all.get(pid)?.parent;
    return parent !== undefined && parent > 0 && (parent === root || isBelow(parent));
  };
  let below = 0;
  for (const [pid, { ms }] of all) if (isBelow(pid)) below += ms;
  return { own: all.get(root)?.ms ?? 0, below };
}

/** Microseconds per event since the call: of the process itself, and of those below it. */
export function cpuSince(root: number): (events: number) => { own: number; below: number } {
  const before = cpuTime(root);
  return (events) => {
    const now = cpuTime(root);
    const each = (ms: number) => Math.round((ms * 1000) / events);
    return { own: each(now.own - before.own), below: each(now.below - before.below) };
  };
}
