/** The order of a session log: by time, then by source, then as it was entered (`interfaces.md` §1, the course). */
import type { LogLine } from '@giamsat/contract/wire/live';

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const sourceOf = (ref: string): string => ref.slice(0, ref.indexOf('#'));

/** Refs carry no sequence; within one source the times of entering and, after them, the growing ids stand in for it. */
export const compareLines = (a: LogLine, b: LogLine): number =>
  compare(a.time, b.time) ||
  compare(sourceOf(a.ref), sourceOf(b.ref)) ||
  compare(a.recordedtime, b.recordedtime) ||
  compare(a.ref, b.ref);
