/** The day's hearings as bars by court and room: where each begins, how long it lasts, what the axis must span. Pure. */
import { isEnded } from '@giamsat/contract/stage';
import type { HearingRow } from '@giamsat/contract/wire/live';
import { byName, startOfDay } from '../../core/format.ts';

export type Bar = { row: HearingRow; from: number; to: number; open: boolean; lane: number };
type AxisRoom = { code: string; name: string | undefined; bars: Bar[]; lanes: number };
type AxisCourt = { code: string; name: string; rooms: AxisRoom[]; masked: HearingRow[] };
export type Axis = { courts: AxisCourt[]; from: number; to: number };

const HOUR_MS = 3_600_000;
/** Length on the axis of a hearing that has not begun: nobody knows it. */
const UNKNOWN_MS = 1.5 * HOUR_MS;
/** A bar needs room for its words, whatever the hearing's length. */
const SHORTEST_MS = 75 * 60_000;
/** The axis spans at least a working morning and afternoon's worth of hours. */
const SHORTEST_AXIS_MS = 7 * HOUR_MS;

/** Milliseconds since the epoch. A masked hearing has no time here, so that its length tells nothing. */
const barOf = (row: HearingRow, now: number): Omit<Bar, 'lane'> | undefined => {
  if (row.form === 'masked') return undefined;
  const { state, sittings } = row;
  const first = sittings[0]?.from;
  const from = Math.min(Date.parse(state.start), first ? Date.parse(first) : Number.POSITIVE_INFINITY);
  const ended = isEnded(state.stage) || state.stage === 'suspended';
  const end = ended ? Date.parse(state.closedAt ?? sittings.at(-1)?.to ?? state.stageSince) : undefined;
  const begun = state.stage !== 'scheduled';
  const to = end ?? (begun ? now : from + UNKNOWN_MS);
  return { row, from, to: Math.max(to, from + SHORTEST_MS), open: begun && !ended };
};

export const axisOf = (rows: readonly HearingRow[], day: string, now: number): Axis => {
  const courts = new Map<string, AxisCourt>();
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (const row of rows) {
    const court = courts.get(row.court) ?? { code: row.court, name: row.courtName, rooms: [], masked: [] };
    courts.set(row.court, court);
    const bar = barOf(row, now);
    if (!bar) {
      court.masked.push(row);
      continue;
    }
    from = Math.min(from, bar.from);
    to = Math.max(to, Math.min(bar.to, startOfDay(day) + 24 * HOUR_MS));
    const code = row.room ?? '';
    let room = court.rooms.find((one) => one.code === code);
    if (!room) {
      room = { code, name: row.roomName, bars: [], lanes: 0 };
      court.rooms.push(room);
    }
    room.bars.push({ ...bar, lane: 0 });
  }
  for (const { rooms } of courts.values()) {
    rooms.sort((a, b) => byName(a.name ?? '~', b.name ?? '~'));
    for (const room of rooms) room.lanes = stack(room.bars);
  }
  if (from > to) from = to = startOfDay(day) + 7.5 * HOUR_MS;
  const begin = Math.floor(from / HOUR_MS) * HOUR_MS;
  return {
    courts: [...courts.values()].sort((a, b) => byName(a.name, b.name)),
    from: begin,
    to: Math.max(Math.ceil(to / HOUR_MS) * HOUR_MS, begin + SHORTEST_AXIS_MS),
  };
};

/** Bars that overlap stand below each other; answers how many rows that needs. */
const stack = (bars: Bar[]): number => {
  const ends: number[] = [];
  for (const bar of bars.sort((a, b) => a.from - b.from)) {
    const free = ends.findIndex((end) => end <= bar.from);
    bar.lane = free < 0 ? ends.length : free;
    ends[bar.lane] = bar.to;
  }
  return Math.max(1, ends.length);
};
