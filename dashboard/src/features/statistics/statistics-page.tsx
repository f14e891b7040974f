/** Figures beside their targets, and the case book out of which some of them come. */
import { Button, SegmentedControl, Skeleton } from '@mantine/core';
import { IconChartBar, IconDownload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Navigate, NavLink, Route, Routes, useSearchParams } from 'react-router';
import { dayText } from '../../core/format.ts';
import { saveFile } from '../../core/save-file.ts';
import { useViewer } from '../../hooks/session.ts';
import { usePageTitle } from '../../hooks/use-page-title.ts';
import { useProblemText } from '../../hooks/use-problem-text.ts';
import { EmptyState, ErrorState } from '../../ui/empty-state.tsx';
import { searchOf, VIEWS, type Wanted, wantedOf } from './address.ts';
import { CaseBook } from './case-book.tsx';
import { csvOf } from './csv.ts';
import { CHOSEN, FigureView } from './figure-view.tsx';
import { PeriodBar } from './period-bar.tsx';
import { Reports } from './reports.tsx';
import classes from './statistics.module.css';
import { shownOf, Tiles } from './tiles.tsx';
import { useGroups } from './use-groups.ts';
import { useStatistics } from './use-statistics.ts';

export const StatisticsPage = () => {
  const { t } = useTranslation('statistics');
  usePageTitle(t('title'));
  const { caseBook, reports } = useViewer().permissions;
  return (
    <div className={classes.page}>
      {(caseBook || reports) && (
        <nav className={classes.tabs} aria-label={t('tab.label')}>
          <NavLink to="/statistics" end className={classes.tab}>
            {t('tab.figures')}
          </NavLink>
          {caseBook && (
            <NavLink to="/statistics/case-book" className={classes.tab}>
              {t('tab.caseBook')}
            </NavLink>
          )}
          {reports && (
            <NavLink to="/statistics/reports" className={classes.tab}>
              {t('tab.reports')}
            </NavLink>
          )}
        </nav>
      )}
      <Routes>
        <Route index element={<Figures />} />
        {caseBook && <Route path="case-book" element={<CaseBook />} />}
        {reports && <Route path="reports" element={<Reports />} />}
        <Route path="*" element={<Navigate to="/statistics" replace />} />
      </Routes>
    </div>
  );
};

const Figures = () => {
  const { t, i18n } = useTranslation('statistics');
  const [search, setSearch] = useSearchParams();
  const wanted = wantedOf(search);
  const { data, error, refetch, isPlaceholderData } = useStatistics(wanted);
  const problemText = useProblemText();
  const nameOf = useGroups(data);
  const change = (next: Partial<Wanted>) => setSearch(searchOf({ ...wanted, ...next }), { replace: true });
  const shown = data && shownOf(data);
  const figure = shown?.find(({ id }) => id === wanted.figure) ?? shown?.[0];
  /** What a tile opens stands below the tiles. */
  const choose = (id: string) => {
    change({ figure: id });
    requestAnimationFrame(() => document.getElementById(CHOSEN)?.scrollIntoView({ block: 'start' }));
  };
  const keep = () => {
    if (!data) return;
    const { from, through } = data.period;
    saveFile(
      new Blob([csvOf(data, nameOf, t, i18n.language)], { type: 'text/csv' }),
      `thong-ke-${from}-${through}.csv`,
    );
  };
  return (
    <>
      <header className={classes.head}>
        <h1 className={classes.title}>{t('title')}</h1>
        {data && (
          <p className={classes.period}>
            {t('period.counted', { from: dayText(data.period.from), through: dayText(data.period.through) })}
          </p>
        )}
        <div className={classes.acts}>
          <SegmentedControl
            aria-label={t('view.label')}
            value={wanted.view}
            onChange={(view) => change({ view: VIEWS.find((one) => one === view) ?? 'charts' })}
            data={VIEWS.map((one) => ({ value: one, label: t(`view.${one}`) }))}
          />
          <Button variant="default" leftSection={<IconDownload size={18} />} disabled={!data} onClick={keep}>
            {t('export')}
          </Button>
        </div>
      </header>
      <PeriodBar answer={data} wanted={wanted} onChange={change} />
      {error && !data && <ErrorState text={problemText(error)} onRetry={() => void refetch()} />}
      {!data && !error && <Waiting />}
      {data && data.courts.length === 0 && (
        <EmptyState icon={IconChartBar} title={t('none.title')}>
          {t('none.help')}
        </EmptyState>
      )}
      {data && figure && data.courts.length > 0 && (
        <div className={classes.content} data-stale={isPlaceholderData || undefined}>
          {error && (
            <p role="alert" className={classes.broken}>
              {problemText(error)}
            </p>
          )}
          <Tiles answer={data} chosen={figure.id} nameOf={nameOf} onChoose={choose} />
          <FigureView key={figure.id} answer={data} definition={figure} wanted={wanted} nameOf={nameOf} />
        </div>
      )}
    </>
  );
};

const Waiting = () => (
  <div className={classes.content} aria-busy="true">
    <div className={classes.tiles}>
      {[1, 2, 3, 4].map((one) => (
        <Skeleton key={one} height={132} />
      ))}
    </div>
    <Skeleton height={320} />
  </div>
);
