/** Which hearing's sitting holds which room, and when: the fold over all courses that meet in the same rooms (`interfaces.md` §1). */
import type { EventEnvelope, EventRef } from '../event/envelope.ts';
import { hearingIdOf } from '../event/order.ts';
import type { Timestamp } from '../primitives.ts';
import { later } from '../time.ts';
import { type Course, courseOf, effective } from './course.ts';
import type { Flag, ShownBeforeKnown, Sitting } from './model.ts';
import { type CourseSitting, type Status, sittingsIn, statusesOf } from './sitting-course.ts';

export type Sittings = {
  /** By hearing, in order. */
  sittings: Sitting[];
  /** `room-taken`, for the hearing whose sitting it ended. */
  flags: { hearing: string; flag: Flag }[];
  /** Footage that stayed with an earlier holder because the later one was entered late. */
  shownBeforeKnown: { hearing: string; shown: ShownBeforeKnown }[];
};

/** `courses`: one list of events per hearing, in any order; to be right about a room, all hearings that meet in it. */
export const sittingsOf = (courses: Iterable<Iterable<EventEnvelope>>): Sittings =>
  sittingsOfCourses([...courses].map(courseOf));

type Run = {
  hearing: string;
  id: EventRef;
  holds: Sitting['holds'];
  since: Timestamp;
  /** Ended by another hearing's opening, or not continued because the room was taken meanwhile. */
  over?: { to: Timestamp; by?: EventRef };
  /** Was it ended by its course once? Being current again is then a continuation. */
  ended?: Timestamp;
};

type Change = Status & { hearing: string };

export function sittingsOfCourses(courses: readonly Course[]): Sittings {
  const changes: Change[] = [];
  const finals = new Map<string, CourseSitting[]>();
  for (const course of courses) {
    const hearing = hearingOfCourse(course);
    if (hearing === undefined) continue;
    finals.set(hearing, sittingsIn(effective(course)));
    for (const status of statusesOf(course.entries)) changes.push({ ...status, hearing });
  }
  // At one moment rooms are given up before they are taken.
  changes.sort(
    (a, b) =>
      text(a.at, b.at) || Number(a.sitting !== undefined) - Number(b.sitting !== undefined) || text(a.cause, b.cause),
  );
  const rooms = createRooms();
  for (const change of changes) rooms.apply(change);
  return gathered(finals, rooms, courses);
}

const text = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const hearingOfCourse = (course: Course): string | undefined => {
  const first = course.entries[0]?.original;
  return first && hearingIdOf(first.subject);
};

type Taken = { room: string; from: string; by: EventRef };

