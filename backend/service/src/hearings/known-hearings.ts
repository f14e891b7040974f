/** Hearings as the projection knows them between appends: folded once, gone on from, and forgotten as soon as anybody else appended. */
import type { Whole } from '@giamsat/contract/hearing/whole';
import { wholeOf } from '@giamsat/contract/hearing/whole';
import { type JournalRecord, recordOf } from '../journal/record.ts';
import type { Tx } from '../platform/sql.ts';
import { type KeptHearing, storedOf } from './stored.ts';
import type { Raised } from './versions.ts';

export type KnownHearing = {
  id: string;
  whole: Whole;
  /** As it is stored; undefined before its first append. */
  kept: KeptHearing | undefined;
};

/** Events that are kept in memory, over all hearings. */
const MAX_EVENTS = 60_000;

export type KnownHearings = {
  /** Forgets everything if the journal has gone on without us: another node appended. */
  begin(position: number): void;
  /** The hearings without anything that the append at `position` brings. `fresh`: those that begin with it. */
  load(
    tx: Tx,
    ids: readonly string[],
    position: number,
    fresh?: ReadonlySet<string>,
  ): Promise<Map<string, KnownHearing>>;
  put(hearing: KnownHearing): void;
  /** Their rows were given these versions besides. */
  raised(raised: readonly Raised[]): void;
  /** What is known is true of the journal up to this position. */
  reached(position: number): void;
  /** A transaction of ours was rolled back, or all is built anew. */
  clear(): void;
};

export function createKnownHearings(): KnownHearings {
  const known = new Map<string, KnownHearing>();
  let events = 0;
  let reached = -1;

  const clear = () => {
    known.clear();
    events = 0;
    reached = -1;
  };
  const forget = (id: string) => {
    events -= known.get(id)?.whole.events.length ?? 0;
    known.delete(id);
  };
  const put = (hearing: KnownHearing) => {
    forget(hearing.id);
    known.set(hearing.id, hearing);
    events += hearing.whole.events.length;
    for (const id of known.keys()) {
      if (events <= MAX_EVENTS || id === hearing.id) break;
      forget(id);
    }
  };

  return {
    begin(position) {
      if (reached !== position - 1) clear();
    },
    async load(tx, ids, position, fresh) {
      const found = new Map<string, KnownHearing>();
      const missing: string[] = [];
      for (const id of ids) {
        const hearing = known.get(id);
        if (hearing) found.set(id, hearing);
        else if (fresh?.has(id)) found.set(id, { id, whole: wholeOf([], id), kept: undefined });
        else missing.push(id);
      }
      if (missing.length === 0) return found;
      const records = new Map<string, JournalRecord[]>();
      const journaled = await tx
        .selectFrom('journal')
        .selectAll()
        .where(
          'stream',
          'in',
          missing.map((id) => `hearings/${id}`),
        )
        .where('position', '<', position)
        .orderBy('position')
        .execute();
      for (const row of journaled) {
        const list = records.get(row.stream);
        if (list) list.push(recordOf(row));
        else records.set(row.stream, [recordOf(row)]);
      }
      const stored = new Map<string, KeptHearing>();
      if (journaled.length > 0) {
        const rows = await tx.selectFrom('hearings').selectAll().where('id', 'in', missing).execute();
        for (const row of rows) stored.set(row.id, storedOf(row));
      }
      for (const id of missing) {
        const list = (records.get(`hearings/${id}`) ?? []).map((record) => record.event);
        const hearing = { id, whole: wholeOf(list, id), kept: stored.get(id) };
        put(hearing);
        found.set(id, hearing);
      }
      return found;
    },
    put,
    raised(list) {
      for (const { id, outside, position } of list) {
        const hearing = known.get(id);
        if (!hearing?.kept) continue;
        const versions = outside ? { insideVersion: position, outsideVersion: position } : { insideVersion: position };
        known.set(id, { ...hearing, kept: { ...hearing.kept, ...versions } });
      }
    },
    reached(position) {
      reached = position;
    },
    clear,
  };
}
