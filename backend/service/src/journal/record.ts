/** A record of the journal as the service handles it, and how it stands in its table. */
import type { EventEnvelope } from '@giamsat/contract/event/envelope';
import { eventOf, type Payload, type RecordHead } from '@giamsat/proof/record';
import type { CompiledQuery, Selectable } from 'kysely';
import type { Tx } from '../platform/sql.ts';
import type { JournalTable } from '../platform/tables.ts';

export type JournalRecord = {
  /** Over the whole journal, from 0, without a hole. */
  position: number;
  /** `hearings/{id}`, `rooms/{code}`, `courts/{code}` or `service/checkpoints`. */
  stream: string;
  /** Within the stream, from 0. */
  seq: number;
  acceptedAt: string;
  /** What was doubtful on arrival; not hashed. */
  flags: string[];
  event: EventEnvelope;
  hash: string;
  prevHash: string;
  salt: string | undefined;
  payloadDigest: string;
};

/** What is derived from the journal, in the transaction of each append, and can be built again at any time. */
export type Projection = {
  name: string;
  /**
   * `records` are those of one append, in order; `now` is when they were accepted. They are not in the table yet.
   * Answers what is to be written, in order; it is sent after the records.
   */
  apply(tx: Tx, records: JournalRecord[], now: string): Promise<readonly CompiledQuery[]>;
  /** They stand; called before anybody else is told, with the same objects that were applied. Not after a rebuild. */
  committed?(records: readonly JournalRecord[]): void;
  /** Whatever was applied last may have been rolled back: what is remembered of it is not so. */
  forget?(): void;
  reset(tx: Tx): Promise<void>;
};

/** An event of the service's own: source and sequence are given under the journal's lock. */
export type OwnDraft = Pick<EventEnvelope, 'type' | 'subject' | 'data'> &
  Partial<Pick<EventEnvelope, 'id' | 'time' | 'recordedby' | 'corrects'>>;

/** A withheld payload leaves the head alone: `data` is empty then. */
const WITHHELD: Payload = { specversion: '1.0', data: {} };

export function recordOf(row: Selectable<JournalTable>): JournalRecord {
  const head = JSON.parse(row.head) as RecordHead;
  const payload = row.payload === null ? WITHHELD : (JSON.parse(row.payload) as Payload);
  return {
    position: row.position,
    stream: row.stream,
    seq: row.seq,
    acceptedAt: head.acceptedAt,
    flags: row.flags,
    event: eventOf(head, payload),
    hash: row.hash.toString('hex'),
    prevHash: head.prevHash,
    salt: row.salt?.toString('hex'),
    payloadDigest: head.payloadDigest,
  };
}
