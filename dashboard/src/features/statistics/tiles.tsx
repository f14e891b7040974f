/** One tile a figure: what it is, its target, how far from it, and the same time a year before. By source, and never mixed. */
import type { Figure, FigureDefinition, StatisticsAnswer } from '@giamsat/contract/wire/statistics';
import { UnstyledButton } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { languageCode } from '../../i18n/language.ts';
import { differenceText, isMet, valueText } from './figure-text.ts';
import classes from './statistics.module.css';
import type { NameOf } from './use-groups.ts';

const SOURCES = ['caseBook', 'hearings'] as const;

/** Of a case book that nobody has entered there is nothing to show. */
export const shownOf = ({ definitions, entered }: StatisticsAnswer): FigureDefinition[] =>
  definitions.filter(({ source }) => source !== 'caseBook' || entered.length > 0);

type Props = { answer: StatisticsAnswer; chosen: string; nameOf: NameOf; onChoose: (id: string) => void };

export const Tiles = ({ answer, chosen, nameOf, onChoose }: Props) => {
  const { t } = useTranslation('statistics');
  return SOURCES.map((source) => (
    <section key={source} aria-labelledby={`source-${source}`}>
      <h2 className={classes.source} id={`source-${source}`}>
        {t(`source.${source}`)}
      </h2>
      <p className={classes.said}>
        {source === 'caseBook' ? <Entered answer={answer} nameOf={nameOf} /> : <Closed count={answer.closed} />}
      </p>
      <div className={classes.tiles}>
        {shownOf(answer)
          .filter((one) => one.source === source)
          .map((definition) => {
            const figure = answer.figures.find(({ id }) => id === definition.id);
            return (
              figure && (
                <Tile
                  key={definition.id}
                  definition={definition}
                  figure={figure}
                  chosen={definition.id === chosen}
                  onChoose={() => onChoose(definition.id)}
                />
              )
            );
          })}
      </div>
    </section>
  ));
};

/** How whole the case book is: a rate over half of the courts must not look like that of all. */
const Entered = ({ answer: { entered, courts, period }, nameOf }: { answer: StatisticsAnswer; nameOf: NameOf }) => {
  const { t } = useTranslation('statistics');
  const months = new Set(entered.flatMap((one) => one.months));
  if (months.size === 0) return t('entered.none');
  const due = monthsBetween(period.from.slice(0, 7), period.through.slice(0, 7));
  const lacking = courts
    .map(({ code }) => ({ code, missing: due - (entered.find(({ court }) => court === code)?.months.length ?? 0) }))
    .filter(({ missing }) => missing > 0);
  if (lacking.length === 0) return t('entered.whole');
  const names = lacking.map(({ code, missing }) =>
    t('entered.lacks', { court: nameOf('byCourt', code), count: missing }),
  );
  return t('entered.lacking', { courts: names.join('; ') });
};
const monthsBetween = (from: string, to: string): number => {
  const [a = 0, b = 1] = from.split('-').map(Number);
  const [c = 0, d = 1] = to.split('-').map(Number);
  return Math.max(0, (c - a) * 12 + d - b + 1);
};

const Closed = ({ count }: { count: number }) => {
  const { t } = useTranslation('statistics');
  return count === 0 ? t('closed.none') : t('closed.some', { count });
};

type TileProps = { definition: FigureDefinition; figure: Figure; chosen: boolean; onChoose: () => void };

const Tile = ({ definition, figure, chosen, onChoose }: TileProps) => {
  const { t, i18n } = useTranslation('statistics');
  const text = (value: number | null) => valueText(value, definition.unit, t, i18n.language);
  const met = isMet(figure, definition);
  const { target, difference } = figure;
  return (
    <UnstyledButton className={classes.tile} aria-pressed={chosen} onClick={onChoose}>
      <span className={classes.name}>{definition.name[languageCode(i18n.language)]}</span>
      <span className={classes.value}>{text(figure.value)}</span>
      {target && (
        <span className={classes.target}>
          {t('target', { target: text(target.value) })}
          {difference !== undefined && (
            <span className={classes.difference} data-tone={met === undefined ? 'neutral' : met ? 'green' : 'red'}>
              {met !== undefined && (met ? <IconCircleCheck size={17} /> : <IconAlertTriangle size={17} />)}
              {differenceText(difference, definition.unit, t, i18n.language)}
              {met !== undefined && <span className="visually-hidden">{t(met ? 'met' : 'unmet')}</span>}
            </span>
          )}
        </span>
      )}
      <span className={classes.before}>{t('before', { value: text(figure.before) })}</span>
    </UnstyledButton>
  );
};
