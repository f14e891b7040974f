/** Until when the procuracy may protest, at both levels, as far as it can be counted here. Pure; always "dự kiến". */
import type { Day } from '@giamsat/contract/primitives';
import { dayOf } from '@giamsat/contract/time';
import type { SheetDeadline } from '@giamsat/contract/wire/sheet';
import { inForceOn } from '../rules.ts';
import { isKnown, rolled, termEnd } from '../working-days.ts';
import { linesOfType, type SheetSource } from './source.ts';

/** Of a first instance's judgment, or its decision to stay or terminate; what an appeal court decides takes effect at once. */
export function deadlinesOf(source: SheetSource, received: Day | undefined): SheetDeadline[] {
  const { state, visits, limits, calendar } = source;
  if (state.instance !== 'ST') return [];
  const judgment = linesOfType(source, 'hearing.judgment.pronounced').at(-1);
  const decision = visits.findLast(({ stage }) => stage === 'stayed' || stage === 'terminated');
  const of = judgment ? 'judgment' : 'decision';
  const moment = judgment?.time ?? (state.stage === decision?.stage ? decision?.from : undefined);
  if (moment === undefined) return [];
  const day = dayOf(moment);
  const rules = inForceOn(
    limits.deadlines.filter((rule) => rule.of === of),
    state.caseType,
    day,
  );
  return rules.map(({ id, title, basis, checked, term, counts }) => {
    const onReceipt = counts === 'receipt' || (counts !== undefined && state.prosecutor === undefined);
    const from = onReceipt ? received : day;
    const head = { id, title, basis, checked, term };
    if (from === undefined) return { ...head, calendarKnown: true };
    const end = termEnd(from, term, calendar);
    const until = rolled(end, calendar);
    return {
      ...head,
      from,
      until,
      ...(until === end ? {} : { moved: end }),
      calendarKnown: isKnown(until, calendar),
    };
  });
}
