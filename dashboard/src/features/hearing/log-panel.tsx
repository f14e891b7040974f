/** The session log beside the picture: it follows, marks the line that is on, and each line leads to its moment. */

import type { LogLine } from '@giamsat/contract/wire/live';
import { ActionIcon, Button } from '@mantine/core';
import { IconFocusCentered, IconLink } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { clockSecondsText, clockText, dateText, dayOf } from '../../core/format.ts';
import { lineText } from '../../core/line-text.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import classes from './log-panel.module.css';

type Props = {
  lines: readonly LogLine[];
  refused: boolean;
  dateMs: number;
  onSeek: (dateMs: number) => void;
  onCopy: (dateMs: number) => void;
};

const ESTIMATED_PX = 56;

export const LogPanel = ({ lines, refused, dateMs, onSeek, onCopy }: Props) => {
  const { t } = useTranslation('hearing');
  const scroller = useRef<HTMLDivElement>(null);
  const [follows, setFollows] = useState(true);
  const active = lines.findLastIndex((line) => !line.retracted && Date.parse(line.time) <= dateMs);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ESTIMATED_PX,
    getItemKey: (index) => lines[index]?.ref ?? index,
    overscan: 8,
  });
  useEffect(() => {
    if (follows && active >= 0) virtual.scrollToIndex(active, { align: 'center' });
  }, [follows, active, virtual]);
  // Only a hand scrolls by wheel, touch or key; what we scroll ourselves must not end the following.
  const onHand = () => setFollows(false);

  if (lines.length === 0)
    return (
      <EmptyState compact title={t(refused ? 'log.refused' : 'log.empty')}>
        {refused ? undefined : t('common:log.disclaimer')}
      </EmptyState>
    );
  return (
    <>
      <div className={classes.scroller} ref={scroller} onWheel={onHand} onTouchMove={onHand}>
        <ol className={classes.list} style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, key, start }) => {
            const line = lines[index];
            const before = lines[index - 1];
            if (!line) return null;
            return (
              <li
                key={key}
                ref={virtual.measureElement}
                data-index={index}
                className={classes.item}
                style={{ transform: `translateY(${start}px)` }}
              >
                {(!before || dayOf(before.time) !== dayOf(line.time)) && (
                  <p className={classes.day}>{t('log.day', { day: dateText(line.time) })}</p>
                )}
                <Line line={line} active={index === active} onSeek={onSeek} onCopy={onCopy} />
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

type LineProps = { line: LogLine; active: boolean } & Pick<Props, 'onSeek' | 'onCopy'>;

const Line = ({ line, active, onSeek, onCopy }: LineProps) => {
  const { t } = useTranslation('hearing');
  const { t: tEvents } = useTranslation('events');
  const { title, detail } = lineText(line, tEvents);
  const at = Date.parse(line.time);
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
};
