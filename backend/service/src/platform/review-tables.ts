/** The tables of review as Kysely sees them: notes with their versions, and what was answered in review sheets. */
import type { SheetAnswer } from '@giamsat/contract/wire/sheet';
import type { Json, Time } from './column-types.ts';

type NoteContent = {
  shared: boolean;
  /** RFC 3339 with milliseconds. */
  from_at: string;
  to_at: string | null;
  body: string;
  tags: string[];
};
export interface NotesTable extends NoteContent {
  id: string;
  hearing: string;
  login: string;
  organisation: string;
  version: number;
  created_at: Time;
  changed_at: Time;
  deleted_at: Time | null;
  /** A tsvector in its text form. */
  words: string | null;
}
/** Append-only. */
export interface NoteVersionsTable extends NoteContent {
  note: string;
  version: number;
  at: Time;
  deleted: boolean;
}
/** Append-only: the highest version of an item counts. */
export interface SheetAnswersTable {
  hearing: string;
  organisation: string;
  item: string;
  version: number;
  at: Time;
  login: string;
  answer: Json<SheetAnswer>;
}

export interface ReviewTables {
  notes: NotesTable;
  note_versions: NoteVersionsTable;
  sheet_answers: SheetAnswersTable;
}
