/** One group of appends as one transaction: places, hashes, records, projections, all or nothing. */
import { randomBytes } from 'node:crypto';
import type { EventEnvelope } from '@giamsat/contract/event/envelope';
import type { EventResult } from '@giamsat/contract/wire/ingest';
import {
  eventOf,
  headText,
  NO_PREVIOUS_HASH,
  type Payload,
  payloadDigest,
  payloadText,
  type RecordHead,
  recordHash,
  SALT_BYTES,
} from '@giamsat/proof/record';
import { sql } from 'kysely';
import type { Clock } from '../platform/clock.ts';
import { rfc3339 } from '../platform/clock.ts';
import { problem } from '../platform/errors.ts';
import type { Sql, Tx } from '../platform/sql.ts';
import { answerToKnown, type Known } from './compare.ts';
import { flagsOf } from './flags.ts';
import type { JournalRecord, Projection } from './record.ts';
import { courtOfFirst } from './streams.ts';

/** One event on its way in. `own`: its sequence is given here. */
export type Entry = {
  event: EventEnvelope;
  stream: string;
  own: boolean;
  flags: readonly string[];
  /** Whether the caller may write to streams of this court; absent: to all. */
  mayWrite: ((court: string) => boolean) | undefined;
};

export const SERVICE = '/service';

type StreamHead = { seq: number; hash: string; court: string | undefined };

export type GroupAppender = {
  /** Results in the order of the entries, and what was newly recorded. */
  append(entries: readonly Entry[]): Promise<{ results: EventResult[]; records: JournalRecord[] }>;
};

export function createGroupAppender(deps: {
  sql: Sql;
  clock: Clock;
  projections: readonly Projection[];
}): GroupAppender {
  const streams = createStreamHeads();

  async function inTransaction(tx: Tx, entries: readonly Entry[]) {
    // The lock: whoever holds this row gives the next positions, on whatever node.
    const head = await tx.selectFrom('journal_head').selectAll().forUpdate().executeTakeFirstOrThrow();
    // Strictly growing, so that a rebuild can tell the groups apart.
    const acceptedAtMs = Math.max(deps.clock.now(), Date.parse(head.accepted_at) + 1);
    const acceptedAt = rfc3339(acceptedAtMs);

    const [known] = await Promise.all([findKnown(tx, entries), streams.load(tx, head.next_position, entries)]);
    const records: JournalRecord[] = [];
    const texts: { head: string; payload: string; salt: Buffer }[] = [];
    let sequence = head.service_sequence;

    const results = entries.map((entry): EventResult => {
      const key = keyOf(entry.event);
      const earlier = known.get(key);
      if (earlier) {
        return entry.own ? { status: 'duplicate', position: earlier.position } : answerToKnown(entry.event, earlier);
      }
      const last = streams.get(entry.stream);
      const court = last ? last.court : courtOfFirst(entry.event);
      if (court !== undefined && entry.mayWrite && !entry.mayWrite(court)) {
        return { status: 'rejected', problem: problem('wrong-court', { field: '/subject' }) };
      }
      const event = entry.own ? { ...entry.event, sequence: padded(++sequence) } : entry.event;
      const place = {
        position: head.next_position + records.length,
        stream: entry.stream,
        seq: (last?.seq ?? -1) + 1,
        prevHash: last?.hash ?? NO_PREVIOUS_HASH,
        acceptedAt,
      };
      const payload = payloadText(event);
      const salt = randomBytes(SALT_BYTES);
      const digest = payloadDigest(salt, payload);
      const text = headText(place, event, digest);
      const hash = recordHash(text);
      texts.push({ head: text, payload, salt });
      records.push({
        ...place,
        flags: [...new Set([...entry.flags, ...flagsOf(event, acceptedAtMs)])],
        event,
        hash,
        salt: salt.toString('hex'),
        payloadDigest: digest,
      });
      streams.set(entry.stream, { seq: place.seq, hash, court });
      known.set(key, { position: place.position, head: text, payload });
      return { status: 'accepted', position: place.position };
    });

    if (records.length > 0) {
      await insert(tx, records, texts);
      await tx
        .updateTable('journal_head')
        .set({
          next_position: head.next_position + records.length,
          service_sequence: sequence,
          accepted_at: acceptedAt,
        })
        .execute();
      for (const projection of deps.projections) await projection.apply(tx, records, acceptedAt);
    }
    return { results, records, next: head.next_position + records.length };
  }

  return {
    async append(entries) {
      try {
        const { results, records, next } = await deps.sql.transaction().execute((tx) => inTransaction(tx, entries));
        streams.confirm(next);
        return { results, records };
      } catch (error) {
        streams.forget();
        throw error;
      }
    },
  };
}

