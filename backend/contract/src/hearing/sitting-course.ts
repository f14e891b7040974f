/** The sittings of one hearing as its own course tells them, and how they changed as the course became known. */
import { type EventEnvelope, type EventRef, eventRef } from '../event/envelope.ts';
import type { Timestamp } from '../primitives.ts';
import { later } from '../time.ts';
import type { CourseEntry } from './course.ts';
import { knownAt } from './knowledge.ts';
import { moveSitting, movesSitting, type SittingAt } from './moves.ts';

/** One sitting in a course. */
export type CourseSitting = {
  id: EventRef;
  from: Timestamp;
  rooms: { room: string; from: Timestamp }[];
  /** `hearing.opened` events in it: each may claim a held room. */
  opened: EventRef[];
  to?: Timestamp;
  endedBy?: EventRef;
};

/** Folds events in course order; the last sitting is going on if it has no `to`. */
export function sittingsIn(events: readonly EventEnvelope[]): CourseSitting[] {
  const all: CourseSitting[] = [];
  let at: SittingAt | undefined;
  for (const event of events) {
    const before = at;
    at = moveSitting(at, event);
    const current = all.at(-1);
    if (before && current && at?.id !== before.id) {
      current.to = later(later(event.time, event.recordedtime), current.from);
      current.endedBy = eventRef(event);
    }
    if (at && at.id !== before?.id) {
      all.push({ id: at.id, from: event.time, rooms: [{ room: at.room, from: event.time }], opened: [] });
    } else if (at && before && current) {
      if (at.room !== before.room) current.rooms.push({ room: at.room, from: later(event.time, event.recordedtime) });
      if (event.type === 'hearing.opened') current.opened.push(eventRef(event));
    }
  }
  return all;
}

/** What the hearing has in a room at a moment, as far as it is known then. */
export type Status = { at: Timestamp; sitting?: CourseSitting; cause: EventRef };

/**
 * The changes of a hearing's current sitting on the clock of knowledge: an event counts from the later of `time` and
 * `recordedtime`, a correction from its `recordedtime`. In order; each differs from the one before.
 */
export function statusesOf(entries: readonly CourseEntry[]): Status[] {
  const relevant = entries.filter(
    (e) => movesSitting(e.original.type) || e.corrections.some((c) => movesSitting(String(c.data.type ?? ''))),
  );
  const moments = new Map<Timestamp, EventRef>();
  const mark = (moment: Timestamp, ref: EventRef) => {
    const other = moments.get(moment);
    if (other === undefined || ref < other) moments.set(moment, ref);
  };
  for (const { original, event, corrections, ref } of relevant) {
    mark(original.recordedtime, ref);
    if (original.time > original.recordedtime) mark(original.time, ref);
    if (event.time > original.recordedtime) mark(event.time, ref);
    for (const c of corrections) {
      mark(c.recordedtime, ref);
      if (typeof c.data.time === 'string') mark(c.data.time, ref);
    }
  }
  const statuses: Status[] = [];
  let last = '';
  for (const moment of [...moments.keys()].sort()) {
    const known = knownAt(relevant, moment).filter((e) => e.time <= moment);
    const sitting = sittingsIn(known).at(-1);
    const current = sitting && sitting.to === undefined ? sitting : undefined;
    const mark = current ? `${current.id} ${current.rooms.at(-1)?.room} ${current.opened.join()}` : '';
    if (mark === last) continue;
    last = mark;
    statuses.push({ at: moment, cause: moments.get(moment) ?? '', ...(current ? { sitting: current } : {}) });
  }
  return statuses;
}
