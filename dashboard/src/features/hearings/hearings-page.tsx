/** Hearings of a day: first what a chief judge asks first, then the day on a time axis or as a table. */

import { ActionIcon, Button, SegmentedControl, Select, Skeleton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { IconCalendar, IconChevronLeft, IconChevronRight, IconPrinter } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { clashingOf } from '../../core/clashing.ts';
import { addDays, dayOf, dayText } from '../../core/format.ts';
import { saveFile } from '../../core/save-file.ts';
import { COUNT_GROUPS } from '../../core/stage-view.ts';
import { useServices } from '../../hooks/services.ts';
import { useDaysOff } from '../../hooks/use-days-off.ts';
import { useNow } from '../../hooks/use-now.ts';
import { usePageTitle } from '../../hooks/use-page-title.ts';
import { useProblemText } from '../../hooks/use-problem-text.ts';
import { useRegistry } from '../../hooks/use-registry.ts';
import { CaseTypeSelect, CourtSelect } from '../../ui/case-selects.tsx';
import { EmptyState, ErrorState } from '../../ui/empty-state.tsx';
import { DayAxis } from './day-axis.tsx';
import { DayMark } from './day-mark.tsx';
import { DayTable } from './day-table.tsx';
import { type Filters, filtersOf, matches, searchOf, VIEWS } from './filters.ts';
import { FirstOfAll } from './first-of-all.tsx';
import classes from './hearings.module.css';
import { useDay } from './use-day.ts';
import { WeekView } from './week-view.tsx';

export const HearingsPage = () => {
  const { t } = useTranslation('hearings');
  usePageTitle(t('title'));
  const [search, setSearch] = useSearchParams();
  // A time axis needs width.
  const narrow = useMediaQuery('(max-width: 760px)');
  const filters = filtersOf(search, narrow ? 'table' : 'axis');
  const now = useNow(15_000);
  const today = dayOf(now);
  const day = filters.day ?? today;
  const { rows, error, refetch, stale } = useDay(day);
  const problemText = useProblemText();
  const change = (next: Partial<Filters>) => setSearch(searchOf({ ...filters, ...next }), { replace: true });
  const days = useDaysOff(day, day);
  const week = filters.view === 'week';
  const step = week ? 7 : 1;
  const clashes = clashingOf(rows ?? []);
  const goTo = (next: string) => change({ day: next === today ? undefined : next });
  const shown = rows?.filter((row) => matches(row, filters));
  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <h1 className={classes.title}>{t('title')}</h1>
        <div className={classes.day}>
          <ActionIcon
            variant="default"
            size={42}
            aria-label={t(week ? 'week.previous' : 'day.previous')}
            title={t(week ? 'week.previous' : 'day.previous')}
            onClick={() => goTo(addDays(day, -step))}
          >
            <IconChevronLeft size={22} />
          </ActionIcon>
          <label className={classes.pick}>
            <IconCalendar size={20} aria-hidden="true" />
            <time dateTime={day}>{dayText(day)}</time>
            <input
              type="date"
              aria-label={t('day.choose')}
              value={day}
              onChange={(event) => event.currentTarget.value && goTo(event.currentTarget.value)}
              onClick={(event) => event.currentTarget.showPicker()}
            />
          </label>
          <ActionIcon
            variant="default"
            size={42}
            aria-label={t(week ? 'week.next' : 'day.next')}
            title={t(week ? 'week.next' : 'day.next')}
            onClick={() => goTo(addDays(day, step))}
          >
            <IconChevronRight size={22} />
          </ActionIcon>
          {day !== today && (
            <Button variant="light" onClick={() => goTo(today)}>
              {t('day.today')}
            </Button>
          )}
        </div>
        {!week && <DayMark day={day} days={days} />}
        {!week && rows && <span className={classes.count}>{t('count', { count: rows.length })}</span>}
      </header>
      {error && <ErrorState text={problemText(error)} onRetry={refetch} />}
      {week && (
        <div className={classes.content}>
          <FilterBar filters={filters} day={day} onChange={change} />
          <WeekView day={day} today={today} filters={filters} now={now} />
        </div>
      )}
      {!week && !rows && !error && <Waiting />}
      {!week && rows && shown && (
        <div className={classes.content} data-stale={stale || undefined}>
          {rows.length > 0 && <FirstOfAll rows={rows} clashes={clashes} now={now} />}
          <FilterBar filters={filters} day={day} onChange={change} />
          {rows.length === 0 ? (
            <EmptyState icon={IconCalendar} title={t('empty.title', { day: dayText(day) })}>
              {t('empty.help')}
            </EmptyState>
          ) : shown.length === 0 ? (
            <EmptyState compact title={t('empty.filtered')} />
          ) : filters.view === 'axis' ? (
            <DayAxis rows={shown} clashes={clashes} day={day} now={now} />
          ) : (
            <DayTable rows={shown} clashes={clashes} now={now} />
          )}
        </div>
      )}
    </div>
  );
};

type FilterBarProps = { filters: Filters; day: string; onChange: (next: Partial<Filters>) => void };

const FilterBar = ({ filters, day, onChange }: FilterBarProps) => {
  const { t } = useTranslation('hearings');
  const courts = useRegistry()?.courts ?? [];
  const filtered = filters.court || filters.type || filters.group;
  return (
    <div className={classes.filters}>
      <CourtSelect courts={courts} value={filters.court} onChange={(court) => onChange({ court })} />
      <CaseTypeSelect value={filters.type} onChange={(type) => onChange({ type })} />
      <Select
        aria-label={t('filter.group')}
        placeholder={t('filter.allGroups')}
        clearable
        value={filters.group ?? null}
        onChange={(group) => onChange({ group: COUNT_GROUPS.find((one) => one === group) })}
        data={COUNT_GROUPS.map((one) => ({ value: one, label: t(`stage:group.${one}`) }))}
      />
      {filtered && (
        <Button variant="subtle" onClick={() => onChange({ court: undefined, type: undefined, group: undefined })}>
          {t('filter.clear')}
        </Button>
      )}
      {filters.court && filters.view !== 'week' && <PrintButton court={filters.court} day={day} />}
      <SegmentedControl
        className={classes.views}
        aria-label={t('view.label')}
        value={filters.view}
        onChange={(view) => onChange({ view: VIEWS.find((one) => one === view) ?? 'axis' })}
        data={VIEWS.map((one) => ({ value: one, label: t(`view.${one}`) }))}
      />
    </div>
  );
};

const PrintButton = ({ court, day }: { court: string; day: string }) => {
  const { t } = useTranslation('hearings');
  const { api } = useServices();
  const problemText = useProblemText();
  const print = () =>
    api
      .file('/schedule/list.pdf', { court, day })
      .then((file) => saveFile(file, `lich-xet-xu-${court}-${day}.pdf`))
      .catch((failed: unknown) => notifications.show({ color: 'lacquer', message: problemText(failed) }));
  return (
    <Button variant="default" leftSection={<IconPrinter size={19} />} onClick={() => void print()}>
      {t('print')}
    </Button>
  );
};

const Waiting = () => (
  <div className={classes.content} aria-busy="true">
    <Skeleton height={92} />
    <Skeleton height={44} mt="md" />
    <Skeleton height={360} mt="md" />
  </div>
);
