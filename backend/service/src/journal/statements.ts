/** The two statements of an append: one that takes the lock and looks up, one that writes. */
import { type CompiledQuery, sql } from 'kysely';
import { planned, type Tx } from '../platform/sql.ts';
import type { Known } from './compare.ts';
import type { JournalRecord } from './record.ts';
import type { StreamHeadRow } from './stream-heads.ts';

export type Begun = {
  next: number;
  serviceSequence: number;
  acceptedAt: string;
  /** By `{source}#{id}`. */
  known: Map<string, Known>;
  heads: StreamHeadRow[];
};

/** Whoever holds the lock gives the next positions, on whatever node. */
export async function begin(tx: Tx, asked: { sources: string[]; ids: string[]; streams: string[] }): Promise<Begun> {
  const { rows } = await sql<{
    next_position: number;
    service_sequence: number;
    accepted_at: string;
    known: [source: string, id: string, position: number, head: string, payload: string | null][] | null;
    heads: StreamHeadRow[] | null;
  }>`select * from journal_begin(${lines(asked.sources)}, ${lines(asked.ids)}, ${lines(asked.streams)})`.execute(tx);
  const [row] = rows;
  if (!row) throw new Error('The journal has no head.');
  return {
    next: row.next_position,
    serviceSequence: row.service_sequence,
    acceptedAt: row.accepted_at,
    known: new Map(
      (row.known ?? []).map(([source, id, position, head, payload]) => [
        `${source}#${id}`,
        { position, head, payload },
      ]),
    ),
    heads: row.heads ?? [],
  };
}

/** Takes the lock; the transaction fails unless the journal's next position is this. */
export const standAt = (tx: Tx, next: number): Promise<unknown> =>
  sql`select 1 / (next_position = ${next})::int from (select next_position from journal_head for update) h`.execute(tx);

export type Texts = { head: string; payload: Buffer };

/** The records, in order of position, and the journal's new end. */
export function written(
  tx: Tx,
  records: readonly JournalRecord[],
  texts: readonly Texts[],
  end: { next: number; serviceSequence: number; acceptedAt: string },
): CompiledQuery {
  const column = (pick: (record: JournalRecord) => string | number) => lines(records.map(pick));
  const first = end.next - records.length;
  const statement = sql`
    with moved as (
      update journal_head
      set next_position = ${end.next}, service_sequence = ${end.serviceSequence}, accepted_at = ${end.acceptedAt}
    )
    insert into journal (position, stream, seq, source, id, hash, salt, head, payload, flags)
    select ${first}::bigint + n - 1, stream, seq::int, source, id, decode(hash, 'hex'), decode(salt, 'hex'), head, payload,
      flags::text[]
    from unnest(
      ${column((record) => record.stream)},
      ${column((record) => record.seq)},
      ${column((record) => record.event.source)},
      ${column((record) => record.event.id)},
      ${column((record) => record.hash)},
      ${column((record) => record.salt ?? '')},
      ${lines(texts.map(({ head }) => head))},
      ${bytes(texts.map(({ payload }) => payload))},
      ${column((record) => `{${record.flags.join(',')}}`)}
    ) with ordinality as r (stream, seq, source, id, hash, salt, head, payload, flags, n)`;
  return planned('journal', statement.compile(tx));
}

/**
 * A text[] as one text with a line for each: canonical JSON, codes and digests hold no line feed, and an array's own form
 * would have to escape every quotation mark.
 */
const lines = (values: readonly (string | number)[]) => sql`string_to_array(${values.join('\n')}::text, E'\n')`;

/** The same of UTF-8, which goes as it is: a text in binary form is its bytes. */
const bytes = (values: readonly Buffer[]) =>
  sql`string_to_array(${Buffer.concat(values.flatMap((value, n) => (n === 0 ? [value] : [LF, value])))}::text, E'\n')`;
const LF = Buffer.from('\n');
