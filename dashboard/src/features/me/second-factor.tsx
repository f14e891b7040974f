/** My second factor: whether there is one, since when, how many recovery codes are left; set up, renewed, given up from here. */

import type { RecoveryCodes as Codes, MySecondFactor, SessionAnswer } from '@giamsat/contract/wire/session';
import { Button, Group, Skeleton } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { momentText } from '../../core/format.ts';
import { useServices } from '../../hooks/services.ts';
import { useSession } from '../../hooks/session.ts';
import { useProblemText } from '../../hooks/use-problem-text.ts';
import { ErrorState } from '../../ui/empty-state.tsx';
import { Enrolment, RecoveryCodes } from './enrolment.tsx';
import classes from './me.module.css';

export const SecondFactor = () => {
  const { t } = useTranslation('me');
  const { api } = useServices();
  const { enter } = useSession();
  const problemText = useProblemText();
  const [enrolling, setEnrolling] = useState(false);
  const mine = useQuery({
    queryKey: ['me', 'second-factor'],
    queryFn: ({ signal }) => api.get<MySecondFactor>('/me/second-factor', {}, signal),
  });
  const changed = async () => {
    setEnrolling(false);
    renew.reset();
    const [session] = await Promise.all([api.get<SessionAnswer>('/session'), mine.refetch()]);
    enter(session);
  };
  const renew = useMutation({ mutationFn: () => api.post<Codes>('/me/recovery-codes') });
  const remove = useMutation({
    mutationFn: () => api.delete('/me/second-factor'),
    onSuccess: () => {
      notifications.show({ message: t('factor.removed') });
      return changed();
    },
  });
  const error = mine.error ?? renew.error ?? remove.error;
  const { data } = mine;
  return (
    <section className={classes.card}>
      <h2 className={classes.heading}>{t('factor.title')}</h2>
      {error && <ErrorState compact text={problemText(error)} onRetry={() => void mine.refetch()} />}
      {!data && !error && <Skeleton height={64} />}
      {data && !enrolling && !renew.data && (
        <>
          <p className={classes.quiet}>
            {data.since
              ? `${t('factor.since', { time: momentText(data.since) })} ${t('factor.left', { count: data.recoveryCodesLeft })}`
              : t('factor.none')}
          </p>
          <Group mt="sm">
            <Button variant={data.since ? 'light' : 'filled'} onClick={() => setEnrolling(true)}>
              {t(data.since ? 'factor.change' : 'factor.set')}
            </Button>
            {data.since && (
              <Button variant="light" loading={renew.isPending} onClick={() => renew.mutate()}>
                {t('factor.renew')}
              </Button>
            )}
            {data.since && !data.required && (
              <Button variant="subtle" color="lacquer" loading={remove.isPending} onClick={() => remove.mutate()}>
                {t('factor.remove')}
              </Button>
            )}
          </Group>
        </>
      )}
      {enrolling && <Enrolment onDone={() => void changed()} />}
      {renew.data && <RecoveryCodes codes={renew.data.recoveryCodes} onDone={() => void changed()} />}
    </section>
  );
};
