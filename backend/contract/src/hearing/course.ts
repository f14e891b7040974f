/** The course of a hearing: its events in order, duplicates dropped, corrections and retractions applied (`interfaces.md` §1). */
import { type EventEnvelope, type EventRef, eventRef } from '../event/envelope.ts';
import { authorityOf, byCourse, byEntry } from '../event/order.ts';
import { isCorrection, isDataOf } from '../event/validate.ts';

/** One place in the course. */
export type CourseEntry = {
  ref: EventRef;
  /** The event as it counts: `type`, `time` and `data` of the correction that won, everything else of the original. */
  event: EventEnvelope;
  original: EventEnvelope;
  retracted: boolean;
  /** Corrections and retractions that may speak about it, in order of entry; the last is the one that counts. */
  corrections: EventEnvelope[];
};

export type Course = {
  /** By `(time, source, sequence)`, retracted ones included. */
  entries: CourseEntry[];
  /** Corrections whose target has not arrived. */
  pending: EventEnvelope[];
  /** Corrections without a right to speak: another court's, of a correction, or making something malformed. */
  ignored: EventEnvelope[];
};

/** Order of arrival, duplicates and batches make no difference. */
export function courseOf(events: Iterable<EventEnvelope>): Course {
  const { originals, corrections, correcting } = sortOut(events);
  const pending: EventEnvelope[] = [];
  const ignored: EventEnvelope[] = [];
  const entries: CourseEntry[] = [];
  for (const [ref, original] of originals) {
    const about = corrections.get(ref);
    corrections.delete(ref);
    const valid: EventEnvelope[] = [];
    for (const c of about?.sort(byEntry) ?? []) (maySpeak(c, original) ? valid : ignored).push(c);
    entries.push({ ref, original, corrections: valid, ...applied(original, valid.at(-1)) });
  }
  for (const [target, list] of corrections) (correcting.has(target) ? ignored : pending).push(...list);
  entries.sort((a, b) => byCourse(a.event, b.event));
  return { entries, pending: pending.sort(byEntry), ignored: ignored.sort(byEntry) };
}

/** The events that count: in order, corrections applied, retracted ones left out. */
export const effective = (course: Course): EventEnvelope[] =>
  course.entries.filter((entry) => !entry.retracted).map((entry) => entry.event);

/** The event as a correction or retraction makes it. */
export function applied(
  original: EventEnvelope,
  correction: EventEnvelope | undefined,
): { event: EventEnvelope; retracted: boolean } {
  if (!correction) return { event: original, retracted: false };
  if (correction.type === 'hearing.event.retracted') return { event: original, retracted: true };
  const { type, time, data } = correction.data as Pick<Partial<EventEnvelope>, 'type' | 'time' | 'data'>;
  const event = { ...original, type: type ?? original.type, time: time ?? original.time, data: data ?? original.data };
  return { event, retracted: false };
}

/** A correction counts only from its target's court, of an event of `/service` only from `/service`, and only if it makes sense. */
function maySpeak(correction: EventEnvelope, target: EventEnvelope): boolean {
  if (correction.subject !== target.subject) return false;
  if (authorityOf(correction.source) !== authorityOf(target.source)) return false;
  if (correction.type === 'hearing.event.retracted') return true;
  const { event } = applied(target, correction);
  return event.type === target.type && event.data === target.data ? true : isDataOf(event.type, event.data);
}

type Corrections = Map<EventRef, EventEnvelope[]>;

function sortOut(events: Iterable<EventEnvelope>) {
  const seen = new Map<EventRef, EventEnvelope>();
  for (const event of events) {
    const ref = eventRef(event);
    const other = seen.get(ref);
    // The same id with another content is refused at the border; should two meet here, every order must choose the same one.
    if (!other || (other !== event && JSON.stringify(event) < JSON.stringify(other))) seen.set(ref, event);
  }
  const originals = new Map<EventRef, EventEnvelope>();
  /** Refs of corrections: nothing may correct these. */
  const correcting = new Set<EventRef>();
  const corrections: Corrections = new Map();
  for (const [ref, event] of seen) {
    if (!isCorrection(event.type)) {
      originals.set(ref, event);
      continue;
    }
    correcting.add(ref);
    const target = event.corrects ?? '';
    const list = corrections.get(target);
    if (list) list.push(event);
    else corrections.set(target, [event]);
  }
  return { originals, corrections, correcting };
}
