/** Notes and marks at moments of hearings, with every version that they had. Who may read which is asked by whoever calls. */
import type { NoteBody } from '@giamsat/contract/wire/notes';
import type { Selectable } from 'kysely';
import { type Clock, rfc3339 } from '../platform/clock.ts';
import { DomainError } from '../platform/errors.ts';
import type { NotesTable, NoteVersionsTable } from '../platform/review-tables.ts';
import type { Sql, Tx } from '../platform/sql.ts';
import { noteWords } from './note-words.ts';

export type NoteRow = Selectable<NotesTable> & { display_name: string };
export type NoteVersionRow = Selectable<NoteVersionsTable>;
export type Owner = { login: string; organisation: string };

export type Notes = {
  /** Of one body, less others' private ones; in the order of the hearing. */
  ofHearing(hearing: string, owner: Owner): Promise<NoteRow[]>;
  /** Also one that was taken away. */
  get(hearing: string, id: string): Promise<NoteRow | undefined>;
  /** Oldest first. */
  versions(id: string): Promise<NoteVersionRow[]>;
  /** @throws DomainError `not-found` where it is not the owner's, `conflict` where `version` is not the newest, `unprocessable` where there are too many */
  put(owner: Owner, hearing: string, id: string, body: NoteBody): Promise<NoteRow>;
  /** Leaves a tombstone; nothing happens where there is none of the owner's. */
  remove(owner: Owner, hearing: string, id: string): Promise<void>;
};

/** Of one person at one hearing: more is a machine's doing. */
const MAX_OF_ONE = 500;

type Content = Omit<NoteVersionsTable, 'note' | 'version' | 'at' | 'deleted'>;
const contentOf = ({ from, to, text, tags, shared }: NoteBody): Content => ({
  shared,
  from_at: from,
  to_at: to ?? null,
  body: text.normalize('NFC').trim(),
  tags: [...new Set(tags.map((tag) => tag.normalize('NFC').trim()))],
});
const sameContent = (a: Content, b: Content): boolean =>
  a.shared === b.shared &&
  a.from_at === b.from_at &&
  a.to_at === b.to_at &&
  a.body === b.body &&
  JSON.stringify(a.tags) === JSON.stringify(b.tags);

export function createNotes({ sql, clock }: { sql: Sql; clock: Clock }): Notes {
  const rows = (db: Sql | Tx) =>
    db
      .selectFrom('notes as n')
      .innerJoin('accounts as a', 'a.login', 'n.login')
      .selectAll('n')
      .select('a.display_name');
  const get = (db: Sql | Tx, hearing: string, id: string): Promise<NoteRow | undefined> =>
    rows(db).where('n.id', '=', id).where('n.hearing', '=', hearing).executeTakeFirst();

  /** The owner's own, kept from others until the transaction ends. */
  const own = (tx: Tx, owner: Owner, hearing: string, id: string) =>
    tx
      .selectFrom('notes')
      .selectAll()
      .where('id', '=', id)
      .where('hearing', '=', hearing)
      .where('login', '=', owner.login)
      .where('organisation', '=', owner.organisation)
      .where('deleted_at', 'is', null)
      .forUpdate()
      .executeTakeFirst();
  const addVersion = async (tx: Tx, id: string, version: number, at: string, content: Content, deleted: boolean) => {
    await tx
      .insertInto('note_versions')
      .values({ note: id, version, at, ...content, deleted })
      .execute();
  };

  return {
    ofHearing: (hearing, { login, organisation }) =>
      rows(sql)
        .where('n.hearing', '=', hearing)
        .where('n.organisation', '=', organisation)
        .where('n.deleted_at', 'is', null)
        .where((eb) => eb.or([eb('n.shared', '=', true), eb('n.login', '=', login)]))
        .orderBy('n.from_at')
        .orderBy('n.id')
        .execute(),
    get: (hearing, id) => get(sql, hearing, id),
    versions: (id) => sql.selectFrom('note_versions').selectAll().where('note', '=', id).orderBy('version').execute(),
    put: (owner, hearing, id, body) =>
      sql.transaction().execute(async (tx) => {
        const at = rfc3339(clock.now());
        const content = contentOf(body);
        const { login, organisation } = owner;
        if (body.version === undefined) {
          const { count } = await tx
            .selectFrom('notes')
            .select((eb) => eb.fn.countAll<number>().as('count'))
            .where('hearing', '=', hearing)
            .where('login', '=', login)
            .where('deleted_at', 'is', null)
            .executeTakeFirstOrThrow();
          if (Number(count) >= MAX_OF_ONE) {
            throw new DomainError('unprocessable', { detail: `More than ${MAX_OF_ONE} notes at one hearing.` });
          }
          const made = await tx
            .insertInto('notes')
            .values({
              id,
              hearing,
              login,
              organisation,
              version: 1,
              ...content,
              words: noteWords(content),
              created_at: at,
              changed_at: at,
              deleted_at: null,
            })
            .onConflict((conflict) => conflict.column('id').doNothing())
            .returning('id')
            .executeTakeFirst();
          if (made) await addVersion(tx, id, 1, at, content, false);
        }
        const old = await own(tx, owner, hearing, id);
        if (!old) throw new DomainError('not-found');
        // The same again is an answer that was lost.
        if (!sameContent(old, content)) {
          if (body.version !== old.version) throw new DomainError('conflict');
          const version = old.version + 1;
          await tx
            .updateTable('notes')
            .set({ ...content, words: noteWords(content), version, changed_at: at })
            .where('id', '=', id)
            .execute();
          await addVersion(tx, id, version, at, content, false);
        }
        const row = await get(tx, hearing, id);
        if (!row) throw new DomainError('not-found');
        return row;
      }),
    remove: (owner, hearing, id) =>
      sql.transaction().execute(async (tx) => {
        const old = await own(tx, owner, hearing, id);
        if (!old) return;
        const { shared, from_at, to_at, body, tags } = old;
        const at = rfc3339(clock.now());
        const version = old.version + 1;
        await tx.updateTable('notes').set({ version, changed_at: at, deleted_at: at }).where('id', '=', id).execute();
        await addVersion(tx, id, version, at, { shared, from_at, to_at, body, tags }, true);
      }),
  };
}
