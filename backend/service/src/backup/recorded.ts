/** The recorded segments that a database knows, in the order in which they came, and what of each lies on the disk. */
import path from 'node:path';
import type pg from 'pg';
import { objectOf } from '../media/recording/segments.ts';

export type Recorded = {
  arrival: number;
  feed: string;
  epoch: string;
  number: number;
  bytes: number;
  sha256: string;
  thumbnail: boolean;
  /** By decision: its bytes are not to be anywhere any more. */
  removed: boolean;
};

export const RECORDINGS = 'recordings';
const PAGE = 1_000;

export const pictureOf = (segment: Recorded): string => objectOf(segment, 'm4s');
export const thumbnailOf = (segment: Recorded): string => objectOf(segment, 'jpg');
export const fileOf = (sharedDir: string, object: string): string => path.join(sharedDir, RECORDINGS, object);

export async function* recordedSegments(client: pg.ClientBase): AsyncGenerator<Recorded> {
  for (let after = -1; ; ) {
    const { rows } = await client.query<Recorded>(
      `select s.arrival, s.feed, s.epoch::text, s.number, s.bytes, s.sha256, s.thumbnail, exists (
         select from removal_segments g join removals r on r.id = g.removal
         where g.feed = s.feed and g.epoch = s.epoch and g.number = s.number and r.state in ('removing', 'removed')
       ) as removed
       from media_segments s where s.arrival > $1 order by s.arrival limit ${PAGE}`,
      [after],
    );
    yield* rows;
    const last = rows.at(-1);
    if (!last) return;
    after = last.arrival;
  }
}

/** Several at a time; after the first that fails none is begun any more. */
export async function inLanes<T>(
  source: AsyncGenerator<T>,
  lanes: number,
  work: (one: T) => Promise<void>,
): Promise<void> {
  let failed = false;
  const lane = async (): Promise<void> => {
    for (let next = await source.next(); !next.done && !failed; next = await source.next()) await work(next.value);
  };
  const guarded = () =>
    lane().catch((error: unknown) => {
      failed = true;
      throw error;
    });
  const ended = await Promise.allSettled(Array.from({ length: lanes }, guarded));
  for (const one of ended) if (one.status === 'rejected') throw one.reason;
}
