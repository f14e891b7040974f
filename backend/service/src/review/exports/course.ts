/** What of a hearing may leave the house: its lines as outsiders read them, and its records, each as far as it may be told. */
import { type EventEnvelope, eventRef } from '@giamsat/contract/event/envelope';
import { closedStretches } from '@giamsat/contract/hearing/closed-stretches';
import { courseOf } from '@giamsat/contract/hearing/course';
import { toldOutside } from '@giamsat/contract/hearing/doors';
import { eventsTold } from '@giamsat/contract/hearing/outside';
import { timestampOf } from '@giamsat/contract/time';
import type { FullRow, LogLine } from '@giamsat/contract/wire/live';
import { eventOf, type Payload, type RecordHead } from '@giamsat/proof/record';
import { may } from '../../access/policy.ts';
import { factsOf, redactLine, redactRow } from '../../access/redact.ts';
import type { Viewer } from '../../access/viewer.ts';
import type { Hearings } from '../../hearings/hearings.ts';
import type { Registry } from '../../hearings/registry.ts';
import type { StoredHearing } from '../../hearings/stored.ts';
import type { Journal, StoredJournalRecord } from '../../journal/journal.ts';
import type { Clock } from '../../platform/clock.ts';

/** `hash`: that there was something, and no more. `head`: what happened when. */
export type Depth = 'whole' | 'head' | 'hash';
export type ToldRecord = StoredJournalRecord & { depth: Depth };
export type ToldCourse = {
  hearing: StoredHearing;
  row: FullRow;
  lines: LogLine[];
  /** The hearing's own stream, from its beginning. */
  records: ToldRecord[];
  /** What the cameras did, as positions in the streams of the rooms. */
  ofRooms: number[];
  rooms: string[];
  feeds: { code: string; name: string; role: 'panel' | 'floor'; room: string }[];
};
export type CourseDeps = {
  journal: Pick<Journal, 'readStored'>;
  hearings: Pick<Hearings, 'get' | 'getMany' | 'logLinesOf'>;
  registry: Pick<Registry, 'courtNameOn' | 'room' | 'feed' | 'feedsOf'>;
  clock: Clock;
};

const eventIn = ({ head, payload }: StoredJournalRecord): EventEnvelope =>
  eventOf(
    JSON.parse(head) as RecordHead,
    payload === undefined ? { specversion: '1.0', data: {} } : (JSON.parse(payload) as Payload),
  );

/** Undefined: there is nothing that this viewer may take away. */
export async function toldCourse(deps: CourseDeps, viewer: Viewer, id: string): Promise<ToldCourse | undefined> {
  const { clock, registry } = deps;
  // First, so that whatever closes the doors afterwards is known when these are told apart.
  const stored = await deps.journal.readStored(`hearings/${id}`);
  const hearing = await deps.hearings.get(id);
  if (!hearing) return undefined;
  const now = timestampOf(clock.now());
  if (!may(viewer, 'log.export', factsOf(hearing, now), clock.now()).allowed) return undefined;
  const { name, short } = registry.courtNameOn(hearing.court, hearing.day);
  const roomName = hearing.room === undefined ? undefined : registry.room(hearing.room)?.name;
  const context = { courtName: name, courtShort: short, roomName, windows: [] };
  const row = redactRow(hearing, context, 'outside', now);
  const told = toldOutside(hearing);
  if (row.form !== 'full' || !told) return undefined;

  const records = withDepths(stored, hearing);
  const known = new Set(records.filter(({ depth }) => depth !== 'hash').map((record) => eventRef(eventIn(record))));
  const { outside } = await deps.hearings.logLinesOf(hearing);
  const rooms = [...new Set(told.sittings.flatMap((sitting) => sitting.rooms.map(({ room }) => room)))];
  const isOfRoom = ({ type }: LogLine): boolean => type.startsWith('stream.');
  const lines = outside
    .map((line) => redactLine(line, hearing, 'outside', now))
    .filter((line): line is LogLine => line !== undefined && (isOfRoom(line) || known.has(line.ref)));
  return {
    hearing,
    row,
    lines,
    records,
    ofRooms: lines.filter(isOfRoom).map(({ version }) => version),
    rooms,
    feeds: rooms.flatMap((room) => registry.feedsOf(room)),
  };
}

/** What is told as it was recorded is told whole; what is told in other words (that doors were closed) by its head alone. */
function withDepths(stored: readonly StoredJournalRecord[], { restrictions }: StoredHearing): ToldRecord[] {
  const closed = closedStretches(restrictions);
  if (closed.length === 0) return stored.map((record) => ({ ...record, depth: 'whole' }));
  const events = stored.map(eventIn);
  const told = new Map(eventsTold(courseOf(events), closed).map((event) => [eventRef(event), JSON.stringify(event)]));
  return stored.map((record, n): ToldRecord => {
    const event = events[n] as EventEnvelope;
    const words = told.get(eventRef(event));
    if (words === undefined) return { ...record, depth: 'hash' };
    return { ...record, depth: words === JSON.stringify(event) ? 'whole' : 'head' };
  });
}

/** Positions as ranges, for what grows mostly by one. */
export function rangesOf(positions: readonly number[]): [number, number][] {
  const ranges: [number, number][] = [];
  for (const position of [...positions].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last && position <= last[1] + 1) last[1] = Math.max(last[1], position);
    else ranges.push([position, position]);
  }
  return ranges;
}
