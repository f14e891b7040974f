/** The agent's own store of picture and sound: segments by feed, epoch and number, sealed on this machine's disk until the province has them. */
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { readFile, statfs, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { appendLines, readIfThere, readLines, writeDurable } from '../platform/durable.ts';
import type { Logger } from '../platform/logger.ts';
import { createGapStore, type GapStore } from './gap-store.ts';
import {
  type EpochMeta,
  type FinalSegment,
  type IndexLine,
  isIndexLine,
  type SegmentKey,
  segmentName,
} from './model.ts';
import { type Outlook, outlookOf } from './outlook.ts';
import { openRunningSegment, type RunningSegment } from './running-segment.ts';
import { type SpoolFile, salvageSegment } from './salvage.ts';
import { createSealer, openWhole, type SpoolKey, sealWhole } from './sealed.ts';

export type Spool = {
  /** Durable when it returns. */
  beginEpoch(meta: EpochMeta, init: Uint8Array): void;
  beginSegment(key: SegmentKey, startMs: number, sitting: string): RunningSegment;
  thumbnail(key: SegmentKey, jpeg: Uint8Array): Promise<void>;
  epoch(feed: string, epoch: string): { meta: EpochMeta; init: Uint8Array } | undefined;
  /** Final segments in the order of capture. */
  segments(feed?: string): FinalSegment[];
  find(key: SegmentKey): FinalSegment | undefined;
  read(key: SegmentKey): Promise<Uint8Array | undefined>;
  readThumbnail(key: SegmentKey): Promise<Uint8Array | undefined>;
  markSent(key: SegmentKey, sent: boolean): Promise<void>;
  markCommitted(segments: SegmentKey[]): Promise<void>;
  gaps: GapStore;
  /** End and sitting of the newest kept segment. */
  lastKept(feed: string): { endMs: number; sitting: string } | undefined;
  bytes(): number;
  oldestUnsentAt(): number | undefined;
  /** True while there is no room: nothing is kept (`disk` gap) until sent segments could be removed. */
  full(): boolean;
  /** As of the last tidying. */
  outlook(): Outlook;
  /** Removes what is no longer needed, oldest first, and looks how much room is left. */
  tidy(): Promise<void>;
};

type Epoch = { meta: EpochMeta; folder: string; segments: Map<number, FinalSegment>; chain: Promise<void> };

/** Below it the court's machine itself is in danger. */
const LEAST_FREE_BYTES = 256 * 1024 * 1024;

/** `key`: seals initialisation sections, segments and thumbnails; the index beside them tells times, sizes and digests. */
export type SpoolOptions = {
  folder: string;
  key: SpoolKey;
  maxBytes: number;
  /** Of its disk; default 256 MiB. */
  leastFreeBytes?: number;
  logger: Logger;
};

export function openSpool(options: SpoolOptions): Spool {
  const { folder, key: spoolKey, maxBytes, leastFreeBytes = LEAST_FREE_BYTES, logger } = options;
  const epochs = new Map<string, Epoch>();
  let total = 0;
  let noRoom = false;
  let outlook: Outlook = { waitingMs: 0, leftMs: undefined };
  mkdirSync(folder, { recursive: true });

  const epochOf = (key: { feed: string; epoch: string }): Epoch | undefined => epochs.get(`${key.feed}/${key.epoch}`);
  const named = ({ meta, folder: at }: Pick<Epoch, 'meta' | 'folder'>, base: string): SpoolFile => ({
    path: path.join(at, base),
    name: `${meta.feed}/${meta.epoch}/${base}`,
  });
  const initOf = (epoch: Pick<Epoch, 'meta' | 'folder'>) => named(epoch, 'init.mp4');
  const fileOf = (epoch: Epoch, number: number, kind: 'm4s' | 'jpg') => named(epoch, `${segmentName(number)}.${kind}`);
  const opened = async (file: SpoolFile): Promise<Buffer | undefined> => {
    const content = await readFile(file.path).catch(() => undefined);
    return content && openWhole(spoolKey, file.name, content);
  };
  /** Lines of one epoch's index, one write after the other. */
  const write = (epoch: Epoch, lines: IndexLine[], flush: boolean): Promise<void> => {
    const mine = epoch.chain.then(() => appendLines(path.join(epoch.folder, 'index.jsonl'), lines, flush));
    epoch.chain = mine.catch(() => {});
    return mine;
  };

  const load = (feed: string, name: string): void => {
    const at = path.join(folder, feed, name);
    const text = readIfThere(path.join(at, 'epoch.json'));
    if (text === undefined) {
      rmSync(at, { recursive: true, force: true });
      return;
    }
    const epoch: Epoch = { meta: JSON.parse(text), folder: at, segments: new Map(), chain: Promise.resolve() };
    epochs.set(`${feed}/${name}`, epoch);
    const { entries, damaged } = readLines(path.join(at, 'index.jsonl'), isIndexLine);
    if (damaged)
      logger.warn({ feed, epoch: name }, 'spool: the index has unreadable lines; what they told is left out');
    const begun = new Map<number, Extract<IndexLine, { t: 'begin' }>>();
    for (const line of entries) {
      if (line.t === 'begin') begun.set(line.n, line);
      else if (line.t === 'committed') {
        for (const n of line.n) {
          const segment = epoch.segments.get(n);
          if (segment) segment.committed = true;
        }
      } else if (line.t === 'final') {
        const begin = begun.get(line.n);
        begun.delete(line.n);
        if (begin) epoch.segments.set(line.n, finalOf(epoch, begin, line));
      } else if (line.t === 'sent') {
        const segment = epoch.segments.get(line.n);
        if (segment) segment.sent = true;
      } else {
        begun.delete(line.n);
        epoch.segments.delete(line.n);
      }
    }
    for (const begin of begun.values()) rescue(epoch, begin);
    for (const segment of epoch.segments.values()) total += segment.bytes;
    // Of a run before this one, and nothing left of it.
    if (epoch.segments.size === 0) {
      epochs.delete(`${feed}/${name}`);
      epoch.chain
        .then(() => rmSync(at, { recursive: true, force: true }))
        .catch((error) => logger.warn({ err: error, feed, epoch: name }, 'spool: an empty run could not be removed'));
    }
  };

  const finalOf = (
    { meta }: Epoch,
    begin: { n: number; startMs: number; sitting: string },
    end: { durationMs: number; bytes: number; sha256: string },
  ): FinalSegment => ({
    feed: meta.feed,
    epoch: meta.epoch,
    number: begin.n,
    startMs: begin.startMs,
    sitting: begin.sitting,
    durationMs: end.durationMs,
    bytes: end.bytes,
    sha256: end.sha256,
    sent: false,
    committed: false,
  });

  const rescue = (epoch: Epoch, begin: Extract<IndexLine, { t: 'begin' }>): void => {
    const end = salvageSegment(fileOf(epoch, begin.n, 'm4s'), initOf(epoch), spoolKey);
    if (end) {
      void write(epoch, [{ t: 'final', n: begin.n, ...end }], true);
      epoch.segments.set(begin.n, finalOf(epoch, begin, end));
      logger.info(
        { feed: epoch.meta.feed, number: begin.n, ms: end.durationMs },
        'spool: an unfinished segment was kept',
      );
    } else {
      rmSync(fileOf(epoch, begin.n, 'm4s').path, { force: true });
      void write(epoch, [{ t: 'gone', n: begin.n }], false);
    }
  };

  for (const feed of readdirSync(folder, { withFileTypes: true })) {
    if (!feed.isDirectory()) continue;
    for (const name of readdirSync(path.join(folder, feed.name), { withFileTypes: true })) {
      if (name.isDirectory()) load(feed.name, name.name);
    }
  }
  const gaps = createGapStore(folder);

  const inOrder = (feed?: string): FinalSegment[] => {
    const found: FinalSegment[] = [];
    for (const epoch of epochs.values()) {
      if (feed === undefined || epoch.meta.feed === feed) found.push(...epoch.segments.values());
    }
    return found.sort((a, b) => a.startMs - b.startMs);
  };

  const freeBytes = async (): Promise<number> => {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  };
  const remove = async (segment: FinalSegment): Promise<void> => {
    const epoch = epochOf(segment);
    if (!epoch?.segments.delete(segment.number)) return;
    total -= segment.bytes;
    await write(epoch, [{ t: 'gone', n: segment.number }], false);
    for (const kind of ['m4s', 'jpg'] as const) await unlink(fileOf(epoch, segment.number, kind).path).catch(() => {});
  };

  return {
    beginEpoch(meta, init) {
      const at = path.join(folder, meta.feed, meta.epoch);
      mkdirSync(at, { recursive: true });
      const file = initOf({ meta, folder: at });
      writeDurable(file.path, sealWhole(spoolKey, file.name, init));
      writeDurable(path.join(at, 'epoch.json'), JSON.stringify(meta));
      epochs.set(`${meta.feed}/${meta.epoch}`, { meta, folder: at, segments: new Map(), chain: Promise.resolve() });
    },
    beginSegment(key, startMs, sitting) {
      const epoch = epochOf(key);
      if (!epoch) throw new Error(`epoch ${key.epoch} was not begun`);
      const begin = { n: key.number, startMs, sitting };
      const file = fileOf(epoch, key.number, 'm4s');
      return openRunningSegment({
        ...key,
        startMs,
        sitting,
        file: file.path,
        sealer: createSealer(spoolKey, file.name),
        announce: () => write(epoch, [{ t: 'begin', ...begin }], false),
        async settle(end) {
          await write(epoch, [{ t: 'final', n: key.number, ...end }], true);
          epoch.segments.set(key.number, finalOf(epoch, begin, end));
          total += end.bytes;
        },
        onLost(error) {
          logger.error({ feed: key.feed, code: (error as NodeJS.ErrnoException).code }, 'spool: a segment was lost');
          noRoom ||= (error as NodeJS.ErrnoException).code === 'ENOSPC';
          void unlink(file.path).catch(() => {});
          void write(epoch, [{ t: 'gone', n: key.number }], false).catch(() => {});
        },
      });
    },
    async thumbnail(key, jpeg) {
      const epoch = epochOf(key);
      if (!epoch) return;
      const file = fileOf(epoch, key.number, 'jpg');
      await writeFile(file.path, sealWhole(spoolKey, file.name, jpeg), { mode: 0o600 });
    },
    epoch(feed, name) {
      const epoch = epochOf({ feed, epoch: name });
      if (!epoch) return undefined;
      const file = initOf(epoch);
      return { meta: epoch.meta, init: openWhole(spoolKey, file.name, readFileSync(file.path)) };
    },
    segments: inOrder,
    find: (key) => epochOf(key)?.segments.get(key.number),
    async read(key) {
      const epoch = epochOf(key);
      return epoch && opened(fileOf(epoch, key.number, 'm4s'));
    },
    async readThumbnail(key) {
      const epoch = epochOf(key);
      return epoch && opened(fileOf(epoch, key.number, 'jpg'));
    },
    async markSent(key, sent) {
      const epoch = epochOf(key);
      const segment = epoch?.segments.get(key.number);
      if (!epoch || !segment || segment.sent === sent) return;
      segment.sent = sent;
      if (sent) await write(epoch, [{ t: 'sent', n: key.number }], false);
    },
    async markCommitted(segments) {
      for (const { feed, epoch: name, number } of segments) {
        const epoch = epochOf({ feed, epoch: name });
        const segment = epoch?.segments.get(number);
        if (!epoch || !segment) continue;
        segment.committed = true;
        await write(epoch, [{ t: 'committed', n: [number] }], false);
      }
    },
    gaps,
    lastKept(feed) {
      const last = inOrder(feed).at(-1);
      return last && { endMs: last.startMs + last.durationMs, sitting: last.sitting };
    },
    bytes: () => total,
    oldestUnsentAt: () => inOrder().find((segment) => !segment.sent)?.startMs,
    full: () => noRoom,
    outlook: () => outlook,
    async tidy() {
      // Whatever else fills the disk: what the province has goes first, and what it does not have never.
      let free = await freeBytes();
      for (const segment of inOrder()) {
        if (total <= maxBytes * 0.95 && free >= leastFreeBytes * 1.05) break;
        if (!segment.sent || !segment.committed) continue;
        free += segment.bytes;
        await remove(segment);
      }
      free = await freeBytes();
      const full = total > maxBytes || free < leastFreeBytes;
      if (full && !noRoom) logger.error({ spoolBytes: total, freeBytes: free }, 'spool: no room left');
      noRoom = full;
      outlook = outlookOf(inOrder(), Math.min(maxBytes - total, free - leastFreeBytes));
    },
  };
}
