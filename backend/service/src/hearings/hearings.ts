/** Hearings as the rest of the service asks for them: rows, courses, lines, rooms and live windows. */
import type { EventEnvelope } from '@giamsat/contract/event/envelope';
import type { Journal } from '../journal/journal.ts';
import type { Projection } from '../journal/record.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import type { Sql } from '../platform/sql.ts';
import { createCourseReader, type SessionLog } from './course-reader.ts';
import { createHearingProjection } from './projection.ts';
import type { Registry } from './registry.ts';
import { type StoredHearing, storedOf } from './stored.ts';
import { createWindowBook, type WindowBook, type Windows } from './windows.ts';

/** A stretch `[from, to)` in which a sitting held a room. */
export type Hold = { hearing: string; sitting: string; room: string; from: string; to?: string };

export type Place = { courts: readonly string[]; rooms: readonly string[] };
export type Concern = { id: string; day: string; ended: boolean; version: number };

export type Hearings = {
  projection: Projection;
  /** Follows the journal; until then windows are unknown. Answers when the windows of this moment are known. */
  start(journal: Pick<Journal, 'onAppended'>): Promise<void>;
  close(): void;

  get(id: string): Promise<StoredHearing | undefined>;
  getMany(ids: readonly string[]): Promise<StoredHearing[]>;
  /** Scheduled for that day in Ho Chi Minh City. */
  ofDay(day: string): Promise<StoredHearing[]>;
  /** Scheduled for that day, or with a sitting that lasts. */
  openOrToday(day: string): Promise<StoredHearing[]>;
  /** What a court must know to work by itself, and what became of it. */
  concerning(place: Place, days: { from: string; to: string }): Promise<Concern[]>;
  /** Whose row or lines changed after that position, in order of it. */
  changedSince(position: number): Promise<{ id: string; insideVersion: number; outsideVersion: number }[]>;
  /** The same, as they are now. */
  changedAfter(position: number): Promise<StoredHearing[]>;
  /** As recorded, in order of arrival; of a hearing that was read already, as of its own version. */
  course(id: string, hearing?: StoredHearing): Promise<EventEnvelope[]>;
  /** In the order of the course, corrections applied; empty where there is no such hearing. */
  logLines(id: string): Promise<SessionLog>;
  /** The same of a hearing that was read already. */
  logLinesOf(hearing: StoredHearing): Promise<SessionLog>;

  /** Who held that room at that moment; undefined: nobody. */
  holderAt(room: string, time: string): Promise<Hold | undefined>;
  windows: Windows & Pick<WindowBook, 'refresh'>;
};

export function createHearings(deps: {
  sql: Sql;
  registry: Registry;
  clock: Clock;
  logger: Logger;
  /** Other nodes append, too. */
  shared?: boolean;
}): Hearings {
  const { sql, registry, logger } = deps;
  const projection = createHearingProjection({ registry });
  const windows = createWindowBook(deps);
  const reader = createCourseReader({ sql, registry });
  let unsubscribe = () => {};
  // A rebuild may have changed windows behind what was read.
  let reloading = false;

  const many = async (query: Promise<Parameters<typeof storedOf>[0][]>): Promise<StoredHearing[]> =>
    Promise.all(
      (await query)
        .map(storedOf)
        .map(async ({ roomFlags: _flags, roomShown: _shown, unsettled: _unsettled, ...hearing }) => {
          const stateOutside = await reader.stateOutside(hearing);
          return stateOutside ? { ...hearing, stateOutside } : hearing;
        }),
    );
  const hearings = () => sql.selectFrom('hearings').selectAll();
  const get = async (id: string) => (await many(hearings().where('id', '=', id).execute()))[0];

  return {
    projection: {
      name: projection.name,
      apply: projection.apply,
      committed(records) {
        if (!reloading) windows.took(projection.windowsOf(records));
      },
      forget: projection.forget,
      async reset(tx) {
        await projection.reset(tx);
        reloading = true;
      },
    },
    async start(journal) {
      let seen = -1;
      const read = async (through: number) => {
        const again = reloading;
        reloading = false;
        await (again ? windows.reload() : windows.refresh());
        seen = Math.max(seen, through);
      };
      unsubscribe = journal.onAppended((through) => {
        // Most appends open and end nothing; of those of other nodes that is not known.
        if (
          !deps.shared &&
          !reloading &&
          through <= projection.appliedThrough() &&
          projection.windowsChangedAt() <= seen
        )
          return;
        read(through).catch((err) => logger.error({ err }, 'live windows cannot be read'));
      });
      await read(-1);
    },
    close() {
      unsubscribe();
      windows.close();
    },
    get,
    getMany: async (ids) => (ids.length === 0 ? [] : many(hearings().where('id', 'in', ids).execute())),
    ofDay: (day) => many(hearings().where('day', '=', day).orderBy('court').orderBy('id').execute()),
    openOrToday: (day) =>
      many(
        hearings()
          .where((eb) => eb.or([eb('day', '=', day), eb('seated', '=', true)]))
          .orderBy('court')
          .orderBy('id')
          .execute(),
      ),
    async concerning({ courts, rooms }, days) {
      const rows = await sql
        .selectFrom('hearings')
        .select(['id', 'day', 'ended', 'inside_version'])
        .where((eb) => eb.or([eb('court', 'in', [...courts, '']), eb('room', 'in', [...rooms, ''])]))
        .where((eb) => eb.or([eb('ended', '=', false), eb.between('day', days.from, days.to)]))
        .orderBy('id')
        .execute();
      return rows.map(({ id, day, ended, inside_version: version }) => ({ id, day, ended, version }));
    },
    async changedSince(position) {
      const rows = await sql
        .selectFrom('hearings')
        .select(['id', 'inside_version', 'outside_version'])
        .where('inside_version', '>', position)
        .orderBy('inside_version')
        .execute();
      return rows.map((r) => ({ id: r.id, insideVersion: r.inside_version, outsideVersion: r.outside_version }));
    },
    changedAfter: (position) =>
      many(hearings().where('inside_version', '>', position).orderBy('inside_version').execute()),
    course: reader.course,
    logLinesOf: reader.logLines,
    async logLines(id) {
      const hearing = await get(id);
      return hearing ? reader.logLines(hearing) : { inside: [], outside: [] };
    },
    async holderAt(room, time) {
      const row = await sql
        .selectFrom('room_holds')
        .selectAll()
        .where('room', '=', room)
        .where('from_at', '<=', time)
        .where((eb) => eb.or([eb('to_at', 'is', null), eb('to_at', '>', time)]))
        .orderBy('from_at', 'desc')
        .executeTakeFirst();
      if (!row) return undefined;
      const { hearing, sitting, from_at: from, to_at: to } = row;
      return { hearing, sitting, room, from, ...(to === null ? {} : { to }) };
    },
    windows,
  };
}
