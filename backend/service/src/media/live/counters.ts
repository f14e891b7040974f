/** Remembers which numbers a live window may have given away, so that after a restart they only grow. */
import { sql as raw } from 'kysely';
import { fenced, type Hold } from '../../platform/nodes/fence.ts';
import type { Sql } from '../../platform/sql.ts';
import type { Counters } from './window.ts';

export type Remembered = { partTargetMs: number; counters: Counters };

export type CounterStore = {
  load(window: string): Promise<Remembered | undefined>;
  /** Never lowers what is there. `feed`: whose window it is. @throws NotHeld where another node has that camera by now */
  save(window: string, remembered: Remembered, feed: string): Promise<void>;
  /** These and no more were given away: another node goes on from here. @throws NotHeld */
  leave?(window: string, remembered: Remembered, feed: string): Promise<void>;
};

export function createCounterStore({
  sql,
  holdOf = () => undefined,
}: {
  sql: Sql;
  /** With several nodes: as which this one has the camera. */
  holdOf?: ((feed: string) => Hold | undefined) | undefined;
}): CounterStore {
  return {
    async load(window) {
      const row = await sql.selectFrom('media_windows').selectAll().where('id', '=', window).executeTakeFirst();
      if (!row) return undefined;
      return {
        partTargetMs: row.part_target_ms,
        counters: {
          nextMsn: row.next_msn,
          nextPart: row.next_part,
          nextInit: row.next_init,
          discontinuities: row.discontinuities,
        },
      };
    },
    async save(window, { partTargetMs, counters }, feed) {
      await fenced(sql, holdOf(feed), (into) =>
        into
          .insertInto('media_windows')
          .values({
            id: window,
            part_target_ms: partTargetMs,
            next_msn: counters.nextMsn,
            next_part: counters.nextPart,
            next_init: counters.nextInit,
            discontinuities: counters.discontinuities,
          })
          .onConflict((conflict) =>
            conflict.column('id').doUpdateSet({
              next_msn: raw`greatest(media_windows.next_msn, excluded.next_msn)`,
              next_part: raw`greatest(media_windows.next_part, excluded.next_part)`,
              next_init: raw`greatest(media_windows.next_init, excluded.next_init)`,
              discontinuities: raw`greatest(media_windows.discontinuities, excluded.discontinuities)`,
              updated_at: raw`now()`,
            }),
          )
          .execute(),
      );
    },
    async leave(window, { counters }, feed) {
      await fenced(sql, holdOf(feed), (into) =>
        into
          .updateTable('media_windows')
          .set({
            next_msn: counters.nextMsn,
            next_part: counters.nextPart,
            next_init: counters.nextInit,
            discontinuities: counters.discontinuities,
            updated_at: raw`now()`,
          })
          .where('id', '=', window)
          .execute(),
      );
    },
  };
}
