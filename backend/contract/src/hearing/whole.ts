/** Everything that is derived of one hearing, in one pass over its events: what the service stores and the agent acts upon. */
import type { EventEnvelope } from '../event/envelope.ts';
import { type Course, courseOf } from './course.ts';
import { stateOf } from './evolve.ts';
import { shownFlags } from './flags.ts';
import type { HearingState } from './model.ts';
import { type Withheld, withheldIn } from './restrictions.ts';

export type Whole = Withheld & { course: Course; state: HearingState };

/** `state.flags` hold everything but `room-taken`, which only the courses of the whole room can tell (`sittingsOf`). */
export function wholeOf(events: Iterable<EventEnvelope>, id = ''): Whole {
  return wholeOfCourse(courseOf(events), id);
}

export function wholeOfCourse(course: Course, id = ''): Whole {
  const state = stateOf(course, id);
  const withheld = withheldIn(course);
  const flags = shownFlags(withheld.shownBeforeKnown);
  return {
    course,
    state: flags.length === 0 ? state : { ...state, flags: [...state.flags, ...flags] },
    ...withheld,
  };
}
