/** Reads courses and session logs from the journal; what was committed never changes, so only what is new is read. */
import { type EventEnvelope, eventRef } from '@giamsat/contract/event/envelope';
import { isCorrection } from '@giamsat/contract/event/validate';
import { courseOf } from '@giamsat/contract/hearing/course';
import { movesSitting } from '@giamsat/contract/hearing/moves';
import { linesOf } from '@giamsat/contract/log-line';
import type { LogLine } from '@giamsat/contract/wire/live';
import { type JournalRecord, recordOf } from '../journal/record.ts';
import type { Sql } from '../platform/sql.ts';
import type { Registry } from './registry.ts';
import { roomLines } from './room-lines.ts';
import type { StoredHearing } from './stored.ts';

export type CourseReader = {
  records(id: string): Promise<readonly JournalRecord[]>;
  /** As they were recorded, in order of arrival. */
  course(id: string): Promise<EventEnvelope[]>;
  /** In the order of the course, corrections applied; as of the hearing's own version. */
  logLines(hearing: StoredHearing): Promise<LogLine[]>;
};

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

  return {
    records,
    course: async (id) => (await records(id)).map((record) => record.event),
    async logLines(hearing) {
      const [found, rooms] = await Promise.all([records(hearing.id), roomLines(sql, hearing.id)]);
      // What came after the hearing was read is told with the next one, which knows its flags.
      const all = found.filter(({ position }) => position <= hearing.insideVersion);
      const positions = new Map(all.map((record) => [eventRef(record.event), record.position]));
      const doubtful = new Map(all.map((record) => [eventRef(record.event), record.flags]));
      const unsettled = lastUnsettling(all);
      const newest = Math.max(all.at(-1)?.position ?? -1, rooms.at(-1)?.position ?? -1);
      // Another hearing of the room moved this one.
      const everywhere = hearing.insideVersion > newest ? hearing.insideVersion : unsettled;
      const courtShort = registry.courtNameOn(hearing.court, hearing.day).short;
      const own = linesOf(courseOf(all.map((record) => record.event)), hearing.state.flags).map((line): LogLine => {
        const room = roomAt(hearing, line.time);
        const roomName = room === undefined ? undefined : registry.room(room)?.name;
        const told = [line.ref, ...line.correctedBy].map((ref) => positions.get(ref) ?? -1);
        const flags = [...new Set([...line.flags, ...(doubtful.get(line.ref) ?? [])])];
        return {
          ...line,
          court: hearing.court,
          courtShort,
          ...(room === undefined ? {} : { room }),
          ...(roomName === undefined ? {} : { roomName }),
          flags,
          // A flag comes with other events than the line's own; it goes, and rooms change, with those that unsettle.
          version: line.flags.length > 0 ? hearing.insideVersion : Math.max(everywhere, ...told),
        };
      });
      if (rooms.length === 0) return own;
      const shared = rooms.map(({ event, room, position, flags }): LogLine => {
        const roomName = registry.room(room)?.name;
        return {
          ref: eventRef(event),
          hearing: hearing.id,
          court: hearing.court,
          courtShort,
          room,
          ...(roomName === undefined ? {} : { roomName }),
          type: event.type,
          time: event.time,
          recordedtime: event.recordedtime,
          data: { ...event.data, feed: event.subject.slice('feeds/'.length) },
          correctedBy: [],
          retracted: false,
          flags,
          version: position,
        };
      });
      return [...own, ...shared].sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
    },
  };
}

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
