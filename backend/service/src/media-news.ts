/**
 * What the service itself learns of pictures, told in the journal: a new length of parts; and what is damaged of a recording, which is
 * counted and logged as well, on the hearing that held the room then, so that a person looks at it.
 */
import { timestampOf } from '@giamsat/contract/time';
import type { Hearings } from './hearings/hearings.ts';
import type { Registry } from './hearings/registry.ts';
import type { Journal } from './journal/journal.ts';
import { createDamageReport } from './media/recording/damage.ts';
import type { DamagedStretch } from './media/recording/patrol.ts';
import type { SegmentKey } from './media/recording/segments.ts';
import type { Logger } from './platform/logger.ts';
import type { Metrics } from './platform/metrics.ts';
import type { Sql } from './platform/sql.ts';

export type MediaNews = {
  /** What came is not what its court states. Returns at once. */
  stated(key: SegmentKey): void;
  /** Told again, it is recorded once. */
  found(stretch: DamagedStretch): Promise<void>;
  /** A camera's parts have another length than its epoch announced. Returns at once. */
  otherTarget(feed: string, epoch: string, partTargetMs: number, window: { id: string }): void;
};

export function createMediaNews(deps: {
  sql: Sql;
  hearings: Pick<Hearings, 'holderAt'>;
  registry: Pick<Registry, 'roomOfFeed'>;
  /** Which hands its statements on to here, and so is there later. */
  journal: () => Pick<Journal, 'appendOwn'>;
  logger: Logger;
  metrics: Metrics;
}): MediaNews {
  const { sql, logger } = deps;
  const report = createDamageReport(deps);

  async function found({ feed, epoch, numbers, fromMs, toMs, found }: DamagedStretch): Promise<void> {
    const room = deps.registry.roomOfFeed(feed);
    const [from, to] = [timestampOf(fromMs), timestampOf(toMs)];
    const holder = room === undefined ? undefined : await deps.hearings.holderAt(room, from);
    const [result] = await deps.journal().appendOwn([
      {
        // Whatever grows, or is found otherwise, is told anew.
        id: `damaged-${epoch}-${numbers[0]}-${numbers.at(-1)}-${found}`,
        type: 'recording.damaged',
        subject: holder ? `hearings/${holder.hearing}` : `feeds/${feed}`,
        data: { feed, epoch, numbers, from, to, found },
      },
    ]);
    if (result?.status === 'accepted') for (const number of numbers) report({ feed, epoch, number });
  }

  return {
    found,
    otherTarget(feed, epoch, partTargetMs, window) {
      const draft = {
        // A window is renewed once; what was learnt of an epoch before a restart may be learnt of it again.
        id: `part-target-${window.id}`,
        type: 'stream.started',
        subject: `feeds/${feed}`,
        data: { epoch, partTargetMs },
      };
      deps
        .journal()
        .appendOwn([draft])
        .catch((err: unknown) => logger.error({ err, feed }, 'a new part target could not be recorded'));
    },
    stated({ feed, epoch, number }) {
      const told = async () => {
        const row = await sql
          .selectFrom('media_segments')
          .select(['start_ms as fromMs', 'duration_ms as durationMs'])
          .where('feed', '=', feed)
          .where('epoch', '=', epoch)
          .where('number', '=', number)
          .executeTakeFirst();
        if (!row) return;
        const { fromMs, durationMs } = row;
        await found({ feed, epoch, numbers: [number], fromMs, toMs: fromMs + durationMs, found: 'stated-otherwise' });
      };
      // The patrol does not look for it again, so it is said here in any case.
      told().catch((err: unknown) =>
        logger.error({ err, feed, epoch, number }, 'a damaged segment could not be recorded'),
      );
    },
  };
}
