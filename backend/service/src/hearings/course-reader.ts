/** Reads courses and session logs from the journal; what was committed never changes, so only what is new is read. */
import { type EventEnvelope, eventRef } from '@giamsat/contract/event/envelope';
import { isCorrection } from '@giamsat/contract/event/validate';
import { closedStretches } from '@giamsat/contract/hearing/closed-stretches';
import { courseOf } from '@giamsat/contract/hearing/course';
import type { Flag, HearingState } from '@giamsat/contract/hearing/model';
import { movesSitting } from '@giamsat/contract/hearing/moves';
import { eventsTold, isTold, stateTold } from '@giamsat/contract/hearing/outside';
import { linesOf } from '@giamsat/contract/log-line';
import type { LogLine } from '@giamsat/contract/wire/live';
import { type JournalRecord, recordOf } from '../journal/record.ts';
import type { Sql } from '../platform/sql.ts';
import type { Registry } from './registry.ts';
import { type RoomLine, roomLines } from './room-lines.ts';
import type { StoredHearing } from './stored.ts';

export type CourseReader = {
  records(id: string): Promise<readonly JournalRecord[]>;
  /** As they were recorded, in order of arrival; of a hearing that was read, as of its own version. */
  course(id: string, hearing?: StoredHearing): Promise<EventEnvelope[]>;
  /** In the order of the course, corrections applied; as of the hearing's own version. */
  logLines(hearing: StoredHearing): Promise<SessionLog>;
  /** What its public part alone tells; undefined where its doors were never closed, or are. */
  stateOutside(hearing: StoredHearing): Promise<HearingState | undefined>;
};

/** The two lists are one where the doors were never closed. Who keyed a line in is in both, and leaves with none. */
export type SessionLog = { inside: readonly LogLine[]; outside: readonly LogLine[] };

const MAX_RECORDS = 60_000;

