/** Who watched this hearing, on what authorisation; for the court and the auditor, names only after closing. */

import type { Looks } from '@giamsat/contract/wire/session';
import { Button, Skeleton } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { clockText, momentText } from '../../core/format.ts';
import { useServices } from '../../hooks/services.ts';
import { useNow } from '../../hooks/use-now.ts';
import { useProblemText } from '../../hooks/use-problem-text.ts';
import { EmptyState, ErrorState } from '../../ui/empty-state.tsx';
import { LooksTimeline } from '../../ui/looks-timeline.tsx';
import type { PanelProps } from './panel.ts';
import classes from './people-panel.module.css';

export const LooksPanel = ({ row: { id: hearing } }: PanelProps) => {
  const { t } = useTranslation('hearing');
  const { api } = useServices();
  const problemText = useProblemText();
  const now = useNow(60_000);
  const looks = useInfiniteQuery({
    queryKey: ['looks', hearing],
    queryFn: ({ pageParam, signal }) =>
      api.get<Looks>(`/hearings/${hearing}/looks`, { limit: 50, before: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next,
  });
  if (looks.error) return <ErrorState compact text={problemText(looks.error)} onRetry={() => void looks.refetch()} />;
  if (!looks.data) return <Skeleton m="md" height={200} />;
  const all = looks.data.pages.flatMap((page) => page.looks);
  if (all.length === 0) return <EmptyState compact title={t('looks.none')} />;
  return (
    <div className={classes.people}>
      <h3 className={classes.title}>{t('audit:timeline.title')}</h3>
      <LooksTimeline looks={all} now={now} />
      <ul className={classes.list}>
        {all.map((look) => (
          <li key={look.id} className={classes.person}>
            <span className={classes.name}>{look.displayName}</span>
            <span className={classes.role}>
              {look.organisationName} · {look.authorisation ?? t('me:looks.office')}
            </span>
            <span className={classes.presence}>
              {t(`looks.${look.what}`)} {momentText(look.from)}
              {look.to ? `–${clockText(look.to)}` : ` · ${t('me:looks.lasting')}`}
            </span>
            {look.stretches?.map(({ from, to }) => (
              <span key={from} className={classes.role}>
                {t('audit:stretch', { from: momentText(from), to: clockText(to) })}
              </span>
            ))}
          </li>
        ))}
      </ul>
      {looks.hasNextPage && (
        <Button
          variant="light"
          fullWidth
          mt="sm"
          loading={looks.isFetchingNextPage}
          onClick={() => void looks.fetchNextPage()}
        >
          {t('common:action.more')}
        </Button>
      )}
    </div>
  );
};
