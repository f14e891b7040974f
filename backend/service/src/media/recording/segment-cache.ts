/** Rows of recordings that are being watched: read once, then only what arrived since, so that a growing playlist costs what is new. */
import type { Clock } from '../../platform/clock.ts';
import type { RecordedSegment, Segments } from './segments.ts';

export type SegmentCache = {
  /** As {@link Segments.list}; thumbnails may be missing that came after their segment. */
  list(feed: string, fromMs: number, toMs: number): Promise<readonly RecordedSegment[]>;
};

const MAX_ENTRIES = 64;
const IDLE_MS = 60_000;
/** Transactions become visible out of the order of their numbers: so many are looked at again. */
const LOOK_BACK = 256;

type Entry = { rows: Map<number, RecordedSegment>; sorted: RecordedSegment[]; newest: number; usedAt: number };

export function createSegmentCache({
  segments,
  clock,
}: {
  segments: Pick<Segments, 'list'>;
  clock: Clock;
}): SegmentCache {
  const entries = new Map<string, Entry>();
  const turns = new Map<string, Promise<readonly RecordedSegment[]>>();

  const read = async (key: string, feed: string, fromMs: number, toMs: number): Promise<readonly RecordedSegment[]> => {
    const now = clock.now();
    for (const [other, { usedAt }] of entries) if (usedAt < now - IDLE_MS) entries.delete(other);
    const known = entries.get(key);
    const entry: Entry = known ?? { rows: new Map(), sorted: [], newest: -1, usedAt: now };
    const news = (await segments.list(feed, fromMs, toMs, entry.newest - LOOK_BACK)).filter(
      (row) => !entry.rows.has(row.arrival),
    );
    for (const row of news) {
      entry.rows.set(row.arrival, row);
      entry.newest = Math.max(entry.newest, row.arrival);
    }
    if (news.length > 0) entry.sorted = [...entry.rows.values()].sort((a, b) => a.startMs - b.startMs);
    entry.usedAt = now;
    entries.delete(key);
    entries.set(key, entry);
    const [oldest] = entries.keys();
    if (entries.size > MAX_ENTRIES && oldest !== undefined) entries.delete(oldest);
    return entry.sorted;
  };

  return {
    list(feed, fromMs, toMs) {
      const key = `${feed} ${fromMs} ${toMs}`;
      const before = turns.get(key) ?? Promise.resolve([]);
      const turn = before.catch(() => []).then(() => read(key, feed, fromMs, toMs));
      turns.set(key, turn);
      const done = (): void => {
        if (turns.get(key) === turn) turns.delete(key);
      };
      turn.then(done, done);
      return turn;
    },
  };
}
