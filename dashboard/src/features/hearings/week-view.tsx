/** A week, a column for each day; each asks for its own day and is kept newer by the push. */
import { isEnded } from '@giamsat/contract/stage';
import type { HearingRow } from '@giamsat/contract/wire/live';
import type { DaysAnswer } from '@giamsat/contract/wire/schedule';
import { Skeleton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { clashingOf, type RowClash } from '../../core/clashing.ts';
import { addDays, clockText, dayText } from '../../core/format.ts';
import { stageView } from '../../core/stage-view.ts';
import { useDaysOff } from '../../hooks/use-days-off.ts';
import { usePlace } from '../../hooks/use-place.ts';
import { useProblemText } from '../../hooks/use-problem-text.ts';
import { StageIcon } from '../../ui/stage-icon.tsx';
import { ClashMark } from './clash-mark.tsx';
import { DayMark } from './day-mark.tsx';
import { type Filters, matches, mondayOf, searchOf } from './filters.ts';
import { useDay } from './use-day.ts';
import classes from './week-view.module.css';

type WeekProps = { day: string; today: string; filters: Filters; now: number };

export const WeekView = ({ day, ...given }: WeekProps) => {
  const monday = mondayOf(day);
  const days = useDaysOff(monday, addDays(monday, 6));
  return (
    <div className={classes.frame}>
      <ol className={classes.week}>
        {Array.from({ length: 7 }, (_, n) => addDays(monday, n)).map((one) => (
          <DayColumn key={one} day={one} days={days} {...given} />
        ))}
      </ol>
    </div>
  );
};

const DayColumn = ({ day, days, today, filters, now }: WeekProps & { days: DaysAnswer }) => {
  const { t } = useTranslation('hearings');
  const problemText = useProblemText();
  const { rows, error } = useDay(day);
  const shown = rows?.filter((row) => matches(row, filters));
  const clashes = clashingOf(rows ?? []);
  const weekday = t(`week.days.${new Date(`${day}T00:00:00Z`).getUTCDay() as 0 | 1 | 2 | 3 | 4 | 5 | 6}`);
  const to = `/hearings?${searchOf({ ...filters, view: 'axis', day })}`;
  return (
    <li className={classes.day} data-today={day === today || undefined}>
      <h2 className={classes.head}>
        <Link to={to}>
          {weekday} <time dateTime={day}>{dayText(day)}</time>
        </Link>
        <DayMark day={day} days={days} />
      </h2>
      {error && <p className={classes.none}>{problemText(error)}</p>}
      {!rows && !error && <Skeleton height={60} />}
      {shown?.length === 0 && <p className={classes.none}>{t('week.none')}</p>}
      <ul className={classes.list}>
        {shown?.map((row) => (
          <Entry key={row.id} row={row} now={now} clashes={clashes.get(row.id)} />
        ))}
      </ul>
    </li>
  );
};

const Entry = ({ row, now, clashes }: { row: HearingRow; now: number; clashes: RowClash[] | undefined }) => {
  const { t } = useTranslation('hearings');
  const at = usePlace();
  const view = stageView(row, now);
  const place = [at.court(row.courtShort), ...(row.roomName ? [at.room(row.roomName)] : [])].join(' · ');
  if (row.form === 'masked')
    return (
      <li className={classes.entry} data-tone={view.tone}>
        <span className={classes.state}>
          <StageIcon icon={view.icon} size={15} />
          {t(`common:hearing.masked.${row.cause}`)}
        </span>
        <span className={classes.place}>{place}</span>
      </li>
    );
  return (
    <li className={classes.entry} data-tone={view.tone} data-ended={isEnded(row.state.stage) || undefined}>
      <Link to={`/hearings/${row.id}`}>
        <span className={classes.state}>
          <StageIcon icon={view.icon} size={15} />
          <time dateTime={row.state.start}>{clockText(row.state.start)}</time> {t(`stage:${view.word}`)}
        </span>
        <span className={classes.title}>{row.state.title ?? t('common:hearing.untitled')}</span>
        <span className={classes.place}>{place}</span>
      </Link>
      <ClashMark clashes={clashes} />
    </li>
  );
};
