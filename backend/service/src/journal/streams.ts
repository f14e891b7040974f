/** Which stream an event belongs to, and which court a stream belongs to. */
import type { EventEnvelope } from '@giamsat/contract/event/envelope';

/** The stream of a subject; undefined when it is a feed that nobody knows. Feeds are told in their room's stream. */
export function streamOf(subject: string, roomOfFeed: (feed: string) => string | undefined): string | undefined {
  if (!subject.startsWith('feeds/')) return subject;
  const room = roomOfFeed(subject.slice('feeds/'.length));
  return room === undefined ? undefined : `rooms/${room}`;
}

/** `/courts/lb/agents/lb-1` → `lb`; undefined for `/service`. */
export const courtOfSource = (source: string): string | undefined => /^\/courts\/([^/]+)\//.exec(source)?.[1];

/**
 * The court that a stream's first event gives it to: the one that the hearing was scheduled for, else the one that spoke.
 * Undefined: the service began it and named none.
 */
export function courtOfFirst(event: EventEnvelope): string | undefined {
  if (event.subject.startsWith('courts/')) return event.subject.slice('courts/'.length);
  const scheduled = event.type === 'hearing.scheduled' ? event.data.court : undefined;
  return typeof scheduled === 'string' ? scheduled : courtOfSource(event.source);
}
