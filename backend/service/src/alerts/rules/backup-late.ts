/** Nothing was copied for longer than this province wants; without any copy yet, since it began. */
import type { Rule } from '../finding.ts';

const HOUR_MS = 3_600_000;

export const backupLate: Rule = {
  name: 'backup-late',
  about: 'copies',
  severity: 'warning',
  holdMs: 0,
  clearMs: 0,
  find({ now, copyWithinMs, stored: { copies } }) {
    if (copyWithinMs === undefined || copies === undefined) return [];
    // A copy is of the moment at which it began, not of the one at which it was done.
    const late = (copies.until ?? copies.begun) + copyWithinMs;
    if (now <= late) return [];
    return [{ key: 'copies', since: new Date(late).toISOString(), values: { hours: copyWithinMs / HOUR_MS } }];
  },
};
