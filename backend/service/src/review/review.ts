/** What is kept beside the log, as one part: notes, and the review sheet's rules and answers. */
import type { HearingState } from '@giamsat/contract/hearing/model';
import type { Clock } from '../platform/clock.ts';
import type { Sql } from '../platform/sql.ts';
import { readOldNotes } from './note-words.ts';
import { createNotes, type Notes } from './notes.ts';
import { type LIMITED, RULES_DIR, readSheetRules, type SheetRules } from './rules.ts';
import { limitOf } from './sheet/source.ts';
import { createSheetAnswers, type SheetAnswers } from './sheet-answers.ts';
import { isDayOff } from './working-days.ts';

export type Review = {
  notes: Notes;
  sheet: { rules: SheetRules; answers: SheetAnswers };
  /** Until when something that began on that day may last at most; undefined where no rule is known. */
  limitOf(state: HearingState, of: (typeof LIMITED)[number], day: string): ReturnType<typeof limitOf>;
  /** Weekends included, where they are not worked in exchange. */
  isDayOff(day: string): boolean;
};

/** @throws PlainError where the rules are wrong, with the file and the place in it */
export async function createReview(deps: { sql: Sql; clock: Clock; rulesDir?: string | undefined }): Promise<Review> {
  await readOldNotes(deps.sql);
  const rules = await readSheetRules(deps.rulesDir ?? RULES_DIR);
  return {
    notes: createNotes(deps),
    sheet: { rules, answers: createSheetAnswers(deps) },
    limitOf: (state, of, day) => limitOf({ ...rules, state, lines: [], visits: [] }, of, day),
    isDayOff: (day) => isDayOff(day, rules.calendar),
  };
}
