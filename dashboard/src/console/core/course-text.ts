/** The course as plain text for the clerk's own minutes, headed by what it is not. */
import type { ClerkCourse } from '@giamsat/contract/wire/clerk';
import { clockOf } from './local-time.ts';

export const courseText = (
  course: ClerkCourse,
  words: { notTheMinutes: string; line: (entry: ClerkCourse['course'][number]) => string },
): string =>
  [
    words.notTheMinutes,
    ...course.course.filter((entry) => !entry.retracted).map((entry) => `${clockOf(entry.time)} ${words.line(entry)}`),
  ].join('\n');
