/** The session log beside the picture: it follows, marks the line that is on, and each line leads to its moment. */

import type { LogLine } from '@giamsat/contract/wire/live';
import { ActionIcon, Button } from '@mantine/core';
import { IconFocusCentered, IconLink, IconLock, IconVideoOff } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type CourseItem, courseItems } from '../../core/course-items.ts';
import { clockSecondsText, clockText, dateText, dayOf } from '../../core/format.ts';
import { lineText } from '../../core/line-text.ts';
import type { Tracks } from '../../core/timeline/tracks.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { GapLine } from './gap-line.tsx';
import classes from './log-panel.module.css';
import { useAbsenceText } from './use-absence-text.ts';

type Props = {
  lines: readonly LogLine[];
  tracks: Tracks | undefined;
  refused: boolean;
  /** What there is and what there is not, where it is one without the other. */
  notice: string | undefined;
  dateMs: number;
  onSeek: (dateMs: number) => void;
  onCopy: (dateMs: number) => void;
};

const ESTIMATED_PX = 56;

const isPast = (item: CourseItem, dateMs: number): boolean =>
  item.kind === 'line' && !item.line.retracted && item.from <= dateMs;

export const LogPanel = ({ lines, tracks, refused, notice, dateMs, onSeek, onCopy }: Props) => {
  const { t } = useTranslation('hearing');
  const scroller = useRef<HTMLDivElement>(null);
  const [follows, setFollows] = useState(true);
  const items = useMemo(() => courseItems(lines, tracks), [lines, tracks]);
  const active = items.findLastIndex((item) => isPast(item, dateMs));
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ESTIMATED_PX,
    getItemKey: (index) => items[index]?.key ?? index,
    overscan: 8,
  });
  useEffect(() => {
    if (follows && active >= 0) virtual.scrollToIndex(active, { align: 'center' });
  }, [follows, active, virtual]);
  // Only a hand scrolls by wheel, touch or key; what we scroll ourselves must not end the following.
  const onHand = () => setFollows(false);

  if (lines.length === 0)
    return (
      <EmptyState compact title={refused ? t('log.refused') : (notice ?? t('log.empty'))}>
        {refused ? undefined : t('common:log.disclaimer')}
      </EmptyState>
    );
  return (
    <>
      {notice && <p className={classes.notice}>{notice}</p>}
      <div className={classes.scroller} ref={scroller} onWheel={onHand} onTouchMove={onHand}>
        <ol className={classes.list} style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, key, start }) => {
            const item = items[index];
            const before = items[index - 1];
            if (!item) return null;
            return (
              <li
                key={key}
                ref={virtual.measureElement}
                data-index={index}
                className={classes.item}
                style={{ transform: `translateY(${start}px)` }}
              >
                {(!before || dayOf(before.from) !== dayOf(item.from)) && (
                  <p className={classes.day}>{t('log.day', { day: dateText(item.from) })}</p>
                )}
                {item.kind === 'line' ? (
                  <Line item={item} active={index === active} onSeek={onSeek} onCopy={onCopy} />
                ) : (
                  <GapLine item={item} onSeek={onSeek} />
                )}
              </li>
            );
          })}
        </ol>
      </div>
      <footer className={classes.foot}>
        <span>{t('common:log.disclaimer')}</span>
        {!follows && (
          <Button
            size="xs"
            variant="light"
            leftSection={<IconFocusCentered size={16} />}
            onClick={() => setFollows(true)}
          >
            {t('log.follow')}
          </Button>
        )}
      </footer>
    </>
  );
};

type LineProps = { item: CourseItem & { kind: 'line' }; active: boolean } & Pick<Props, 'onSeek' | 'onCopy'>;

const Line = memo(({ item, active, onSeek, onCopy }: LineProps) => {
  const { t } = useTranslation('hearing');
  const { t: tEvents } = useTranslation('events');
  const absenceText = useAbsenceText();
  const { line, absence, from: at } = item;
  const { title, detail } = lineText(line, tEvents);
  const late = Date.parse(line.recordedtime) - at > 60_000;
  const marks = [
    ...(line.retracted ? [t('log.retracted')] : []),
    ...(line.correctedBy.length && !line.retracted ? [t('log.corrected')] : []),
    ...(late ? [t('log.enteredLate', { time: clockText(line.recordedtime) })] : []),
    ...line.flags.map((flag) => t(`reason:flag.${flag}`)),
  ];
  return (
    <div className={classes.line} data-active={active || undefined} data-retracted={line.retracted || undefined}>
      <button
        type="button"
        className={classes.seek}
        aria-current={active ? 'time' : undefined}
        title={t('log.jump', { time: clockSecondsText(at) })}
        onClick={() => onSeek(at)}
      >
        <time dateTime={line.time}>{clockText(at)}</time>
        <span className={classes.text}>
          <span className={classes.title}>{title}</span>
          {detail && <span className={classes.detail}>{detail}</span>}
          {marks.length > 0 && <span className={classes.marks}>{marks.join(' · ')}</span>}
          {absence && (
            <span className={classes.absence}>
              {absence.kind === 'locked' ? (
                <IconLock size={15} aria-hidden="true" />
              ) : (
                <IconVideoOff size={15} aria-hidden="true" />
              )}
              {absenceText.short(absence)}
            </span>
          )}
        </span>
      </button>
      <ActionIcon
        className={classes.copy}
        variant="subtle"
        size={32}
        aria-label={t('log.copyLink', { time: clockSecondsText(at) })}
        title={t('log.copyLink', { time: clockSecondsText(at) })}
        onClick={() => onCopy(at)}
      >
        <IconLink size={17} />
      </ActionIcon>
    </div>
  );
});
