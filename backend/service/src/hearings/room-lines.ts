/** A sitting's share of its room's stream: what the cameras did while it held the room. */
import type { EventEnvelope } from '@giamsat/contract/event/envelope';
import { closedStretches } from '@giamsat/contract/hearing/closed-stretches';
import { closedCause } from '@giamsat/contract/hearing/doors';
import { isTold } from '@giamsat/contract/hearing/outside';
import type { CompiledQuery } from 'kysely';
import { SERVICE } from '../journal/append.ts';
import type { JournalRecord } from '../journal/record.ts';
import type { Sql, Tx } from '../platform/sql.ts';
import { roomHolds } from './room-holds.ts';
import type { KeptHearing } from './stored.ts';
import type { Raised } from './versions.ts';

/** The service's own word about part lengths is nothing that anybody in the room would know of. */
const isLine = ({ stream, event }: JournalRecord): boolean =>
  stream.startsWith('rooms/') && event.type.startsWith('stream.') && event.source !== SERVICE;

/** How they are written, and the hearings whose logs they belong to. */
export async function tellRoomLines(
  tx: Tx,
  records: readonly JournalRecord[],
  now: string,
  changed: readonly KeptHearing[],
): Promise<{ writes: CompiledQuery[]; told: Omit<Raised, 'position'>[] }> {
  const news = records.filter(isLine).map(({ event }) => event);
  const lines = records.filter(isLine).map(({ position, stream, event, flags }) => ({
    position,
    room: stream.slice('rooms/'.length),
    time_at: event.time,
    event: JSON.stringify(event),
    flags,
  }));
  if (lines.length === 0) return { writes: [], told: [] };
  const holds = await roomHolds(
    tx,
    lines.map(({ room, time_at: at }) => ({ room, at })),
    changed,
  );
  const told = [...new Map(holds.map(({ hearing }) => [hearing.id, hearing])).values()].map((hearing) => {
    const closed = closedStretches(hearing.restrictions);
    const outside = closedCause(hearing, now) === undefined && news.some((event) => isTold(event, closed));
    return { id: hearing.id, outside };
  });
  return { writes: [tx.insertInto('room_lines').values(lines).compile()], told };
}

export type RoomLine = { event: EventEnvelope; room: string; position: number; flags: string[] };

/** In order of arrival. */
export const roomLines = (sql: Sql, hearing: string): Promise<RoomLine[]> =>
  sql
    .selectFrom('room_holds as h')
    .innerJoin('room_lines as l', 'l.room', 'h.room')
    .select(['l.event', 'l.room', 'l.position', 'l.flags'])
    .where('h.hearing', '=', hearing)
    .whereRef('h.from_at', '<=', 'l.time_at')
    .where((on) => on.or([on('h.to_at', 'is', null), on('h.to_at', '>', on.ref('l.time_at'))]))
    .orderBy('l.position')
    .execute();
