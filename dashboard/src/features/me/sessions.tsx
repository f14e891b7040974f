/** Where this account is signed in; any of them can be ended from here. */

import type { MySessions } from '@giamsat/contract/wire/session';
import { Button, Skeleton } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { deviceText } from '../../core/device-text.ts';
import { momentText } from '../../core/format.ts';
import { useServices } from '../../hooks/services.ts';
import { useProblemText } from '../../hooks/use-problem-text.ts';
import { ErrorState } from '../../ui/empty-state.tsx';
import classes from './me.module.css';

export const Sessions = () => {
  const { t } = useTranslation('me');
  const { api } = useServices();
  const problemText = useProblemText();
  const sessions = useQuery({
    queryKey: ['me', 'sessions'],
    queryFn: ({ signal }) => api.get<MySessions>('/me/sessions', {}, signal),
  });
  const end = useMutation({
    mutationFn: (id: string) => api.delete(`/me/sessions/${id}`),
    onSuccess: () => {
      notifications.show({ message: t('sessions.ended') });
      void sessions.refetch();
    },
  });
  const error = sessions.error ?? end.error;
  return (
    <section className={classes.card}>
      <h2 className={classes.heading}>{t('sessions.title')}</h2>
      {error && <ErrorState compact text={problemText(error)} onRetry={() => void sessions.refetch()} />}
      {!sessions.data && !error && <Skeleton height={64} />}
      <ul className={classes.list}>
        {sessions.data?.sessions.map((one) => (
          <li key={one.id} className={classes.item}>
            <div>
              <p className={classes.strong}>
                {deviceText(one.userAgent)}
                {one.current && <span className={classes.here}>{t('sessions.current')}</span>}
              </p>
              <p className={classes.quiet}>
                {t('sessions.since', { time: momentText(one.createdAt) })} ·{' '}
                {t('sessions.seen', { time: momentText(one.lastSeenAt) })} · {one.address}
              </p>
            </div>
            {!one.current && (
              <Button
                variant="light"
                loading={end.isPending && end.variables === one.id}
                onClick={() => end.mutate(one.id)}
              >
                {t('sessions.end')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
};
