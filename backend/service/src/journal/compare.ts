/** Is an event that comes again with a known `(source, id)` the same one? */
import type { EventEnvelope } from '@giamsat/contract/event/envelope';
import type { EventResult } from '@giamsat/contract/wire/ingest';
import { canonicalJson } from '@giamsat/proof/jcs';
import { eventOf, type Payload, type RecordHead } from '@giamsat/proof/record';
import { problem } from '../platform/errors.ts';

export type Known = { position: number; head: string; payload: string | null };

/** The same → the same position; another content → refused, naming the attributes that differ. */
export function answerToKnown(event: EventEnvelope, payload: string, known: Known): EventResult {
  const head = JSON.parse(known.head) as RecordHead;
  const samePayload = known.payload === null || known.payload === payload;
  const headDiffers = (['sequence', 'type', 'subject', 'time', 'recordedtime'] as const).filter(
    (name) => head[name] !== event[name],
  );
  if (samePayload && headDiffers.length === 0) return { status: 'duplicate', position: known.position };

  const stored: Record<string, unknown> =
    known.payload === null ? {} : eventOf(head, JSON.parse(known.payload) as Payload);
  const given: Record<string, unknown> = event;
  const payloadDiffers = samePayload
    ? []
    : [...new Set([...Object.keys(stored), ...Object.keys(given)])].filter((name) => {
        const [a, b] = [stored[name], given[name]];
        return a === undefined || b === undefined ? a !== b : canonicalJson(a) !== canonicalJson(b);
      });
  const differs = [...new Set([...headDiffers, ...payloadDiffers])].sort();
  return {
    status: 'rejected',
    problem: problem('conflict', {
      detail: `An event with this source and id was accepted before with another ${differs.join(', ')}`,
      field: `/${differs[0]}`,
    }),
  };
}
