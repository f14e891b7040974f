/** Windows of the feeds in rooms where an append changed who sits there or what is withheld. */
import { eventRef } from '@giamsat/contract/event/envelope';
import { hearingIdOf } from '@giamsat/contract/event/order';
import { isCorrection } from '@giamsat/contract/event/validate';
import { movesSitting } from '@giamsat/contract/hearing/moves';
import { restricts } from '@giamsat/contract/hearing/stretches';
import { SERVICE } from '../journal/append.ts';
import type { JournalRecord } from '../journal/record.ts';
import type { Tx } from '../platform/sql.ts';
import { LASTING, roomHolds } from './room-holds.ts';
import type { KeptHearing } from './stored.ts';
import { type Holder, planWindow } from './window-plan.ts';
import { type WindowRecord, windowOf } from './window-record.ts';

/** What must be known of the registry. */
export type FeedsOfRooms = {
  feedsOf(room: string): readonly { code: string }[];
  roomOfFeed(feed: string): string | undefined;
};

export type Planning = {
  registry: FeedsOfRooms;
  records: readonly JournalRecord[];
  now: string;
  /** What the append changed, as it is now. */
  changed: readonly KeptHearing[];
  /** Those of them whose sittings or restrictions changed. */
  moved: readonly KeptHearing[];
  before: (id: string) => KeptHearing | undefined;
};

/** The windows that change. */
export async function planWindows(
  tx: Tx,
  { registry, records, now, changed, moved, before }: Planning,
): Promise<WindowRecord[]> {
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

  const [holders, rows] = await Promise.all([
    holdersOf(tx, [...rooms], changed),
    tx
      .selectFrom('live_windows')
      .selectAll()
      .where(
        'feed',
        'in',
        feeds.map(({ feed }) => feed),
      )
      .where('ended_at', 'is', null)
      .execute(),
  ]);
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
  return changes;
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
  changed: readonly KeptHearing[],
): Promise<Map<string, Holder>> {
  const holders = new Map<string, Holder>();
  const lasting = await roomHolds(
    tx,
    rooms.map((room) => ({ room, at: LASTING })),
    changed,
  );
  for (const { room, hearing, sitting: id } of lasting) {
    const sitting = hearing.sittings.find((s) => s.id === id);
    if (sitting?.holdsRoom) holders.set(room, { hearing: hearing.id, sitting, restrictions: hearing.restrictions });
  }
  return holders;
}
