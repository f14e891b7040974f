/** What this node keeps in memory of the hearings that somebody watches: the day's and the asked for, with their lines. */
import { dayExists } from '@giamsat/contract/time';
import type { SessionLog } from '../hearings/course-reader.ts';
import type { StoredHearing } from '../hearings/stored.ts';
import { isOfWall } from './projection.ts';
import type { Entry, LiveSources } from './sources.ts';

export type Board = {
  get(id: string): Entry | undefined;
  /** Entries that the wall's scope of this day holds. */
  wall(): Iterable<Entry>;
  /** Of one that is here. */
  lines(id: string): Promise<SessionLog>;
  /** @throws Error where they were not read with what `refresh` took in */
  linesNow(id: string): SessionLog;
  /** Brings one in that a page asked for. */
  load(id: string): Promise<Entry | undefined>;
  /** The same of all that are scheduled for a day. */
  loadDay(day: string): Promise<void>;
  /** Entries that are scheduled for that day, as far as they are here. */
  ofDay(day: string): Iterable<Entry>;
  /**
   * After an append: takes in those that are asked for or belong on the wall, once all of it was read; with their lines
   * where there is anybody to tell them to.
   */
  refresh(changed: readonly StoredHearing[], isAsked: IsAsked, withLines: boolean): Promise<void>;
  /** Names of courts or rooms changed: everything here gets the new ones, lines included. */
  rename(): Promise<void>;
  /** Reads the wall of a day anew. */
  turnTo(day: string): Promise<void>;
  /** Lets go of what nobody watches. */
  keepOnly(isAsked: IsAsked): void;
};
/** By its name or by its day. */
export type IsAsked = (hearing: Pick<StoredHearing, 'id' | 'day'>) => boolean;

export function createBoard(sources: Pick<LiveSources, 'get' | 'entriesOf' | 'ofWall' | 'ofDay' | 'lines'>): Board {
  const entries = new Map<string, Entry>();
  const lines = new Map<string, Promise<SessionLog>>();
  const read = new Map<string, SessionLog>();
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
  const linesOf = (id: string): Promise<SessionLog> => {
    const entry = entries.get(id);
    const known = lines.get(id);
    if (known || !entry) return known ?? Promise.resolve({ inside: [], outside: [] });
    const reading = sources.lines(entry.hearing);
    lines.set(id, reading);
    reading.catch(() => {
      if (lines.get(id) === reading) lines.delete(id);
    });
    return reading;
  };

  return {
    get: (id) => entries.get(id),
    *wall() {
      for (const entry of entries.values()) if (isOfWall(entry.hearing, day)) yield entry;
    },
    lines: linesOf,
    linesNow(id) {
      const list = read.get(id);
      if (!list) throw new Error('the lines were not read with the hearing');
      return list;
    },
    async load(id) {
      const known = entries.get(id);
      if (known) return known;
      const entry = await sources.get(id);
      if (entry) put(entry);
      return entry;
    },
    async loadDay(of) {
      if (!dayExists(of)) return;
      for (const entry of await sources.ofDay(of)) if (!entries.has(entry.hearing.id)) put(entry);
    },
    *ofDay(of) {
      for (const entry of entries.values()) if (entry.hearing.day === of) yield entry;
    },
    async refresh(changed, isAsked, withLines) {
      const here = changed.filter((hearing) => {
        return entries.has(hearing.id) || isAsked(hearing) || isOfWall(hearing, day);
      });
      const [fresh, told] = await Promise.all([
        sources.entriesOf(here),
        Promise.all((withLines ? here : []).map(async (one) => [one.id, await sources.lines(one)] as const)),
      ]);
      for (const entry of fresh) put(entry);
      for (const [id, list] of told) {
        read.set(id, list);
        lines.set(id, Promise.resolve(list));
      }
    },
    async rename() {
      const fresh = await sources.entriesOf([...entries.values()].map(({ hearing }) => hearing));
      for (const entry of fresh) put(entry);
    },
    async turnTo(next) {
      const all = await sources.ofWall(next);
      day = next;
      for (const entry of all) put(entry);
    },
    keepOnly(isAsked) {
      for (const [id, entry] of entries) if (!isAsked(entry.hearing) && !isOfWall(entry.hearing, day)) drop(id);
    },
  };
}
