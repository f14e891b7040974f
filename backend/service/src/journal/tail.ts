/** The newest records, kept in memory: whoever is woken by an append reads them without asking the database. */
import type { JournalRecord } from './record.ts';

const KEPT = 2_000;

export type Tail = {
  /** Records that this node just committed, in order. */
  push(records: readonly JournalRecord[]): void;
  /** What follows position `after`; undefined when the tail cannot know it. */
  read(after: number, limit: number): JournalRecord[] | undefined;
  /** The newest position, where it is known for sure. */
  head(): number | undefined;
};

/** `exclusive`: nobody else appends to this database, so that the newest record here is the newest of all. */
export function createTail({ exclusive }: { exclusive: boolean }): Tail {
  let records: JournalRecord[] = [];
  return {
    push(added) {
      const [first] = added;
      if (!first) return;
      // Another node appended between: what was kept has a hole now.
      if (records.at(-1)?.position !== first.position - 1) records = [];
      records.push(...added);
      // Not at every append: moving the rest costs.
      if (records.length > 2 * KEPT) records = records.slice(-KEPT);
    },
    read(after, limit) {
      const [first] = records;
      const last = records.at(-1);
      if (!first || !last || after < first.position - 1) return undefined;
      if (after >= last.position) return exclusive ? [] : undefined;
      const from = after - first.position + 1;
      return records.slice(from, from + limit);
    },
    head: () => (exclusive ? records.at(-1)?.position : undefined),
  };
}
