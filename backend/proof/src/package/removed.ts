/** What the journal says was removed by decision: of such a stretch a package has no pictures, and nothing is missing. */
import type { EventData } from '@giamsat/contract/event/catalogue';
import type { RecordsVerdict } from './judge-records.ts';

/** `at`: when the removal was recorded. */
export type RemovedStretch = {
  feed: string;
  from: string;
  to: string;
  segments: number;
  at: string;
  decisionNo: string;
  decidedOn: string;
};

/** Only the service says so, and only of the hearing: what a court's machine says of it counts for nothing. */
export const removedOf = (streams: readonly RecordsVerdict[]): RemovedStretch[] =>
  streams
    .flatMap(({ records }) => records)
    .flatMap(({ head, payload }) => {
      if (head?.type !== 'recording.removed' || head.source !== '/service' || !payload) return [];
      const { feed, from, to, numbers, decisionNo, decidedOn } = payload.data as EventData<'recording.removed'>;
      const segments = numbers.reduce((sum, run) => sum + run.to - run.from + 1, 0);
      return [{ feed, from, to, segments, at: head.time, decisionNo, decidedOn }];
    });
