/** What an agent may say: only as itself, only of its own court's rooms and hearings, and not of tomorrow. Pure. */
import type { EventEnvelope } from '@giamsat/contract/event/envelope';
import type { Problem } from '@giamsat/contract/problem';
import type { Agent } from '@giamsat/contract/registry';
import type { Registry } from '../hearings/registry.ts';
import { problem } from '../platform/errors.ts';

/** Nothing happens more than a day ahead; what is less ahead is accepted and flagged. */
export const MAX_AHEAD_MS = 86_400_000;

export type Speaker = {
  agent: Agent /** Its own court, and those that this one took over. */;
  courts: ReadonlySet<string>;
};
type Places = Pick<Registry, 'courtOfRoom' | 'courtOfFeed'>;

/** Why it is refused; undefined when it is not. Whose a hearing is, the journal knows. */
export function refusalOf(event: EventEnvelope, speaker: Speaker, places: Places, nowMs: number): Problem | undefined {
  return (
    wrongSource(event, speaker) ??
    wrongSubject(event, speaker, places) ??
    wrongPlace(event.data, '/data', speaker, places) ??
    ahead(event, nowMs)
  );
}

function wrongSource({ source, type }: EventEnvelope, { agent }: Speaker): Problem | undefined {
  const [, , court, , code] = source.split('/');
  if (court !== agent.court)
    return problem('wrong-court', { detail: 'the source is another court’s', field: '/source' });
  if (source !== `/courts/${agent.court}/agents/${agent.code}` || code !== agent.code) {
    return problem('forbidden', { detail: 'an agent speaks only as itself', field: '/source' });
  }
  if (type.startsWith('court.')) {
    return problem('forbidden', { detail: 'the registry of courts is not kept by agents', field: '/type' });
  }
  if (type.startsWith('checkpoint.') || type === 'recording.damaged' || type === 'recording.removed') {
    return problem('forbidden', { detail: 'the service alone says so', field: '/type' });
  }
  return undefined;
}

function wrongSubject({ subject }: EventEnvelope, { courts }: Speaker, places: Places): Problem | undefined {
  const [kind, code = ''] = subject.split('/');
  if (kind === 'hearings') return undefined;
  if (kind === 'service') return problem('forbidden', { detail: 'the service speaks of itself', field: '/subject' });
  const court = kind === 'rooms' ? places.courtOfRoom(code) : kind === 'feeds' ? places.courtOfFeed(code) : code;
  if (court === undefined)
    return problem('not-found', { detail: `nobody knows this ${kind?.slice(0, -1)}`, field: '/subject' });
  return courts.has(court) ? undefined : problem('wrong-court', { field: '/subject' });
}

/** A room that an event names must be one's own, also inside a correction: holding a room keeps others out of it. */
function wrongPlace(data: Record<string, unknown>, at: string, speaker: Speaker, places: Places): Problem | undefined {
  const { room, court, data: inner } = data;
  if (typeof room === 'string') {
    const owner = places.courtOfRoom(room);
    if (owner === undefined) return problem('invalid', { detail: 'nobody knows this room', field: `${at}/room` });
    if (!speaker.courts.has(owner)) return problem('wrong-court', { field: `${at}/room` });
  }
  if (typeof court === 'string' && !speaker.courts.has(court)) return problem('wrong-court', { field: `${at}/court` });
  return typeof inner === 'object' && inner !== null && !Array.isArray(inner)
    ? wrongPlace(inner as Record<string, unknown>, `${at}/data`, speaker, places)
    : undefined;
}

function ahead(event: EventEnvelope, nowMs: number): Problem | undefined {
  for (const name of ['time', 'recordedtime'] as const) {
    if (Date.parse(event[name]) - nowMs > MAX_AHEAD_MS) {
      return problem('invalid', { detail: 'more than a day ahead', field: `/${name}` });
    }
  }
  return undefined;
}
