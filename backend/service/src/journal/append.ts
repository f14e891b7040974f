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
  /** The part of the record that needs no place in the journal: made while others are being committed. */
  sealed: Sealed;
  stream: string;
  own: boolean;
  flags: readonly string[];
  /** Whether the caller may write to streams of this court; absent: to all. */
  mayWrite: ((court: string) => boolean) | undefined;
};

export type Sealed = { payload: string; salt: string; payloadDigest: string };

export const SERVICE = '/service';

/** Canonical payload, salt and digest of each event. */
export function seal(events: readonly EventEnvelope[]): Sealed[] {
  // One call for all: each has a cost of its own.
  const salts = randomBytes(SALT_BYTES * events.length);
  return events.map((event, n) => {
    const payload = payloadText(event);
    const salt = salts.subarray(n * SALT_BYTES, (n + 1) * SALT_BYTES);
    return { payload, salt: salt.toString('hex'), payloadDigest: payloadDigest(salt, payload) };
  });
}

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
  /** By source: the greatest sequence that was recorded here. */
  const newest = new Map<string, string>();
  /**
   * Whether it must be looked up. A source numbers its events, so one with a greater number than all before is new, as long as
   * nobody else took it: should that be wrong, the table refuses the pair, and everything is looked up.
   */
  const mayBeKnown = ({ own, event }: Entry): boolean => own || event.sequence <= (newest.get(event.source) ?? '~');

  async function inTransaction(tx: Tx, entries: readonly Entry[]) {
    const { begun, known } = await lookUp(tx, entries);
    // Strictly growing, so that a rebuild can tell the groups apart.
    const acceptedAtMs = Math.max(deps.clock.now(), Date.parse(begun.acceptedAt) + 1);
    const acceptedAt = rfc3339(acceptedAtMs);
    const records: JournalRecord[] = [];
    const texts: Texts[] = [];
    let sequence = begun.serviceSequence;

    const results = entries.map((entry): EventResult => {
      const key = keyOf(entry.event);
      const earlier = known.get(key);
      if (earlier) {
        return entry.own
          ? { status: 'duplicate', position: earlier.position }
          : answerToKnown(entry.event, entry.sealed.payload, earlier);
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
      const { payload, ...sealed } = entry.sealed;
      const text = headText(place, event, sealed.payloadDigest);
      const hash = recordHash(text);
      texts.push({ head: text, payload });
      records.push({ ...place, ...sealed, flags: flagsOf(event, acceptedAtMs, entry.flags), event, hash });
      streams.set(entry.stream, { seq: place.seq, hash, court });
      known.set(key, { position: place.position, head: text, payload });
      return { status: 'accepted', position: place.position };
    });

    const next = begun.next + records.length;
    if (records.length > 0) {
      // The database writes while the projections are derived; what these ask comes after it, on the same connection.
      const done = await Promise.allSettled([
        write(tx, records, texts, { next, serviceSequence: sequence, acceptedAt }),
        project(tx, records, acceptedAt),
      ]);
      // Both have ended: nothing is asked any more when the transaction is rolled back.
      for (const part of done) if (part.status === 'rejected') throw part.reason;
    }
    return { results, records, next };
  }

  async function project(tx: Tx, records: JournalRecord[], acceptedAt: string): Promise<void> {
    for (const projection of deps.projections) await projection.apply(tx, records, acceptedAt);
  }

  async function lookUp(tx: Tx, entries: readonly Entry[]) {
    const doubtful = entries.filter(mayBeKnown);
    const sources = doubtful.map(({ event }) => event.source);
    const ids = doubtful.map(({ event }) => event.id);
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

  async function attempt(entries: readonly Entry[]) {
    try {
      const { results, records, next } = await deps.sql.transaction().execute((tx) => inTransaction(tx, entries));
      streams.confirm(next);
      for (const { event } of records) {
        if (event.sequence > (newest.get(event.source) ?? '')) newest.set(event.source, event.sequence);
      }
      return { results, records };
    } catch (error) {
      streams.forget();
      throw error;
    }
  }

  return {
    async append(entries) {
      try {
        return await attempt(entries);
      } catch (error) {
        if (!isKnownPair(error)) throw error;
        newest.clear();
        return await attempt(entries);
      }
    },
  };
}

/** The table holds that `(source, id)` already. */
const isKnownPair = (error: unknown): boolean => {
  const { code, constraint } = error as { code?: unknown; constraint?: unknown };
  return code === '23505' && constraint === 'journal_source_id';
};

const padded = (sequence: number): string => String(sequence).padStart(12, '0');
const keyOf = (event: Pick<EventEnvelope, 'source' | 'id'>): string => `${event.source}#${event.id}`;
