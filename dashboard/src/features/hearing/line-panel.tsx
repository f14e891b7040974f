/** How the camera that is shown fared in the quarter of an hour before the moment that is shown; for who may see it of the court's machines. */
import { Skeleton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useServices } from '../../hooks/services.ts';
import { useFeedHealth } from '../../hooks/use-feed-health.ts';
import { usePlace } from '../../hooks/use-place.ts';
import { useProblemText } from '../../hooks/use-problem-text.ts';
import { EmptyState, ErrorState } from '../../ui/empty-state.tsx';
import { FeedGraph } from '../../ui/feed-graph.tsx';
import type { PanelProps } from './panel.ts';
import classes from './people-panel.module.css';

/** Live is a little behind. */
const LIVE_MS = 60_000;
/** So that it is not asked anew with every second that is played. */
const BY_MS = 5 * 60_000;

export const LinePanel = ({ feed, timeline, dateMs }: PanelProps) => {
  const { t } = useTranslation('system');
  if (feed === undefined) return <EmptyState compact title={t('graph.none')} />;
  const name = timeline?.feeds.find((one) => one.feed === feed)?.feedName ?? feed;
  return <Graph feed={feed} name={name} dateMs={dateMs} />;
};

const Graph = ({ feed, name, dateMs }: { feed: string; name: string; dateMs: number }) => {
  const { clock } = useServices();
  const place = usePlace();
  const problemText = useProblemText();
  const isLive = clock.now() - dateMs < LIVE_MS;
  const through = isLive ? undefined : new Date(Math.ceil(dateMs / BY_MS) * BY_MS).toISOString();
  const { data, error, refetch } = useFeedHealth(feed, through);
  if (error && !data) return <ErrorState compact text={problemText(error)} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton m="md" height={340} />;
  return (
    <div className={classes.people}>
      <FeedGraph history={data} name={place.camera(name)} />
    </div>
  );
};
