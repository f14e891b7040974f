/** Today's hearings for a meeting room: large, live, as many as the screen holds, and the rest in turn. */
import type { HearingRow } from '@giamsat/contract/wire/live';
import { Skeleton } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { IconCalendar } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { todayOf } from '../../core/briefing/today.ts';
import { partAt, partsOf } from '../../core/briefing/turns.ts';
import { clockText, dayOf, dayText } from '../../core/format.ts';
import { COUNT_GROUPS, countGroup, stageView } from '../../core/stage-view.ts';
import { useStoreSnapshot } from '../../hooks/use-hearings.ts';
import { useNow } from '../../hooks/use-now.ts';
import { usePageTitle } from '../../hooks/use-page-title.ts';
import { usePlace } from '../../hooks/use-place.ts';
import { Briefing } from '../../ui/briefing.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { StageBadge } from '../../ui/stage-badge.tsx';
import classes from './today-screen.module.css';

/** A line is a share of the screen's height, and never too small to be read. */
const LINE_SHARE = 0.098;
const LEAST_PX = 64;
const USUAL = 8;
const LEAST_FILLED = 0.6;

export const TodayScreen = () => {
  const { t } = useTranslation('hearings');
  usePageTitle(t('today.title'));
  const { hearings, scopeEpoch } = useStoreSnapshot();
  const now = useNow();
  const { ref, height } = useElementSize();
  const most =
    height > 0 ? Math.max(1, Math.floor(height / Math.max(LEAST_PX, window.innerHeight * LINE_SHARE))) : USUAL;
  const rows = todayOf(hearings.values());
  const parts = partsOf(rows, most);
  const part = partAt(parts.length, now);
  // A few lines do not fill the screen by being tall.
  const lines = Math.max(parts[0]?.length ?? 0, Math.ceil(most * LEAST_FILLED));
  const today = dayOf(now);
  return (
    <Briefing
      title={t('today.title')}
      said={
        <>
          {dayText(today)} <Counts rows={rows} />
        </>
      }
      part={part}
      parts={parts.length}
      bodyRef={ref}
    >
      {scopeEpoch === undefined ? (
        <Skeleton height="100%" animate={false} />
      ) : rows.length === 0 ? (
        <EmptyState icon={IconCalendar} title={t('empty.title', { day: dayText(today) })} />
      ) : (
        <ul className={classes.list} style={{ gridTemplateRows: `repeat(${lines}, minmax(0, 1fr))` }}>
          {parts[part]?.map((row) => (
            <Line key={row.id} row={row} now={now} />
          ))}
        </ul>
      )}
    </Briefing>
  );
};

const Counts = ({ rows }: { rows: readonly HearingRow[] }) => {
  const { t } = useTranslation();
  const closed = rows.filter(({ form }) => form === 'masked').length;
  const counts = COUNT_GROUPS.map((group) => ({
    group,
    count: rows.filter((row) => row.form === 'full' && countGroup(row.state.stage) === group).length,
  })).filter(({ count }) => count > 0);
  return (
    <span className={classes.counts}>
      {counts.map(({ group, count }) => ` · ${t(`stage:group.${group}`)} ${count}`)}
      {closed > 0 && ` · ${t('stage:in_camera')} ${closed}`}
    </span>
  );
};

const Line = ({ row, now }: { row: HearingRow; now: number }) => {
  const { t } = useTranslation();
  const { at } = usePlace();
  const full = row.form === 'full' ? row.state : undefined;
  const number = full?.caseNumbers[0];
  return (
    <li className={classes.line}>
      <span className={classes.start}>{full ? <time dateTime={full.start}>{clockText(full.start)}</time> : '–'}</span>
      <span className={classes.case}>
        <span className={classes.title}>
          {row.form === 'masked'
            ? t(`common:hearing.masked.${row.cause}`)
            : (full?.title ?? t('common:hearing.untitled'))}
        </span>
        <span className={classes.place}>
          {at(row.courtShort, row.roomName)}
          {number && ` · ${number.normal ?? number.raw}`}
        </span>
      </span>
      <span className={classes.stage}>
        <StageBadge view={stageView(row, now)} now={now} />
      </span>
    </li>
  );
};
