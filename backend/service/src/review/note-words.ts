/** What a note is found by: its text and its tags. */
import { sql as query } from 'kysely';
import type { Sql } from '../platform/sql.ts';
import { PARTS } from './entries.ts';
import { vectorOf } from './words.ts';

type Worded = { body: string; tags: readonly string[] };

/** As it is shown among hits: `Lời khai khác · #đối chiếu`. */
export const noteText = ({ body, tags }: Worded): string =>
  [...(body === '' ? [] : [body]), ...tags.map((tag) => `#${tag}`)].join(PARTS).normalize('NFC');
export const noteWords = (note: Worded): string => vectorOf(noteText(note), []);

const AT_ONCE = 200;

/** Reads notes that were written before notes were found. */
export async function readOldNotes(sql: Sql): Promise<void> {
  for (;;) {
    const old = await sql
      .selectFrom('notes')
      .select(['id', 'body', 'tags'])
      .where('words', 'is', null)
      .limit(AT_ONCE)
      .execute();
    if (old.length === 0) return;
    const words = old.map((note) => ({ id: note.id, words: noteWords(note) }));
    // A note that was changed meanwhile brought its own.
    await query`
      update notes n set words = r.words::tsvector
      from jsonb_to_recordset(${JSON.stringify(words)}::jsonb) as r (id uuid, words text)
      where n.id = r.id and n.words is null`.execute(sql);
  }
}
