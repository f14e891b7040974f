/** A court's machine that has little room left for what waits for the line. */
import { isFresh, type Rule } from '../finding.ts';

const LOW_BYTES = 10e9;
const URGENT_BYTES = 2e9;

export const diskLow: Rule = {
  name: 'disk-low',
  about: 'machine',
  severity: 'warning',
  holdMs: 15_000,
  // A spool that is being emptied frees room and fills it again.
  clearMs: 120_000,
  find: ({ now, agents }) =>
    agents.flatMap(({ agent, court, vitals, heardAt }) => {
      if (!vitals || !isFresh(heardAt, now) || vitals.diskFreeBytes >= LOW_BYTES) return [];
      return [
        {
          key: agent,
          court,
          agent,
          since: new Date(now).toISOString(),
          severity: vitals.diskFreeBytes < URGENT_BYTES ? 'urgent' : 'warning',
          values: { gb: Math.max(0, Math.round(vitals.diskFreeBytes / 1e8) / 10) },
        },
      ];
    }),
};
