/** The recorded segments: rows that say what is here, objects that hold it. Only final segments have a row. */
import { sql as raw } from 'kysely';
import type { Interval } from '../../platform/intervals.ts';
import { fenced, type Hold } from '../../platform/nodes/fence.ts';
import type { ObjectStore, ObjectUpload } from '../../platform/object-store.ts';
import type { Sql } from '../../platform/sql.ts';

export type SegmentKey = { feed: string; epoch: string; number: number };
export type RecordedSegment = SegmentKey & {
  /** Order of arrival at the service; a recording's playlist is pinned to it. */
  arrival: number;
  startMs: number;
  durationMs: number;
  bytes: number;
  sha256: string;
  hasAudio: boolean;
  thumbnail: boolean;
};

export type Segments = {
  find(key: SegmentKey): Promise<RecordedSegment | undefined>;
  /** Those that overlap `[fromMs, toMs)` and arrived after that number, by start. */
  list(feed: string, fromMs: number, toMs: number, arrivedAfter?: number): Promise<RecordedSegment[]>;
  /** Of those that overlap `[fromMs, toMs)` the ones that were stored later than so long after their end, by start. */
  late(
    feed: string,
    fromMs: number,
    toMs: number,
    afterMs: number,
  ): Promise<(SegmentKey & Interval & { storedMs: number })[]>;
  /** The newest arrival; -1 where nothing is here. */
  newest(): Promise<number>;
  /** Makes the upload durable under its name, then writes the row. @throws NotHeld where another node has the camera by now */
  keep(upload: ObjectUpload, segment: Omit<RecordedSegment, 'arrival'>): Promise<void>;
  read(key: SegmentKey, fromByte?: number, toByte?: number, into?: Buffer): Promise<Buffer | undefined>;
  /** Their bytes and thumbnails, for good; the rows stay. */
  remove(keys: readonly SegmentKey[]): Promise<void>;
  keepThumbnail(key: SegmentKey, jpeg: Buffer): Promise<void>;
  /** True where the segment is here. */
  markThumbnail(key: SegmentKey): Promise<boolean>;
  readThumbnail(key: SegmentKey): Promise<Buffer | undefined>;
};

/** No segment is longer, so none that begins earlier than this before a moment reaches it. */
export const LONGEST_SEGMENT_MS = 60_000;

export const objectOf = ({ feed, epoch, number }: SegmentKey, ending: 'm4s' | 'jpg'): string =>
  `${feed}/${epoch}/${number}.${ending}`;

export const SEGMENT_COLUMNS = [
  'arrival',
  'feed',
  'epoch',
  'number',
  'start_ms as startMs',
  'duration_ms as durationMs',
  'bytes',
  'sha256',
  'has_audio as hasAudio',
  'thumbnail',
] as const;

export function createSegments({
  sql,
  objects,
  holdOf = () => undefined,
}: {
  sql: Sql;
  objects: ObjectStore;
  /** With several nodes: as which this one has the camera. */
  holdOf?: ((feed: string) => Hold | undefined) | undefined;
}): Segments {
  return {
    find: ({ feed, epoch, number }) =>
      sql
        .selectFrom('media_segments')
        .select(SEGMENT_COLUMNS)
        .where('feed', '=', feed)
        .where('epoch', '=', epoch)
        .where('number', '=', number)
        .executeTakeFirst(),
    async list(feed, fromMs, toMs, arrivedAfter) {
      let query = sql
        .selectFrom('media_segments')
        .select(SEGMENT_COLUMNS)
        .where('feed', '=', feed)
        .where('start_ms', '>', fromMs - LONGEST_SEGMENT_MS)
        .where('start_ms', '<', Number.isFinite(toMs) ? toMs : Number.MAX_SAFE_INTEGER)
        .orderBy('start_ms');
      if (arrivedAfter !== undefined && arrivedAfter >= 0) query = query.where('arrival', '>', arrivedAfter);
      const rows = await query.execute();
      return rows.filter((row) => row.startMs + row.durationMs > fromMs);
    },
    async late(feed, fromMs, toMs, afterMs) {
      const stored = raw<number>`extract(epoch from stored_at)::double precision * 1000`;
      const rows = await sql
        .selectFrom('media_segments')
        .select([
          'feed',
          'epoch',
          'number',
          'start_ms as fromMs',
          raw<number>`start_ms + duration_ms`.as('toMs'),
          stored.as('storedMs'),
        ])
        .where('feed', '=', feed)
        .where('start_ms', '>', fromMs - LONGEST_SEGMENT_MS)
        .where('start_ms', '<', Math.min(toMs, Number.MAX_SAFE_INTEGER))
        .where(stored, '>', raw<number>`start_ms + duration_ms + ${afterMs}`)
        .orderBy('start_ms')
        .execute();
      return rows.filter((row) => row.toMs > fromMs);
    },
    async newest() {
      const row = await sql
        .selectFrom('media_segments')
        .select((eb) => eb.fn.max('arrival').as('newest'))
        .executeTakeFirst();
      return row?.newest ?? -1;
    },
    async keep(upload, segment) {
      await upload.commit(objectOf(segment, 'm4s'));
      await fenced(sql, holdOf(segment.feed), (into) =>
        into
          .insertInto('media_segments')
          .values({
            feed: segment.feed,
            epoch: segment.epoch,
            number: segment.number,
            start_ms: segment.startMs,
            duration_ms: segment.durationMs,
            bytes: segment.bytes,
            sha256: segment.sha256,
            has_audio: segment.hasAudio,
            thumbnail: segment.thumbnail,
          })
          .onConflict((conflict) => conflict.columns(['feed', 'epoch', 'number']).doNothing())
          .execute(),
      );
    },
    read: (key, fromByte, toByte, into) => objects.read(objectOf(key, 'm4s'), fromByte, toByte, into),
    remove: (keys) => objects.remove(keys.flatMap((key) => [objectOf(key, 'm4s'), objectOf(key, 'jpg')])),
    keepThumbnail: (key, jpeg) => objects.put(objectOf(key, 'jpg'), jpeg),
    async markThumbnail({ feed, epoch, number }) {
      const { numUpdatedRows } = await sql
        .updateTable('media_segments')
        .set({ thumbnail: true })
        .where('feed', '=', feed)
        .where('epoch', '=', epoch)
        .where('number', '=', number)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },
    readThumbnail: (key) => objects.read(objectOf(key, 'jpg')),
  };
}
