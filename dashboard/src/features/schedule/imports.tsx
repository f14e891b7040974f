/** Lists that were imported: by whom, what they did, and how to take that back. */
import { LIST_FOLDER, type ScheduleImport, type ScheduleImports } from '@giamsat/contract/wire/schedule';
import { Button, Modal, Skeleton, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconCalendarPlus } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dayText, momentText } from '../../core/format.ts';
import { useServices } from '../../hooks/services.ts';
import { useProblemText } from '../../hooks/use-problem-text.ts';
import { EmptyState, ErrorState } from '../../ui/empty-state.tsx';
import classes from './import.module.css';

export const Imports = () => {
  const { t } = useTranslation('schedule');
  const { api } = useServices();
  const problemText = useProblemText();
  const [taken, setTaken] = useState<ScheduleImport>();
  const { data, error, refetch } = useQuery({
    queryKey: ['schedule', 'imports'],
    queryFn: ({ signal }) => api.get<ScheduleImports>('/schedule/imports', {}, signal),
  });
  return (
    <section className={classes.imports}>
      <h2 className={classes.second}>{t('imports.title')}</h2>
      {error && !data && <ErrorState text={problemText(error)} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton height={120} />}
      {data?.imports.length === 0 && (
        <EmptyState compact icon={IconCalendarPlus} title={t('imports.none')}>
          {t('imports.noneHelp')}
        </EmptyState>
      )}
      <ul className={classes.list}>
        {data?.imports.map((one) => (
          <li key={one.id} className={classes.item}>
            <div>
              <b>{t('imports.days', { from: dayText(one.from), to: dayText(one.to) })}</b>
              <span>{t('imports.did', countsOf(one))}</span>
              <small>
                {one.by === LIST_FOLDER
                  ? t('imports.folder', { at: momentText(one.at) })
                  : t('imports.by', { by: one.by, at: momentText(one.at) })}
              </small>
              <small className={classes.digest}>SHA-256 {one.sha256}</small>
              {one.withdrawn && (
                <small>
                  {t('imports.withdrawn', {
                    by: one.withdrawn.by,
                    at: momentText(one.withdrawn.at),
                    reason: one.withdrawn.reason,
                  })}
                  {one.withdrawn.left > 0 && ` ${t('imports.left', { count: one.withdrawn.left })}`}
                </small>
              )}
            </div>
            {!one.withdrawn && (
              <Button variant="light" color="lacquer" onClick={() => setTaken(one)}>
                {t('withdraw.open')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {taken && <Withdraw import={taken} onClose={() => setTaken(undefined)} />}
    </section>
  );
};

const countsOf = ({ added, changed, cancelled }: ScheduleImport) => ({ added, changed, cancelled });

const Withdraw = ({ import: one, onClose }: { import: ScheduleImport; onClose: () => void }) => {
  const { t } = useTranslation('schedule');
  const { api } = useServices();
  const queries = useQueryClient();
  const problemText = useProblemText();
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      await api.post(`/schedule/imports/${one.id}/withdraw`, { reason: reason.trim() });
      await queries.invalidateQueries({ queryKey: ['schedule'] });
      onClose();
    } catch (failed) {
      notifications.show({ color: 'lacquer', message: problemText(failed) });
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={onClose} title={t('withdraw.title')}>
      <form className={classes.form} onSubmit={submit}>
        <p>{t('withdraw.what', countsOf(one))}</p>
        <TextInput
          required
          data-autofocus
          label={t('withdraw.reason')}
          maxLength={300}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <div className={classes.acts}>
          <Button type="submit" color="lacquer" loading={busy} disabled={reason.trim() === ''}>
            {t('withdraw.do')}
          </Button>
          <Button variant="default" onClick={onClose}>
            {t('common:action.cancel')}
          </Button>
        </div>
      </form>
    </Modal>
  );
};
