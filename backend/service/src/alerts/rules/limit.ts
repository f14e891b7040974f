/** A limit of the law is near, or is past: to be looked at, never called a breach. The terms are the data of the review sheet. */
import { addDays, dayOf, dayOfMs } from '@giamsat/contract/time';
import type { Rule } from '../finding.ts';

/** The last day, and the two before it. */
const NEAR_DAYS = 2;
const OF = { suspended: 'suspension', postponed: 'postponement', deliberation: 'deliberation' } as const;

export const limit: Rule = {
  name: 'limit',
  about: 'course',
  severity: 'notice',
  holdMs: 0,
  clearMs: 0,
  find: ({ now, stored, limitOf }) => {
    const today = dayOfMs(now);
    return stored.waiting.flatMap(({ id, court, room, state }) => {
      const { stage, stageSince } = state;
      if (stage !== 'suspended' && stage !== 'postponed' && stage !== 'deliberation') return [];
      const last = limitOf(state, OF[stage], dayOf(stageSince));
      if (!last || today < addDays(last.day, -NEAR_DAYS)) return [];
      const past = today > last.day;
      return [
        {
          key: `${id} ${stage} ${past ? 'past' : 'near'}`,
          court,
          ...(room === undefined ? {} : { room }),
          hearing: id,
          since: stageSince,
          severity: past ? ('warning' as const) : ('notice' as const),
          basis: last.basis,
          values: { stage, day: last.day, past: past ? 1 : 0 },
        },
      ];
    });
  },
};
