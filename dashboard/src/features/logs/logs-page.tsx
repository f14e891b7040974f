/** The session logs of all courts that one may read: words and filters, what was found, and the way to each moment. */
import { Loader, Skeleton } from '@mantine/core';
import { IconNotebook, IconSearchOff } from '@tabler/icons-react';
import { useCallback, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate } from 'react-router';
import { useStoreSnapshot } from '../../hooks/use-hearings.ts';
import { useKeys } from '../../hooks/use-keys.ts';
import { usePageTitle } from '../../hooks/use-page-title.ts';
import { useProblemText } from '../../hooks/use-problem-text.ts';
import { EmptyState, ErrorState } from '../../ui/empty-state.tsx';
import { hashOf, isEmpty, wantedOf } from './address.ts';
import { FilterBar } from './filter-bar.tsx';
import { Hits } from './hits.tsx';
import classes from './logs.module.css';
import { rowsOf } from './rows.ts';
import { SearchBox } from './search-box.tsx';
import { useHits } from './use-search.ts';

export const LogsPage = () => {
  const { t } = useTranslation('logs');
  usePageTitle(t('title'));
  const { hash } = useLocation();
  const navigate = useNavigate();
  const wanted = useMemo(() => wantedOf(hash), [hash]);
  const look = (next: Parameters<typeof hashOf>[0]) => navigate({ hash: hashOf({ ...wanted, ...next }) });
  const box = useRef<HTMLInputElement>(null);
  const enter = useRef(() => {});
  const toBox = useCallback(() => box.current?.focus(), []);
  useKeys({ '/': toBox });
  return (
    <div className={classes.page}>
      <h1 className={classes.title}>{t('title')}</h1>
      <SearchBox box={box} q={wanted.q ?? ''} onSearch={(q) => look({ q })} onDown={() => enter.current()} />
      <FilterBar key={wanted.person ?? ''} wanted={wanted} onChange={look} />
      {isEmpty(wanted) ? (
        <EmptyState icon={IconNotebook} title={t('begin.title')}>
          <p>{t('begin.help')}</p>
          <p>{t('begin.keys')}</p>
        </EmptyState>
      ) : (
        <Results wanted={wanted} enter={enter} toBox={toBox} />
      )}
    </div>
  );
};

type ResultsProps = { wanted: ReturnType<typeof wantedOf>; enter: { current: () => void }; toBox: () => void };

const Results = ({ wanted, enter, toBox }: ResultsProps) => {
  const { t } = useTranslation('logs');
  const problemText = useProblemText();
  const { data, error, refetch, isPlaceholderData, hasNextPage, fetchNextPage, isFetchingNextPage } = useHits(wanted);
  const { hearings } = useStoreSnapshot();
  // A hearing whose doors were closed since is gone from here, too.
  const rows = useMemo(
    () => rowsOf(data?.pages ?? []).filter(({ hearing }) => hearings.get(hearing.id)?.form !== 'masked'),
    [data, hearings],
  );
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  if (error && !data) return <ErrorState text={problemText(error)} onRetry={() => void refetch()} />;
  if (!data) return <Waiting />;
  if (rows.length === 0) {
    const understood = data.pages[0]?.understood !== false;
    return (
      <EmptyState icon={IconSearchOff} title={t(understood ? 'none.title' : 'none.nothing')}>
        {t('none.help')}
      </EmptyState>
    );
  }
  const lines = rows.filter(({ kind }) => kind === 'hit').length;
  return (
    <div className={classes.results} data-stale={isPlaceholderData || undefined}>
      <p className={classes.count} role="status">
        {t(hasNextPage ? 'hits.countMore' : 'hits.count', { count: lines })}
        {isFetchingNextPage && <Loader size={16} aria-label={t('hits.more')} />}
      </p>
      <Hits rows={rows} enter={enter} onTop={toBox} onEnd={onEnd} />
      {error && (
        <p role="alert" className={classes.broken}>
          {problemText(error)}
        </p>
      )}
      <p className={classes.foot}>{t('common:log.disclaimer')}</p>
    </div>
  );
};

const Waiting = () => (
  <div className={classes.results} aria-busy="true">
    <Skeleton height={20} width={160} />
    <Skeleton height={72} mt="md" />
    <Skeleton height={54} mt="xs" />
    <Skeleton height={54} mt="xs" />
  </div>
);
