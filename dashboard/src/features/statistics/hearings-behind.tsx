/** The very hearings behind a figure, each with the way to it. */
import type { StatisticsHearings } from '@giamsat/contract/wire/statistics';
import { Button, Skeleton } from '@mantine/core';
import { IconList } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { dayText } from '../../core/format.ts';
import { stageLook } from '../../core/stage-view.ts';
import { useServices } from '../../hooks/services.ts';
import { useViewer } from '../../hooks/session.ts';
import { useStoreSnapshot } from '../../hooks/use-hearings.ts';
import { usePlace } from '../../hooks/use-place.ts';
import { useProblemText } from '../../hooks/use-problem-text.ts';
import { EmptyState, ErrorState } from '../../ui/empty-state.tsx';
import { StageBadge } from '../../ui/stage-badge.tsx';
import type { Wanted } from './address.ts';
import classes from './statistics.module.css';
import { filterOf } from './use-statistics.ts';

type Props = { figure: string; wanted: Wanted };

export const HearingsBehind = (props: Props) => {
  const { t } = useTranslation('statistics');
  const { hearings } = useViewer().permissions;
  const [opened, setOpened] = useState(false);
  // Who sees no hearings is told figures alone.
  if (!hearings) return null;
  return opened ? (
    <List {...props} />
  ) : (
    <Button variant="light" leftSection={<IconList size={18} />} onClick={() => setOpened(true)}>
      {t('behind.open')}
    </Button>
  );
};

const List = ({ figure, wanted }: Props) => {
  const { t } = useTranslation('statistics');
  const { api } = useServices();
  const at = usePlace();
  const problemText = useProblemText();
  const store = useStoreSnapshot();
  const filter = filterOf(wanted);
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['statistics', 'hearings', figure, filter],
    queryFn: ({ pageParam, signal }) =>
      api.get<StatisticsHearings>('/statistics/hearings', { figure, ...filter, after: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next,
  });
  if (error && !data) return <ErrorState compact text={problemText(error)} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton height={160} />;
  // A hearing whose doors were closed since is gone from here, too.
  const rows = data.pages
    .flatMap(({ hearings }) => hearings)
    .filter(({ id }) => store.hearings.get(id)?.form !== 'masked');
  if (rows.length === 0) return <EmptyState compact title={t('behind.none')} />;
  return (
    <div className={classes.behind}>
      <h3>{t('behind.title')}</h3>
      <ul className={classes.list}>
        {rows.map((row) => (
          <li key={row.id}>
            <Link to={`/hearings/${row.id}`} className={classes.item}>
              <time dateTime={row.day}>{dayText(row.day)}</time>
              <span className={classes.case}>
                {row.title ?? t('common:hearing.untitled')}
                <small>
                  {at.at(row.courtShort, row.roomName)}
                  {row.caseNumber && ` · ${row.caseNumber}`}
                </small>
              </span>
              <StageBadge view={stageLook(row.stage)} size="sm" />
            </Link>
          </li>
        ))}
      </ul>
      {hasNextPage && (
        <Button variant="light" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('common:action.more')}
        </Button>
      )}
    </div>
  );
};
