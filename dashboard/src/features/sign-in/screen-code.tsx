/** For a meeting room's screen: a code that an entitled person confirms on their own device; then this page becomes the wall. */

import type { ScreenCode as Answer, ScreenWaiting } from '@giamsat/contract/wire/screens';
import type { SessionAnswer } from '@giamsat/contract/wire/session';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { clockText } from '../../core/format.ts';
import { ApiProblem } from '../../core/problem.ts';
import { useServices } from '../../hooks/services.ts';
import { useSession } from '../../hooks/session.ts';
import { useProblemText } from '../../hooks/use-problem-text.ts';
import { ErrorState } from '../../ui/empty-state.tsx';
import classes from './sign-in.module.css';

const ASK_MS = 3000;

export const ScreenCode = ({ onBack }: { onBack: () => void }) => {
  const { t } = useTranslation('sign-in');
  const { api } = useServices();
  const { enter } = useSession();
  const problemText = useProblemText();
  const shown = useQuery({
    queryKey: ['screen-code'],
    queryFn: () => api.post<Answer>('/screen-requests'),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  });
  const code = shown.data?.code;
  const confirmed = useQuery({
    queryKey: ['screen-code', code],
    queryFn: () => api.post<SessionAnswer | ScreenWaiting>('/session/screen'),
    enabled: code !== undefined,
    refetchInterval: ASK_MS,
    // A room's screen waits whether or not anybody looks at it.
    refetchIntervalInBackground: true,
    gcTime: 0,
    retry: false,
  });
  const { data: answer, error } = confirmed;
  useEffect(() => {
    if (answer && 'now' in answer) enter(answer);
  }, [answer, enter]);
  // The code has run out: the next one, without a hand on the keyboard.
  const expired = error instanceof ApiProblem && error.code === 'not-found';
  const { refetch } = shown;
  useEffect(() => {
    if (expired) void refetch();
  }, [expired, refetch]);
  return (
    <section className={classes.screen}>
      <h1 className={classes.title}>{t('screen.title')}</h1>
      {shown.error && <ErrorState compact text={problemText(shown.error)} onRetry={() => void refetch()} />}
      {error && !expired && <ErrorState compact text={problemText(error)} onRetry={() => void confirmed.refetch()} />}
      <p className={classes.code} aria-live="polite">
        {code ?? '····-····'}
      </p>
      <p>{t('screen.how')}</p>
      {shown.data && <p className={classes.quiet}>{t('screen.until', { time: clockText(shown.data.expiresAt) })}</p>}
      <Button variant="subtle" onClick={onBack}>
        {t('screen.back')}
      </Button>
    </section>
  );
};
