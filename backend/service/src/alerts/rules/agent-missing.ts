/** A court's machine that was enrolled and is not heard. */
import { type Rule, STALE_MS } from '../finding.ts';

export const agentMissing: Rule = {
  name: 'agent-missing',
  about: 'machine',
  severity: 'warning',
  holdMs: 0,
  clearMs: 5_000,
  find: ({ now, listeningSince, agents }) =>
    agents.flatMap(({ agent, court, heardAt }) => {
      const last = Math.max(heardAt ?? 0, listeningSince);
      if (now - last < STALE_MS) return [];
      return [{ key: agent, court, agent, since: new Date(last).toISOString() }];
    }),
};
