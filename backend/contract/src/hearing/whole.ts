/** Everything that is derived of one hearing, at once or event by event: what the service stores and the agent acts upon. */
import { type EventEnvelope, eventRef } from '../event/envelope.ts';
import { byCourse, hearingIdOf } from '../event/order.ts';
import { isCorrection } from '../event/validate.ts';
import { type Course, courseOf } from './course.ts';
import { evolve } from './evolve.ts';
import { courseFlags, shownFlags } from './flags.ts';
import { initialHearing } from './initial.ts';
import type { Remembered } from './knowledge.ts';
import type { HearingState } from './model.ts';
import { type Withheld, withheldIn } from './restrictions.ts';
import { restricts } from './stretches.ts';

/** Never changed in place: `extended` gives a new one. */
export type Whole = Withheld & {
  /** As they were given, duplicates included: what a fold from the beginning needs. */
  events: readonly EventEnvelope[];
  course: Course;
  /** `flags` hold everything but `room-taken`, which only the courses of the whole room can tell (`sittingsOf`). */
  state: HearingState;
  /** The fold of `evolve` alone, from which the next event goes on. */
  evolved: HearingState;
  /** Shared with what it is extended to; nobody else's concern. */
  remembered: Remembered;
};

/** The state alone. */
export const hearingOf = (events: Iterable<EventEnvelope>, id = ''): HearingState => wholeOf(events, id).state;

export function wholeOf(events: Iterable<EventEnvelope>, id = '', remembered: Remembered = new Map()): Whole {
  const list = [...events];
  const course = courseOf(list);
  const first = list[0];
  let evolved = initialHearing(id || (first && hearingIdOf(first.subject)) || '');
  for (const { event, retracted } of course.entries) if (!retracted) evolved = evolve(evolved, event);
  return complete(list, course, evolved, withheldIn(course, remembered), remembered);
}

/**
 * The same as `wholeOf` of all events together, but quick where the new ones simply come next; a batch that corrects,
 * or that belongs in between, is folded from the beginning.
 */
export function extended(whole: Whole, added: readonly EventEnvelope[]): Whole {
  if (added.length === 0) return whole;
  const events = [...whole.events, ...added];
  if (!comesNext(whole.course, added)) return wholeOf(events, whole.state.id, whole.remembered);
  const entries = [...whole.course.entries];
  let { evolved } = whole;
  for (const event of added) {
    entries.push({ ref: eventRef(event), event, original: event, retracted: false, corrections: [] });
    evolved = evolve(evolved, event);
  }
  const course = { ...whole.course, entries };
  const same = whole.course.entries.length > 0 && !added.some((e) => mattersToRestrictions(e.type));
  const { restrictions, shownBeforeKnown } = same ? whole : withheldIn(course, whole.remembered);
  return complete(events, course, evolved, { restrictions, shownBeforeKnown }, whole.remembered);
}

const mattersToRestrictions = (type: string): boolean => restricts(type) || type === 'recording.released';

/** Later than everything in the course, of one time each, and nothing anybody wanted corrected. */
function comesNext(course: Course, added: readonly EventEnvelope[]): boolean {
  if (course.pending.length > 0) return false;
  let last = course.entries.at(-1)?.event;
  let from = course.entries[0]?.original;
  // What a correction moved forward stands before its own original: the original, sent again, is nothing new.
  const moved = new Set(course.entries.filter((entry) => entry.corrections.length > 0).map((entry) => entry.ref));
  for (const event of added) {
    if (moved.has(eventRef(event))) return false;
    if (isCorrection(event.type)) return false;
    if (last && byCourse(last, event) >= 0) return false;
    // "From the beginning" may not move.
    from ??= event;
    if (event.recordedtime < from.time || event.recordedtime < from.recordedtime) return false;
    last = event;
  }
  return true;
}

function complete(
  events: readonly EventEnvelope[],
  course: Course,
  evolved: HearingState,
  { restrictions, shownBeforeKnown }: Withheld,
  remembered: Remembered,
): Whole {
  const flags = [...courseFlags(course), ...shownFlags(shownBeforeKnown)];
  const state = flags.length === 0 ? evolved : { ...evolved, flags: [...evolved.flags, ...flags] };
  return { events, course, state, evolved, restrictions, shownBeforeKnown, remembered };
}
