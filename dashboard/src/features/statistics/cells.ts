/** The cells of a case book's month: a type of case and an instance, its newest figures and those before. Pure. */
import { CASE_TYPES, type CaseType } from '@giamsat/contract/stage';
import type { CaseBookMonth, CaseBookVersion } from '@giamsat/contract/wire/statistics';

export type Cell = {
  caseType: CaseType;
  instance: 'ST' | 'PT';
  newest: CaseBookVersion | undefined;
  /** Newest first, the newest left out. */
  earlier: CaseBookVersion[];
  /** Left at the end of the month before. */
  left: number | undefined;
};

/** Every type at first instance, and on appeal where the court hears appeals or said that it did. */
export function cellsOf({ court, courts, entries, left }: CaseBookMonth): Cell[] {
  const appeals = courts.find(({ code }) => code === court)?.appeals ?? false;
  const cells = CASE_TYPES.flatMap((caseType) => (['ST', 'PT'] as const).map((instance) => ({ caseType, instance })));
  return cells.flatMap(({ caseType, instance }) => {
    const is = (one: { caseType: string; instance: string }) => one.caseType === caseType && one.instance === instance;
    const [newest, ...earlier] = entries.filter(is);
    if (instance === 'PT' && !appeals && !newest) return [];
    return [{ caseType, instance, newest, earlier, left: left.find(is)?.pending }];
  });
}