export function createCourseReader({ sql, registry }: { sql: Sql; registry: Registry }): CourseReader {
  const read = new Map<string, JournalRecord[]>();
  let held = 0;

  async function records(id: string): Promise<readonly JournalRecord[]> {
    const known = read.get(id) ?? [];
    const rows = await sql
      .selectFrom('journal')
      .selectAll()
      .where('stream', '=', `hearings/${id}`)
      .where('seq', '>', known.at(-1)?.seq ?? -1)
      .orderBy('seq')
      .execute();
    if (rows.length === 0) return known;
    const all = [...known, ...rows.map(recordOf)];
    const latest = read.get(id);
    // Somebody who asked at the same time may have read further.
    if (latest && latest.length > all.length) return latest;
    held += all.length - (latest?.length ?? 0);
    read.delete(id);
    read.set(id, all);
    for (const [other, list] of read) {
      if (held <= MAX_RECORDS || other === id) break;
      read.delete(other);
      held -= list.length;
    }
    return all;
  }

  /** What came after the hearing was read is told with the next one, which knows its flags. */
  const asOf = async (hearing: StoredHearing) =>
    (await records(hearing.id)).filter(({ position }) => position <= hearing.insideVersion);

  function ownLines(hearing: StoredHearing, told: Told): LogLine[] {
    const { version } = told;
    const positions = new Map(told.records.map((record) => [eventRef(record.event), record.position]));
    const doubtful = new Map(told.records.map((record) => [eventRef(record.event), record.flags]));
    const unsettled = lastUnsettling(told.records);
    const newest = Math.max(told.records.at(-1)?.position ?? -1, told.rooms.at(-1)?.position ?? -1);
    // Another hearing of the room moved this one.
    const everywhere = version > newest ? version : unsettled;
    return linesOf(courseOf(told.events), told.flags).map((line): LogLine => {
      const refs = [line.ref, ...line.correctedBy].map((ref) => positions.get(ref) ?? -1);
      return {
        ...line,
        ...placeOf(hearing, roomAt(hearing, line.time)),
        flags: [...new Set([...line.flags, ...(doubtful.get(line.ref) ?? [])])],
        // A flag comes with other events than the line's own; it goes, and rooms change, with those that unsettle.
        version: line.flags.length > 0 ? version : Math.max(everywhere, ...refs),
      };
    });
  }

  function placeOf(hearing: StoredHearing, room: string | undefined) {
    const roomName = room === undefined ? undefined : registry.room(room)?.name;
    return {
      court: hearing.court,
      courtShort: registry.courtNameOn(hearing.court, hearing.day).short,
      ...(room === undefined ? {} : { room }),
      ...(roomName === undefined ? {} : { roomName }),
    };
  }

  const roomLine = (hearing: StoredHearing, { event, room, position, flags }: RoomLine): LogLine => ({
    ref: eventRef(event),
    hearing: hearing.id,
    ...placeOf(hearing, room),
    type: event.type,
    time: event.time,
    recordedtime: event.recordedtime,
    data: { ...event.data, feed: event.subject.slice('feeds/'.length) },
    correctedBy: [],
    retracted: false,
    flags,
    version: position,
  });

  function allLines(hearing: StoredHearing, told: Told): LogLine[] {
    const own = ownLines(hearing, told);
    if (told.rooms.length === 0) return own;
    return [...own, ...told.rooms.map((line) => roomLine(hearing, line))].sort((a, b) =>
      a.time < b.time ? -1 : a.time > b.time ? 1 : 0,
    );
  }

  return {
    records,
    async course(id, hearing) {
      return (hearing ? await asOf(hearing) : await records(id)).map((record) => record.event);
    },
    async logLines(hearing) {
      const [all, rooms] = await Promise.all([asOf(hearing), roomLines(sql, hearing.id)]);
      const { insideVersion: version, outsideVersion, state, stateOutside } = hearing;
      const events = all.map((record) => record.event);
      const inside = allLines(hearing, { records: all, events, rooms, flags: state.flags, version });
      const closed = closedStretches(hearing.restrictions);
      if (closed.length === 0) return { inside, outside: inside };
      const open = eventsTold(courseOf(events), closed);
      const refs = new Set(open.map(eventRef));
      const outside = allLines(hearing, {
        records: all.filter(({ event }) => refs.has(eventRef(event))),
        events: open,
        rooms: rooms.filter(({ event }) => isTold(event, closed)),
        flags: stateOutside?.flags ?? [],
        version: outsideVersion,
      });
      return { inside, outside };
    },
    async stateOutside(hearing) {
      const closed = closedStretches(hearing.restrictions);
      if (closed.length === 0 || hearing.state.publicity === 'in_camera' || hearing.state.minor) return undefined;
      const events = (await asOf(hearing)).map((record) => record.event);
      return stateTold(hearing.state, courseOf(events), closed);
    },
  };
}

/** What a list of lines is made of: its records, their events as they are told, and the version of its side. */
type Told = {
  records: readonly JournalRecord[];
  events: readonly EventEnvelope[];
  rooms: readonly RoomLine[];
  flags: readonly Flag[];
  version: number;
};

/** Position of the last record after which earlier lines may read differently: one that came late, corrects, or moves the hearing. */
function lastUnsettling(records: readonly JournalRecord[]): number {
  let newest = '';
  let position = -1;
  for (const { event, position: at } of records) {
    const unsettles =
      event.time < newest || isCorrection(event.type) || movesSitting(event.type) || RESCHEDULES.has(event.type);
    if (unsettles) position = at;
    if (event.time > newest) newest = event.time;
  }
  return position;
}
const RESCHEDULES = new Set(['hearing.scheduled', 'hearing.rescheduled']);

/** The room of the sitting that was on at that time, else where the hearing is. */
function roomAt(hearing: StoredHearing, time: string): string | undefined {
  const sitting = hearing.sittings.findLast((s) => s.from <= time && (s.to === undefined || time <= s.to));
  return sitting?.rooms.findLast((r) => r.from <= time)?.room ?? sitting?.rooms[0]?.room ?? hearing.room;
}
