/** For offices that need a second factor: nothing else is open before it is set up. */

import type { SessionAnswer } from '@giamsat/contract/wire/session';
import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useServices } from '../../hooks/services.ts';
import { useSession, useViewer } from '../../hooks/session.ts';
import { usePageTitle } from '../../hooks/use-page-title.ts';
import { useProblemText } from '../../hooks/use-problem-text.ts';
import { ErrorState } from '../../ui/empty-state.tsx';
import { Enrolment } from './enrolment.tsx';
import classes from './me.module.css';

export const EnrolPage = () => {
  const { t } = useTranslation('me');
  usePageTitle(t('factor.title'));
  const { api } = useServices();
  const { enter, leave } = useSession();
  const { displayName } = useViewer();
  const problemText = useProblemText();
  const goOn = useMutation({ mutationFn: () => api.get<SessionAnswer>('/session'), onSuccess: enter });
  return (
    <main className={classes.enrol}>
      <h1 className={classes.title}>{t('factor.title')}</h1>
      <p className={classes.office}>{t('factor.must', { name: displayName })}</p>
      {goOn.error && <ErrorState compact text={problemText(goOn.error)} onRetry={() => goOn.mutate()} />}
      <section className={classes.card}>
        <Enrolment onDone={() => goOn.mutate()} />
      </section>
      <Button mt="md" variant="subtle" onClick={() => void leave()}>
        {t('common:account.signOut')}
      </Button>
    </main>
  );
};
