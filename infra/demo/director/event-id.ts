/** Ids of the demo's events that are the same after every restart, so that a repeated press changes nothing. */
import { createHash } from 'node:crypto';

/** A UUIDv8 from what the event is. */
export function eventId(...parts: readonly (string | number)[]): string {
  const hex = createHash('sha256').update(parts.join('/')).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
