/** One audience with the same scopes: what it has seen of which hearing, and what it must be told next. */
import { dayOfMs } from '@giamsat/contract/time';
import type { LogLine, Removal, Upsert } from '@giamsat/contract/wire/live';
import { type Audience, scopeEpochOf, type View, viewOf } from './audience.ts';
import type { Board } from './board.ts';
import { isOfWall, linesOf, rowOf, versionOf, wallLines } from './projection.ts';
import type { Entry } from './sources.ts';

type Seen = { entry: Entry; view: View; version: number; row: string };
export type News = { upserts: Upsert[]; removals: Removal[] };
export type Group = {
  audience: Audience;
  scopes: readonly string[];
  epoch: string;
  /** Highest position that changed what this group sees. */
  through: number;
  view(hearing: string): View | undefined;
  /** Hearings in sight, with how they are seen. */
  seen(): Iterable<{ hearing: Entry['hearing']; view: View }>;
  /** Hearings asked for by name, in sight or not. */
  asked: ReadonlySet<string>;
  /** Days whose rows were asked for. */
  days: ReadonlySet<string>;
  /**
   * Takes in what changed and answers with what to send; the caller compares `epoch` before and after. The board has read everything,
   * so that nothing can fail between taking in and sending.
   */
  advance(changed: readonly string[], recordedRooms: readonly string[], position: number): News;
  /** Everything in sight. */
  whole(position: number): Promise<News>;
  /** What changed after `cursor`; `changed` are all hearings that did. */
  since(cursor: number, changed: readonly string[], position: number): Promise<News>;
  /** The clock went on: a closing settled, or the day turned. */
  reconsider(): void;
};

/** What follows that word in the scopes. */
export const namedBy = (scopes: readonly string[], word: 'hearing:' | 'day:'): ReadonlySet<string> =>
  new Set(scopes.filter((scope) => scope.startsWith(word)).map((scope) => scope.slice(word.length)));

/** The row's content without its version, to tell whether it is news. */
const contentOf = (row: Extract<Upsert, { kind: 'hearing' }>['row']): string => JSON.stringify({ ...row, version: 0 });

