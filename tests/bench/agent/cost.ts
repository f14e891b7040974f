/** Processor time and memory of a process with all that it started, over a stretch of time (Linux). */
import { readdir, readFile } from 'node:fs/promises';

export type Cost = {
  /** Percent of one core: all of it, the process itself, and what it started. */
  corePercent: number;
  ownPercent: number;
  belowPercent: number;
  /** Most resident memory that was seen, pages that are shared counted once for each process. */
  rssMB: number;
  ownRssMB: number;
};

/** `getconf CLK_TCK`, 100 on every Linux that Node runs on. */
const TICKS_PER_S = 100;
const LOOK_EVERY_MS = 1000;

type Seen = { pid: number; parent: number; seconds: number; rssMB: number };

async function seen(pid: number): Promise<Seen | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'latin1');
    const status = await readFile(`/proc/${pid}/status`, 'latin1');
    // The name may hold blanks; what follows its bracket does not. Children that have ended count to their parent.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = [11, 12, 13, 14].reduce((sum, n) => sum + Number(fields[n]), 0);
    const rssKB = Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0);
    return { pid, parent: Number(fields[1]), seconds: ticks / TICKS_PER_S, rssMB: rssKB / 1024 };
  } catch {
    return undefined;
  }
}

async function look(root: number): Promise<{ own: Seen; below: Seen[] }> {
  const pids = (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry)).map(Number);
  const all = new Map((await Promise.all(pids.map(seen))).flatMap((one) => (one ? [[one.pid, one] as const] : [])));
  const own = all.get(root);
  if (!own) throw new Error('the process that is measured has ended');
  const isBelow = (pid: number): boolean => {
    const parent = all.get(pid)?.parent;
    return parent !== undefined && parent > 0 && (parent === root || isBelow(parent));
  };
  return { own, below: [...all.values()].filter(({ pid }) => isBelow(pid)) };
}

const sum = (values: readonly number[]): number => values.reduce((total, one) => total + one, 0);
const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));

export async function costOver(root: number, seconds: number): Promise<Cost> {
  const began = performance.now();
  const before = await look(root);
  let most = 0;
  let ownMost = 0;
  let now = before;
  while (performance.now() - began < seconds * 1000) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    now = await look(root);
    ownMost = Math.max(ownMost, now.own.rssMB);
    most = Math.max(most, now.own.rssMB + sum(now.below.map(({ rssMB }) => rssMB)));
  }
  const passed = (performance.now() - began) / 1000;
  const own = now.own.seconds - before.own.seconds;
  const below = sum(now.below.map((one) => one.seconds)) - sum(before.below.map((one) => one.seconds));
  const percent = (spent: number) => rounded((spent / passed) * 100, 2);
  return {
    corePercent: percent(own + below),
    ownPercent: percent(own),
    belowPercent: percent(below),
    rssMB: rounded(most, 0),
    ownRssMB: rounded(ownMost, 0),
  };
}
