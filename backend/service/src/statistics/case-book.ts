/** The case book's store: entries with who and when, each correction another version, nothing ever changed. */
import type { CaseBookEntry, CaseBookFigures } from '@giamsat/contract/case-book';
import { contradiction, pendingOf } from '@giamsat/contract/case-book';
import { dayOfMs } from '@giamsat/contract/time';
import type { CaseBookBody, CaseBookMonth, CaseBookVersion } from '@giamsat/contract/wire/statistics';
import type { Insertable, Selectable } from 'kysely';
import { type Clock, rfc3339 } from '../platform/clock.ts';
import { DomainError, PlainError } from '../platform/errors.ts';
import type { Sql, Tx } from '../platform/sql.ts';
import type { CaseBookEntriesTable } from '../platform/statistics-tables.ts';
import { addMonths, monthOf } from './periods.ts';

export type CaseBook = {
  /** All versions of a court's month, the newest first, and what was left of the month before. */
  month(court: string, month: string): Promise<Pick<CaseBookMonth, 'entries' | 'left'>>;
  /**
   * The same again is harmless. `note` writes it into the audit, within the transaction.
   * @throws DomainError `invalid` for the field that contradicts, `conflict` where `version` is not the newest
   */
  enter(login: string, body: CaseBookBody, note: (tx: Tx) => Promise<void>): Promise<CaseBookVersion>;
  /** Adds what has no version yet. @throws PlainError that names the entry which contradicts itself */
  applySeed(entries: readonly CaseBookEntry[]): Promise<void>;
};

/** Who entered what came with the file of the setting up. */
const SEED = '/seed';
type Row = Selectable<CaseBookEntriesTable>;

const figuresOf = (row: Row): CaseBookFigures => ({
  carriedOver: row.carried_over,
  accepted: row.accepted,
  disposed: row.disposed,
  stayed: row.stayed,
  overdue: row.overdue,
  quashedSubjective: row.quashed_subjective,
  quashedObjective: row.quashed_objective,
  amendedSubjective: row.amended_subjective,
  amendedObjective: row.amended_objective,
  ...(row.defendants_carried_over === null ? {} : { defendantsCarriedOver: row.defendants_carried_over }),
  ...(row.defendants_accepted === null ? {} : { defendantsAccepted: row.defendants_accepted }),
  ...(row.defendants_disposed === null ? {} : { defendantsDisposed: row.defendants_disposed }),
});

const versionOf = (row: Row, by: string | null | undefined): CaseBookVersion => ({
  court: row.court,
  month: row.month,
  caseType: row.case_type as CaseBookVersion['caseType'],
  instance: row.instance as CaseBookVersion['instance'],
  ...figuresOf(row),
  ...(row.note === null ? {} : { note: row.note }),
  version: row.version,
  at: row.at,
  ...(row.by_login === SEED ? {} : { by: by ?? row.by_login }),
});

const rowOf = (entry: CaseBookEntry, version: number, at: string, by: string): Insertable<CaseBookEntriesTable> => ({
  court: entry.court,
  month: entry.month,
  case_type: entry.caseType,
  instance: entry.instance,
  version,
  at,
  by_login: by,
  note: entry.note?.normalize('NFC') ?? null,
  carried_over: entry.carriedOver,
  accepted: entry.accepted,
  disposed: entry.disposed,
  stayed: entry.stayed,
  overdue: entry.overdue,
  quashed_subjective: entry.quashedSubjective,
  quashed_objective: entry.quashedObjective,
  amended_subjective: entry.amendedSubjective,
  amended_objective: entry.amendedObjective,
  defendants_carried_over: entry.defendantsCarriedOver ?? null,
  defendants_accepted: entry.defendantsAccepted ?? null,
  defendants_disposed: entry.defendantsDisposed ?? null,
});

export function createCaseBook({ sql, clock }: { sql: Sql; clock: Clock }): CaseBook {
  const versions = (court: string, month: string) =>
    sql
      .selectFrom('case_book_entries as e')
      .leftJoin('accounts as a', 'a.login', 'e.by_login')
      .selectAll('e')
      .select('a.display_name')
      .where('e.court', '=', court)
      .where('e.month', '=', month)
      .orderBy('e.case_type')
      .orderBy('e.instance')
      .orderBy('e.version', 'desc')
      .execute();

  return {
    async month(court, month) {
      const [rows, before] = await Promise.all([versions(court, month), versions(court, addMonths(month, -1))]);
      const cell = ({ case_type, instance }: Row) => `${case_type} ${instance}`;
      const newest = before.filter((row, n) => n === before.findIndex((other) => cell(other) === cell(row)));
      return {
        entries: rows.map((row) => versionOf(row, row.display_name)),
        left: newest.map((row) => {
          const { caseType, instance } = versionOf(row, undefined);
          return { caseType, instance, pending: pendingOf(figuresOf(row)) };
        }),
      };
    },
    async enter(login, { version, ...entry }, note) {
      if (entry.month > monthOf(dayOfMs(clock.now()))) throw new DomainError('invalid', { field: '/month' });
      const field = contradiction(entry);
      if (field) throw new DomainError('invalid', { field: `/${field}` });
      if (version > 0 && !entry.note?.trim()) throw new DomainError('invalid', { field: '/note' });
      return sql.transaction().execute(async (tx) => {
        const newest = await tx
          .selectFrom('case_book_entries')
          .selectAll()
          .where('court', '=', entry.court)
          .where('month', '=', entry.month)
          .where('case_type', '=', entry.caseType)
          .where('instance', '=', entry.instance)
          .orderBy('version', 'desc')
          .limit(1)
          .executeTakeFirst();
        // The same again is an answer that was lost.
        if (newest?.by_login === login && newest.version === version + 1) {
          const { at } = newest;
          if (JSON.stringify(newest, SORTED) === JSON.stringify(rowOf(entry, version + 1, at, login), SORTED)) {
            return versionOf(newest, login);
          }
        }
        if ((newest?.version ?? 0) !== version) throw new DomainError('conflict', { field: '/version' });
        const made = await tx
          .insertInto('case_book_entries')
          .values(rowOf(entry, version + 1, rfc3339(clock.now()), login))
          // Somebody who asked at the same time was quicker.
          .onConflict((conflict) => conflict.doNothing())
          .returningAll()
          .executeTakeFirst();
        if (!made) throw new DomainError('conflict', { field: '/version' });
        await note(tx);
        return versionOf(made, login);
      });
    },
    async applySeed(entries) {
      for (const entry of entries) {
        const field = contradiction(entry);
        const { court, month, caseType, instance } = entry;
        if (!field) continue;
        const name = `${court} ${month} ${caseType} ${instance}`;
        throw new PlainError(`The registry's case book contradicts itself: ${name}, ${field}`);
      }
      const at = rfc3339(clock.now());
      for (const entry of entries) {
        await sql
          .insertInto('case_book_entries')
          .values(rowOf(entry, 1, at, SEED))
          .onConflict((conflict) => conflict.doNothing())
          .execute();
      }
    },
  };
}

/** For `JSON.stringify`: members in one order. */
const SORTED = [
  'court',
  'month',
  'case_type',
  'instance',
  'note',
  'carried_over',
  'accepted',
  'disposed',
  'stayed',
  'overdue',
  'quashed_subjective',
  'quashed_objective',
  'amended_subjective',
  'amended_objective',
  'defendants_carried_over',
  'defendants_accepted',
  'defendants_disposed',
];
