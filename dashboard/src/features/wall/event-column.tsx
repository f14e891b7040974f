/** Today's events over all courts, newest first; a line leads to its moment. */

import type { LogLine } from '@giamsat/contract/wire/live';
import { ActionIcon, Drawer, UnstyledButton } from '@mantine/core';
import { useDisclosure, useMediaQuery } from '@mantine/hooks';
import { IconChevronUp, IconLayoutSidebarRightCollapse, IconLayoutSidebarRightExpand } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { clockText, dayOf } from '../../core/format.ts';
import { compareLines } from '../../core/line-order.ts';
import { isCourseLine, lineText } from '../../core/line-text.ts';
import { useViewer } from '../../hooks/session.ts';
import { useStoreSnapshot } from '../../hooks/use-hearings.ts';
import { useNow } from '../../hooks/use-now.ts';
import { usePlace } from '../../hooks/use-place.ts';
import classes from './wall.module.css';

type Props = { open: boolean; courts: readonly string[]; onToggle: () => void };

const SHOWN = 120;

export const EventColumn = (props: Props) =>
  // Known at the first drawing: a column that comes and goes would make every tile jump.
  useMediaQuery('(max-width: 760px)', false, { getInitialValueInEffect: false }) ? (
    <EventSheet courts={props.courts} />
  ) : (
    <Column {...props} />
  );

/** On a telephone the newest line stands below the tiles; a touch brings the others. */
const EventSheet = ({ courts }: { courts: readonly string[] }) => {
  const { t } = useTranslation('wall');
  const { t: tEvents } = useTranslation('events');
  const { at } = usePlace();
  const [opened, { open, close }] = useDisclosure(false);
  const newest = useTodaysLines(courts)[0];
  return (
    <>
      <UnstyledButton className={classes.newest} aria-haspopup="dialog" onClick={open}>
        <span className={classes.newestText}>
          {newest ? (
            <>
              <time dateTime={newest.time}>{clockText(newest.time)}</time> {lineText(newest, tEvents).title}
              <small>{at(newest.courtShort, newest.roomName)}</small>
            </>
          ) : (
            t('column.empty')
          )}
        </span>
        <span className="visually-hidden">{t('column.title')}</span>
        <IconChevronUp size={20} aria-hidden="true" />
      </UnstyledButton>
      <Drawer
        opened={opened}
        onClose={close}
        position="bottom"
        size="75%"
        title={t('column.title')}
        padding={0}
        classNames={{ header: classes.sheetHead ?? '' }}
      >
        <Lines courts={courts} />
      </Drawer>
    </>
  );
};

const Column = ({ open, courts, onToggle }: Props) => {
  const { t } = useTranslation('wall');
  const label = t(open ? 'column.hide' : 'column.show');
  const toggle = (
    <ActionIcon
      variant="subtle"
      size={34}
      aria-expanded={open}
      aria-label={label}
      title={`${label} (E)`}
      onClick={onToggle}
    >
      {open ? <IconLayoutSidebarRightCollapse size={20} /> : <IconLayoutSidebarRightExpand size={20} />}
    </ActionIcon>
  );
  if (!open) return <aside className={classes.folded}>{toggle}</aside>;
  return (
    <aside className={classes.column} aria-label={t('column.title')}>
      <div className={classes.columnHead}>
        <h2>{t('column.title')}</h2>
        {toggle}
      </div>
      <Lines courts={courts} />
    </aside>
  );
};

/** What was on the day's list anyway stands in the list; that a hearing came upon it is news. */
const isOfTheList = ({ type, data }: LogLine): boolean => type === 'hearing.scheduled' && data.adhoc !== true;

const useTodaysLines = (courts: readonly string[]): LogLine[] => {
  const { lines } = useStoreSnapshot();
  const today = dayOf(useNow(60_000));
  return useMemo(
    () =>
      [...lines.values()]
        .flat()
        .filter((line) => isCourseLine(line) && !isOfTheList(line) && dayOf(line.time) === today)
        .filter((line) => courts.length === 0 || courts.includes(line.court))
        .sort((a, b) => compareLines(b, a))
        .slice(0, SHOWN),
    [lines, today, courts],
  );
};

const Lines = ({ courts }: { courts: readonly string[] }) => {
  const { t } = useTranslation('wall');
  const shown = useTodaysLines(courts);
  if (shown.length === 0) return <p className={classes.columnEmpty}>{t('column.empty')}</p>;
  return (
    <ul className={classes.lines}>
      {shown.map((line) => (
        <li key={line.ref}>
          <Line line={line} />
        </li>
      ))}
    </ul>
  );
};

const Line = ({ line }: { line: LogLine }) => {
  const { t } = useTranslation('events');
  const { screen } = useViewer();
  const { at } = usePlace();
  const content = (
    <>
      <time dateTime={line.time}>{clockText(line.time)}</time>
      <span className={classes.linePlace}>{at(line.courtShort, line.roomName)}</span>
      <span className={classes.lineText}>{lineText(line, t).title}</span>
    </>
  );
  const look = { className: classes.line, 'data-retracted': line.retracted || undefined };
  return screen ? (
    <div {...look}>{content}</div>
  ) : (
    <Link {...look} to={`/hearings/${line.hearing}?t=${encodeURIComponent(line.time)}`}>
      {content}
    </Link>
  );
};
