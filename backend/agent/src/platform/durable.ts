/** Files that survive kill -9 and a power cut: written aside, flushed, renamed; and logs of JSON lines that heal at their end. */
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, truncateSync, writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { isPlain, type LineSeal } from './line-seal.ts';

const flushFolder = (folder: string): void => {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
};

const writeAll = (handle: number, bytes: Uint8Array): void => {
  let at = 0;
  while (at < bytes.byteLength) at += writeSync(handle, bytes, at);
};

/** Replaces `file` as a whole: a reader sees the old or the new, never half of it. */
export function writeDurable(file: string, content: string | Uint8Array): void {
  mkdirSync(path.dirname(file), { recursive: true });
  const aside = `${file}.new`;
  const handle = openSync(aside, 'w', 0o600);
  try {
    writeAll(handle, typeof content === 'string' ? Buffer.from(content) : content);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(aside, file);
  flushFolder(path.dirname(file));
}

export const readIfThere = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
};

export type Lines<T> = {
  entries: T[];
  /** A line that is not the last could not be read: something else than a write that was cut short. */
  damaged: boolean;
  /** It was written before lines were sealed, and waits to be written anew. */
  plain: boolean;
  lines: number;
  bytes: number;
};

/** Reads a log of JSON lines; a torn last line – the write that a kill interrupted – is cut off. */
export function readLines<T>(file: string, accept: (value: unknown) => value is T, seal?: LineSeal): Lines<T> {
  const text = readIfThere(file) ?? '';
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const bytes = Buffer.byteLength(whole);
  if (whole.length < text.length) truncateSync(file, bytes);
  const entries: T[] = [];
  let damaged = false;
  const lines = whole.split('\n').filter((line) => line !== '');
  // All of it or nothing: a plain line among sealed ones is none of ours.
  const plain = seal !== undefined && isPlain(lines[0] ?? '');
  for (const [at, line] of lines.entries()) {
    try {
      const value: unknown = JSON.parse((seal && !plain ? seal.open(line, at) : line) ?? '');
      if (accept(value)) entries.push(value);
      else damaged = true;
    } catch {
      damaged = true;
    }
  }
  return { entries, damaged, plain, lines: lines.length, bytes };
}

/** `at`: the place of the first. */
const linesOf = (entries: unknown[], seal?: LineSeal, at = 0): Buffer =>
  Buffer.from(
    entries
      .map((entry, n) => {
        const text = JSON.stringify(entry);
        return `${seal ? seal.seal(text, at + n) : text}\n`;
      })
      .join(''),
  );

export type LineLog<T> = {
  /** Appends; it is on the disk when this returns. */
  append(entries: T[]): void;
  /** Replaces everything. */
  rewrite(entries: T[]): void;
  bytes(): number;
  close(): void;
};

/** For what is rare and must be durable before anyone is told. `read`: as {@link readLines} gave it. */
export function openLineLog<T>(file: string, read: Pick<Lines<T>, 'lines' | 'bytes'>, seal?: LineSeal): LineLog<T> {
  mkdirSync(path.dirname(file), { recursive: true });
  let handle = openSync(file, 'a', 0o600);
  let { lines, bytes: end } = read;
  return {
    append(entries) {
      const added = linesOf(entries, seal, lines);
      try {
        writeAll(handle, added);
        fsyncSync(handle);
        end += added.byteLength;
        lines += entries.length;
      } catch (error) {
        // Half a line on a full disk would swallow the next one.
        truncateSync(file, end);
        throw error;
      }
    },
    rewrite(entries) {
      const all = linesOf(entries, seal);
      writeDurable(file, all);
      closeSync(handle);
      handle = openSync(file, 'a', 0o600);
      end = all.byteLength;
      lines = entries.length;
    },
    bytes: () => end,
    close: () => closeSync(handle),
  };
}

/** Appends lines without holding up the process; with `flush`, they are on the disk when it resolves. */
export async function appendLines(file: string, entries: unknown[], flush: boolean): Promise<void> {
  const handle = await open(file, 'a', 0o600);
  try {
    await handle.appendFile(linesOf(entries));
    if (flush) await handle.datasync();
  } finally {
    await handle.close();
  }
}
