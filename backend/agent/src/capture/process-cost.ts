/** Reads what a process costs: percent of one core since the last look (Linux; elsewhere nothing is known). */
import { readFileSync } from 'node:fs';

/** USER_HZ is 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

/** User and system time of a process, milliseconds; undefined where it has ended or /proc is absent. */
function cpuMs(pid: number): number | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    const ticks = Number(fields[11]) + Number(fields[12]);
    return Number.isFinite(ticks) ? (ticks * 1000) / TICKS_PER_SECOND : undefined;
  } catch {
    return undefined;
  }
}

export function createProcessCost(pid: number | undefined): () => number | undefined {
  let lastAt = performance.now();
  let lastMs = pid === undefined ? undefined : cpuMs(pid);
  return () => {
    const now = performance.now();
    const ms = pid === undefined ? undefined : cpuMs(pid);
    const before = lastMs;
    const passed = now - lastAt;
    lastMs = ms;
    lastAt = now;
    if (ms === undefined || before === undefined || passed <= 0) return undefined;
    return Math.round(((ms - before) / passed) * 1000) / 10;
  };
}
