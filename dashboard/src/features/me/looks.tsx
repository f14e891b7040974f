/** Everything that this person looked at, newest first. */

import type { Looks as Answer, Look } from '@giamsat/contract/wire/session';
import { Button, Skeleton } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { clockText, dateText, dayText, momentText } from '../../core/format.ts';
import { useServices } from '../../hooks/services.ts';
import { useViewer } from '../../hooks/session.ts';
import { usePlace } from '../../hooks/use-place.ts';
import { useProblemText } from '../../hooks/use-problem-text.ts';
import { EmptyState, ErrorState } from '../../ui/empty-state.tsx';
import classes from './me.module.css';

export const Looks = () => {
  const { t } = useTranslation('me');
  const { api } = useServices();
  const problemText = useProblemText();
  const looks = useInfiniteQuery({
    queryKey: ['me', 'looks'],
    queryFn: ({ pageParam, signal }) => api.get<Answer>('/me/looks', { limit: 50, before: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next,
  });
  const all = looks.data?.pages.flatMap((page) => page.looks);
  return (
    <section className={classes.card}>
      <h2 className={classes.heading}>{t('looks.title')}</h2>
      <p className={classes.quiet}>{t('looks.help')}</p>
      {looks.error && <ErrorState compact text={problemText(looks.error)} onRetry={() => void looks.refetch()} />}
      {!all && !looks.error && <Skeleton height={240} mt="md" />}
      {all?.length === 0 && <EmptyState compact title={t('looks.none')} />}
      <ul className={classes.list}>
        {all?.map((look) => (
          <Item key={look.id} look={look} />
        ))}
      </ul>
      {looks.hasNextPage && (
        <Button variant="light" mt="sm" loading={looks.isFetchingNextPage} onClick={() => void looks.fetchNextPage()}>
          {t('common:action.more')}
        </Button>
      )}
    </section>
  );
};

const Item = ({ look }: { look: Look }) => {
  const { t } = useTranslation('me');
  const { permissions } = useViewer();
  const at = usePlace();
  const name =
    look.courtShort && look.day
      ? t('looks.of', { court: at.court(look.courtShort), day: dayText(look.day) })
      : look.hearing.slice(0, 8);
  return (
    <li className={classes.item}>
      <div>
        <p className={classes.strong}>
          {t(`looks.${look.what}`)} ·{' '}
          {permissions.hearings ? <Link to={`/hearings/${look.hearing}`}>{name}</Link> : name}
        </p>
        <p className={classes.quiet}>
          {t('looks.authorisation')}: {look.authorisation ?? t('looks.office')}
          {look.stretches?.map(({ from, to }) => (
            <span key={from}>
              {' · '}
              {t('audit:stretch', { from: momentText(from), to: clockText(to) })}
            </span>
          ))}
        </p>
      </div>
      <p className={classes.when}>
        {clockText(look.from)}
        {look.to ? `–${clockText(look.to)}` : ` · ${t('looks.lasting')}`}
        <br />
        <span className={classes.quiet}>{dateText(look.from)}</span>
      </p>
    </li>
  );
};
