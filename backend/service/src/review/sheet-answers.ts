/** What prosecutors judged in review sheets, with who and when; every answer stays, the newest counts. */
import type { GivenAnswer, SheetAnswer } from '@giamsat/contract/wire/sheet';
import { type Clock, rfc3339 } from '../platform/clock.ts';
import { DomainError } from '../platform/errors.ts';
import type { Sql } from '../platform/sql.ts';
import type { Owner } from './notes.ts';

export type SheetAnswers = {
  /** The newest by item, of that organisation's sheet. */
  ofHearing(hearing: string, organisation: string): Promise<Map<string, GivenAnswer>>;
  /** @throws DomainError `conflict` where `version` is not the newest; the same answer again is harmless */
  give(owner: Owner, hearing: string, item: string, version: number, answer: SheetAnswer): Promise<void>;
};

export function createSheetAnswers({ sql, clock }: { sql: Sql; clock: Clock }): SheetAnswers {
  return {
    async ofHearing(hearing, organisation) {
      const rows = await sql
        .selectFrom('sheet_answers as s')
        .innerJoin('accounts as a', 'a.login', 's.login')
        .select(['s.item', 's.version', 's.at', 's.answer', 'a.display_name'])
        .distinctOn('s.item')
        .where('s.hearing', '=', hearing)
        .where('s.organisation', '=', organisation)
        .orderBy('s.item')
        .orderBy('s.version', 'desc')
        .execute();
      return new Map(
        rows.map(({ item, version, at, answer, display_name: by }) => [item, { ...answer, version, by, at }]),
      );
    },
    give: ({ login, organisation }, hearing, item, version, answer) =>
      sql.transaction().execute(async (tx) => {
        const newest = await tx
          .selectFrom('sheet_answers')
          .select(['version', 'login', 'answer'])
          .where('hearing', '=', hearing)
          .where('organisation', '=', organisation)
          .where('item', '=', item)
          .orderBy('version', 'desc')
          .limit(1)
          .executeTakeFirst();
        // The same again is an answer that was lost.
        const { value, note } = newest?.answer ?? {};
        if (newest?.login === login && value === answer.value && note === answer.note) return;
        if ((newest?.version ?? 0) !== version) throw new DomainError('conflict');
        const made = await tx
          .insertInto('sheet_answers')
          .values({
            hearing,
            organisation,
            item,
            version: version + 1,
            at: rfc3339(clock.now()),
            login,
            answer: JSON.stringify(answer),
          })
          // Somebody who asked at the same time was quicker.
          .onConflict((conflict) => conflict.doNothing())
          .returning('version')
          .executeTakeFirst();
        if (!made) throw new DomainError('conflict');
      }),
  };
}
