/** Whose figures, of when and of what. */

import type { StatisticsAnswer } from '@giamsat/contract/wire/statistics';
import { Select, Switch, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dayOf } from '../../core/format.ts';
import { useServices } from '../../hooks/services.ts';
import { CaseTypeSelect, CourtSelect } from '../../ui/case-selects.tsx';
import { type Wanted, yearsBefore } from './address.ts';
import classes from './statistics.module.css';
import { monthText } from './use-groups.ts';

const OTHER = 'other';
/** As far back as a period may be chosen by one press. */
const YEARS = 5;
const USUAL_BEGIN = 10;

type Props = {
  answer: StatisticsAnswer | undefined;
  wanted: Wanted;
  onChange: (next: Partial<Wanted>) => void;
};

export const PeriodBar = ({ answer, wanted, onChange }: Props) => {
  const { t } = useTranslation('statistics');
  const { clock } = useServices();
  const years = yearsBefore(dayOf(clock.now()), answer?.yearBegins ?? USUAL_BEGIN, YEARS);
  const given = years.findIndex(({ from, to }) => from === wanted.from && to === wanted.to);
  const usual = wanted.from === undefined;
  const [own, setOwn] = useState(!usual && given < 0);
  const choose = (value: string | null) => {
    const year = years[Number(value)];
    setOwn(value === OTHER);
    if (year) onChange(value === '0' ? { from: undefined, to: undefined } : year);
  };
  const from = wanted.from ?? years[0]?.from ?? '';
  const to = wanted.to ?? years[0]?.to ?? '';
  return (
    <div className={classes.filters}>
      <Select
        className={classes.year}
        aria-label={t('period.label')}
        value={own ? OTHER : String(usual ? 0 : Math.max(given, 0))}
        allowDeselect={false}
        onChange={choose}
        data={[
          ...years.map((year, n) => ({
            value: String(n),
            label: t('period.year', { from: monthText(year.from), to: monthText(year.to) }),
          })),
          { value: OTHER, label: t('period.other') },
        ]}
      />
      {own && <Months key={`${from} ${to}`} from={from} to={to} onChange={onChange} />}
      <CourtSelect
        courts={answer?.courts ?? []}
        value={wanted.court}
        onChange={(court) => onChange({ court })}
        searchable={(answer?.courts.length ?? 0) > 8}
      />
      <CaseTypeSelect value={wanted.type} onChange={(type) => onChange({ type })} />
      <Select
        aria-label={t('instance.label')}
        placeholder={t('instance.all')}
        clearable
        value={wanted.instance ?? null}
        onChange={(instance) => onChange({ instance: instance === 'ST' || instance === 'PT' ? instance : undefined })}
        data={(['ST', 'PT'] as const).map((one) => ({ value: one, label: t(`common:instance.${one}`) }))}
      />
      {answer?.succeeded && (
        <Switch
          className={classes.apart}
          label={t('apart')}
          checked={wanted.successors === 'apart'}
          onChange={(event) => onChange({ successors: event.currentTarget.checked ? 'apart' : undefined })}
        />
      )}
    </div>
  );
};

/** Sent when both are right; until then what is shown stays. */
const Months = ({ from, to, onChange }: { from: string; to: string; onChange: Props['onChange'] }) => {
  const { t } = useTranslation('statistics');
  const [draft, setDraft] = useState({ from, to });
  const edit = (next: Partial<typeof draft>) => {
    const both = { ...draft, ...next };
    setDraft(both);
    if (both.from && both.to && both.from <= both.to && both.from >= '1990-01') onChange(both);
  };
  const wrong = draft.from > draft.to;
  return (
    <div className={classes.months}>
      <TextInput
        type="month"
        aria-label={t('period.from')}
        value={draft.from}
        max={draft.to}
        onChange={(event) => edit({ from: event.currentTarget.value })}
      />
      <span aria-hidden="true">–</span>
      <TextInput
        type="month"
        aria-label={t('period.to')}
        value={draft.to}
        min={draft.from}
        error={wrong ? t('period.wrong') : undefined}
        onChange={(event) => edit({ to: event.currentTarget.value })}
      />
    </div>
  );
};
