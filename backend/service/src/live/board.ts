/** What this node keeps in memory of the hearings that somebody watches: the day's and the asked for, with their lines. */
import type { LogLine } from '@giamsat/contract/wire/live';
import { isOfWall } from './projection.ts';
import type { Entry, LiveSources } from './sources.ts';

export type Board = {
  get(id: string): Entry | undefined;
  /** Entries that the wall's scope of this day holds. */
  wall(): Iterable<Entry>;
  lines(id: string): Promise<readonly LogLine[]>;
  /** Brings one in that a page asked for. */
  load(id: string): Promise<Entry | undefined>;
  /** After an append: those are read again that are asked for or belong on the wall. */
  refresh(ids: readonly string[], asked: ReadonlySet<string>): Promise<void>;
  /** Reads the wall of a day anew. */
  turnTo(day: string): Promise<void>;
  /** Lets go of what nobody watches. */
  keepOnly(asked: ReadonlySet<string>): void;
};

export function createBoard(sources: Pick<LiveSources, 'get' | 'getMany' | 'ofWall' | 'lines'>): Board {
  const entries = new Map<string, Entry>();
  const lines = new Map<string, Promise<readonly LogLine[]>>();
  let day = '';

  const put = (entry: Entry) => {
    entries.set(entry.hearing.id, entry);
    lines.delete(entry.hearing.id);
  };
  const drop = (id: string) => {
    entries.delete(id);
    lines.delete(id);
  };

  return {
    get: (id) => entries.get(id),
    *wall() {
      for (const entry of entries.values()) if (isOfWall(entry.hearing, day)) yield entry;
    },
    lines(id) {
      let known = lines.get(id);
      if (!known) {
        known = sources.lines(id);
        lines.set(id, known);
        known.catch(() => lines.delete(id));
      }
      return known;
    },
    async load(id) {
      const known = entries.get(id);
      if (known) return known;
      const entry = await sources.get(id);
      if (entry) put(entry);
      return entry;
    },
    async refresh(ids, asked) {
      const found = await sources.getMany(ids);
      for (const entry of found) {
        const { id } = entry.hearing;
        if (entries.has(id) || asked.has(id) || isOfWall(entry.hearing, day)) put(entry);
      }
      const there = new Set(found.map(({ hearing }) => hearing.id));
      for (const id of ids) if (!there.has(id)) drop(id);
    },
    async turnTo(next) {
      const all = await sources.ofWall(next);
      day = next;
      for (const entry of all) put(entry);
    },
    keepOnly(asked) {
      for (const [id, entry] of entries) if (!asked.has(id) && !isOfWall(entry.hearing, day)) drop(id);
    },
  };
}
