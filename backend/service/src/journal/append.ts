/** One group of appends as one transaction: places, hashes, records, projections, all or nothing. */
import { randomBytes } from 'node:crypto';
import type { EventEnvelope } from '@giamsat/contract/event/envelope';
import type { EventResult } from '@giamsat/contract/wire/ingest';
import { headText, NO_PREVIOUS_HASH, payloadDigest, payloadText, recordHash, SALT_BYTES } from '@giamsat/proof/record';
import type { Clock } from '../platform/clock.ts';
import { rfc3339 } from '../platform/clock.ts';
import { problem } from '../platform/errors.ts';
import type { Sql, Tx } from '../platform/sql.ts';
import { answerToKnown } from './compare.ts';
import { flagsOf } from './flags.ts';
import type { JournalRecord, Projection } from './record.ts';
import { begin, type Texts, write } from './statements.ts';
import { createStreamHeads } from './stream-heads.ts';
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
    const { begun, known } = await lookUp(tx, entries);
    // Strictly growing, so that a rebuild can tell the groups apart.
    const acceptedAtMs = Math.max(deps.clock.now(), Date.parse(begun.acceptedAt) + 1);
    const acceptedAt = rfc3339(acceptedAtMs);
    const records: JournalRecord[] = [];
    const texts: Texts[] = [];
    // One call for all: each has a cost of its own.
    const salts = randomBytes(SALT_BYTES * entries.length);
    let sequence = begun.serviceSequence;

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
        position: begun.next + records.length,
        stream: entry.stream,
        seq: (last?.seq ?? -1) + 1,
        prevHash: last?.hash ?? NO_PREVIOUS_HASH,
        acceptedAt,
      };
      const payload = payloadText(event);
      const salt = salts.subarray(records.length * SALT_BYTES, (records.length + 1) * SALT_BYTES);
      const digest = payloadDigest(salt, payload);
      const text = headText(place, event, digest);
      const hash = recordHash(text);
      texts.push({ head: text, payload });
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

    const next = begun.next + records.length;
    if (records.length > 0) {
      await write(tx, records, texts, { next, serviceSequence: sequence, acceptedAt });
      for (const projection of deps.projections) await projection.apply(tx, records, acceptedAt);
    }
    return { results, records, next };
  }

  async function lookUp(tx: Tx, entries: readonly Entry[]) {
    const sources = entries.map(({ event }) => event.source);
    const ids = entries.map(({ event }) => event.id);
    const wanted = entries.map(({ stream }) => stream);
    const asked = streams.missing(wanted);
    const begun = await begin(tx, { sources, ids, streams: asked });
    if (streams.holdsAt(begun.next)) {
      streams.learn(asked, begun.heads);
    } else {
      // Another node appended since; the lock is ours already.
      streams.forget();
      const all = streams.missing(wanted);
      streams.learn(all, (await begin(tx, { sources: [], ids: [], streams: all })).heads);
    }
    return { begun, known: begun.known };
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
