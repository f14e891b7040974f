/** The whole hearing as one line: stages as bands, events as ticks, gaps hatched, locked stretches, and where the picture stands. */

import type { FullRow, Timeline } from '@giamsat/contract/wire/live';
import { useMediaQuery } from '@mantine/hooks';
import { IconLock } from '@tabler/icons-react';
import { type KeyboardEvent, memo, type PointerEvent, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { clockSecondsText, clockText, dateText, dayOf } from '../../core/format.ts';
import { stageLook } from '../../core/stage-view.ts';
import type { Mark } from '../../core/timeline/marks.ts';
import { daysOf, type Scale, type Stretch, scaleOf, ticksOf } from '../../core/timeline/scale.ts';
import { lastAt, sittingStretches, type Tracks } from '../../core/timeline/tracks.ts';
import classes from './timeline-bar.module.css';
import { TimelineHover } from './timeline-hover.tsx';

type Props = {
  row: FullRow;
  timeline: Timeline;
  tracks: Tracks;
  feed: string | undefined;
  marks: readonly Mark[];
  dateMs: number;
  /** Of another picture that stands beside the one that is moved here. */
  otherMs: number | undefined;
  /** The end of what lasts. */
  endMs: number;
  onSeek: (dateMs: number) => void;
};

const percent = (value: number): string => `${(value * 100).toFixed(3)}%`;
const box = (scale: Scale, { from, to }: Stretch) => {
  const left = scale.place(from);
  return { left: percent(left), width: percent(Math.max(0, scale.place(to) - left)) };
};
const wide = (scale: Scale, { from, to }: Stretch): boolean => scale.place(to) - scale.place(from) > 0.075;

export const TimelineBar = ({ row, timeline, tracks, feed, marks, dateMs, otherMs, endMs, onSeek }: Props) => {
  const { t } = useTranslation('hearing');
  const bar = useRef<HTMLDivElement>(null);
  const [hover, setHover] = useState<number>();
  const narrow = useMediaQuery('(max-width: 760px)');
  const scale = useMemo(() => scaleOf(sittingStretches(timeline, endMs)), [timeline, endMs]);
  const { caseType } = row.state;
  if (!scale) return <p className={classes.none}>{t('timeline.none')}</p>;
  const placeOf = (event: PointerEvent): number => {
    const rect = bar.current?.getBoundingClientRect();
    return rect ? Math.min(1, Math.max(0, (event.clientX - rect.left) / rect.width)) : 0;
  };
  const onKey = (event: KeyboardEvent) => {
    const by = { Home: scale.from - dateMs, End: scale.to - dateMs, PageUp: -60_000, PageDown: 60_000 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    onSeek(dateMs + by);
  };
  const days = daysOf(scale, dayOf);
  const stage = lastAt(tracks.stages, dateMs)?.stage;
  const word = (one: Tracks['stages'][number]): string => t(`stage:${stageLook(one.stage, caseType).word}`);
  return (
    <div className={classes.timeline}>
      <div
        ref={bar}
        className={classes.bar}
        role="slider"
        tabIndex={0}
        aria-label={t('timeline.label')}
        aria-valuemin={0}
        aria-valuemax={Math.round(scale.totalMs / 1000)}
        aria-valuenow={Math.round(scale.place(dateMs) * (scale.totalMs / 1000))}
        aria-valuetext={t('timeline.value', {
          time: clockSecondsText(dateMs),
          stage: stage ? t(`stage:${stageLook(stage, caseType).word}`) : '',
        })}
        onKeyDown={onKey}
        onPointerMove={(event) => setHover(placeOf(event))}
        onPointerLeave={() => setHover(undefined)}
        onPointerDown={(event) => {
          if (event.button === 0) onSeek(scale.date(placeOf(event)));
        }}
      >
        <div className={classes.stages}>
          {tracks.stages.map((one) => (
            <span
              key={one.from}
              className={classes.stage}
              data-tone={stageLook(one.stage).tone}
              style={box(scale, one)}
            >
              {wide(scale, one) && <b>{word(one)}</b>}
            </span>
          ))}
        </div>
        <div className={classes.record}>
          {tracks.gaps.map((one) => (
            <span key={`gap ${one.from} ${one.cause}`} className={classes.gap} style={box(scale, one)} />
          ))}
          {tracks.recorded.map((one) => (
            <span key={`kept ${one.from}`} className={classes.kept} style={box(scale, one)} />
          ))}
          {tracks.filled.map((one) => (
            <span key={`filled ${one.from}`} className={classes.filled} style={box(scale, one)} />
          ))}
          {tracks.locked.map((one) => (
            <span key={`locked ${one.from} ${one.cause}`} className={classes.locked} style={box(scale, one)}>
              {wide(scale, one) && <IconLock size={13} aria-hidden="true" />}
            </span>
          ))}
        </div>
        <Marks marks={marks} scale={scale} />
        {scale.seams.map((seam) => (
          <span key={seam} className={classes.seam} style={{ left: percent(seam) }} title={t('timeline.between')} />
        ))}
        {otherMs !== undefined && (
          <span className={classes.otherHead} style={{ left: percent(scale.place(otherMs)) }} />
        )}
        <span className={classes.head} style={{ left: percent(scale.place(dateMs)) }} />
        {hover !== undefined && (
          <TimelineHover place={hover} dateMs={scale.date(hover)} row={row} feed={feed} tracks={tracks} marks={marks} />
        )}
      </div>
      <div className={classes.scale} aria-hidden="true">
        {ticksOf(scale, narrow ? 0.18 : 0.09).map((tick) => (
          <time key={tick} style={{ left: percent(scale.place(tick)) }}>
            {clockText(tick)}
          </time>
        ))}
      </div>
      {days.length > 0 && (
        <div className={classes.days} aria-hidden="true">
          {days.map((day) => (
            <span key={day} style={{ left: percent(scale.place(day)) }}>
              {dateText(day)}
            </span>
          ))}
        </div>
      )}
      <ul className={classes.legend}>
        <li>
          <span className={classes.kept} />
          {t('timeline.legend.recorded')}
        </li>
        {tracks.filled.length > 0 && (
          <li>
            <span className={classes.filled} />
            {t('timeline.legend.filled')}
          </li>
        )}
        <li>
          <span className={classes.gap} />
          {t('timeline.legend.gap')}
        </li>
        <li>
          <span className={classes.locked} />
          {t('timeline.legend.locked')}
        </li>
        <li>
          <i className={classes.tick} />
          {t('timeline.legend.event')}
        </li>
        {marks.some(({ kind }) => kind === 'note') && (
          <li>
            <i className={classes.tick} data-kind="note" />
            {t('timeline.legend.note')}
          </li>
        )}
      </ul>
    </div>
  );
};

/** Thousands of them: drawn anew when one comes or the scale grows, not with every step of the picture. */
const Marks = memo(({ marks, scale }: { marks: readonly Mark[]; scale: Scale }) => (
  <div className={classes.events}>
    {marks.map(({ key, kind, from, to = from }) =>
      to < scale.from || from > scale.to ? null : (
        <i
          key={key}
          data-kind={kind}
          style={to > from ? box(scale, { from, to }) : { left: percent(scale.place(from)) }}
        />
      ),
    )}
  </div>
));
