/** The projection of hearings: rows, sittings, restrictions, windows and versions, in the transaction of each append. */
import { hearingIdOf } from '@giamsat/contract/event/order';
import { isCorrection } from '@giamsat/contract/event/validate';
import { closedStretches } from '@giamsat/contract/hearing/closed-stretches';
import { type Course, courseOf } from '@giamsat/contract/hearing/course';
import { closedCause, toldOutside } from '@giamsat/contract/hearing/doors';
import { movesSitting } from '@giamsat/contract/hearing/moves';
import { eventsTold, stateTold } from '@giamsat/contract/hearing/outside';
import { extended, type Whole } from '@giamsat/contract/hearing/whole';
import { linesOf } from '@giamsat/contract/log-line';
import type { CompiledQuery } from 'kysely';
import type { JournalRecord, Projection } from '../journal/record.ts';
import type { Tx } from '../platform/sql.ts';
import { createKnownHearings, type KnownHearing } from './known-hearings.ts';
import { tellRoomLines } from './room-lines.ts';
import { foldSeating, type Seating } from './seating.ts';
import type { KeptHearing } from './stored.ts';
import { versionsRaised } from './versions.ts';
import { type FeedsOfRooms, planWindows } from './window-planning.ts';
import type { WindowRecord } from './window-record.ts';
import { hearingsWritten, windowsWritten } from './writes.ts';

/** `position`: of its own last event in the append, else of the append's last. */
type Changed = { before: KnownHearing; whole: Whole; position: number; seating?: Seating; unsettles?: boolean };

export type HearingProjection = Projection & {
  forget(): void;
  /** Newest position that was applied here. */
  appliedThrough(): number;
  /** Newest position by which windows may have changed, as far as applied here; others' appends are not known. */
  windowsChangedAt(): number;
  /** The windows that the append of these records changed, those that ended first. */
  windowsOf(records: readonly JournalRecord[]): WindowRecord[];
};

export function createHearingProjection({ registry }: { registry: FeedsOfRooms }): HearingProjection {
  let appliedThrough = -1;
  let windowsChangedAt = -1;
  /** By an append's last record: gone with it where it is rolled back. */
  const windowsBy = new WeakMap<JournalRecord, WindowRecord[]>();
  const known = createKnownHearings();

  async function apply(tx: Tx, records: JournalRecord[], now: string): Promise<CompiledQuery[]> {
    const first = records[0];
    const last = records.at(-1);
    if (!first || !last) return [];
    known.begin(first.position);
    if (appliedThrough !== first.position - 1) windowsChangedAt = first.position;
    const changes = await foldRecords(tx, records, first.position);
    await seat(tx, changes, first.position, records);
    const changed = [...changes].map(([id, change]) => keptOf(id, change, now));
    const moved = changed.filter((hearing) => {
      const change = changes.get(hearing.id);
      return change?.seating || change?.whole.restrictions !== change?.before.whole.restrictions;
    });
    const before = (id: string) => changes.get(id)?.before.kept;
    const [windows, lines] = await Promise.all([
      planWindows(tx, { registry, records, now, changed, moved, before }),
      tellRoomLines(tx, records, now, changed),
    ]);
    // A window that opens or ends shows in the row of a closed hearing, too, and in the row of whoever waited for the room.
    const outside = new Map<string, boolean>(windows.map((window) => [window.hearing, true]));
    for (const line of lines.told) outside.set(line.id, line.outside || outside.get(line.id) === true);
    for (const hearing of changed) if (outside.get(hearing.id)) hearing.outsideVersion = hearing.insideVersion;
    const others = [...outside].filter(([id]) => !changes.has(id));
    const raised = others.map(([id, all]) => ({ id, outside: all, position: last.position }));

    for (const hearing of changed) {
      const change = changes.get(hearing.id);
      if (change) known.put({ id: hearing.id, whole: change.whole, kept: hearing });
    }
    known.raised(raised);
    known.reached(last.position);
    appliedThrough = last.position;
    if (windows.length > 0) {
      windowsChangedAt = last.position;
      windowsBy.set(last, windows);
    }
    const writes = changed.map((hearing) => ({ hearing, presences: changes.get(hearing.id)?.seating?.presences }));
    return [
      ...hearingsWritten(tx, writes),
      ...windowsWritten(tx, windows),
      ...lines.writes,
      ...versionsRaised(tx, raised),
    ];
  }

  async function foldRecords(
    tx: Tx,
    records: readonly JournalRecord[],
    position: number,
  ): Promise<Map<string, Changed>> {
    const added = new Map<string, JournalRecord[]>();
    for (const record of records) {
      const id = hearingIdOf(record.stream);
      if (id === undefined) continue;
      const list = added.get(id);
      if (list) list.push(record);
      else added.set(id, [record]);
    }
    const fresh = new Set([...added].filter(([, list]) => list[0]?.seq === 0).map(([id]) => id));
    const loaded = await known.load(tx, [...added.keys()], position, fresh);
    const changed = new Map<string, Changed>();
    for (const [id, list] of added) {
      const before = loaded.get(id);
      if (!before) continue;
      const whole = extended(
        before.whole,
        list.map((record) => record.event),
      );
      const unsettles = before.whole.course.pending.length > 0 || list.some(({ event }) => isUnsettling(event.type));
      changed.set(id, { before, whole, position: list.at(-1)?.position ?? position, unsettles });
    }
    return changed;
  }

  /** Folds sittings anew where an event can have changed them, and takes in whoever else is touched by that. */
  async function seat(
    tx: Tx,
    changed: Map<string, Changed>,
    position: number,
    records: readonly JournalRecord[],
  ): Promise<void> {
    const moving = new Set<string>();
    for (const { stream, event } of records) {
      const id = hearingIdOf(stream);
      if (id === undefined) continue;
      const waiting = (changed.get(id)?.before.whole.course.pending.length ?? 0) > 0;
      if (movesSitting(event.type) || isCorrection(event.type) || waiting) moving.add(id);
    }
    if (moving.size === 0) return;
    const others = new Map<string, KnownHearing>();
    const seatings = await foldSeating(tx, [...moving], async (ids) => {
      const courses = new Map<string, Course>();
      const rest = ids.filter((id) => !changed.has(id));
      for (const [id, hearing] of await known.load(tx, rest, position)) {
        others.set(id, hearing);
        courses.set(id, hearing.whole.course);
      }
      for (const id of ids) {
        const course = changed.get(id)?.whole.course;
        if (course) courses.set(id, course);
      }
      return courses;
    });
    for (const [id, seating] of seatings) {
      const change = changed.get(id);
      if (change) change.seating = seating;
      const other = others.get(id);
      if (other && !sameSeating(other.kept, seating)) {
        changed.set(id, { before: other, whole: other.whole, position: records.at(-1)?.position ?? position, seating });
      }
    }
  }

  return {
    name: 'hearings',
    apply,
    appliedThrough: () => appliedThrough,
    windowsChangedAt: () => windowsChangedAt,
    windowsOf(records) {
      const last = records.at(-1);
      const windows = (last && windowsBy.get(last)) ?? [];
      return windows.toSorted((a, b) => Number(a.endedAt === undefined) - Number(b.endedAt === undefined));
    },
    forget: known.clear,
    async reset(tx) {
      known.clear();
      for (const table of ['room_lines', 'live_windows', 'room_holds', 'hearing_presences', 'hearings'] as const) {
        await tx.deleteFrom(table).execute();
      }
    },
  };
}

