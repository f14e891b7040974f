/** Notes and marks that those who supervise keep at moments of a hearing: `/api/v1/hearings/{id}/notes…`. */
import { type Static, Type } from 'typebox';
import { Timestamp, Uuid } from '../primitives.ts';

const opt = Type.Optional;
export const MAX_NOTE_LENGTH = 4000;
export const MAX_NOTE_TAGS = 10;
export const MAX_TAG_LENGTH = 40;

const Content = {
  /** The moment, or where the stretch begins, by the hearing's clock. */
  from: Timestamp,
  /** Where the stretch ends; absent: a moment. */
  to: opt(Timestamp),
  /** Empty: a mark. */
  text: Type.String({ maxLength: MAX_NOTE_LENGTH }),
  tags: Type.Array(Type.String({ minLength: 1, maxLength: MAX_TAG_LENGTH, pattern: '\\S' }), {
    maxItems: MAX_NOTE_TAGS,
  }),
  /** Of the whole organisation to read; else of whoever wrote it alone. */
  shared: Type.Boolean(),
};

/**
 * `PUT /api/v1/hearings/{id}/notes/{note}`: the page makes the id, so that sending twice is harmless. `version` is the one that was
 * read, absent for a new note; 409 where it was changed meanwhile, 404 where that note is another's.
 */
export const NoteBody = Type.Object(
  { ...Content, version: opt(Type.Integer({ minimum: 1 })) },
  { additionalProperties: false },
);
export type NoteBody = Static<typeof NoteBody>;

export const Note = Type.Object({
  id: Uuid,
  ...Content,
  version: Type.Integer(),
  /** Who wrote it. */
  author: Type.String(),
  /** Whether that is whoever asks: they alone change it. */
  own: Type.Boolean(),
  createdAt: Timestamp,
  changedAt: Timestamp,
});
export type Note = Static<typeof Note>;

/** `GET /api/v1/hearings/{id}/notes`: in the order of the hearing. */
export const Notes = Type.Object({ notes: Type.Array(Note) });
export type Notes = Static<typeof Notes>;

/** `GET …/notes/{note}/versions`, oldest first: those that whoever asks may read; none where there is nothing to read. */
export const NoteVersions = Type.Object({
  versions: Type.Array(
    Type.Object({
      ...Content,
      version: Type.Integer(),
      at: Timestamp,
      /** The tombstone: says when it was taken away. */
      deleted: Type.Boolean(),
    }),
  ),
});
export type NoteVersions = Static<typeof NoteVersions>;
