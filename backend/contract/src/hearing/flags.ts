/** What a person should check in a course as a whole ("trình tự cần kiểm tra"); single steps are flagged by `evolve`. */
import { eventRef } from '../event/envelope.ts';
import type { Course } from './course.ts';
import type { Flag, ShownBeforeKnown } from './model.ts';

/** Corrections that wait for their target or had no right to speak. */
export const courseFlags = (course: Course): Flag[] => [
  ...course.pending.map((c): Flag => ({ code: 'correction-pending', event: eventRef(c) })),
  ...course.ignored.map((c): Flag => ({ code: 'correction-pending', event: eventRef(c), detail: 'ignored' })),
];

/** Events entered later than they happened. */
export const lateFlags = (course: Course): Flag[] =>
  course.entries
    .filter(({ event, retracted }) => !retracted && event.recordedtime > event.time)
    .map(({ ref }): Flag => ({ code: 'entered-late', event: ref }));

/** One per event that made footage "shown before known". */
export const shownFlags = (shown: readonly ShownBeforeKnown[]): Flag[] => {
  const events = new Set(shown.filter((s) => s.reason === 'late').map((s) => s.event));
  return [...events].map((event) => ({ code: 'shown-before-known', event }));
};

/** Flags of one line: those that name it. */
export const flagsOn = (flags: readonly Flag[], ref: string): string[] => [
  ...new Set(flags.filter((f) => f.event === ref).map((f) => f.code)),
];
