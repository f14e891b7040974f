/** One group of appends as one transaction: places, hashes, records, projections, all or nothing. */
import { randomBytes } from 'node:crypto';
import type { EventEnvelope } from '@giamsat/contract/event/envelope';
import type { EventResult } from '@giamsat/contract/wire/ingest';
import { headText, NO_PREVIOUS_HASH, payloadDigest, payloadText, recordHash, SALT_BYTES } from '@giamsat/proof/record';
import type { CompiledQuery } from 'kysely';
import type { Clock } from '../platform/clock.ts';
import { rfc3339 } from '../platform/clock.ts';
import { problem } from '../platform/errors.ts';
import { type Sql, sentAhead, type Tx } from '../platform/sql.ts';
import { answerToKnown } from './compare.ts';
import { flagsOf } from './flags.ts';
import type { JournalRecord, Projection } from './record.ts';
import { type Begun, begin, standAt, type Texts, written } from './statements.ts';
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
  /** The same object in entries that are recorded together or not at all. */
  whole?: object | undefined;
};

/** `utf8`: of the payload, as it was hashed. */
export type Sealed = { payload: string; utf8: Buffer; salt: string; payloadDigest: string };

export const SERVICE = '/service';

/** Canonical payload, salt and digest of each event. */
export function seal(events: readonly EventEnvelope[]): Sealed[] {
  // One call for all: each has a cost of its own.
  const salts = randomBytes(SALT_BYTES * events.length);
  return events.map((event, n) => {
    const payload = payloadText(event);
    const salt = salts.subarray(n * SALT_BYTES, (n + 1) * SALT_BYTES);
    const utf8 = Buffer.from(payload, 'utf8');
    return { payload, utf8, salt: salt.toString('hex'), payloadDigest: payloadDigest(salt, utf8) };
  });
}

/** Results in the order of the entries, and what was newly recorded. */
export type Appended = { results: EventResult[]; records: JournalRecord[] };

export type Append = {
  /** Whether everything was said and the lock is ours: those who had it before have committed, or were rolled back. */
  said: Promise<boolean>;
  done: Promise<Appended>;
};

export type GroupAppender = {
  /**
   * `ahead`: the append before has said everything, and nothing more is on its way. This one then counts on its commit, and
   * fails if that fails; it may also fail for what it took for granted, and is to be given again when nothing is on its way.
   */
  append(entries: readonly Entry[], ahead: boolean): Append;
};

export function createGroupAppender(deps: {
  sql: Sql;
  clock: Clock;
  projections: readonly Projection[];
}): GroupAppender {
  const streams = createStreamHeads();
  /** Where the journal stands once all that has been said is committed; undefined: it must be asked. */
  let standing: Standing | undefined;
  /** By source: the greatest sequence that was recorded here. */
  const newest = new Map<string, string>();
  /**
   * Whether it must be looked up. A source numbers its events, so one with a greater number than all before is new, as long as
   * nobody else took it: should that be wrong, the table refuses the pair, and everything is looked up.
   */
  const mayBeKnown = ({ own, event }: Entry): boolean => own || event.sequence <= (newest.get(event.source) ?? '~');

  async function inTransaction(tx: Tx, entries: readonly Entry[], ahead: boolean) {
    const { known, asked, ...begun } = (ahead && countOn(tx, entries)) || (await lookUp(tx, entries));
    standing = undefined;
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
      const { payload, utf8, ...sealed } = entry.sealed;
      const text = headText(place, event, sealed.payloadDigest);
      const hash = recordHash(text);
      texts.push({ head: text, payload: utf8 });
      records.push({ ...place, ...sealed, flags: flagsOf(event, acceptedAtMs, entry.flags), event, hash });
      streams.set(entry.stream, { seq: place.seq, hash, court });
      known.set(key, { position: place.position, head: text, payload });
      return { status: 'accepted', position: place.position };
    });

    const end = { next: begun.next + records.length, serviceSequence: sequence, acceptedAt };
    const writes: CompiledQuery[] = [];
    if (records.length > 0) {
      writes.push(written(tx, records, texts, end));
      for (const projection of deps.projections) writes.push(...(await projection.apply(tx, records, acceptedAt)));
    }
    standing = records.length > 0 ? end : begun;
    streams.reach(end.next);
    return { ...(asked ? { asked } : {}), writes, result: { results, records } };
  }

  /** Nothing has to be looked up: the sources go on, and so do the streams, or they begin with their hearing's scheduling. */
  function countOn(tx: Tx, entries: readonly Entry[]): (Standing & Found) | undefined {
    const missing = streams.missing(entries.map(({ stream }) => stream));
    const begins = (stream: string) =>
      entries.find((entry) => entry.stream === stream)?.event.type === 'hearing.scheduled';
    if (!standing || entries.some(mayBeKnown) || !missing.every(begins)) return undefined;
    streams.learn(missing, []);
    const asked = standAt(tx, standing.next);
    asked.catch(() => {});
    return { ...standing, known: new Map(), asked };
  }

  async function lookUp(tx: Tx, entries: readonly Entry[]): Promise<Standing & Found> {
    const doubtful = entries.filter(mayBeKnown);
    const sources = doubtful.map(({ event }) => event.source);
    const ids = doubtful.map(({ event }) => event.id);
    const wanted = entries.map(({ stream }) => stream);
    const asked = streams.missing(wanted);
    const { heads, ...begun } = await begin(tx, { sources, ids, streams: asked });
    if (streams.holdsAt(begun.next)) streams.learn(asked, heads);
    // Another node appended since, or what was said before was rolled back; the lock is ours already.
    else streams.forget();
    for (let rest = streams.missing(wanted); rest.length > 0; rest = streams.missing(wanted)) {
      streams.learn(rest, (await begin(tx, { sources: [], ids: [], streams: rest })).heads);
    }
    return begun;
  }

  function forget(): void {
    standing = undefined;
    streams.forget();
    for (const projection of deps.projections) projection.forget?.();
  }

  function attempt(entries: readonly Entry[], ahead: boolean): Append {
    let locked: Promise<unknown> | undefined;
    const { sent, done } = sentAhead(deps.sql, async (tx) => {
      try {
        const said = await inTransaction(tx, entries, ahead);
        locked = said.asked;
        return said;
      } catch (error) {
        // Before anybody can go on from it.
        forget();
        throw error;
      }
    });
    const ended = done.then(
      (appended) => {
        for (const { event } of appended.records) {
          if (event.sequence > (newest.get(event.source) ?? '')) newest.set(event.source, event.sequence);
        }
        return appended;
      },
      (error: unknown) => {
        forget();
        if (isKnownPair(error)) newest.clear();
        throw error;
      },
    );
    const said = sent.then((all) =>
      locked
        ? locked.then(
            () => all,
            () => false,
          )
        : all,
    );
    return { said, done: ended };
  }

  return { append: attempt };
}

type Standing = Omit<Begun, 'known' | 'heads'>;
type Found = Pick<Begun, 'known'> & { asked?: Promise<unknown> };

/** The table holds that `(source, id)` already, which was taken for new: given again, everything is looked up. */
export const isKnownPair = (error: unknown): boolean => {
  const { code, constraint } = error as { code?: unknown; constraint?: unknown };
  return code === '23505' && constraint === 'journal_source_id';
};

const padded = (sequence: number): string => String(sequence).padStart(12, '0');
const keyOf = (event: Pick<EventEnvelope, 'source' | 'id'>): string => `${event.source}#${event.id}`;
