/** The day by court and room on a time axis. */

import type { HearingRow } from '@giamsat/contract/wire/live';
import { IconLock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { RowClash } from '../../core/clashing.ts';
import { clockText } from '../../core/format.ts';
import { stageView } from '../../core/stage-view.ts';
import { usePlace } from '../../hooks/use-place.ts';
import { StageIcon } from '../../ui/stage-icon.tsx';
import { axisOf, type Bar } from './axis-rows.ts';
import { ClashMark } from './clash-mark.tsx';
import classes from './day-axis.module.css';

const HOUR_MS = 3_600_000;
const LANE_PX = 62;

type DayAxisProps = {
  rows: readonly HearingRow[];
  clashes: ReadonlyMap<string, RowClash[]>;
  day: string;
  now: number;
};

export const DayAxis = ({ rows, clashes, day, now }: DayAxisProps) => {
  const { t } = useTranslation('hearings');
  const at = usePlace();
  const { courts, from, to } = axisOf(rows, day, now);
  const place = (date: number): number => ((date - from) / (to - from)) * 100;
  const hours = Array.from({ length: Math.round((to - from) / HOUR_MS) + 1 }, (_, index) => from + index * HOUR_MS);
  const showsNow = now > from && now < to;
  return (
    <section className={classes.axis} aria-label={t('view.axis')}>
      <div className={classes.inner}>
        <div className={classes.hours} aria-hidden="true">
          {hours.map((hour) => (
            <time key={hour} style={{ left: `${place(hour)}%` }}>
              {clockText(hour)}
            </time>
          ))}
        </div>
        {courts.map((court) => (
          <div key={court.code} className={classes.court}>
            <h2 className={classes.courtName}>{at.court(court.name)}</h2>
            {court.rooms.map((room) => (
              <div key={room.code} className={classes.room}>
                <h3 className={classes.roomName}>{room.name ? at.room(room.name) : t('axis.noRoom')}</h3>
                <ul className={classes.lane} style={{ height: room.lanes * LANE_PX }}>
                  {hours.map((hour) => (
                    <li key={hour} className={classes.line} aria-hidden="true" style={{ left: `${place(hour)}%` }} />
                  ))}
                  {showsNow && (
                    <li
                      className={classes.now}
                      aria-hidden="true"
                      title={t('axis.now', { time: clockText(now) })}
                      style={{ left: `${place(now)}%` }}
                    />
                  )}
                  {room.bars.map((bar) => (
                    <BarItem
                      key={bar.row.id}
                      bar={bar}
                      clashes={clashes.get(bar.row.id)}
                      now={now}
                      left={place(bar.from)}
                      right={place(Math.min(bar.to, to))}
                    />
                  ))}
                </ul>
              </div>
            ))}
            {court.masked.map((row) => (
              <p key={row.id} className={classes.masked}>
                <IconLock size={17} aria-hidden="true" />
                {row.form === 'masked' && t(`common:hearing.masked.${row.cause}`)}
                {row.roomName && ` · ${at.room(row.roomName)}`}
              </p>
            ))}
          </div>
        ))}
      </div>
    </section>
  );
};

type BarProps = { bar: Bar; clashes: RowClash[] | undefined; now: number; left: number; right: number };

const BarItem = ({ bar, clashes, now, left, right }: BarProps) => {
  const { t } = useTranslation('hearings');
  const { row } = bar;
  if (row.form === 'masked') return null;
  const view = stageView(row, now);
  const word = t(`stage:${view.word}`);
  const title = row.state.title ?? t('common:hearing.untitled');
  return (
    <li
      className={classes.place}
      style={{ left: `${left}%`, width: `${right - left}%`, top: bar.lane * LANE_PX + 5, height: LANE_PX - 10 }}
    >
      <Link
        to={`/hearings/${row.id}`}
        className={classes.bar}
        data-tone={view.tone}
        data-outline={view.outline || undefined}
        data-open={bar.open || undefined}
        title={`${clockText(row.state.start)} ${title} · ${word}`}
      >
        <span className={classes.title}>{title}</span>
        <span className={classes.state}>
          <StageIcon icon={view.icon} size={15} />
          <time>{clockText(row.state.start)}</time> {word} <ClashMark clashes={clashes} />
        </span>
      </Link>
    </li>
  );
};
