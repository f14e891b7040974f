/** Who held a room at a moment, as an append makes it, before it is written. */
import type { Selectable } from 'kysely';
import { sql } from 'kysely';
import type { Tx } from '../platform/sql.ts';
import type { HearingsTable } from '../platform/tables.ts';
import { type KeptHearing, storedOf } from './stored.ts';

/** Later than every time: who holds a room then holds it without end. */
export const LASTING = '~';

/** `at`: RFC 3339, or `LASTING`. */
export type RoomMoment = { room: string; at: string };
export type RoomHold = { room: string; hearing: KeptHearing; sitting: string };

/** `changed`: the hearings that the append changes, as it leaves them; of all others the database tells. */
export async function roomHolds(
  tx: Tx,
  moments: readonly RoomMoment[],
  changed: readonly KeptHearing[],
): Promise<RoomHold[]> {
  const { rows } = await sql<Selectable<HearingsTable> & { held_room: string; held_by: string }>`
    select distinct on (h.room, h.hearing, h.ordinal) h.room as held_room, h.sitting as held_by, r.*
    from unnest(${moments.map(({ room }) => room)}::text[], ${moments.map(({ at }) => at)}::text[]) as q (room, at)
    join room_holds h on h.room = q.room
      and h.from_at <= q.at collate "C" and (h.to_at is null or h.to_at > q.at collate "C")
    join hearings r on r.id = h.hearing
    where h.hearing <> all (${changed.map(({ id }) => id)}::uuid[])`.execute(tx);
  const others = rows.map((row) => ({ room: row.held_room, hearing: storedOf(row), sitting: row.held_by }));
  const own = changed.flatMap((hearing) =>
    hearing.sittings.flatMap((sitting) =>
      sitting.holds
        .filter((hold) =>
          moments.some(
            ({ room, at }) => hold.room === room && hold.from <= at && (hold.to === undefined || hold.to > at),
          ),
        )
        .map(({ room }) => ({ room, hearing, sitting: sitting.id })),
    ),
  );
  return [...others, ...own];
}
