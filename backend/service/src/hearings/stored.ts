/** A hearing as it is stored, and its row. */
import type { Flag, HearingState, Restriction, ShownBeforeKnown, Sitting } from '@giamsat/contract/hearing/model';
import { isEnded } from '@giamsat/contract/stage';
import type { Selectable } from 'kysely';
import type { HearingsTable } from '../platform/tables.ts';

export type StoredHearing = {
  id: string;
  court: string;
  room?: string;
  /** The day it is scheduled for, in Ho Chi Minh City. */
  day: string;
  state: HearingState;
  /** As its public part alone tells it; only of one whose doors were closed and are open again, and only as it is read. */
  stateOutside?: HearingState;
  sittings: Sitting[];
  restrictions: Restriction[];
  shownBeforeKnown: ShownBeforeKnown[];
  /** Positions that last changed the inside and the outside form of the row or its lines. */
  insideVersion: number;
  outsideVersion: number;
};

/** With what only its room's other courses tell, kept apart so that the hearing can be folded again alone. */
export type KeptHearing = StoredHearing & {
  roomFlags: Flag[];
  roomShown: ShownBeforeKnown[];
  /** Position of the append since which earlier lines may have to be hidden or read differently. */
  unsettled: number;
};

export function storedOf(row: Selectable<HearingsTable>): KeptHearing {
  return {
    id: row.id,
    court: row.court,
    ...(row.room === null ? {} : { room: row.room }),
    day: row.day,
    state: row.state,
    sittings: row.sittings,
    restrictions: row.restrictions,
    shownBeforeKnown: row.shown_before_known,
    insideVersion: row.inside_version,
    outsideVersion: row.outside_version,
    roomFlags: row.room_flags,
    roomShown: row.room_shown,
    unsettled: row.unsettled,
  };
}

export const rowOf = (hearing: KeptHearing) => ({
  id: hearing.id,
  court: hearing.court,
  room: hearing.room ?? null,
  day: hearing.day,
  ended: isEnded(hearing.state.stage),
  seated: hearing.sittings.some((sitting) => sitting.to === undefined),
  state: hearing.state,
  sittings: hearing.sittings,
  restrictions: hearing.restrictions,
  shown_before_known: hearing.shownBeforeKnown,
  room_flags: hearing.roomFlags,
  room_shown: hearing.roomShown,
  inside_version: hearing.insideVersion,
  outside_version: hearing.outsideVersion,
  unsettled: hearing.unsettled,
});
