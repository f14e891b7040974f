/** The lines of a session log as the course tells them; names of courts and rooms are added by who has a registry. */
import type { EventEnvelope } from './event/envelope.ts';
import { eventRef } from './event/envelope.ts';
import { hearingIdOf } from './event/order.ts';
import type { Course } from './hearing/course.ts';
import { flagsOn, lateFlags } from './hearing/flags.ts';
import type { Flag } from './hearing/model.ts';
import type { LogLine } from './wire/live.ts';

/** A line without what only the registry and the journal know. */
export type LineContent = Omit<LogLine, 'court' | 'courtShort' | 'room' | 'roomName' | 'version'>;

/** In the order of the course, retracted ones included; corrections appear at what they correct. `flags`: those of the hearing's state. */
export function linesOf(course: Course, flags: readonly Flag[] = []): LineContent[] {
  const all = [...flags, ...lateFlags(course)];
  return course.entries.map(({ ref, event, retracted, corrections }) => ({
    ref,
    hearing: hearingIdOf(event.subject) ?? '',
    type: event.type,
    time: event.time,
    recordedtime: event.recordedtime,
    ...(event.recordedby === undefined ? {} : { recordedby: event.recordedby }),
    data: event.data,
    correctedBy: corrections.map((c: EventEnvelope) => eventRef(c)),
    retracted,
    flags: flagsOn(all, ref),
  }));
}
