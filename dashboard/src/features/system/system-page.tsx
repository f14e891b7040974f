/** Courts' machines and cameras and the service's nodes, as they fare now: of no hearing. */
import { BANDS, type Band, type SystemAnswer } from '@giamsat/contract/wire/system';
import { Skeleton } from '@mantine/core';
import { IconServer } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { clockSecondsText } from '../../core/format.ts';
import { usePageTitle } from '../../hooks/use-page-title.ts';
import { usePlace } from '../../hooks/use-place.ts';
import { useProblemText } from '../../hooks/use-problem-text.ts';
import { BandBadge } from '../../ui/band-badge.tsx';
import { EmptyState, ErrorState } from '../../ui/empty-state.tsx';
import { FeedLine } from './feed-line.tsx';
import { MachineLine, NodeLine } from './lines.tsx';
import classes from './system.module.css';
import { useSystem } from './use-system.ts';

export const SystemPage = () => {
  const { t } = useTranslation('system');
  usePageTitle(t('title'));
  const problemText = useProblemText();
  const { data, error, refetch } = useSystem();
  return (
    <div className={classes.page}>
      <h1 className={classes.title}>{t('title')}</h1>
      {error && !data && <ErrorState text={problemText(error)} onRetry={() => void refetch()} />}
      {!data && !error && (
        <div aria-busy="true">
          <Skeleton height={60} />
          <Skeleton height={240} mt="sm" />
        </div>
      )}
      {data && (
        <>
          <p className={classes.at} role={error ? 'alert' : undefined}>
            {t(error ? 'stale' : 'at', { time: clockSecondsText(data.now) })}
          </p>
          <Counts answer={data} />
          <Courts answer={data} />
          <section aria-labelledby="nodes">
            <h2 id="nodes">{t('nodes')}</h2>
            <ul className={classes.list}>
              {data.nodes.map((node) => (
                <NodeLine key={node.node} node={node} now={data.now} />
              ))}
            </ul>
          </section>
        </>
      )}
    </div>
  );
};

/** How many cameras of each band there are, the worst first. */
const Counts = ({ answer }: { answer: SystemAnswer }) => {
  const { t } = useTranslation('system');
  const feeds = answer.courts.flatMap((court) => court.feeds);
  const bands: (Band | undefined)[] = [...BANDS].reverse();
  const counts = [...bands, undefined].map((band) => ({
    band,
    count: feeds.filter((one) => one.band === band).length,
  }));
  return (
    <p className={classes.counts}>
      <span>{t('feeds')}</span>
      {counts
        .filter(({ count }) => count > 0)
        .map(({ band, count }) => (
          <BandBadge key={band ?? 'unknown'} band={band} count={count} />
        ))}
    </p>
  );
};

const Courts = ({ answer: { courts, now } }: { answer: SystemAnswer }) => {
  const { t } = useTranslation('system');
  const place = usePlace();
  const [search, setSearch] = useSearchParams();
  const open = search.get('feed');
  if (courts.length === 0) {
    return (
      <EmptyState icon={IconServer} title={t('none')}>
        {t('noneHelp')}
      </EmptyState>
    );
  }
  return courts.map(({ code, name, machines, feeds }) => (
    <section key={code} aria-labelledby={`court-${code}`}>
      <h2 id={`court-${code}`}>{place.court(name)}</h2>
      <ul className={classes.list}>
        {machines.map((machine) => (
          <MachineLine key={machine.code} machine={machine} now={now} />
        ))}
        {feeds.map((feed) => (
          <FeedLine
            key={feed.code}
            feed={feed}
            open={feed.code === open}
            onOpen={(wanted) => setSearch(wanted ? { feed: feed.code } : {}, { replace: true })}
          />
        ))}
      </ul>
    </section>
  ));
};
