/** A hearing's recording by one camera, as one viewer may see it: listed, covered, read. */
import type { Clock } from '../../platform/clock.ts';
import type { Interval } from '../../platform/intervals.ts';
import { overlaps } from '../../platform/intervals.ts';
import type { Sql } from '../../platform/sql.ts';
import type { MediaRights, Purpose, SittingStretch } from '../rights.ts';
import {
  type Coverage,
  type CoverageGap,
  coverageOf,
  type Filled,
  filledOf,
  type GapCause,
  STATED_WITHIN_MS,
} from './coverage.ts';
import { type Damage, nameOfSegment } from './damage.ts';
import { type Entry, entriesOf, isWithheld, pinned } from './listing.ts';
import type { Removed } from './removed.ts';
import { createSegmentCache } from './segment-cache.ts';
import type { RecordedSegment, SegmentKey, Segments } from './segments.ts';

export type ListQuery = {
  fromMs?: number;
  toMs?: number;
  asOf: number;
  /** Thumbnails are asked for: they may be newer than their segment. */
  fresh?: boolean;
  purpose?: Purpose;
  /** Whether it may be seen is asked, not whether it can: damaged segments are listed as others. */
  damagedToo?: boolean;
};
export type Listing = { entries: Entry[]; ended: boolean; complete: boolean };
export type RecordingRefusal = { status: 403 | 404 };

export type Recordings<V> = {
  /** What a playlist that is opened now is pinned to. */
  newest(): Promise<number>;
  list(viewer: V, hearing: string, feed: string, query: ListQuery): Promise<Listing | RecordingRefusal>;
  /** The segment, where it is this hearing's and this viewer may see that very stretch. */
  find(viewer: V, hearing: string, key: SegmentKey): Promise<RecordedSegment | RecordingRefusal>;
  /** May anything of it be seen? Asked for what shows nothing by itself. */
  mayOpen(viewer: V, hearing: string, feed: string): Promise<boolean>;
  /** Independent of who looks: the caller asks for the right. Undefined where there is no such hearing. */
  coverage(hearing: string, feed: string): Promise<(Coverage & { filled: Filled[] }) | undefined>;
};

/** The last segment of a sitting is closed within this time. */
const CLOSING_MS = 30_000;

export const isRecordingRefusal = (value: object): value is RecordingRefusal => 'status' in value;

