/** A live window: the stretch of one feed from a lift to the next restriction, under a name that nobody can guess in advance. */
import type { RestrictionCause } from '@giamsat/contract/hearing/model';
import type { Selectable } from 'kysely';
import type { LiveWindowsTable } from '../platform/tables.ts';
import { uuid8 } from '../platform/uuid8.ts';

/** `over`: the sitting has ended or lost the room; `renewed`: another window goes on in its place. The rest are cuts. */
export type WindowEnd = RestrictionCause | 'over' | 'renewed';

/** All times RFC 3339. */
export type WindowRecord = {
  /** UUIDv8. */
  id: string;
  feed: string;
  hearing: string;
  sitting: string;
  /** The lift: media from here on belongs to it. */
  from: string;
  /** Viewers get nothing before: until then the lift can be taken back. */
  opensAt: string;
  picture: true;
  sound: boolean;
  /** Position of the append that minted it. */
  mintedAt: number;
  /** Exclusive. May lie ahead: a public stretch of a closed hearing ends by the clock. */
  to?: string;
  endCause?: WindowEnd;
  /** Position of the append that ended it. */
  endedAt?: number;
  /** Position of the append that last changed anything of it. */
  changedAt: number;
};

export const isCut = (cause: WindowEnd | undefined): boolean =>
  cause !== undefined && cause !== 'over' && cause !== 'renewed';

/** Does it last at `now`? It may not have opened yet. */
export const lasts = (window: WindowRecord, now: string): boolean =>
  window.endedAt === undefined && (window.to === undefined || now < window.to);

/** Made of the feed and the event that opened it. */
export const windowId = (feed: string, event: string): string => uuid8(`${feed}\n${event}`);

export const windowOf = (row: Selectable<LiveWindowsTable>): WindowRecord => ({
  id: row.id,
  feed: row.feed,
  hearing: row.hearing,
  sitting: row.sitting,
  from: row.from_at,
  opensAt: row.opens_at,
  picture: true,
  sound: row.sound,
  mintedAt: row.minted_at,
  changedAt: row.changed_at,
  ...(row.to_at === null ? {} : { to: row.to_at }),
  ...(row.end_cause === null ? {} : { endCause: row.end_cause as WindowEnd }),
  ...(row.ended_at === null ? {} : { endedAt: row.ended_at }),
});

export const rowOfWindow = (window: WindowRecord) => ({
  id: window.id,
  feed: window.feed,
  hearing: window.hearing,
  sitting: window.sitting,
  from_at: window.from,
  opens_at: window.opensAt,
  sound: window.sound,
  minted_at: window.mintedAt,
  to_at: window.to ?? null,
  end_cause: window.endCause ?? null,
  ended_at: window.endedAt ?? null,
  changed_at: window.changedAt,
});
