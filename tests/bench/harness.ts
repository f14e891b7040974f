/** What every bench shares: the machine it ran on, its idle CPU while it ran, and the one line of JSON that ends it. */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import path from 'node:path';

export type Figures = Record<string, number | string | null | Record<string, number | null>>;
export type Report = { figures: Figures; baseline: Figures; goal: Figures; met: boolean };

const cpuTimes = () =>
  cpus().reduce(
    (sum, { times }) => ({
      idle: sum.idle + times.idle,
      all: sum.all + times.user + times.nice + times.sys + times.idle + times.irq,
    }),
    { idle: 0, all: 0 },
  );

/** Share of all cores that was idle since the call; ask as often as you like. */
export const idleSince = (): (() => number) => {
  const before = cpuTimes();
  return () => {
    const now = cpuTimes();
    return Math.round(((now.idle - before.idle) / Math.max(1, now.all - before.all)) * 1000) / 1000;
  };
};

/** `sorted` ascending; nearest-rank percentile, `null` of nothing. */
export const percentile = (sorted: readonly number[], share: number): number | null =>
  sorted.length ? (sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? null) : null;

export const ascending = (values: Iterable<number>): number[] => [...values].sort((a, b) => a - b);

/** Runs a bench in a folder of its own that is removed afterwards, and prints what it found. */
export async function bench(name: string, run: (dir: string) => Promise<Report>): Promise<void> {
  const dir = await mkdtemp(path.join(tmpdir(), `giamsat-bench-${name}-`));
  // The database's user must get there, else it goes into a system folder that nobody would clear away.
  await chmod(dir, 0o755);
  const idle = idleSince();
  const begun = Date.now();
  try {
    const report = await run(dir);
    console.log(
      `machine: ${cpus()[0]?.model.trim() ?? 'unknown'} × ${cpus().length}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`,
    );
    console.log(
      `idle CPU over the whole run: ${(idle() * 100).toFixed(0)} %, ${Math.round((Date.now() - begun) / 1000)} s`,
    );
    console.log(JSON.stringify({ bench: name, ...report }));
    process.exitCode = 0;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
