/** What this node keeps in memory of the hearings that somebody watches: the day's and the asked for, with their lines. */
import type { LogLine } from '@giamsat/contract/wire/live';
import { isOfWall } from './projection.ts';
import type { Entry, LiveSources } from './sources.ts';

export type Board = {
  get(id: string): Entry | undefined;
  /** Entries that the wall's scope of this day holds. */
  wall(): Iterable<Entry>;
  /** Of one that is here. */
  lines(id: string): Promise<readonly LogLine[]>;
  /** Reads the lines of those that are here, for `linesNow`. */
  readLines(ids: readonly string[]): Promise<void>;
  /** @throws Error where `readLines` did not read them since they last changed */
  linesNow(id: string): readonly LogLine[];
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
  const read = new Map<string, readonly LogLine[]>();
  let day = '';

  const forgetLines = (id: string) => {
    lines.delete(id);
    read.delete(id);
  };
  const put = (entry: Entry) => {
    entries.set(entry.hearing.id, entry);
    forgetLines(entry.hearing.id);
  };
  const drop = (id: string) => {
    entries.delete(id);
    forgetLines(id);
  };
  const linesOf = (id: string): Promise<readonly LogLine[]> => {
    const entry = entries.get(id);
    const known = lines.get(id);
    if (known || !entry) return known ?? Promise.resolve([]);
    const reading = sources.lines(entry.hearing);
    lines.set(id, reading);
    reading.then(
      (list) => {
        if (lines.get(id) === reading) read.set(id, list);
      },
      () => {
        if (lines.get(id) === reading) lines.delete(id);
      },
    );
    return reading;
  };

  return {
    get: (id) => entries.get(id),
    *wall() {
      for (const entry of entries.values()) if (isOfWall(entry.hearing, day)) yield entry;
    },
    lines: linesOf,
    async readLines(ids) {
      await Promise.all(ids.filter((id) => entries.has(id)).map(linesOf));
    },
    linesNow(id) {
      const list = read.get(id);
      if (!list) throw new Error('lines were not read before they were asked for');
      return list;
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
