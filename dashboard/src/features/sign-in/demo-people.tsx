/** The people of the demo, one click each; outside of a demo the service has no such list. */

import type { DemoPeople as People, SessionAnswer } from '@giamsat/contract/wire/session';
import { UnstyledButton } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useServices } from '../../hooks/services.ts';
import { useSession } from '../../hooks/session.ts';
import { useProblemText } from '../../hooks/use-problem-text.ts';
import { ErrorState } from '../../ui/empty-state.tsx';
import classes from './sign-in.module.css';

export const DemoPeople = () => {
  const { t, i18n } = useTranslation('signIn');
  const { api } = useServices();
  const { enter } = useSession();
  const problemText = useProblemText();
  const people = useQuery({
    queryKey: ['demo-people'],
    queryFn: ({ signal }) => api.get<People>('/demo/people', {}, signal),
  });
  const signIn = useMutation({
    mutationFn: (login: string) => api.post<SessionAnswer>('/demo/sign-in', { login }),
    onSuccess: enter,
  });
  const error = people.error ?? signIn.error;
  return (
    <section className={classes.demo}>
      <h2 className={classes.demoTitle}>{t('demo.title')}</h2>
      {error && <ErrorState compact text={problemText(error)} onRetry={() => void people.refetch()} />}
      <ul className={classes.people}>
        {people.data?.people.map((person) => {
          const { organisation } = person;
          const place = (i18n.language === 'en' && organisation.nameEn) || organisation.name;
          return (
            <li key={person.login}>
              <UnstyledButton
                className={classes.person}
                disabled={signIn.isPending}
                aria-label={t('demo.as', { name: person.displayName })}
                onClick={() => signIn.mutate(person.login)}
              >
                <span className={classes.personName}>{person.displayName}</span>
                <span className={classes.personRole}>{t(`common:role.${person.role}`)}</span>
                <span className={classes.personPlace}>{person.courtName ?? place}</span>
              </UnstyledButton>
            </li>
          );
        })}
      </ul>
    </section>
  );
};
