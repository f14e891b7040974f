/** Figures for a meeting room: six large ones at a time beside their targets, then those that have a target over the months. */
import type { Figure, FigureDefinition, StatisticsAnswer } from '@giamsat/contract/wire/statistics';
import { Skeleton } from '@mantine/core';
import { IconAlertTriangle, IconChartBar, IconCircleCheck } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { partAt, partsOf } from '../../core/briefing/turns.ts';
import { dayText } from '../../core/format.ts';
import { ApiProblem } from '../../core/problem.ts';
import { useNow } from '../../hooks/use-now.ts';
import { usePageTitle } from '../../hooks/use-page-title.ts';
import { useProblemText } from '../../hooks/use-problem-text.ts';
import { languageCode } from '../../i18n/language.ts';
import { Briefing } from '../../ui/briefing.tsx';
import { EmptyState, ErrorState } from '../../ui/empty-state.tsx';
import { differenceText, isMet, valueText } from './figure-text.ts';
import classes from './statistics-screen.module.css';
import { shownOf } from './tiles.tsx';
import { useGroups } from './use-groups.ts';
import { useStatistics } from './use-statistics.ts';

const Chart = lazy(() => import('./chart.tsx').then((m) => ({ default: m.Chart })));

type Shown = { definition: FigureDefinition; figure: Figure };
type Part = { kind: 'tiles'; source: FigureDefinition['source']; shown: Shown[] } | { kind: 'months'; shown: Shown };

const TILES = 6;

/** The two sources never stand on one part. */
function partsOfAnswer(answer: StatisticsAnswer): Part[] {
  const shown = shownOf(answer).flatMap((definition): Shown[] => {
    const figure = answer.figures.find(({ id }) => id === definition.id);
    return figure && figure.value !== null ? [{ definition, figure }] : [];
  });
  const tiles = (['caseBook', 'hearings'] as const).flatMap((source) => {
    const own = shown.filter(({ definition }) => definition.source === source);
    return own.length === 0 ? [] : partsOf(own, TILES).map((some): Part => ({ kind: 'tiles', source, shown: some }));
  });
  const months = shown
    .filter(
      ({ definition, figure }) => figure.target && answer.byMonth.some(({ values }) => values[definition.id] != null),
    )
    .map((one): Part => ({ kind: 'months', shown: one }));
  return [...tiles, ...months];
}

const isRefusal = (error: Error): boolean => error instanceof ApiProblem && error.problem.status < 500;

export const StatisticsScreen = () => {
  const { t } = useTranslation('statistics');
  usePageTitle(t('title'));
  const { data, error, refetch } = useStatistics({ view: 'charts' });
  const problemText = useProblemText();
  const now = useNow();
  const parts = data ? partsOfAnswer(data) : [];
  const part = partAt(parts.length, now);
  const shown = parts[part];
  const { from, through } = data?.period ?? {};
  return (
    <Briefing
      title={t('title')}
      said={from && through && t('period.counted', { from: dayText(from), through: dayText(through) })}
      part={part}
      parts={parts.length}
    >
      {error && (!data || isRefusal(error)) ? (
        // What was refused is not left standing; what was merely not reached is.
        <ErrorState text={problemText(error)} onRetry={() => void refetch()} />
      ) : !data ? (
        <Skeleton height="100%" animate={false} />
      ) : !shown ? (
        <EmptyState icon={IconChartBar} title={t('none.title')}>
          {t('none.help')}
        </EmptyState>
      ) : shown.kind === 'tiles' ? (
        <section className={classes.part} aria-label={t(`source.${shown.source}`)}>
          <h2 className={classes.source}>{t(`source.${shown.source}`)}</h2>
          <div className={classes.tiles}>
            {shown.shown.map((one) => (
              <Tile key={one.definition.id} {...one} />
            ))}
          </div>
        </section>
      ) : (
        <Months answer={data} {...shown.shown} />
      )}
    </Briefing>
  );
};

const Against = ({ definition, figure }: Shown) => {
  const { t, i18n } = useTranslation('statistics');
  const { target, difference } = figure;
  if (!target) return null;
  const met = isMet(figure, definition);
  return (
    <span className={classes.target}>
      {t('target', { target: valueText(target.value, definition.unit, t, i18n.language) })}
      {difference !== undefined && (
        <span className={classes.difference} data-tone={met === undefined ? 'neutral' : met ? 'green' : 'red'}>
          {met !== undefined && (met ? <IconCircleCheck size="1em" /> : <IconAlertTriangle size="1em" />)}
          {differenceText(difference, definition.unit, t, i18n.language)}
          {met !== undefined && <span className="visually-hidden">{t(met ? 'met' : 'unmet')}</span>}
        </span>
      )}
    </span>
  );
};

const Tile = ({ definition, figure }: Shown) => {
  const { t, i18n } = useTranslation('statistics');
  const text = (value: number | null) => valueText(value, definition.unit, t, i18n.language);
  return (
    <article className={classes.tile}>
      <h3 className={classes.name}>{definition.name[languageCode(i18n.language)]}</h3>
      <p className={classes.value}>{text(figure.value)}</p>
      <Against definition={definition} figure={figure} />
      <p className={classes.before}>{t('before', { value: text(figure.before) })}</p>
    </article>
  );
};

const Months = ({ answer, definition, figure }: Shown & { answer: StatisticsAnswer }) => {
  const { t, i18n } = useTranslation('statistics');
  const nameOf = useGroups(answer);
  const text = (value: number | null) => valueText(value, definition.unit, t, i18n.language);
  const rows = answer.byMonth
    .map(({ key, values }) => ({ name: nameOf('byMonth', key), value: values[definition.id] ?? null }))
    .filter(({ value }) => value !== null);
  const { target } = figure;
  return (
    <section className={classes.part}>
      <h2 className={classes.source}>{definition.name[languageCode(i18n.language)]}</h2>
      <p className={classes.months}>
        <b>{text(figure.value)}</b> <Against definition={definition} figure={figure} />
      </p>
      <div className={classes.chart} aria-hidden="true">
        <Suspense fallback={<Skeleton height="100%" animate={false} />}>
          <Chart
            rows={rows}
            over="time"
            text={text}
            target={target && { value: target.value, label: t('target', { target: text(target.value) }) }}
            fills
          />
        </Suspense>
      </div>
      <ul className="visually-hidden">
        {rows.map(({ name, value }) => (
          <li key={name}>
            {name}: {text(value)}
          </li>
        ))}
      </ul>
    </section>
  );
};
