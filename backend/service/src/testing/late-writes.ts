/** A projection whose writes wait, or are refused by the database, when everything of their append has been said. */
import { sql as query } from 'kysely';
import type { Projection } from '../journal/record.ts';
import type { Sql, Tx } from '../platform/sql.ts';

/** Notes with these texts. */
export const WAITS = 'waits';
export const REFUSED = 'refused';

const lock = (tx: Tx) => query`select pg_advisory_xact_lock(1)`.compile(tx);

/** `applied`: the first position of each append that was derived, committed or not. */
export function lateWrites(): Projection & { applied: number[] } {
  const applied: number[] = [];
  return {
    name: 'late-writes',
    applied,
    async apply(tx, records) {
      applied.push(records[0]?.position ?? -1);
      return records.flatMap(({ event: { data } }) => {
        if (data.text === WAITS) return [lock(tx)];
        return data.text === REFUSED ? [query`select 1 / 0`.compile(tx)] : [];
      });
    },
    async reset() {},
  };
}

/** From now on those that wait do so until this is called. */
export async function letWait(sql: Sql): Promise<() => Promise<void>> {
  const held = Promise.withResolvers<void>();
  const enough = Promise.withResolvers<void>();
  const done = sql.transaction().execute(async (tx) => {
    await tx.executeQuery(lock(tx));
    held.resolve();
    await enough.promise;
  });
  await held.promise;
  return async () => {
    enough.resolve();
    await done;
  };
}
