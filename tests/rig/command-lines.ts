/** The list of processes as anybody on the machine can read it. */
import { readdirSync, readFileSync } from 'node:fs';

const read = (pid: number, what: string): string => {
  try {
    return readFileSync(`/proc/${pid}/${what}`, 'utf8');
  } catch {
    // It ended meanwhile.
    return '';
  }
};
const parentOf = (pid: number): number => Number(read(pid, 'stat').split(') ').at(-1)?.split(' ')[1] ?? 0);

const isOurs = (pid: number): boolean => {
  for (let at = parentOf(pid); at > 1; at = parentOf(at)) if (at === process.pid) return true;
  return false;
};

/** Command lines of all processes, and of those that this test file has started. */
export function commandLines(): { all: string[]; ours: string[] } {
  const lines = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), line: read(Number(name), 'cmdline').replaceAll('\0', ' ') }));
  return {
    all: lines.map(({ line }) => line),
    ours: lines.filter(({ pid }) => isOurs(pid)).map(({ line }) => line),
  };
}
