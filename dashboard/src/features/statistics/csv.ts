/** All figures of the page as one table for a spreadsheet. Pure. */
import { BYTE_ORDER_MARK, csvLine } from '@giamsat/contract/csv';
import type { StatisticsAnswer } from '@giamsat/contract/wire/statistics';
import { languageCode } from '../../i18n/language.ts';
import type { Kind, NameOf } from './use-groups.ts';

type T = (key: string) => string;
const KINDS: readonly Kind[] = ['byCourt', 'byType', 'byMonth'];

/** With the page's decimal mark, so that a spreadsheet of that language counts with them. */
const plain = (value: number | null | undefined, language: string): string => {
  if (value === null || value === undefined) return '';
  const text = String(Math.round(value * 10_000) / 10_000);
  return languageCode(language) === 'vi' ? text.replace('.', ',') : text;
};

export function csvOf(answer: StatisticsAnswer, nameOf: NameOf, t: T, language: string): string {
  const heads = ['source', 'figure', 'unit', 'group', 'name', 'value', 'before', 'target', 'document', 'how'];
  const lines = answer.definitions.flatMap((definition) => {
    const { id, source, unit, name, how } = definition;
    const figure = answer.figures.find((one) => one.id === id);
    const said = [t(`source.${source}`), name[languageCode(language)], t(`unit.${unit}`)];
    const whole = [
      ...said,
      t('statistics:csv.whole'),
      '',
      plain(figure?.value, language),
      plain(figure?.before, language),
      plain(figure?.target?.value, language),
      figure?.target?.document ?? '',
      how[languageCode(language)],
    ];
    const groups = KINDS.flatMap((kind) =>
      answer[kind].map(({ key, values }) => [
        ...said,
        t(`group.${kind}`),
        nameOf(kind, key),
        plain(values[id], language),
        '',
        '',
        '',
        '',
      ]),
    );
    return [whole, ...groups];
  });
  return BYTE_ORDER_MARK + [heads.map((head) => t(`csv.${head}`)), ...lines].map(csvLine).join('');
}
