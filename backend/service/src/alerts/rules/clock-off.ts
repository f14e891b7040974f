/** A court's machine whose clock is off: what it records carries times that others doubt (`domain.md` §8: drift over one second is logged). */
import { isFresh, type Rule } from '../finding.ts';

const OFF_MS = 2_000;

export const clockOff: Rule = {
  name: 'clock-off',
  about: 'machine',
  severity: 'notice',
  holdMs: 15_000,
  clearMs: 60_000,
  find: ({ now, agents }) =>
    agents.flatMap(({ agent, court, vitals, heardAt }) => {
      if (!vitals || !isFresh(heardAt, now) || Math.abs(vitals.clockOffsetMs) < OFF_MS) return [];
      const values = { seconds: Math.round(vitals.clockOffsetMs / 100) / 10 };
      return [{ key: agent, court, agent, since: new Date(now).toISOString(), values }];
    }),
};
