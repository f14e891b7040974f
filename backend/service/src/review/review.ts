/** What is kept beside the log, as one part: notes, and the review sheet's rules and answers. */
import type { Clock } from '../platform/clock.ts';
import type { Sql } from '../platform/sql.ts';
import { readOldNotes } from './note-words.ts';
import { createNotes, type Notes } from './notes.ts';
import { RULES_DIR, readSheetRules, type SheetRules } from './rules.ts';
import { createSheetAnswers, type SheetAnswers } from './sheet-answers.ts';

export type Review = { notes: Notes; sheet: { rules: SheetRules; answers: SheetAnswers } };

/** @throws PlainError where the rules are wrong, with the file and the place in it */
export async function createReview(deps: { sql: Sql; clock: Clock; rulesDir?: string | undefined }): Promise<Review> {
  await readOldNotes(deps.sql);
  return {
    notes: createNotes(deps),
    sheet: { rules: await readSheetRules(deps.rulesDir ?? RULES_DIR), answers: createSheetAnswers(deps) },
  };
}