const padded = (sequence: number): string => String(sequence).padStart(12, '0');
const keyOf = (event: Pick<EventEnvelope, 'source' | 'id'>): string => `${event.source}#${event.id}`;

async function findKnown(tx: Tx, entries: readonly Entry[]): Promise<Map<string, Known>> {
  const sources = entries.map(({ event }) => event.source);
  const ids = entries.map(({ event }) => event.id);
  const { rows } = await sql<Known & { source: string; id: string }>`
    select j.source, j.id, j.position, j.head, j.payload
    from unnest(${sources}::text[], ${ids}::text[]) as k (source, id)
    join journal j on j.source = k.source and j.id = k.id`.execute(tx);
  return new Map(rows.map((row) => [keyOf(row), row]));
}

async function insert(
  tx: Tx,
  records: readonly JournalRecord[],
  texts: readonly { head: string; payload: string; salt: Buffer }[],
): Promise<void> {
  const column = <T>(pick: (record: JournalRecord) => T): T[] => records.map(pick);
  await sql`
    insert into journal (position, stream, seq, source, id, hash, salt, head, payload, flags)
    select position, stream, seq, source, id, decode(hash, 'hex'), decode(salt, 'hex'), head, payload, flags::text[]
    from unnest(
      ${column((record) => record.position)}::bigint[],
      ${column((record) => record.stream)}::text[],
      ${column((record) => record.seq)}::int[],
      ${column((record) => record.event.source)}::text[],
      ${column((record) => record.event.id)}::text[],
      ${column((record) => record.hash)}::text[],
      ${column((record) => record.salt)}::text[],
      ${texts.map(({ head }) => head)}::text[],
      ${texts.map(({ payload }) => payload)}::text[],
      ${column((record) => `{${record.flags.join(',')}}`)}::text[]
    ) as r (position, stream, seq, source, id, hash, salt, head, payload, flags)`.execute(tx);
}

const MAX_CACHED_STREAMS = 5_000;

/**
 * The last record of each stream, kept between groups. It holds as long as nobody else appended, which the journal's
 * next position, read under the lock, tells. A stream's court never changes.
 */
function createStreamHeads() {
  let heads = new Map<string, StreamHead | undefined>();
  let validAt = -1;
  return {
    async load(tx: Tx, next: number, entries: readonly Entry[]): Promise<void> {
      if (next !== validAt || heads.size > MAX_CACHED_STREAMS) heads = new Map();
      const missing = [...new Set(entries.map(({ stream }) => stream))].filter((stream) => !heads.has(stream));
      if (missing.length === 0) return;
      const { rows } = await sql<{ stream: string; seq: number; hash: string; head: string; payload: string | null }>`
        select s.stream, l.seq, encode(l.hash, 'hex') as hash, f.head, f.payload
        from unnest(${missing}::text[]) as s (stream)
        cross join lateral (select seq, hash from journal where stream = s.stream order by seq desc limit 1) l
        join journal f on f.stream = s.stream and f.seq = 0`.execute(tx);
      for (const stream of missing) heads.set(stream, undefined);
      for (const row of rows) {
        const payload = JSON.parse(row.payload ?? '{"data":{}}') as Payload;
        const first = eventOf(JSON.parse(row.head) as RecordHead, payload);
        heads.set(row.stream, { seq: row.seq, hash: row.hash, court: courtOfFirst(first) });
      }
    },
    get: (stream: string) => heads.get(stream),
    set: (stream: string, head: StreamHead) => void heads.set(stream, head),
    /** What was set has been committed. */
    confirm(next: number) {
      validAt = next;
    },
    forget() {
      heads = new Map();
      validAt = -1;
    },
  };
}
