/** The file into which a child writes by itself: no pipe of ours lies between, so our death cannot break what it says. */
import { closeSync, existsSync, fstatSync, ftruncateSync, openSync, readSync, renameSync, statSync } from 'node:fs';

export interface LogFile {
  /** To be given to the child as its standard output and error. */
  readonly handle: number;
  /** The line that tells best why the last run ended. */
  reason(): string;
  close(): void;
}

const largestBytes = 20 * 1024 * 1024;
const lookEveryMs = 60_000;
const tailBytes = 8_192;

/** What the run before said stays beside it, as `.1`; what grows too large is emptied. */
export function openLogFile(file: string): LogFile {
  if (existsSync(file) && statSync(file).size > 0) renameSync(file, `${file}.1`);
  // Appending, so that a child goes on at the new end after the file was emptied.
  const handle = openSync(file, 'a+');
  const looking = setInterval(() => {
    if (fstatSync(handle).size > largestBytes) ftruncateSync(handle);
  }, lookEveryMs);
  looking.unref();
  return {
    handle,
    reason() {
      const { size } = fstatSync(handle);
      const tail = Buffer.alloc(Math.min(size, tailBytes));
      readSync(handle, tail, 0, tail.length, size - tail.length);
      const lines = tail.toString().trim().split('\n');
      // A stack ends with its frames and the name of the runtime; the reason stands above.
      const said = lines.findLast((line) => /^\w*Error\b|error:/i.test(line)) ?? lines.at(-1) ?? '';
      return said.startsWith('Node.js v') ? '' : said.slice(0, 300);
    },
    close() {
      clearInterval(looking);
      closeSync(handle);
    },
  };
}
