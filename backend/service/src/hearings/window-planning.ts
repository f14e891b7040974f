/** Windows of the feeds in rooms where an append changed who sits there or what is withheld. */
import { eventRef } from '@giamsat/contract/event/envelope';
import { hearingIdOf } from '@giamsat/contract/event/order';
import { isCorrection } from '@giamsat/contract/event/validate';
import { movesSitting } from '@giamsat/contract/hearing/moves';
import { restricts } from '@giamsat/contract/hearing/stretches';
import { SERVICE } from '../journal/append.ts';
import type { JournalRecord } from '../journal/record.ts';
import type { Tx } from '../platform/sql.ts';
import { type KeptHearing, storedOf } from './stored.ts';
import { type Holder, planWindow } from './window-plan.ts';
import { type WindowRecord, windowOf } from './window-record.ts';
import { writeWindows } from './writes.ts';

/** What must be known of the registry. */
export type FeedsOfRooms = {
  feedsOf(room: string): readonly { code: string }[];
  roomOfFeed(feed: string): string | undefined;
};

export type Planning = {
  registry: FeedsOfRooms;
  records: readonly JournalRecord[];
  now: string;
  /** Hearings whose sittings or restrictions changed, as they are now. */
  moved: readonly KeptHearing[];
  before: (id: string) => KeptHearing | undefined;
};

/** Plans and writes; answers the hearings whose windows changed. */
export async function planWindows(tx: Tx, { registry, records, now, moved, before }: Planning): Promise<string[]> {
  const position = records.at(-1)?.position ?? 0;
  const renewals = renewalsIn(records);
  const rooms = new Set<string>();
  for (const hearing of moved) {
    for (const state of [hearing, before(hearing.id)]) {
      for (const sitting of state?.sittings ?? []) {
        for (const hold of sitting.holds) if (hold.to === undefined) rooms.add(hold.room);
      }
    }
  }
  // A camera was added, perhaps while somebody sits there.
  for (const { stream, event } of records) if (event.type === 'room.changed') rooms.add(stream.slice('rooms/'.length));
  for (const feed of renewals.keys()) {
    const room = registry.roomOfFeed(feed);
    if (room !== undefined) rooms.add(room);
  }
  const feeds = [...rooms].flatMap((room) => registry.feedsOf(room).map(({ code }) => ({ room, feed: code })));
  if (feeds.length === 0) return [];

  const holders = await holdersOf(tx, [...rooms], moved);
  const rows = await tx
    .selectFrom('live_windows')
    .selectAll()
    .where(
      'feed',
      'in',
      feeds.map(({ feed }) => feed),
    )
    .where('ended_at', 'is', null)
    .execute();
  const current = new Map(rows.map((row) => [row.feed, windowOf(row)]));
  const changes: WindowRecord[] = [];
  for (const { room, feed } of feeds) {
    const holder = holders.get(room);
    const renewal = renewals.get(feed);
    changes.push(
      ...planWindow({
        feed,
        current: current.get(feed),
        holder,
        event: renewal?.event ?? openingEvent(records, holder?.hearing),
        position,
        now,
        ...(renewal ? { renewAt: renewal.at } : {}),
      }),
    );
  }
  await writeWindows(tx, changes);
  return [...new Set(changes.map((window) => window.hearing))];
}

/** A new part target needs a new window: the service says so itself, in the feed's name. */
function renewalsIn(records: readonly JournalRecord[]): Map<string, { event: string; at: string }> {
  const renewals = new Map<string, { event: string; at: string }>();
  for (const { event } of records) {
    if (event.type !== 'stream.started' || event.source !== SERVICE || event.data.partTargetMs === undefined) continue;
    renewals.set(event.subject.slice('feeds/'.length), { event: eventRef(event), at: event.time });
  }
  return renewals;
}

/** The event that opened a feed: the hearing's own last word on it, else what freed the room. */
function openingEvent(records: readonly JournalRecord[], hearing: string | undefined): string {
  const matters = ({ event }: JournalRecord) =>
    restricts(event.type) || movesSitting(event.type) || isCorrection(event.type);
  const last =
    records.findLast((record) => hearingIdOf(record.stream) === hearing && matters(record)) ??
    records.findLast(matters) ??
    records.at(-1);
  return last ? eventRef(last.event) : '';
}

async function holdersOf(
  tx: Tx,
  rooms: readonly string[],
  moved: readonly KeptHearing[],
): Promise<Map<string, Holder>> {
  const holds = await tx
    .selectFrom('room_holds')
    .select(['room', 'hearing', 'sitting'])
    .where('room', 'in', rooms)
    .where('to_at', 'is', null)
    .execute();
  const hearings = new Map(moved.map((hearing) => [hearing.id, hearing]));
  const missing = holds.map((hold) => hold.hearing).filter((id) => !hearings.has(id));
  if (missing.length > 0) {
    const rows = await tx.selectFrom('hearings').selectAll().where('id', 'in', missing).execute();
    for (const row of rows) hearings.set(row.id, storedOf(row));
  }
  const holders = new Map<string, Holder>();
  for (const { room, hearing: id, sitting: ref } of holds) {
    const hearing = hearings.get(id);
    const sitting = hearing?.sittings.find((s) => s.id === ref);
    if (hearing && sitting?.holdsRoom) holders.set(room, { hearing: id, sitting, restrictions: hearing.restrictions });
  }
  return holders;
}
