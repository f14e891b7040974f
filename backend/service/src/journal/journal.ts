/** The append-only store of all events: one gapless position over everything, one hash chain per stream. */
import { randomUUID } from 'node:crypto';
import type { EventEnvelope } from '@giamsat/contract/event/envelope';
import type { EventResult } from '@giamsat/contract/wire/ingest';
import { beginChain, type ChainVerdict, nextInChain, type StoredRecord } from '@giamsat/proof/chain';
import { sql as query, type Selectable } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { Bus } from '../platform/bus.ts';
import { type Clock, rfc3339 } from '../platform/clock.ts';
import { problem } from '../platform/errors.ts';
import type { Logger } from '../platform/logger.ts';
import type { Metrics } from '../platform/metrics.ts';
import type { Sql, Tx } from '../platform/sql.ts';
import type { JournalTable } from '../platform/tables.ts';
import { createGroupAppender, type Entry, SERVICE, type Sealed, seal } from './append.ts';
import { createAppendQueue } from './queue.ts';
import { type JournalRecord, type OwnDraft, type Projection, recordOf } from './record.ts';
import { streamOf } from './streams.ts';
import { createTail } from './tail.ts';

export type AppendOptions = {
  /** Whether the caller may write to streams of this court; absent: to all. */
  mayWrite?: (court: string) => boolean;
  /** Noted with every event of the call. */
  flags?: string[];
};

/** Texts as they were hashed; a withheld payload is absent together with its salt. */
export type StoredJournalRecord = StoredRecord & { position: number; seq: number };

export type Journal = {
  /**
   * One result per event, in order, once they are durable. Each gives the same answer again, however often it is sent.
   * @throws DomainError `unavailable` when the database is away: nothing is known then, send it again.
   */
  append(events: readonly EventEnvelope[], options?: AppendOptions): Promise<EventResult[]>;
  /**
   * The service's own events. A draft with an `id` is recorded once, whatever it holds the second time.
   * `whole`: all of them or none, without another event between them; those that cannot be recorded are all `rejected` then.
   */
  appendOwn(drafts: readonly OwnDraft[], options?: { whole?: boolean }): Promise<EventResult[]>;
  /** In order of position, from the one after `after` (−1: from the beginning). */
  read(options: { after: number; limit: number }): Promise<JournalRecord[]>;
  /** A stream in order, from the one after position `after`. */
  readStream(stream: string, options?: { after?: number }): Promise<JournalRecord[]>;
  /** A stream's records as they are stored, in order, between two positions, both inclusive. */
  readStored(stream: string, between?: { first: number; last: number }): Promise<StoredJournalRecord[]>;
  /** The newest position; −1 when there is none. */
  head(): Promise<number>;
  /** The greatest sequence of a source; 0 when there is none. Reads all of its heads: ask seldom. */
  lastSequence(source: string): Promise<number>;
  /** Tells of every append, on whatever node; `through` is the newest position that is known to be there. */
  onAppended(fn: (through: number) => void): () => void;
  /** Reads a stream as it is stored and judges its chain. */
  verify(stream: string): Promise<ChainVerdict>;
  /** Empties projections (all, or the named) and folds the whole journal again, in one transaction under the lock. */
  rebuild(names?: readonly string[]): Promise<void>;
  close(): Promise<void>;
};

const TOPIC = 'journal';
const PAGE = 500;

