/** "Xuất": the two ways to take a hearing away, in words, and what became of those that were asked for. */
import { Button, Radio, Select, Skeleton } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { clockSecondsText } from '../../core/format.ts';
import { useExportActions, useExports } from '../../hooks/use-exports.ts';
import { useProblemText } from '../../hooks/use-problem-text.ts';
import { ErrorState } from '../../ui/empty-state.tsx';
import { ExportList } from '../../ui/export-list.tsx';
import classes from './export-panel.module.css';
import type { PanelProps } from './panel.ts';

/** Milliseconds since the epoch. */
type Stretch = { from: number | undefined; to: number | undefined };

export const ExportPanel = ({ row, timeline, feed: shown, dateMs, may }: PanelProps) => {
  const { t } = useTranslation('exports');
  const problemText = useProblemText();
  const list = useExports();
  const { order, end, fetch, error: failed } = useExportActions();
  const [part, setPart] = useState(false);
  const [stretch, setStretch] = useState<Stretch>({ from: undefined, to: undefined });
  const [chosen, setChosen] = useState<string | null>(null);
  const feeds = timeline?.feeds ?? [];
  const feed = chosen ?? shown ?? feeds[0]?.feed;
  const { from, to } = part ? stretch : { from: undefined, to: undefined };
  const backwards = from !== undefined && to !== undefined && from >= to;

  const ask = (kind: 'certified' | 'picture') => {
    const query = new URLSearchParams();
    if (from !== undefined) query.set('from', new Date(from).toISOString());
    if (to !== undefined) query.set('to', new Date(to).toISOString());
    if (kind === 'picture' && feed) query.set('feed', feed);
    order.mutate(`/hearings/${row.id}/exports/${kind}?${query}`, {
      onSuccess: () => notifications.show({ message: t('ordered') }),
    });
  };
  const mark = (edge: keyof Stretch) => (
    <div className={classes.edge}>
      <span className={classes.name}>{t(edge)}</span>
      <span className={classes.time}>{stretch[edge] === undefined ? '–' : clockSecondsText(stretch[edge])}</span>
      <Button
        size="compact-md"
        variant="light"
        disabled={dateMs <= 0}
        onClick={() => setStretch((before) => ({ ...before, [edge]: Math.floor(dateMs) }))}
      >
        {t(`${edge}.here`)}
      </Button>
    </div>
  );
  const error = failed ?? list.error;
  const mine = list.data?.exports.filter(({ hearing }) => hearing === row.id) ?? [];
  return (
    <div className={classes.panel}>
      {error && <ErrorState compact text={problemText(error)} onRetry={() => void list.refetch()} />}
      {!list.data && !error && <Skeleton height={48} />}
      <ExportList
        here
        exports={mine}
        onEnd={end.mutate}
        onFetch={fetch.mutate}
        busy={fetch.isPending ? fetch.variables : undefined}
      />
      <Radio.Group label={t('stretch')} value={part ? 'part' : 'whole'} onChange={(value) => setPart(value === 'part')}>
        <div className={classes.choice}>
          <Radio value="whole" label={t('whole')} />
          <Radio value="part" label={t('part')} />
        </div>
      </Radio.Group>
      {part && (
        <>
          {mark('from')}
          {mark('to')}
          {backwards && (
            <p role="alert" className={classes.wrong}>
              {t('invalid.stretch')}
            </p>
          )}
        </>
      )}
      {may?.takeLog && (
        <section className={classes.way}>
          <h3 className={classes.title}>{t('certified.title')}</h3>
          <p>{t('certified.help')}</p>
          <Button loading={order.isPending} disabled={backwards} onClick={() => ask('certified')}>
            {t('certified.order')}
          </Button>
        </section>
      )}
      {may?.takeRecording && (
        <section className={classes.way}>
          <h3 className={classes.title}>{t('picture.title')}</h3>
          <p>{t('picture.help')}</p>
          {feeds.length > 1 && (
            <Select
              label={t('camera')}
              data={feeds.map((one) => ({ value: one.feed, label: one.feedName }))}
              value={feed ?? null}
              onChange={setChosen}
              allowDeselect={false}
            />
          )}
          <Button
            variant="light"
            loading={order.isPending}
            disabled={backwards || !feed}
            onClick={() => ask('picture')}
          >
            {t('picture.order')}
          </Button>
        </section>
      )}
      <p className={classes.quiet}>{t('recorded')}</p>
    </div>
  );
};
