/** The people of the demo, one click each; outside of a demo the service has no such list. */

import type { Role } from '@giamsat/contract/registry';
import type { DemoPeople as People, SessionAnswer } from '@giamsat/contract/wire/session';
import { UnstyledButton } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useServices } from '../../hooks/services.ts';
import { useSession } from '../../hooks/session.ts';
import { usePlace } from '../../hooks/use-place.ts';
import { useProblemText } from '../../hooks/use-problem-text.ts';
import { ErrorState } from '../../ui/empty-state.tsx';
import classes from './sign-in.module.css';

/** Those for whom the wall is made stand first. */
const GROUPS: readonly {
  key: 'oversight' | 'chiefs' | 'prosecutors' | 'judges' | 'clerks' | 'house';
  roles: readonly Role[];
}[] = [
  { key: 'oversight', roles: ['supervisor', 'screen'] },
  { key: 'chiefs', roles: ['province_chief_judge', 'court_chief_judge'] },
  { key: 'prosecutors', roles: ['prosecutor'] },
  { key: 'judges', roles: ['presiding_judge'] },
  { key: 'clerks', roles: ['clerk'] },
  { key: 'house', roles: ['administrator', 'court_administrator', 'auditor'] },
];

export const DemoPeople = () => {
  const { t, i18n } = useTranslation('sign-in');
  const { api } = useServices();
  const at = usePlace();
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
      {GROUPS.map(({ key, roles }) => {
        const own = roles.flatMap((role) => people.data?.people.filter((person) => person.role === role) ?? []);
        if (own.length === 0) return null;
        return (
          <div key={key}>
            <h3 className={classes.group}>{t(`demo.group.${key}`)}</h3>
            <ul className={classes.people}>
              {own.map((person) => {
                const { organisation } = person;
                const place = (i18n.language === 'en' && organisation.nameEn) || organisation.name;
                return (
                  <li key={person.login}>
                    <UnstyledButton
                      className={classes.person}
                      disabled={signIn.isPending}
                      title={t('demo.as', { name: person.displayName })}
                      onClick={() => signIn.mutate(person.login)}
                    >
                      <span className={classes.personName}>{person.displayName}</span>
                      <span className={classes.personPlace}>
                        {t(`common:role.${person.role}`)} · {person.courtName ? at.court(person.courtName) : place}
                      </span>
                    </UnstyledButton>
                  </li>
                );
              })}
            </ul>
          </div>
        );
      })}
    </section>
  );
};
