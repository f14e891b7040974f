/** Today's events over all courts, newest first; a line leads to its moment. */

import type { LogLine } from '@giamsat/contract/wire/live';
import { ActionIcon } from '@mantine/core';
import { IconLayoutSidebarRightCollapse, IconLayoutSidebarRightExpand } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { clockText, dayOf } from '../../core/format.ts';
import { compareLines } from '../../core/line-order.ts';
import { isCourseLine, lineText } from '../../core/line-text.ts';
import { useViewer } from '../../hooks/session.ts';
import { useStoreSnapshot } from '../../hooks/use-hearings.ts';
import { useNow } from '../../hooks/use-now.ts';
import classes from './wall.module.css';

type Props = { open: boolean; courts: readonly string[]; onToggle: () => void };

const SHOWN = 120;

export const EventColumn = ({ open, courts, onToggle }: Props) => {
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

const Lines = ({ courts }: { courts: readonly string[] }) => {
  const { t } = useTranslation('wall');
  const { lines } = useStoreSnapshot();
  const today = dayOf(useNow(60_000));
  const shown = useMemo(
    () =>
      [...lines.values()]
        .flat()
        .filter((line) => isCourseLine(line) && dayOf(line.time) === today)
        .filter((line) => courts.length === 0 || courts.includes(line.court))
        .sort((a, b) => compareLines(b, a))
        .slice(0, SHOWN),
    [lines, today, courts],
  );
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
  const content = (
    <>
      <time dateTime={line.time}>{clockText(line.time)}</time>
      <span className={classes.linePlace}>
        {line.courtShort}
        {line.roomName && ` · ${line.roomName}`}
      </span>
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
