/** The orders in which events are put, and who speaks in them. */
import type { EventEnvelope } from './envelope.ts';

type Ordered = Pick<EventEnvelope, 'time' | 'recordedtime' | 'source' | 'sequence' | 'id'>;

const text = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Order of a course: `(time, source, sequence)`; `id` settles what a well-behaved source never sends. */
export const byCourse = (a: Ordered, b: Ordered): number =>
  text(a.time, b.time) || text(a.source, b.source) || text(a.sequence, b.sequence) || text(a.id, b.id);

/** Order of entry: `(recordedtime, source, sequence)`; of several corrections the last in it wins. */
export const byEntry = (a: Ordered, b: Ordered): number =>
  text(a.recordedtime, b.recordedtime) || text(a.source, b.source) || text(a.sequence, b.sequence) || text(a.id, b.id);

/** The authority behind a source: the court's code, or `/service` for the province. */
export function authorityOf(source: string): string {
  if (source === '/service') return source;
  const end = source.indexOf('/', '/courts/'.length);
  return source.slice('/courts/'.length, end < 0 ? undefined : end);
}

/** `hearings/{id}` → `{id}`; undefined for other subjects. */
export const hearingIdOf = (subject: string): string | undefined =>
  subject.startsWith('hearings/') ? subject.slice('hearings/'.length) : undefined;