export function createGroup(deps: {
  audience: Audience;
  scopes: readonly string[];
  board: Board;
  now: () => number;
  /** What the board calls courts and rooms. */
  names: () => string;
}): Group {
  const { audience, scopes, board, now } = deps;
  const ofWall = scopes.includes('wall');
  const asked = namedBy(scopes, 'hearing:');
  const days = namedBy(scopes, 'day:');
  const seen = new Map<string, Seen>();
  let memo: { position: number; news: Promise<News> } | undefined;

  const at = () => new Date(now()).toISOString();
  const isOnWall = ({ hearing }: Entry): boolean => ofWall && isOfWall(hearing, dayOfMs(now()));
  const inScope = (entry: Entry): boolean =>
    asked.has(entry.hearing.id) || days.has(entry.hearing.day) || isOnWall(entry);
  const viewNow = (entry: Entry): View | undefined =>
    inScope(entry) ? viewOf(audience, entry.hearing, now()) : undefined;
  const look = (entry: Entry, view: View): Seen => ({
    entry,
    view,
    version: versionOf(entry.hearing, view),
    row: contentOf(rowOf(entry, view, at())),
  });
  const upsertRow = ({ entry, view }: Seen): Upsert => ({ kind: 'hearing', row: rowOf(entry, view, at()) });
  const gone = (id: string): Removal[] => [
    { kind: 'hearing', id },
    { kind: 'lines', hearing: id },
  ];
  const upsertLines = (lines: readonly LogLine[]): Upsert[] => lines.map((line) => ({ kind: 'line', line }));
  const linesIn = async ({ entry, view }: Seen): Promise<LogLine[]> =>
    view.log ? linesOf(await board.lines(entry.hearing.id), entry, view, at()) : [];
  const timeline = (entry: Entry, position: number): Upsert => ({
    kind: 'timeline',
    hearing: entry.hearing.id,
    version: position,
  });

  const collect = () => {
    seen.clear();
    const all = new Map<string, Entry>();
    if (ofWall) for (const entry of board.wall()) all.set(entry.hearing.id, entry);
    for (const day of days) for (const entry of board.ofDay(day)) all.set(entry.hearing.id, entry);
    for (const id of asked) {
      const entry = board.get(id);
      if (entry) all.set(id, entry);
    }
    for (const [id, entry] of all) {
      const view = viewNow(entry);
      if (view) seen.set(id, look(entry, view));
    }
  };
  const epochNow = () =>
    scopeEpochOf(
      audience,
      scopes,
      [...seen.values()].map(({ entry, view }) => ({ hearing: entry.hearing, view })),
      now(),
      deps.names(),
    );
  const throughNow = () => Math.max(-1, ...[...seen.values()].map(({ version }) => version));

  collect();
  const group: Group = {
    audience,
    scopes,
    asked,
    days,
    epoch: epochNow(),
    through: throughNow(),
    view: (id) => seen.get(id)?.view,
    *seen() {
      for (const { entry, view } of seen.values()) yield { hearing: entry.hearing, view };
    },

    advance(changed, recordedRooms, position) {
      if (changed.length > 0 || recordedRooms.length > 0) memo = undefined;
      const news: News = { upserts: [], removals: [] };
      const column: LogLine[] = [];
      for (const id of changed) {
        const entry = board.get(id);
        const before = seen.get(id);
        const view = entry && viewNow(entry);
        if (!entry || !view) {
          if (!before) continue;
          seen.delete(id);
          news.removals.push(...gone(id));
          group.through = Math.max(group.through, position);
          continue;
        }
        const after = look(entry, view);
        seen.set(id, after);
        const turned = !before || JSON.stringify(before.view) !== JSON.stringify(view);
        if (!turned && after.version <= before.version) continue;
        if (turned || after.row !== before.row) news.upserts.push(upsertRow(after));
        const known = turned ? -1 : before.version;
        const lines = linesOf(board.linesNow(id), entry, view, at()).filter((line) => line.version > known);
        if (asked.has(id)) news.upserts.push(...upsertLines(lines));
        else if (isOnWall(entry)) column.push(...lines);
        group.through = Math.max(group.through, after.version);
      }
      news.upserts.push(...upsertLines(wallLines(column, dayOfMs(now()))));
      for (const { entry, view } of seen.values()) {
        if (!view.recording || !asked.has(entry.hearing.id)) continue;
        const rooms = entry.hearing.sittings.flatMap((sitting) => sitting.rooms.map(({ room }) => room));
        if (rooms.some((room) => recordedRooms.includes(room))) news.upserts.push(timeline(entry, position));
      }
      group.epoch = epochNow();
      return news;
    },

    // A thousand pages that come back at once ask for the same.
    whole(position) {
      if (memo?.position !== position) {
        memo = { position, news: everything(-1, position) };
        memo.news.catch(() => {
          memo = undefined;
        });
      }
      return memo.news;
    },

    async since(cursor, changed, position) {
      const news = await everything(cursor, position);
      for (const id of changed) {
        if (seen.has(id)) continue;
        const entry = await board.load(id);
        // It left the scope; of what the audience may not see at all nothing is said.
        if (entry && viewOf(audience, entry.hearing, now())) news.removals.push(...gone(id));
      }
      return news;
    },

    // What was taken in stays as it was: only an append's turn brings newer rows.
    reconsider() {
      memo = undefined;
      for (const [id, { entry, view }] of seen) {
        const next = viewNow(entry);
        if (!next) seen.delete(id);
        else if (JSON.stringify(next) !== JSON.stringify(view)) seen.set(id, look(entry, next));
      }
      group.epoch = epochNow();
    },
  };

  async function everything(after: number, position: number): Promise<News> {
    const upserts: Upsert[] = [];
    const column: LogLine[] = [];
    for (const one of seen.values()) {
      const named = asked.has(one.entry.hearing.id);
      if (named && one.view.recording) upserts.push(timeline(one.entry, position));
      if (one.version <= after) continue;
      upserts.push(upsertRow(one));
      // Of another day's list nobody asked for lines.
      if (!named && !isOnWall(one.entry)) continue;
      const lines = await linesIn(one);
      if (named) upserts.push(...upsertLines(lines.filter((line) => line.version > after)));
      else column.push(...lines);
    }
    const newest = wallLines(column, dayOfMs(now()));
    upserts.push(...upsertLines(newest.filter((line) => line.version > after)));
    return { upserts, removals: [] };
  }
  return group;
}
