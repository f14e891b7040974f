/** A camera in a line; opened, a quarter of an hour of it, and the quarters before. */
import { GRAPH_MS, type SystemAnswer } from '@giamsat/contract/wire/system';
import { Button, Skeleton } from '@mantine/core';
import { IconChevronDown, IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { numberText } from '../../core/format.ts';
import { useServices } from '../../hooks/services.ts';
import { useFeedHealth } from '../../hooks/use-feed-health.ts';
import { usePlace } from '../../hooks/use-place.ts';
import { useProblemText } from '../../hooks/use-problem-text.ts';
import { languageCode } from '../../i18n/language.ts';
import { ErrorState } from '../../ui/empty-state.tsx';
import { FeedGraph } from '../../ui/feed-graph.tsx';
import { Line } from './lines.tsx';
import classes from './system.module.css';

type Feed = SystemAnswer['courts'][number]['feeds'][number];
type Props = { feed: Feed; open: boolean; onOpen: (open: boolean) => void };

export const FeedLine = ({ feed, open, onOpen }: Props) => {
  const { t, i18n } = useTranslation('system');
  const place = usePlace();
  const language = languageCode(i18n.language);
  const name = `${place.room(feed.roomName)} · ${place.camera(feed.name)}`;
  const seconds = (ms: number) => t('seconds', { seconds: numberText(ms / 1000, language) });
  const { onAir, delayMs, kbps, fps, viewing } = feed;
  return (
    <li data-open={open || undefined}>
      <Line
        band={feed.band}
        ailments={feed.ailments}
        name={
          <button type="button" className={classes.open} aria-expanded={open} onClick={() => onOpen(!open)}>
            <strong>{name}</strong>
            <IconChevronDown size={17} aria-hidden="true" />
          </button>
        }
      >
        <span>{t(onAir ? 'onAir' : 'offAir')}</span>
        {delayMs !== undefined && <span>{t('delay', { time: seconds(delayMs) })}</span>}
        {kbps !== undefined && <span>{t('kbps', { kbps: numberText(kbps, language) })}</span>}
        {fps !== undefined && <span>{t('fps', { fps: numberText(fps, language) })}</span>}
        {viewing && (
          <span>
            {t('viewing')} {t('stalled', viewing)}
            {viewing.latencyMs !== undefined && `, ${t('behind', { time: seconds(viewing.latencyMs) })}`}
          </span>
        )}
      </Line>
      {open && <Details feed={feed.code} name={name} />}
    </li>
  );
};

const Details = ({ feed, name }: { feed: string; name: string }) => {
  const { t } = useTranslation('system');
  const { clock } = useServices();
  const problemText = useProblemText();
  const [through, setThrough] = useState<string>();
  const { data, error, refetch } = useFeedHealth(feed, through);
  const move = (by: number) => {
    const next = (through === undefined ? clock.now() : Date.parse(through)) + by * GRAPH_MS;
    setThrough(next >= clock.now() ? undefined : new Date(next).toISOString());
  };
  return (
    <div className={classes.details}>
      {error && !data && <ErrorState compact text={problemText(error)} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton height={340} />}
      {data && <FeedGraph history={data} name={name} />}
      <div className={classes.quarters}>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconChevronLeft size={16} aria-hidden="true" />}
          onClick={() => move(-1)}
        >
          {t('graph.before')}
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          disabled={through === undefined}
          rightSection={<IconChevronRight size={16} aria-hidden="true" />}
          onClick={() => move(1)}
        >
          {t('graph.after')}
        </Button>
        {through !== undefined && (
          <Button size="compact-sm" variant="subtle" onClick={() => setThrough(undefined)}>
            {t('graph.now')}
          </Button>
        )}
      </div>
    </div>
  );
};
