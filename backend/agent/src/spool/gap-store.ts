/** Gaps that were found and not yet told to the province, per feed, on disk. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { type LineLog, openLineLog, readLines } from '../platform/durable.ts';
import { type GapLine, isGapLine, type SpoolGap } from './model.ts';

export type GapStore = {
  /** Durable when it returns. @throws the disk's error; it is remembered all the same, and written with whatever is written next. */
  add(feed: string, gap: SpoolGap): void;
  pending(feed: string): { id: number; gap: SpoolGap }[];
  markCommitted(feed: string, ids: number[]): void;
  feeds(): string[];
};

type Book = { log: LineLog<GapLine>; open: Map<number, SpoolGap>; next: number; unwritten: GapLine[] };

export function createGapStore(folder: string): GapStore {
  const books = new Map<string, Book>();
  const bookOf = (feed: string): Book => {
    const known = books.get(feed);
    if (known) return known;
    const file = path.join(folder, feed, 'gaps.jsonl');
    const read = readLines(file, isGapLine);
    const open = new Map<number, SpoolGap>();
    let next = 0;
    for (const line of read.entries) {
      if (line.t === 'committed') for (const id of line.id) open.delete(id);
      else {
        open.set(line.id, { fromMs: line.fromMs, toMs: line.toMs, cause: line.cause });
        next = Math.max(next, line.id + 1);
      }
    }
    const book: Book = { log: openLineLog<GapLine>(file, read), open, next, unwritten: [] };
    books.set(feed, book);
    return book;
  };
  const write = (book: Book, line: GapLine): void => {
    book.unwritten.push(line);
    book.log.append(book.unwritten);
    book.unwritten = [];
  };
  if (existsSync(folder)) {
    for (const entry of readdirSync(folder, { withFileTypes: true })) if (entry.isDirectory()) bookOf(entry.name);
  }
  return {
    add(feed, gap) {
      const book = bookOf(feed);
      const id = book.next++;
      book.open.set(id, gap);
      write(book, { t: 'gap', id, ...gap });
    },
    pending: (feed) => [...bookOf(feed).open].map(([id, gap]) => ({ id, gap })),
    markCommitted(feed, ids) {
      if (ids.length === 0) return;
      const book = bookOf(feed);
      for (const id of ids) book.open.delete(id);
      write(book, { t: 'committed', id: ids });
    },
    feeds: () => [...books.keys()],
  };
}
