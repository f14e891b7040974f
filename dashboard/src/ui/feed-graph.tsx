/** A quarter of an hour of one camera: a strip of bands and two graphs, or the same as a table. */
import type { FeedHistory } from '@giamsat/contract/wire/system';
import { SegmentedControl, Skeleton } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { clockText, numberText } from '../core/format.ts';
import { minutesOf, pointsOf, stretchesOf } from '../core/health-minutes.ts';
import { languageCode } from '../i18n/language.ts';
import { useAilmentsText } from './ailments-text.ts';
import { BandBadge, toneOfBand } from './band-badge.tsx';
import { EmptyState } from './empty-state.tsx';
import classes from './health.module.css';

// The charts are fetched when the first of them is drawn.
const HealthChart = lazy(() => import('./health-chart.tsx').then((m) => ({ default: m.HealthChart })));

const VIEWS = ['charts', 'table'] as const;

export const FeedGraph = ({ history, name }: { history: FeedHistory; name: string }) => {
  const { t, i18n } = useTranslation('system');
  const [view, setView] = useState<(typeof VIEWS)[number]>('charts');
  const language = languageCode(i18n.language);
  const [since, through] = [Date.parse(history.since), Date.parse(history.through)];
  const span = { from: clockText(since), to: clockText(through) };
  const points = pointsOf(history);
  return (
    <figure className={classes.graph}>
      <figcaption className={classes.caption}>
        <span>{t('graph.of', { name, ...span })}</span>
        <SegmentedControl
          size="xs"
          aria-label={t('graph.view')}
          value={view}
          onChange={(next) => setView(VIEWS.find((one) => one === next) ?? 'charts')}
          data={VIEWS.map((one) => ({ value: one, label: t(`graph.${one}`) }))}
        />
      </figcaption>
      {history.samples.length === 0 ? (
        <EmptyState compact title={t('graph.none')} />
      ) : (
        <>
          {view === 'charts' && (
            <div aria-hidden="true">
              <div className={classes.strip}>
                {stretchesOf(history).map(({ from, to, band }) => (
                  <span
                    key={from}
                    data-tone={toneOfBand(band)}
                    data-band={band}
                    style={{
                      left: `${((from - since) / (through - since)) * 100}%`,
                      width: `${((Math.min(to, through) - from) / (through - since)) * 100}%`,
                    }}
                  />
                ))}
              </div>
              <Suspense fallback={<Skeleton height={300} />}>
                <p className={classes.axis}>{t('graph.delay')}</p>
                <HealthChart
                  of="delayS"
                  {...{ points, since, through }}
                  text={(value) => t('seconds', { seconds: numberText(value, language) })}
                />
                <p className={classes.axis}>{t('graph.kbps')}</p>
                <HealthChart
                  of="kbps"
                  {...{ points, since, through }}
                  text={(value) => numberText(Math.round(value), language)}
                />
              </Suspense>
            </div>
          )}
          <div className={view === 'charts' ? 'visually-hidden' : classes.scroll}>
            <MinutesTable history={history} />
          </div>
        </>
      )}
    </figure>
  );
};

/** Newest first. */
const MinutesTable = ({ history }: { history: FeedHistory }) => {
  const { t, i18n } = useTranslation('system');
  const ailmentsText = useAilmentsText();
  const language = languageCode(i18n.language);
  const seconds = (ms: number | undefined) =>
    ms === undefined ? '–' : t('seconds', { seconds: numberText(ms / 1000, language) });
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          {(['minute', 'band', 'delay', 'lost', 'kbps', 'viewing'] as const).map((head) => (
            <th key={head} scope="col">
              {t(`head.${head}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {minutesOf(history)
          .reverse()
          .map(({ at, band, ailments, delayMs, lostMs, kbps, viewing }) => (
            <tr key={at}>
              <th scope="row">{clockText(at)}</th>
              <td>
                <BandBadge band={band} /> {ailmentsText(ailments)}
              </td>
              <td>{seconds(delayMs)}</td>
              <td>{seconds(lostMs)}</td>
              <td>{kbps === undefined ? '–' : numberText(Math.round(kbps), language)}</td>
              <td>{viewing ? t('stalled', viewing) : '–'}</td>
            </tr>
          ))}
      </tbody>
    </table>
  );
};
