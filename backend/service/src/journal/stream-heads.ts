/**
 * The last record of each stream, kept between groups. It holds as long as nobody else appended, and nothing of ours was
 * rolled back, which the journal's next position, read under the lock, tells. A stream's court never changes.
 */
import { eventOf, type Payload, type RecordHead } from '@giamsat/proof/record';
import { courtOfFirst } from './streams.ts';

export type StreamHead = {
  seq: number;
  hash: string /** Undefined: the service began it and named none. */;
  court: string | undefined;
};
/** `[stream, seq, hash, head and payload of its first record]`, as the database gives them. */
export type StreamHeadRow = [stream: string, seq: number, hash: string, firstHead: string, firstPayload: string | null];

const MAX_CACHED = 5_000;

export type StreamHeads = {
  /** Those of `streams` that must be looked up. */
  missing(streams: Iterable<string>): string[];
  /** Whether what is kept was true at this next position. */
  holdsAt(next: number): boolean;
  /** What was looked up: streams without a row have no record yet. */
  learn(asked: readonly string[], rows: readonly StreamHeadRow[]): void;
  get(stream: string): StreamHead | undefined;
  set(stream: string, head: StreamHead): void;
  /** What was set holds once the journal's next position is this. */
  reach(next: number): void;
  forget(): void;
};

export function createStreamHeads(): StreamHeads {
  let heads = new Map<string, StreamHead | undefined>();
  let validAt = 0;
  return {
    missing(streams) {
      if (heads.size > MAX_CACHED) heads = new Map();
      return [...new Set(streams)].filter((stream) => !heads.has(stream));
    },
    holdsAt: (next) => next === validAt || heads.size === 0,
    learn(asked, rows) {
      for (const stream of asked) heads.set(stream, undefined);
      for (const [stream, seq, hash, firstHead, firstPayload] of rows) {
        const payload = JSON.parse(firstPayload ?? '{"data":{}}') as Payload;
        const first = eventOf(JSON.parse(firstHead) as RecordHead, payload);
        heads.set(stream, { seq, hash, court: courtOfFirst(first) });
      }
    },
    get: (stream) => heads.get(stream),
    set: (stream, head) => void heads.set(stream, head),
    reach(next) {
      validAt = next;
    },
    forget() {
      heads = new Map();
    },
  };
}
