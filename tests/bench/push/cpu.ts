/** Processor time of a process and of everything that it started, as Linux counts it. */
import { readdir, readFile } from 'node:fs/promises';

export type CpuSeconds = { own: number; descendants: number };
const TICKS_PER_S = 100;

/** Seconds since they began; processes that have ended meanwhile count no more. */
export async function cpuSeconds(pid: number): Promise<CpuSeconds> {
  const parents = new Map<number, number>();
  const seconds = new Map<number, number>();
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const stat = await readFile(`/proc/${entry}/stat`, 'utf8').catch(() => undefined);
    // The name may hold blanks; what follows its bracket does not.
    const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (!fields) continue;
    parents.set(Number(entry), Number(fields[1]));
    seconds.set(Number(entry), (Number(fields[11]) + Number(fields[12])) / TICKS_PER_S);
  }
  const isBelow = (child: number): boolean => {
    const parent = parents.get(child);
    return parent !== undefined && (parent === pid || isBelow(parent));
  };
  let descendants = 0;
  for (const [child, spent] of seconds) if (child !== pid && isBelow(child)) descendants += spent;
  return { own: seconds.get(pid) ?? 0, descendants };
}
