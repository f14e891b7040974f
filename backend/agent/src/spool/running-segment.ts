/** A segment while it is being written: each part goes to the disk first, and then to whoever streams it. */
import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import type { SegmentKey } from './model.ts';
import type { Sealer } from './sealed.ts';

export type SegmentEnd = { bytes: number; sha256: string; durationMs: number };

export type RunningSegment = SegmentKey & {
  readonly startMs: number;
  readonly sitting: string;
  /** Begins the write; never throws and never waits. */
  append(bytes: Uint8Array, durationMs: number): void;
  /** No more parts. Resolves when it is durable, or with undefined when the disk failed. */
  close(): Promise<SegmentEnd | undefined>;
  /** The parts that are on the disk, as they come; ends when the segment is whole, throws when it was lost. */
  parts(): AsyncGenerator<Uint8Array>;
  /** Resolves as {@link close} does, for those who only read. */
  readonly done: Promise<SegmentEnd | undefined>;
  lost(): boolean;
};

export type RunningSegmentOptions = SegmentKey & {
  startMs: number;
  sitting: string;
  file: string;
  /** What the disk is given instead of the parts. */
  sealer: Sealer;
  /** Before the first byte: the index says that it began. */
  announce: () => Promise<void>;
  /** After the last byte is durable: the index says that it is final. */
  settle: (end: SegmentEnd) => Promise<void>;
  onLost: (error: Error) => void;
};

export class SegmentLostError extends Error {
  constructor() {
    super('the segment was lost on its way to the disk');
    this.name = 'SegmentLostError';
  }
}

export function openRunningSegment(options: RunningSegmentOptions): RunningSegment {
  const { feed, epoch, number, startMs, sitting, file, sealer } = options;
  const hash = createHash('sha256');
  const written: Uint8Array[] = [];
  let bytes = 0;
  let durationMs = 0;
  let state: 'open' | 'final' | 'lost' = 'open';
  let closing = false;
  let handle: FileHandle | undefined;
  const put = async (piece: Uint8Array): Promise<void> => {
    let at = 0;
    while (handle && at < piece.byteLength) at += (await handle.write(piece, at)).bytesWritten;
  };
  let waiting: (() => void)[] = [];
  const tell = () => {
    const all = waiting;
    waiting = [];
    for (const wake of all) wake();
  };
  let finish: (end: SegmentEnd | undefined) => void = () => {};
  const done = new Promise<SegmentEnd | undefined>((resolve) => {
    finish = resolve;
  });

  const lose = (error: unknown) => {
    if (state !== 'open') return;
    state = 'lost';
    handle?.close().catch(() => {});
    options.onLost(error as Error);
    finish(undefined);
    tell();
  };
  // One write after the other; a slow disk lets the queue grow and holds up nobody.
  let chain: Promise<void> = (async () => {
    await options.announce();
    handle = await open(file, 'w', 0o600);
    await put(sealer.head);
  })();
  const then = (step: () => Promise<void>) => {
    chain = chain.then(() => (state === 'open' ? step() : undefined)).catch(lose);
  };
  then(async () => {});

  return {
    feed,
    epoch,
    number,
    startMs,
    sitting,
    done,
    lost: () => state === 'lost',
    append(part, partMs) {
      hash.update(part);
      bytes += part.byteLength;
      durationMs += partMs;
      then(async () => {
        await put(sealer.seal(part));
        written.push(part);
        tell();
      });
    },
    close() {
      if (closing) return done;
      closing = true;
      then(async () => {
        await handle?.datasync();
        await handle?.close();
        const end = { bytes, sha256: hash.digest('hex'), durationMs };
        await options.settle(end);
        state = 'final';
        finish(end);
        tell();
      });
      return done;
    },
    async *parts() {
      for (let i = 0; ; i++) {
        while (i >= written.length) {
          if (state === 'final') return;
          if (state === 'lost') throw new SegmentLostError();
          await new Promise<void>((resolve) => waiting.push(resolve));
        }
        const part = written[i];
        if (part) yield part;
      }
    },
  };
}
