/** A court's case book: a month's figures by type and instance, who entered them, and how to correct them. */
import type { CaseBookMonth } from '@giamsat/contract/wire/statistics';
import { ActionIcon, Select, Skeleton, TextInput } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { useServices } from '../../hooks/services.ts';
import { usePlace } from '../../hooks/use-place.ts';
import { useProblemText } from '../../hooks/use-problem-text.ts';
import { EmptyState, ErrorState } from '../../ui/empty-state.tsx';
import { addMonths } from './address.ts';
import { CaseBookForm } from './case-book-form.tsx';
import { CaseBookTable } from './case-book-table.tsx';
import { type Cell, cellsOf } from './cells.ts';
import classes from './statistics.module.css';

export const CaseBook = () => {
  const { t } = useTranslation('statistics');
  const { api } = useServices();
  const [search, setSearch] = useSearchParams();
  const court = search.get('court') ?? undefined;
  const month = search.get('month') ?? undefined;
  const problemText = useProblemText();
  const [edited, setEdited] = useState<Cell>();
  const { data, error, refetch, isPlaceholderData } = useQuery({
    queryKey: ['case-book', court, month],
    queryFn: ({ signal }) => api.get<CaseBookMonth>('/case-book', { court, month }, signal),
    placeholderData: keepPreviousData,
  });
  const goTo = (next: { court?: string; month?: string }) => {
    const now = { ...(court === undefined ? {} : { court }), ...(month === undefined ? {} : { month }) };
    setSearch(new URLSearchParams({ ...now, ...next }), { replace: true });
  };
  const cells = data && cellsOf(data);
  return (
    <>
      <header className={classes.head}>
        <h1 className={classes.title}>{t('book.title')}</h1>
      </header>
      <p className={classes.said}>{t('book.what')}</p>
      {error && !data && <ErrorState text={problemText(error)} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton height={320} />}
      {data && cells && (
        <div className={classes.content} data-stale={isPlaceholderData || undefined}>
          <Chooser answer={data} onChange={goTo} />
          {cells.every(({ newest }) => !newest) && !data.enters && <EmptyState compact title={t('book.none')} />}
          {(data.enters || cells.some(({ newest }) => newest)) && (
            <CaseBookTable cells={cells} enters={data.enters} onEdit={setEdited} />
          )}
        </div>
      )}
      {edited && data && <CaseBookForm answer={data} cell={edited} onClose={() => setEdited(undefined)} />}
    </>
  );
};

type ChooserProps = { answer: CaseBookMonth; onChange: (next: { court?: string; month?: string }) => void };

const Chooser = ({ answer, onChange }: ChooserProps) => {
  const { t } = useTranslation('statistics');
  const at = usePlace();
  const { court, courts, month, newest } = answer;
  return (
    <div className={classes.filters}>
      {courts.length > 1 && (
        <Select
          aria-label={t('common:filter.court')}
          allowDeselect={false}
          searchable={courts.length > 8}
          value={court}
          onChange={(next) => next && onChange({ court: next })}
          data={courts.map((one) => ({ value: one.code, label: at.court(one.name) }))}
        />
      )}
      <div className={classes.months}>
        <ActionIcon
          variant="default"
          size={42}
          aria-label={t('book.previous')}
          onClick={() => onChange({ month: addMonths(month, -1) })}
        >
          <IconChevronLeft size={22} />
        </ActionIcon>
        <TextInput
          type="month"
          aria-label={t('book.month')}
          value={month}
          max={newest}
          onChange={({ currentTarget: { value } }) => value && value <= newest && onChange({ month: value })}
        />
        <ActionIcon
          variant="default"
          size={42}
          disabled={month >= newest}
          aria-label={t('book.next')}
          onClick={() => onChange({ month: addMonths(month, 1) })}
        >
          <IconChevronRight size={22} />
        </ActionIcon>
      </div>
    </div>
  );
};