/** The rooms and who holds them, moved on from change to change. */
function createRooms() {
  const runs = new Map<string, Run>();
  const current = new Map<string, { run: Run; sitting: CourseSitting; room: string }>();
  const holders = new Map<string, Run>();
  const waiting: { run: Run; room: string; since: Timestamp }[] = [];
  const taken: Taken[] = [];

  const give = (room: string, run: Run, at: Timestamp) => {
    holders.set(room, run);
    run.holds.push({ room, from: at });
    const i = waiting.findIndex((w) => w.run === run);
    if (i >= 0) waiting.splice(i, 1);
  };
  const release = (room: string, run: Run, at: Timestamp) => {
    const i = waiting.findIndex((w) => w.run === run);
    if (i >= 0) waiting.splice(i, 1);
    if (holders.get(room) !== run) return;
    holders.delete(room);
    const hold = run.holds.at(-1);
    if (hold) hold.to = at;
  };
  const next = (room: string, at: Timestamp) => {
    if (holders.has(room)) return;
    const candidates = waiting
      .filter((w) => w.room === room)
      .sort((a, b) => text(a.since, b.since) || text(a.run.id, b.run.id));
    if (candidates[0]) give(room, candidates[0].run, at);
  };
  const ask = (room: string, run: Run, at: Timestamp) => {
    if (!holders.has(room)) give(room, run, at);
    else waiting.push({ run, room, since: at });
  };

  function apply({ hearing, at, sitting }: Change): void {
    const before = current.get(hearing);
    const room = sitting?.rooms.at(-1)?.room;
    let freed: string | undefined;
    if (before && (before.sitting.id !== sitting?.id || before.room !== room)) {
      release(before.room, before.run, at);
      freed = before.room;
      if (before.sitting.id !== sitting?.id) before.run.ended = at;
    }
    if (!sitting || room === undefined) current.delete(hearing);
    else {
      const key = `${hearing} ${sitting.id}`;
      let run = runs.get(key);
      const isNew = !run;
      if (!run) {
        run = { hearing, id: sitting.id, holds: [], since: at };
        runs.set(key, run);
      }
      current.set(hearing, { run, sitting, room });
      if (!run.over) enter(run, sitting, room, before?.sitting.id === sitting.id ? before : undefined, isNew, at);
    }
    if (freed !== undefined) next(freed, at);
  }

  function enter(
    run: Run,
    sitting: CourseSitting,
    room: string,
    before: { sitting: CourseSitting; room: string } | undefined,
    isNew: boolean,
    at: Timestamp,
  ): void {
    if (!isNew && !before) {
      // An ending that was retracted: it goes on if the room is still free, and is over where another has it.
      if (holders.has(room)) run.over = { to: run.ended ?? at };
      else give(room, run, at);
      return;
    }
    if (isNew || before?.room !== room) ask(room, run, at);
    const claim = sitting.opened.find((ref) => !before?.sitting.opened.includes(ref));
    const holder = holders.get(room);
    if (claim === undefined || !holder || holder === run) return;
    release(room, holder, at);
    holder.over = { to: at, by: claim };
    taken.push({ room, from: holder.hearing, by: claim });
    give(room, run, at);
  }

  return { runs, apply, taken };
}

function gathered(
  finals: Map<string, CourseSitting[]>,
  rooms: ReturnType<typeof createRooms>,
  courses: readonly Course[],
): Sittings {
  const sittings: Sitting[] = [];
  for (const [hearing, list] of finals) {
    for (const { opened: _opened, ...own } of list) {
      const run = rooms.runs.get(`${hearing} ${own.id}`);
      const sitting: Sitting = { ...own, hearing, holds: run?.holds ?? [], holdsRoom: false };
      if (run?.over && (sitting.to === undefined || run.over.to < sitting.to)) {
        sitting.to = later(run.over.to, sitting.from);
        if (run.over.by) sitting.endedBy = run.over.by;
      }
      const hold = sitting.holds.at(-1);
      sitting.holdsRoom = sitting.to === undefined && hold !== undefined && hold.to === undefined;
      sittings.push(sitting);
    }
  }
  return {
    sittings,
    flags: rooms.taken.map((t) => ({ hearing: t.from, flag: { code: 'room-taken', event: t.by, detail: t.room } })),
    shownBeforeKnown: lateHolders(sittings, courses),
  };
}

/** Entered late, an ending or a taking of the room leaves what was taken since its `time` with the earlier holder: shown before known. */
function lateHolders(sittings: Sitting[], courses: readonly Course[]): Sittings['shownBeforeKnown'] {
  const times = new Map<EventRef, EventEnvelope>();
  for (const course of courses) for (const { ref, event } of course.entries) times.set(ref, event);
  const late: Sittings['shownBeforeKnown'] = [];
  for (const sitting of sittings) {
    const ending = sitting.endedBy === undefined ? undefined : times.get(sitting.endedBy);
    if (!ending || ending.time >= ending.recordedtime) continue;
    for (const hold of sitting.holds) {
      if (hold.to === undefined || hold.to > (sitting.to ?? hold.to)) continue;
      const from = later(ending.time, hold.from);
      if (from < hold.to) {
        const shown: ShownBeforeKnown = { from, to: hold.to, reason: 'late', event: sitting.endedBy ?? '' };
        late.push({ hearing: sitting.hearing, shown });
      }
    }
  }
  return late;
}
