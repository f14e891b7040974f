/** How what the projection derived is written: rows and rooms of an append in one statement. */
import { type CompiledQuery, sql } from 'kysely';
import { planned, type Tx } from '../platform/sql.ts';
import type { Presence } from './seating.ts';
import { type KeptHearing, rowOf } from './stored.ts';
import { rowOfWindow, type WindowRecord } from './window-record.ts';

export type Write = {
  hearing: KeptHearing;
  /** Where it is and was; absent: as it stands. */
  presences?: readonly Presence[] | undefined;
};

/** Rows and rooms. */
export function hearingsWritten(tx: Tx, writes: readonly Write[]): CompiledQuery[] {
  if (writes.length === 0) return [];
  const seated = writes.filter((write) => write.presences);
  const presences = seated.flatMap(({ hearing, presences: list = [] }) =>
    list.map(({ room, from, to }, ordinal) => ({
      hearing: hearing.id,
      ordinal,
      room,
      from_at: from,
      to_at: to ?? null,
    })),
  );
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
  const count = (list: readonly { hearing: string }[], id: string) => list.filter((row) => row.hearing === id).length;
  const counts = seated.map(({ hearing: { id } }) => ({
    hearing: id,
    presences: count(presences, id),
    holds: count(holds, id),
  }));
  const rows = JSON.stringify(writes.map(({ hearing }) => rowOf(hearing)));
  return [
    seated.length === 0
      ? planned('hearings', upsert(rows).compile(tx))
      : planned('hearings-and-rooms', rowsAndRooms({ rows, presences, holds, counts }).compile(tx)),
  ];
}

const upsert = (rows: string) => sql`
  insert into hearings
  select r.* from jsonb_to_recordset(${rows}::jsonb) as r (
    id uuid, court text, room text, day date, ended boolean, seated boolean, state jsonb, sittings jsonb,
    restrictions jsonb, shown_before_known jsonb, room_flags jsonb, room_shown jsonb,
    inside_version bigint, outside_version bigint, unsettled bigint)
  on conflict (id) do update set
    court = excluded.court, room = excluded.room, day = excluded.day, ended = excluded.ended, seated = excluded.seated,
    state = excluded.state, sittings = excluded.sittings, restrictions = excluded.restrictions,
    shown_before_known = excluded.shown_before_known, room_flags = excluded.room_flags, room_shown = excluded.room_shown,
    inside_version = excluded.inside_version, outside_version = excluded.outside_version, unsettled = excluded.unsettled`;

type Rooms = { rows: string; presences: unknown[]; holds: unknown[]; counts: unknown[] };

const rowsAndRooms = ({ rows, presences, holds, counts }: Rooms) =>
  sql`
    with h as (${upsert(rows)}),
    c as (
      select r.* from jsonb_to_recordset(${JSON.stringify(counts)}::jsonb) as r (hearing uuid, presences int, holds int)),
    p as (
      insert into hearing_presences (hearing, ordinal, room, from_at, to_at)
      select r.* from jsonb_to_recordset(${JSON.stringify(presences)}::jsonb)
        as r (hearing uuid, ordinal int, room text, from_at text, to_at text)
      on conflict (hearing, ordinal) do update set room = excluded.room, from_at = excluded.from_at, to_at = excluded.to_at),
    p_gone as (delete from hearing_presences x using c where x.hearing = c.hearing and x.ordinal >= c.presences),
    r_gone as (delete from room_holds x using c where x.hearing = c.hearing and x.ordinal >= c.holds)
    insert into room_holds (hearing, ordinal, sitting, room, from_at, to_at)
    select r.* from jsonb_to_recordset(${JSON.stringify(holds)}::jsonb)
      as r (hearing uuid, ordinal int, sitting text, room text, from_at text, to_at text)
    on conflict (hearing, ordinal) do update set
      sitting = excluded.sitting, room = excluded.room, from_at = excluded.from_at, to_at = excluded.to_at`;

export function windowsWritten(tx: Tx, windows: readonly WindowRecord[]): CompiledQuery[] {
  if (windows.length === 0) return [];
  const insert = tx
    .insertInto('live_windows')
    .values(windows.map(rowOfWindow))
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet((eb) => ({
        to_at: eb.ref('excluded.to_at'),
        end_cause: eb.ref('excluded.end_cause'),
        ended_at: eb.ref('excluded.ended_at'),
        changed_at: eb.ref('excluded.changed_at'),
      })),
    );
  return [insert.compile()];
}
