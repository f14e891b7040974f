/** The case book (sổ thụ lý) in figures: what a court says of one month, one type of case and one instance, with its words and what it must obey. */
import { type Static, Type } from 'typebox';
import { Code, Line } from './primitives.ts';
import { CaseType, Instance } from './stage.ts';

const opt = Type.Optional;

export const MONTH_PATTERN = '^(19|20)\\d{2}-(0[1-9]|1[0-2])$';
/** A calendar month, `2021-04`. */
export const Month = Type.String({ pattern: MONTH_PATTERN });
export type Month = Static<typeof Month>;

/** What is entered, in the order of the form (`domain.md` §7). */
export const CASE_BOOK_FIELDS = [
  'carriedOver',
  'accepted',
  'disposed',
  'stayed',
  'overdue',
  'quashedSubjective',
  'quashedObjective',
  'amendedSubjective',
  'amendedObjective',
] as const;
/** Of criminal cases: defendants are counted beside cases. */
export const DEFENDANT_FIELDS = ['defendantsCarriedOver', 'defendantsAccepted', 'defendantsDisposed'] as const;
type CaseBookField = (typeof CASE_BOOK_FIELDS)[number] | (typeof DEFENDANT_FIELDS)[number];

const Count = Type.Integer({ minimum: 0, maximum: 1_000_000 });
const counts = <F extends string>(fields: readonly F[]) =>
  Object.fromEntries(fields.map((field) => [field, Count])) as Record<F, typeof Count>;

export const CaseBookFigures = Type.Object({
  ...counts(CASE_BOOK_FIELDS),
  defendantsCarriedOver: opt(Count),
  defendantsAccepted: opt(Count),
  defendantsDisposed: opt(Count),
});
export type CaseBookFigures = Static<typeof CaseBookFigures>;

/** Which figures these are. */
const CaseBookCell = Type.Object({ court: Code, month: Month, caseType: CaseType, instance: Instance });

export const CaseBookEntry = Type.Object(
  { ...CaseBookCell.properties, ...CaseBookFigures.properties, note: opt(Line(300)) },
  { additionalProperties: false },
);
export type CaseBookEntry = Static<typeof CaseBookEntry>;

/** Cases that are left at the month's end (còn lại). */
export const pendingOf = ({ carriedOver, accepted, disposed }: CaseBookFigures): number =>
  carriedOver + accepted - disposed;

/** The first field that contradicts the others, or undefined where none does. Said by the service and beforehand by the page. */
export function contradiction(entry: CaseBookFigures & { caseType: CaseType }): CaseBookField | undefined {
  const pending = pendingOf(entry);
  if (pending < 0) return 'disposed';
  if (entry.stayed > pending) return 'stayed';
  if (entry.overdue > pending) return 'overdue';
  const told = DEFENDANT_FIELDS.filter((field) => entry[field] !== undefined);
  if (entry.caseType !== 'HS') return told[0];
  const missing = DEFENDANT_FIELDS.find((field) => entry[field] === undefined);
  if (missing) return missing;
  const { defendantsCarriedOver = 0, defendantsAccepted = 0, defendantsDisposed = 0 } = entry;
  return defendantsDisposed > defendantsCarriedOver + defendantsAccepted ? 'defendantsDisposed' : undefined;
}
