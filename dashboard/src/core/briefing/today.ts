/** The day as a meeting room reads it: what sits, then what comes, then what is over. Pure. */
import { isEnded } from '@giamsat/contract/stage';
import type { HearingRow } from '@giamsat/contract/wire/live';

const rankOf = (row: HearingRow): number => {
  // Of a closed one nobody is told how far it is.
  if (row.form === 'masked') return 1;
  const { stage } = row.state;
  return stage === 'scheduled' ? 1 : isEnded(stage) || stage === 'suspended' ? 2 : 0;
};
const startOf = (row: HearingRow): string => (row.form === 'full' ? row.state.start : `${row.day}T99`);

export const todayOf = (rows: Iterable<HearingRow>): HearingRow[] =>
  [...rows].sort((a, b) => {
    const [left, right] = [a, b].map(
      (row) => `${rankOf(row)} ${startOf(row)} ${row.court} ${row.room ?? ''} ${row.id}`,
    );
    return (left ?? '') < (right ?? '') ? -1 : 1;
  });
