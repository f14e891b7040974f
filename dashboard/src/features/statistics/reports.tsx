/** Monthly reports: made here, kept as they were made, taken as PDF or XLSX. */
import type { StatisticsAnswer, StatisticsReport, StatisticsReports } from '@giamsat/contract/wire/statistics';
import { Button, Select, Skeleton, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconFileText } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dayOf, momentText } from '../../core/format.ts';
import { saveFile } from '../../core/save-file.ts';
import { useServices } from '../../hooks/services.ts';
import { useViewer } from '../../hooks/session.ts';
import { usePlace } from '../../hooks/use-place.ts';
import { useProblemText } from '../../hooks/use-problem-text.ts';
import { EmptyState, ErrorState } from '../../ui/empty-state.tsx';
import book from './case-book.module.css';
import classes from './statistics.module.css';
import { monthText } from './use-groups.ts';
import { useStatistics } from './use-statistics.ts';

const KINDS = ['pdf', 'xlsx'] as const;

export const Reports = () => {
  const { t } = useTranslation('statistics');
  const { api } = useServices();
  const problemText = useProblemText();
  const courts = useStatistics({ view: 'charts' }).data?.courts ?? [];
  const { data, error, refetch } = useQuery({
    queryKey: ['statistics', 'reports'],
    queryFn: ({ signal }) => api.get<StatisticsReports>('/statistics/reports', {}, signal),
  });
  return (
    <>
      <header className={classes.head}>
        <h1 className={classes.title}>{t('reports.title')}</h1>
      </header>
      <p className={classes.said}>{t('reports.what')}</p>
      <Make courts={courts} />
      {error && !data && <ErrorState text={problemText(error)} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton height={200} />}
      {data?.reports.length === 0 && <EmptyState icon={IconFileText} title={t('reports.none.title')} />}
      {data && data.reports.length > 0 && (
        <div className={book.frame}>
          <table className={book.book}>
            <thead>
              <tr>
                <th scope="col">{t('reports.month')}</th>
                <th scope="col">{t('reports.by')}</th>
                <th scope="col">{t('reports.take')}</th>
              </tr>
            </thead>
            <tbody>
              {data.reports.map((report) => (
                <Row key={report.id} report={report} courts={courts} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
};

type Courts = StatisticsAnswer['courts'];

const Row = ({ report, courts }: { report: StatisticsReport; courts: Courts }) => {
  const { t } = useTranslation('statistics');
  const { api } = useServices();
  const at = usePlace();
  const problemText = useProblemText();
  const { id, month, court, edition } = report;
  const name =
    court === undefined ? t('reports.province') : at.court(courts.find(({ code }) => code === court)?.short ?? court);
  const take = (kind: (typeof KINDS)[number]) =>
    api
      .file(`/statistics/reports/${id}/report.${kind}`)
      .then((file) => saveFile(file, `bao-cao-${month}-${court ?? 'tinh'}-${edition}.${kind}`))
      .catch((failed: unknown) => notifications.show({ color: 'lacquer', message: problemText(failed) }));
  return (
    <tr>
      <th scope="row">
        {monthText(month)}
        <small>{t('reports.edition', { name, edition })}</small>
      </th>
      <td data-head={t('reports.by')}>{t('book.said', { by: report.by, at: momentText(report.at) })}</td>
      <td>
        <div className={classes.months}>
          {KINDS.map((kind) => (
            <Button key={kind} size="sm" variant="light" onClick={() => void take(kind)}>
              {kind.toUpperCase()}
            </Button>
          ))}
        </div>
      </td>
    </tr>
  );
};

const PROVINCE = '/';

const Make = ({ courts }: { courts: Courts }) => {
  const { t } = useTranslation('statistics');
  const { api, clock } = useServices();
  const at = usePlace();
  const queries = useQueryClient();
  const problemText = useProblemText();
  const { role, court: own } = useViewer();
  const wide = role === 'province_chief_judge';
  const newest = dayOf(clock.now()).slice(0, 7);
  const [month, setMonth] = useState(newest);
  const [court, setCourt] = useState(wide ? PROVINCE : (own ?? PROVINCE));
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      await api.post('/statistics/reports', { month, ...(court === PROVINCE ? {} : { court }) });
      await queries.invalidateQueries({ queryKey: ['statistics', 'reports'] });
    } catch (failed) {
      notifications.show({ color: 'lacquer', message: problemText(failed) });
    } finally {
      setBusy(false);
    }
  };
  return (
    <form className={classes.filters} onSubmit={submit}>
      <TextInput
        type="month"
        required
        aria-label={t('reports.month')}
        value={month}
        max={newest}
        onChange={(event) => setMonth(event.currentTarget.value)}
      />
      {wide && (
        <Select
          aria-label={t('common:filter.court')}
          allowDeselect={false}
          value={court}
          onChange={(next) => setCourt(next ?? PROVINCE)}
          data={[
            { value: PROVINCE, label: t('reports.province') },
            ...courts.map(({ code, name }) => ({ value: code, label: at.court(name) })),
          ]}
        />
      )}
      <Button type="submit" loading={busy}>
        {t('reports.make')}
      </Button>
    </form>
  );
};
