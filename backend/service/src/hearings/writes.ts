/** Writes what the projection derived: many rows in one statement each. */
import { sql } from 'kysely';
import type { Tx } from '../platform/sql.ts';
import type { Presence } from './seating.ts';
import { type KeptHearing, rowOf } from './stored.ts';
import { rowOfWindow, type WindowRecord } from './window-record.ts';

export async function writeHearings(tx: Tx, hearings: readonly KeptHearing[]): Promise<void> {
  if (hearings.length === 0) return;
  await sql`
    insert into hearings
    select * from jsonb_to_recordset(${JSON.stringify(hearings.map(rowOf))}::jsonb) as r (
      id uuid, court text, room text, day date, ended boolean, seated boolean, state jsonb, sittings jsonb,
      restrictions jsonb, shown_before_known jsonb, room_flags jsonb, room_shown jsonb,
      inside_version bigint, outside_version bigint)
    on conflict (id) do update set
      court = excluded.court, room = excluded.room, day = excluded.day, ended = excluded.ended, seated = excluded.seated,
      state = excluded.state, sittings = excluded.sittings, restrictions = excluded.restrictions,
      shown_before_known = excluded.shown_before_known, room_flags = excluded.room_flags, room_shown = excluded.room_shown,
      inside_version = excluded.inside_version, outside_version = excluded.outside_version`.execute(tx);
}

/** Replaces where these hearings are and were. */
export async function writeSeating(
  tx: Tx,
  seated: readonly { hearing: KeptHearing; presences: readonly Presence[] }[],
): Promise<void> {
  if (seated.length === 0) return;
  const ids = seated.map(({ hearing }) => hearing.id);
  await tx.deleteFrom('hearing_presences').where('hearing', 'in', ids).execute();
  await tx.deleteFrom('room_holds').where('hearing', 'in', ids).execute();
  const presences = seated.flatMap(({ hearing, presences: list }) =>
    list.map(({ room, from, to }, ordinal) => ({
      hearing: hearing.id,
      ordinal,
      room,
      from_at: from,
      to_at: to ?? null,
    })),
  );
  if (presences.length > 0) await tx.insertInto('hearing_presences').values(presences).execute();
  const holds = seated.flatMap(({ hearing }) =>
    hearing.sittings
      .flatMap((sitting) => sitting.holds.map((hold) => ({ sitting: sitting.id, ...hold })))
      .map(({ sitting, room, from, to }, ordinal) => ({
        hearing: hearing.id,
        ordinal,
        sitting,
        room,
        from_at: from,
        to_at: to ?? null,
      })),
  );
  if (holds.length > 0) await tx.insertInto('room_holds').values(holds).execute();
}

export async function writeWindows(tx: Tx, windows: readonly WindowRecord[]): Promise<void> {
  if (windows.length === 0) return;
  await tx
    .insertInto('live_windows')
    .values(windows.map(rowOfWindow))
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet((eb) => ({
        to_at: eb.ref('excluded.to_at'),
        end_cause: eb.ref('excluded.end_cause'),
        ended_at: eb.ref('excluded.ended_at'),
        changed_at: eb.ref('excluded.changed_at'),
      })),
    )
    .execute();
}
