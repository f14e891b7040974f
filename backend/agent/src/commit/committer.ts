/** Makes `recording.committed`: the court's own statement of what was captured and what was not, each minute and at a sitting's end. */
import type { Outbox } from '../outbox/outbox.ts';
import { rfc3339 } from '../platform/clock.ts';
import type { FinalSegment } from '../spool/model.ts';
import type { Spool } from '../spool/spool.ts';

export type Committer = {
  /** States everything that is final and not yet stated. */
  commit(feed: string): Promise<void>;
  start(): void;
  stop(): Promise<void>;
};

const EVERY_MS = 60_000;
/** `maxItems` of the schema. */
const MOST_SEGMENTS = 100;
const MOST_GAPS = 100;

/** Groups by epoch, in order, at most {@link MOST_SEGMENTS} each. */
export function batchesOf(segments: FinalSegment[]): FinalSegment[][] {
  const batches: FinalSegment[][] = [];
  for (const segment of segments) {
    const last = batches.at(-1);
    if (last && last.length < MOST_SEGMENTS && last[0]?.epoch === segment.epoch) last.push(segment);
    else batches.push([segment]);
  }
  return batches;
}

const gapOf = ({ gap }: { gap: { fromMs: number; toMs: number; cause: string } }) => ({
  from: rfc3339(gap.fromMs),
  to: rfc3339(gap.toMs),
  cause: gap.cause,
});

export function createCommitter(options: {
  feeds: string[];
  spool: Spool;
  outbox: Outbox;
  agent: string;
  newId: () => string;
}): Committer {
  const { feeds, spool, outbox, agent, newId } = options;
  let timer: NodeJS.Timeout | undefined;
  let chain: Promise<void> = Promise.resolve();

  const state = (feed: string, epoch: string, segments: FinalSegment[], gaps: ReturnType<typeof gapOf>[]): void => {
    const meta = spool.epoch(feed, epoch)?.meta;
    if (!meta) return;
    outbox.append({
      id: newId(),
      type: 'recording.committed',
      subject: `feeds/${feed}`,
      recordedby: agent,
      data: {
        feed,
        epoch,
        initSha256: meta.initSha256,
        segments: segments.map(({ number, startMs, durationMs, bytes, sha256 }) => ({
          number,
          start: rfc3339(startMs),
          durationMs: Math.round(durationMs * 1000) / 1000,
          bytes,
          sha256,
        })),
        gaps,
      },
    });
  };

  const commitNow = async (feed: string): Promise<void> => {
    const all = spool.segments(feed);
    const gaps = spool.gaps.pending(feed).slice(0, MOST_GAPS);
    const batches = batchesOf(all.filter((segment) => !segment.committed));
    const lastEpoch = all.at(-1)?.epoch;
    if (batches.length === 0 && gaps.length > 0 && lastEpoch) state(feed, lastEpoch, [], gaps.map(gapOf));
    else if (batches.length === 0) return;
    for (const [i, batch] of batches.entries()) {
      const [first] = batch;
      if (!first) continue;
      // A kill between the two lines states the same twice, which is harmless; the other order would state it never.
      state(feed, first.epoch, batch, i === 0 ? gaps.map(gapOf) : []);
      await spool.markCommitted(batch);
    }
    spool.gaps.markCommitted(
      feed,
      gaps.map(({ id }) => id),
    );
  };
  const commit = (feed: string): Promise<void> => {
    const mine = chain.then(() => commitNow(feed));
    chain = mine.catch(() => {});
    return mine;
  };

  return {
    commit,
    start() {
      timer ??= setInterval(() => {
        for (const feed of feeds) void commit(feed).catch(() => {});
      }, EVERY_MS);
    },
    async stop() {
      clearInterval(timer);
      for (const feed of feeds) await commit(feed).catch(() => {});
    },
  };
}
