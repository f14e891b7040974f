/**
 * A record of the journal and its digests (`interfaces.md` §2):
 *
 *   payloadDigest = SHA-256( salt ‖ JCS(payload) )
 *   hash          = SHA-256( JCS(head) )
 *
 * The payload can be withheld, with its salt, and the head still proves the chain.
 */
import type { EventEnvelope } from '@giamsat/contract/event/envelope';
import { canonicalJson } from './jcs.ts';
import { sha256Hex } from './sha256.ts';

export const RECORD_VERSION = 1;
export const SALT_BYTES = 16;
/** `prevHash` of a stream's first record. */
export const NO_PREVIOUS_HASH = '0'.repeat(64);

/** What of an event stands in the head; the rest of the envelope, and `data`, is the payload. */
const HEAD_ATTRIBUTES = ['id', 'source', 'sequence', 'type', 'subject', 'time', 'recordedtime'] as const;
type HeadAttribute = (typeof HEAD_ATTRIBUTES)[number];

export type RecordPlace = {
  /** Over the whole journal, from 0, without a hole. */
  position: number;
  /** `hearings/{id}`, `rooms/{code}`, `courts/{code}` or `service/checkpoints`. */
  stream: string;
  /** Within the stream, from 0. */
  seq: number;
  prevHash: string;
  acceptedAt: string;
};

export type RecordHead = RecordPlace &
  Pick<EventEnvelope, HeadAttribute> & { v: typeof RECORD_VERSION; payloadDigest: string };

export type Payload = Omit<EventEnvelope, HeadAttribute>;

/** JCS text of the payload; this text is stored, as it was hashed. */
export function payloadText(event: EventEnvelope): string {
  const { id: _1, source: _2, sequence: _3, type: _4, subject: _5, time: _6, recordedtime: _7, ...payload } = event;
  return canonicalJson(payload);
}

/** `text` may be given as its UTF-8. */
export function payloadDigest(salt: Uint8Array, text: string | Uint8Array): string {
  return sha256Hex(Buffer.concat([salt, typeof text === 'string' ? Buffer.from(text, 'utf8') : text]));
}

/**
 * JCS text of the head; its SHA-256 is the record's hash. The members stand in their order already, so that none
 * has to be sorted; a test holds it against `canonicalJson`.
 */
export function headText(place: RecordPlace, event: Pick<EventEnvelope, HeadAttribute>, digest: string): string {
  return (
    `{"acceptedAt":${text(place.acceptedAt)},"id":${text(event.id)},"payloadDigest":${text(digest)},` +
    `"position":${place.position},"prevHash":${text(place.prevHash)},"recordedtime":${text(event.recordedtime)},` +
    `"seq":${place.seq},"sequence":${text(event.sequence)},"source":${text(event.source)},` +
    `"stream":${text(place.stream)},"subject":${text(event.subject)},"time":${text(event.time)},` +
    `"type":${text(event.type)},"v":${RECORD_VERSION}}`
  );
}

/** @throws Error on a lone surrogate. */
const text = (value: string): string => canonicalJson(value);

export const recordHash = (text: string): string => sha256Hex(text);

/** The event that a head and its payload were made of. */
export function eventOf(head: RecordHead, payload: Payload): EventEnvelope {
  const { id, source, sequence, type, subject, time, recordedtime } = head;
  return { ...payload, id, source, sequence, type, subject, time, recordedtime };
}
