/** Records wait for a seal, which comes each minute. */
import type { Rule } from '../finding.ts';

export const sealLate: Rule = {
  name: 'seal-late',
  about: 'seal',
  severity: 'warning',
  holdMs: 4 * 60_000,
  clearMs: 0,
  // By the seal that is behind: the next one ends the wait, though there are new records by then.
  find: ({ now, stored: { seal } }) =>
    seal.behind ? [{ key: `${seal.size}`, since: new Date(now).toISOString() }] : [],
};