export function createRecordings<V>(deps: {
  sql: Sql;
  segments: Segments;
  damage: Damage;
  removed: Removed;
  rights: MediaRights<V>;
  clock: Clock;
}): Recordings<V> {
  const { sql, segments, damage, removed, rights, clock } = deps;
  const cache = createSegmentCache(deps);

  const spanOf = (sittings: readonly SittingStretch[]): Interval => ({
    fromMs: sittings[0]?.fromMs ?? 0,
    toMs: sittings.reduce((end, { toMs }) => Math.max(end, toMs ?? Number.POSITIVE_INFINITY), 0),
  });

  const committedOf = async (
    feed: string,
    { fromMs, toMs }: Interval,
  ): Promise<{ committed: Interval[]; stated: CoverageGap[] }> => {
    const end = Math.min(toMs, Number.MAX_SAFE_INTEGER);
    const [captured, gaps] = await Promise.all([
      sql
        .selectFrom('media_committed')
        .select(['start_ms', 'duration_ms'])
        .where('feed', '=', feed)
        .where('start_ms', '>', fromMs - 60_000)
        .where('start_ms', '<', end)
        .execute(),
      sql
        .selectFrom('media_gaps')
        .select(['from_ms as fromMs', 'to_ms as toMs', 'cause'])
        .where('feed', '=', feed)
        .where('to_ms', '>', fromMs)
        .where('from_ms', '<', end)
        .execute(),
    ]);
    return {
      committed: captured.map((row) => ({ fromMs: row.start_ms, toMs: row.start_ms + row.duration_ms })),
      stated: gaps.map((gap) => ({ ...gap, cause: gap.cause as GapCause })),
    };
  };

  return {
    newest: () => segments.newest(),
    async list(viewer, hearing, feed, query) {
      const { fromMs, toMs, asOf, purpose } = query;
      const right = await rights.mayReplay(viewer, hearing, feed, purpose);
      if (!right.allowed) return { status: 403 };
      const sittings = await rights.sittingsOf(hearing, feed);
      if (!sittings) return { status: 404 };
      const whole = spanOf(sittings);
      const from = Math.max(whole.fromMs, fromMs ?? 0);
      const to = Math.min(whole.toMs, toMs ?? Number.POSITIVE_INFINITY);
      const here = sittings.length > 0 && from < to ? await (query.fresh ? segments : cache).list(feed, from, to) : [];
      const listed = pinned(here, asOf);
      const gone = here.length > 0 ? await removed.list(feed, from, to) : [];
      const spoilt = here.length > 0 && !query.damagedToo ? await damage.list(feed, from, to) : [];
      const unshown = [...gone, ...spoilt];
      return {
        entries: entriesOf(listed, sittings, right.withheld, new Set(unshown.map(nameOfSegment))),
        ended: to + CLOSING_MS < clock.now(),
        complete: listed.every(({ arrival }) => arrival <= asOf),
      };
    },
    async find(viewer, hearing, key) {
      const right = await rights.mayReplay(viewer, hearing, key.feed);
      if (!right.allowed) return { status: 403 };
      const [sittings, segment] = await Promise.all([rights.sittingsOf(hearing, key.feed), segments.find(key)]);
      if (!sittings || !segment) return { status: 404 };
      const span = { fromMs: segment.startMs, toMs: segment.startMs + segment.durationMs };
      const within = sittings.some(({ fromMs, toMs }) =>
        overlaps(span, { fromMs, toMs: toMs ?? Number.POSITIVE_INFINITY }),
      );
      if (!within) return { status: 404 };
      if (isWithheld(segment, right.withheld)) return { status: 403 };
      // What the court captured is not here, or not any more.
      return (await damage.has(segment)) || (await removed.has(segment)) ? { status: 404 } : segment;
    },
    mayOpen: async (viewer, hearing, feed) => (await rights.mayReplay(viewer, hearing, feed)).allowed,
    async coverage(hearing, feed) {
      const sittings = await rights.sittingsOf(hearing, feed);
      if (!sittings) return undefined;
      if (sittings.length === 0) return { recorded: [], gaps: [], filled: [] };
      const nowMs = clock.now();
      const span = spanOf(sittings);
      const [here, { committed, stated }, withheld, damaged, late, gone] = await Promise.all([
        segments.list(feed, span.fromMs, span.toMs),
        committedOf(feed, span),
        rights.withheldOf(hearing, feed),
        damage.list(feed, span.fromMs, span.toMs),
        segments.late(feed, span.fromMs, span.toMs, STATED_WITHIN_MS),
        removed.list(feed, span.fromMs, span.toMs),
      ]);
      const names = new Set([...damaged, ...gone].map(nameOfSegment));
      const intervalOf = ({ startMs, durationMs }: { startMs: number; durationMs: number }): Interval => ({
        fromMs: startMs,
        toMs: startMs + durationMs,
      });
      const sat = sittings.map(({ fromMs, toMs }) => ({ fromMs, toMs: toMs ?? nowMs }));
      const coverage = coverageOf({
        sittings: sat,
        recorded: here.filter((segment) => !names.has(nameOfSegment(segment))).map(intervalOf),
        damaged: damaged.map(intervalOf),
        removed: gone.map(intervalOf),
        committed,
        stated,
        withheld,
        nowMs,
      });
      const filled = filledOf(
        late.filter((segment) => !names.has(nameOfSegment(segment))),
        sat,
      );
      return { ...coverage, filled };
    },
  };
}