export function createJournal(deps: {
  sql: Sql;
  clock: Clock;
  bus: Bus;
  projections: readonly Projection[];
  roomOfFeed: (feed: string) => string | undefined;
  logger: Logger;
  metrics: Metrics;
  /** No other node appends to this database; then much is answered from memory. */
  exclusive?: boolean;
  /** With several nodes: how often to look for appends of others whose wake-up was lost. */
  pollMs?: number;
}): Journal {
  const { sql, clock, bus, projections } = deps;
  const node = randomUUID();
  const listeners = new Set<(through: number) => void>();
  let told = -1;
  const tell = (through: number) => {
    if (through <= told) return;
    told = through;
    for (const fn of listeners) {
      try {
        fn(through);
      } catch (err) {
        deps.logger.error({ err }, 'a listener of the journal failed');
      }
    }
  };

  const tail = createTail({ exclusive: deps.exclusive ?? false });
  const queue = createAppendQueue({
    appender: createGroupAppender({ sql, clock, projections }),
    logger: deps.logger,
    metrics: deps.metrics,
    exclusive: deps.exclusive ?? false,
    appended(records) {
      tail.push(records);
      for (const { committed } of projections) committed?.(records);
      const through = records.at(-1)?.position ?? -1;
      tell(through);
      bus.publish(TOPIC, { node, through });
    },
  });
  const unsubscribe = bus.subscribe(TOPIC, (message) => {
    const { node: from, through } = message as { node: string; through: number };
    if (from !== node) tell(through);
  });
  const poll = deps.pollMs ? setInterval(() => void head().then(tell, () => {}), deps.pollMs).unref() : undefined;

  async function head(): Promise<number> {
    const known = tail.head();
    if (known !== undefined) return known;
    const row = await sql.selectFrom('journal_head').select('next_position').executeTakeFirstOrThrow();
    return row.next_position - 1;
  }

  async function page(executor: Sql | Tx, after: number, limit: number): Promise<JournalRecord[]> {
    const rows = await executor
      .selectFrom('journal')
      .selectAll()
      .where('position', '>', after)
      .orderBy('position')
      .limit(limit)
      .execute();
    return rows.map(recordOf);
  }

  async function submit(
    events: readonly EventEnvelope[],
    entryOf: (event: EventEnvelope, stream: string, sealed: Sealed) => Entry,
  ): Promise<EventResult[]> {
    const streams = events.map((event) => streamOf(event.subject, deps.roomOfFeed));
    const sealed = seal(events);
    const entries = events.flatMap((event, index) => {
      const stream = streams[index];
      return stream === undefined ? [] : [entryOf(event, stream, sealed[index] as Sealed)];
    });
    const results = (await queue.append(entries))[Symbol.iterator]();
    return streams.map((stream): EventResult => {
      if (stream !== undefined) return results.next().value as EventResult;
      return {
        status: 'rejected',
        problem: problem('not-found', { detail: 'Nobody knows this feed', field: '/subject' }),
      };
    });
  }

  return {
    append: (events, { mayWrite, flags = [] } = {}) =>
      submit(events, (event, stream, sealed) => ({ event, stream, sealed, own: false, flags, mayWrite })),

    appendOwn(drafts, { whole = false } = {}) {
      const together = whole ? {} : undefined;
      const now = rfc3339(clock.now());
      const events = drafts.map(
        (draft): EventEnvelope => ({
          specversion: '1.0',
          ...draft,
          id: draft.id ?? uuidv7(),
          source: SERVICE,
          time: draft.time ?? now,
          recordedtime: now,
          // Given under the lock.
          sequence: '000000000000',
        }),
      );
      return submit(events, (event, stream, sealed) => ({
        event,
        stream,
        sealed,
        own: true,
        flags: [],
        mayWrite: undefined,
        whole: together,
      }));
    },

    read: async ({ after, limit }) => tail.read(after, limit) ?? page(sql, after, limit),

    async readStream(stream, { after = -1 } = {}) {
      const rows = await sql
        .selectFrom('journal')
        .selectAll()
        .where('stream', '=', stream)
        .where('position', '>', after)
        .orderBy('seq')
        .execute();
      return rows.map(recordOf);
    },

    async readStored(stream, between) {
      let query = sql
        .selectFrom('journal')
        .select(['position', 'seq', 'head', 'hash', 'payload', 'salt'])
        .where('stream', '=', stream);
      if (between) query = query.where('position', '>=', between.first).where('position', '<=', between.last);
      const rows = await query.orderBy('seq').execute();
      return rows.map(({ position, seq, ...row }) => ({ position, seq, ...storedOf(row) }));
    },

    head,

    async lastSequence(source) {
      const { rows } = await query<{ last: string | null }>`
        select max(head::jsonb ->> 'sequence') as last from journal where source = ${source}`.execute(sql);
      return Number(rows[0]?.last ?? 0);
    },

    onAppended(fn) {
      listeners.add(fn);
      return () => void listeners.delete(fn);
    },

    async verify(stream) {
      let state = beginChain(stream);
      for (;;) {
        const rows = await sql
          .selectFrom('journal')
          .select(['head', 'hash', 'payload', 'salt'])
          .where('stream', '=', stream)
          .where('seq', '>', state.seq)
          .orderBy('seq')
          .limit(PAGE)
          .execute();
        for (const row of rows) {
          const next = nextInChain(state, storedOf(row));
          if (typeof next === 'string') return { ok: false, seq: state.seq + 1, fault: next };
          state = next;
        }
        if (rows.length < PAGE) {
          return { ok: true, records: state.seq + 1, withheld: state.withheld, lastHash: state.hash };
        }
      }
    },

    async rebuild(names) {
      const chosen = projections.filter(({ name }) => !names || names.includes(name));
      const inTransaction = async (tx: Tx) => {
        await tx.selectFrom('journal_head').selectAll().forUpdate().executeTakeFirstOrThrow();
        for (const projection of [...chosen].reverse()) await projection.reset(tx);
        // As they came in: the records of one append together.
        let group: JournalRecord[] = [];
        const flush = async () => {
          const [first] = group;
          if (!first) return;
          for (const projection of chosen) {
            for (const write of await projection.apply(tx, group, first.acceptedAt)) await tx.executeQuery(write);
          }
          group = [];
        };
        for (let after = -1; ; ) {
          const records = await page(tx, after, PAGE);
          for (const record of records) {
            if (group[0] && group[0].acceptedAt !== record.acceptedAt) await flush();
            group.push(record);
          }
          const last = records.at(-1);
          if (!last) break;
          after = last.position;
        }
        await flush();
      };
      await queue.alone(async () => {
        try {
          await sql.transaction().execute(inTransaction);
        } catch (error) {
          for (const { forget } of chosen) forget?.();
          throw error;
        }
      });
    },

    async close() {
      clearInterval(poll);
      unsubscribe();
      listeners.clear();
      await queue.idle();
    },
  };
}

const storedOf = (row: Pick<Selectable<JournalTable>, 'head' | 'hash' | 'payload' | 'salt'>): StoredRecord => ({
  head: row.head,
  hash: row.hash.toString('hex'),
  payload: row.payload ?? undefined,
  salt: row.salt ?? undefined,
});
