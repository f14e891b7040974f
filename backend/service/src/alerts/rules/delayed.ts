/** A hearing that is to begin and did not: more than ten minutes after its time (`ui.md`, "Mở muộn"). */
import type { Rule } from '../finding.ts';

const LATE_MS = 10 * 60_000;
/** What begins so late has another day, or was never cancelled. */
const FORGOTTEN_MS = 12 * 3_600_000;

export const delayed: Rule = {
  name: 'delayed',
  about: 'schedule',
  severity: 'warning',
  holdMs: 0,
  clearMs: 0,
  find: ({ now, hearings }) =>
    hearings.flatMap(({ id, court, room, state: { stage, start, openedAt } }) => {
      const late = now - Date.parse(start);
      const waits = (stage === 'scheduled' || stage === 'preparing') && openedAt === undefined;
      if (!waits || late <= LATE_MS || late > FORGOTTEN_MS) return [];
      return [
        {
          key: id,
          court,
          ...(room === undefined ? {} : { room }),
          hearing: id,
          // When it became late, so that the same delay is the same alert's.
          since: start,
        },
      ];
    }),
};
