/** Search over notes: one's own, and those shared in one's organisation, of hearings whose log one may read now. */
import { timestampOf } from '@giamsat/contract/time';
import { sql as query, type RawBuilder } from 'kysely';
import type { Tx } from '../platform/sql.ts';
import { noteText } from './note-words.ts';
import type { Found, Question } from './question.ts';
import { type Sight, visible } from './visible.ts';

/** Out of what names the note, as for lines: 48 bits. */
const KEY = query`('x' || substr(md5(n.id::text), 1, 12))::bit(48)::bigint`;
const AT_MS = query`(extract(epoch from n.from_at::timestamptz) * 1000)::bigint`;

type Row = { id: string; hearing: string; at_ms: number; key: number; body: string; tags: string[]; author: string };

export type Asked = {
  /** A tsquery; empty: any. */
  words: string;
  /** ms since 1970. */
  from: number;
  before: number;
  /** RFC 3339. */
  now: string;
  /** Hearings that come into question, where the question has chosen them already. */
  ids?: readonly string[] | undefined;
  hasGap(told: boolean): RawBuilder<boolean>;
};

export async function findNotes(
  tx: Tx,
  { notes: owner, ...sight }: Sight,
  question: Question,
  { words, from, before, now, ids, hasGap }: Asked,
): Promise<Found[]> {
  const { kind, stage, flag, correction, tag, courts, type, after, gap } = question;
  // These are said of lines and of cases.
  if (!owner || kind || stage || flag || correction || ids?.length === 0) return [];
  if (words === '' && tag === undefined) return [];
  const side = (told: boolean) => query`(${visible(sight, told, now)} ${gap ? query`and ${hasGap(told)}` : query``})`;
  const { rows } = await query<Row>`
    select n.id, n.hearing, ${AT_MS} as at_ms, ${KEY} as key, n.body, n.tags, a.display_name as author
    from notes n
    join accounts a on a.login = n.login
    join hearings h on h.id = n.hearing
    join search_hearings s on s.hearing = n.hearing
    where n.deleted_at is null and n.organisation = ${owner.organisation} and (n.shared or n.login = ${owner.login})
      ${words === '' ? query`` : query`and n.words @@ ${words}::tsquery`}
      ${tag === undefined ? query`` : query`and n.tags @> array[${tag.normalize('NFC')}]::text[]`}
      ${ids ? query`and n.hearing = any(${ids})` : query``}
      ${courts ? query`and h.court = any(${courts})` : query``}
      ${type ? query`and h.case_type = ${type}` : query``}
      and n.from_at >= ${timestampOf(from)} and n.from_at < ${timestampOf(before)}
      ${after ? query`and (${AT_MS}, ${KEY}) < (${after.atMs}, ${after.key})` : query``}
      and (${side(true)} ${sight.inside.length > 0 ? query`or ${side(false)}` : query``})
    order by at_ms desc, key desc limit ${question.limit}`.execute(tx);
  return rows.map((row) => ({
    hearing: row.hearing,
    key: row.key,
    told: true,
    kind: 'note',
    ref: row.id,
    at_ms: row.at_ms,
    stage: null,
    text: noteText(row),
    flags: [],
    corrected: false,
    author: row.author,
  }));
}
