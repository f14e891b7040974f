/** What the log itself answers of each item of a sheet (`domain.md` §6). Pure; what it does not hold is said, and is no breach. */
import { isEnded } from '@giamsat/contract/stage';
import type { SheetFinding } from '@giamsat/contract/wire/sheet';
import type { LogItem } from '../rules.ts';
import { deliberation, postponement, recesses, suspensions } from './pauses.ts';
import { attendance, panel, prosecutor } from './people.ts';
import type { Read, SheetSource } from './source.ts';
import { challenges, indictment, lastWords, minutes, publicity, result, rights, stages } from './steps.ts';
import { endedEarly, visitsOf } from './visits.ts';

const READS: Record<LogItem, Read> = {
  panel,
  prosecutor,
  attendance,
  publicity,
  stages,
  rights,
  challenges,
  indictment,
  last_words: lastWords,
  recesses,
  suspensions,
  postponement,
  deliberation,
  result,
  minutes,
};
/** Known from the first minute, whatever became of the hearing. */
const EARLY: readonly LogItem[] = ['panel', 'prosecutor', 'attendance', 'publicity'];

/** Never empty. `missing` of what is still to come is `pending`, of what the hearing did not come to `not_reached`. */
export function findingsOf(item: LogItem, source: Omit<SheetSource, 'visits'>): SheetFinding[] {
  const lines = source.lines.filter(({ retracted }) => !retracted);
  const { stage } = source.state;
  const absent: SheetFinding['state'] = !isEnded(stage)
    ? 'pending'
    : endedEarly(stage) && !EARLY.includes(item)
      ? 'not_reached'
      : 'missing';
  const found = READS[item]({ ...source, lines, visits: visitsOf(lines) });
  if (found.length === 0) return [{ values: {}, state: absent }];
  return found.map((one) => (one.state === 'missing' ? { ...one, state: absent } : one));
}
