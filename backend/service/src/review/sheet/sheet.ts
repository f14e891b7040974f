/** A hearing's review sheet: the template, filled in with what the log answers and what people judged. Pure. */
import { Day } from '@giamsat/contract/primitives';
import type { GivenAnswer, Sheet, SheetItem } from '@giamsat/contract/wire/sheet';
import { Check } from 'typebox/value';
import type { SheetRules, TemplateItem } from '../rules.ts';
import { deadlinesOf } from './deadlines.ts';
import { findingsOf } from './findings.ts';
import type { SheetSource } from './source.ts';
import { visitsOf } from './visits.ts';

/** The item whose day begins terms that are counted from the procuracy's receipt. */
const RECEIVED = 'judgment_received';

const concerns = ({ caseTypes, instances }: TemplateItem, { caseType, instance }: SheetSource['state']): boolean =>
  (caseTypes === undefined || caseType === undefined || caseTypes.includes(caseType)) &&
  (instances === undefined || instance === undefined || instances.includes(instance));

/** `answers`: the newest by item. */
export function sheetOf(
  { template, limits, calendar }: SheetRules,
  { state, lines }: Pick<SheetSource, 'state' | 'lines'>,
  answers: ReadonlyMap<string, GivenAnswer>,
): Sheet {
  const source = { state, lines, limits, calendar };
  const itemOf = (item: TemplateItem): SheetItem => {
    const { id, title, kind } = item;
    const basis = item.basis?.find(
      ({ caseTypes }) => state.caseType !== undefined && caseTypes.includes(state.caseType),
    );
    const answer = answers.get(id);
    return {
      id,
      title,
      kind,
      ...(basis ? { basis: basis.text } : {}),
      findings: item.kind === 'log' ? findingsOf(item.id, source) : [],
      ...(item.kind === 'choice' ? { options: template.options[item.options] ?? [] } : {}),
      ...(answer ? { answer } : {}),
    };
  };
  const received = answers.get(RECEIVED)?.value;
  const told = lines.filter(({ retracted }) => !retracted);
  return {
    hearing: state.id,
    title: template.title,
    sections: template.sections.map(({ id, title, items }) => ({
      id,
      title,
      items: items.filter((item) => concerns(item, state)).map(itemOf),
    })),
    deadlines: deadlinesOf(
      { ...source, lines: told, visits: visitsOf(told) },
      Check(Day, received) ? received : undefined,
    ),
  };
}
