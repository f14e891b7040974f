/** Since when a hearing can have happened: an entry that is said to be older is a slip of the keyboard. */
import type { Day } from '../primitives.ts';
import { dayOf } from '../time.ts';
import type { Course } from './course.ts';

/**
 * The first day, in Ho Chi Minh City, of a hearing: the one it was set down for, or the one on which the house first heard of it,
 * whichever is earlier. Undefined while nothing is known of it.
 */
export function firstDayOf(course: Course): Day | undefined {
  let first: Day | undefined;
  for (const { event, original } of course.entries) {
    const days = [dayOf(original.recordedtime)];
    const { start } = event.data as { start?: string };
    const setsDown = event.type === 'hearing.scheduled' || event.type === 'hearing.rescheduled';
    if (setsDown && typeof start === 'string') days.push(dayOf(start));
    for (const day of days) if (first === undefined || day < first) first = day;
  }
  return first;
}