const sameSeating = (kept: KeptHearing | undefined, seating: Seating): boolean =>
  kept !== undefined &&
  JSON.stringify([kept.sittings, kept.roomFlags, kept.roomShown].map(sorted)) ===
    JSON.stringify([seating.sittings, seating.flags, seating.shown].map(sorted));

/** jsonb gives members back in an order of its own. */
const sorted = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(sorted)
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, member]) => [key, sorted(member)]),
        )
      : value;

/** What makes lines that were read before stay hidden, or read differently, beside the doors themselves. */
const isUnsettling = (type: string): boolean =>
  isCorrection(type) || type === 'hearing.title.changed' || type === 'hearing.scheduled';

function keptOf(id: string, change: Changed, now: string): KeptHearing {
  const { before, whole, position, seating } = change;
  const old = before.kept;
  const roomFlags = seating?.flags ?? old?.roomFlags ?? [];
  const roomShown = seating?.shown ?? old?.roomShown ?? [];
  const { court, room, day } = whole.state;
  const state = roomFlags.length === 0 ? whole.state : { ...whole.state, flags: [...whole.state.flags, ...roomFlags] };
  const hearing: KeptHearing = {
    id,
    court,
    ...(room === undefined ? {} : { room }),
    day,
    state,
    sittings: seating?.sittings ?? old?.sittings ?? [],
    restrictions: whole.restrictions,
    shownBeforeKnown: [...whole.shownBeforeKnown, ...roomShown],
    insideVersion: position,
    outsideVersion: position,
    roomFlags,
    roomShown,
    unsettled: change.unsettles || !sameDoors(old, whole) ? position : (old?.unsettled ?? position),
  };
  // Outsiders learn nothing of what goes on behind closed doors, not even that something does, nor later of what is said about it.
  const form = old && formOutside(old, before.whole.course, now);
  if (old && form !== undefined && form === formOutside(hearing, whole.course, now)) {
    hearing.outsideVersion = old.outsideVersion;
  }
  return hearing;
}

/** The same stretches behind closed doors as before. */
const sameDoors = (old: KeptHearing | undefined, { restrictions }: Whole): boolean =>
  old !== undefined &&
  (old.restrictions === restrictions ||
    JSON.stringify(closedStretches(old.restrictions)) === JSON.stringify(closedStretches(restrictions)));

/** What outsiders get of row and lines; undefined where that is all of it. */
function formOutside(hearing: KeptHearing, course: Course, now: string): string | undefined {
  const mask = maskOf(hearing, now);
  const closed = closedStretches(hearing.restrictions);
  if (mask !== undefined || closed.length === 0) return mask;
  const stateOutside = stateTold(hearing.state, course, closed);
  const lines = linesOf(courseOf(eventsTold(course, closed)), stateOutside.flags);
  return JSON.stringify(
    sorted([hearing.court, hearing.room, hearing.day, toldOutside({ ...hearing, stateOutside }), lines]),
  );
}

/** What the masked form says; undefined where outsiders see it whole. */
function maskOf(hearing: KeptHearing, now: string): string | undefined {
  const cause = closedCause(hearing, now);
  return cause && JSON.stringify([cause, hearing.court, hearing.room, hearing.day]);
}
