/** What a sheet is filled from: the hearing's state and lines as whoever reads it may see them, and the rules of the law. */
import type { HearingState } from '@giamsat/contract/hearing/model';
import type { LogLine } from '@giamsat/contract/wire/live';
import type { SheetFinding } from '@giamsat/contract/wire/sheet';
import { inForceOn, type LIMITED, type Limits } from '../rules.ts';
import type { Calendar } from '../working-days.ts';
import { rolled, termEnd } from '../working-days.ts';
import type { Visit } from './visits.ts';

export type SheetSource = {
  state: HearingState;
  /** In the order of the course, corrections applied. */
  lines: readonly LogLine[];
  visits: readonly Visit[];
  limits: Limits;
  calendar: Calendar;
};
/** Nothing found: an empty list. */
export type Read = (source: SheetSource) => SheetFinding[];

/** Of one line, which it leads to. */
export const findingAt = (
  line: LogLine,
  code: string,
  values: Record<string, string> = {},
  state: SheetFinding['state'] = 'recorded',
): SheetFinding => ({ code, values, state, at: line.time, ref: line.ref });

/** A member of the event's data, where it is a text. */
export const textIn = (line: LogLine, key: string): string | undefined =>
  typeof line.data[key] === 'string' ? (line.data[key] as string) : undefined;

export const linesOfType = ({ lines }: SheetSource, type: string): LogLine[] =>
  lines.filter((line) => line.type === type);

/** Until when something that began on that day may last; undefined where no rule is known. */
export function limitOf(
  { state, limits, calendar }: SheetSource,
  of: (typeof LIMITED)[number],
  day: string,
): { day: string; basis: string } | undefined {
  const [rule] = inForceOn(
    limits.limits.filter((one) => one.of === of),
    state.caseType,
    day,
  );
  return rule && { day: rolled(termEnd(day, rule.term, calendar), calendar), basis: rule.basis };
}
