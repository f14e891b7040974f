/** A sitting's share of its room's stream: what the cameras did while it held the room. */
import type { EventEnvelope } from '@giamsat/contract/event/envelope';
import { closedStretches } from '@giamsat/contract/hearing/closed-stretches';
import { closedCause } from '@giamsat/contract/hearing/doors';
import { isTold } from '@giamsat/contract/hearing/outside';
import { SERVICE } from '../journal/append.ts';
import type { JournalRecord } from '../journal/record.ts';
import type { Sql, Tx } from '../platform/sql.ts';
import { storedOf } from './stored.ts';
import type { Raised } from './versions.ts';

/** The service's own word about part lengths is nothing that anybody in the room would know of. */
const isLine = ({ stream, event }: JournalRecord): boolean =>
  stream.startsWith('rooms/') && event.type.startsWith('stream.') && event.source !== SERVICE;

/** Writes them; answers the hearings whose logs they belong to. */
export async function writeRoomLines(
  tx: Tx,
  records: readonly JournalRecord[],
  now: string,
): Promise<Omit<Raised, 'position'>[]> {
  const news = records.filter(isLine).map(({ event }) => event);
  const lines = records.filter(isLine).map(({ position, stream, event, flags }) => ({
    position,
    room: stream.slice('rooms/'.length),
    time_at: event.time,
    event: JSON.stringify(event),
    flags,
  }));
  if (lines.length === 0) return [];
  await tx.insertInto('room_lines').values(lines).execute();
  const rows = await tx
    .selectFrom('hearings')
    .selectAll()
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('room_holds as h')
        .innerJoin('room_lines as l', 'l.room', 'h.room')
        .select('h.hearing')
        .where(
          'l.position',
          'in',
          lines.map((line) => line.position),
        )
        .whereRef('h.from_at', '<=', 'l.time_at')
        .where((on) => on.or([on('h.to_at', 'is', null), on('h.to_at', '>', on.ref('l.time_at'))])),
    )
    .execute();
  return rows.map((row) => {
    const closed = closedStretches(row.restrictions);
    const outside = closedCause(storedOf(row), now) === undefined && news.some((event) => isTold(event, closed));
    return { id: row.id, outside };
  });
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
