/** A hearing that this viewer may see: head, picture with its timeline, and the log that follows it. */

import type { FullRow } from '@giamsat/contract/wire/live';
import { Skeleton } from '@mantine/core';
import { useCallback, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import { isCourseLine } from '../../core/line-text.ts';
import { useLines } from '../../hooks/use-hearings.ts';
import { useKeys } from '../../hooks/use-keys.ts';
import { useNow } from '../../hooks/use-now.ts';
import { usePageTitle } from '../../hooks/use-page-title.ts';
import { usePlace } from '../../hooks/use-place.ts';
import { Controls } from './controls.tsx';
import classes from './hearing.module.css';
import { HearingHead } from './hearing-head.tsx';
import { KeysHelp } from './keys-help.tsx';
import { LogPanel } from './log-panel.tsx';
import type { May } from './panel.ts';
import { PictureRow } from './picture-row.tsx';
import { SideTabs } from './side-tabs.tsx';
import bar from './timeline-bar.module.css';
import { TimelineBar } from './timeline-bar.tsx';
import { useCopyMoment } from './use-copy-moment.ts';
import { useMarks } from './use-marks.ts';
import { useNotesShown } from './use-notes.ts';
import { useNotice } from './use-notice.ts';
import { usePictures } from './use-pictures.ts';
import { useTimeline } from './use-timeline.ts';

type Props = { row: FullRow; may: May };

export const HearingView = ({ row, may }: Props) => {
  const { t } = useTranslation('hearing');
  const { at } = usePlace();
  // A title of a case stays out of the browser's history.
  usePageTitle(at(row.courtShort, row.roomName));
  const navigate = useNavigate();
  const now = useNow();
  const stage = useRef<HTMLDivElement>(null);
  const timeline = useTimeline(row);
  const lines = useLines(row.id);
  const shown = useMemo(() => lines.filter(isCourseLine), [lines]);
  const notes = useNotesShown(row.id, may?.notes === true);
  const marks = useMarks(shown, notes);
  const notice = useNotice(row, timeline, shown, may);
  const [help, setHelp] = useState(false);
  const [, setSearch] = useSearchParams();
  const [noteAtMs, setNoteAtMs] = useState<number>();
  const onNoteBegun = useCallback(() => setNoteAtMs(undefined), []);
  // The end of what lasts moves with the clock, but thousands of lines and marks need not be drawn anew each second.
  const sits = row.sittings.some(({ to }) => to === undefined);
  const endMs = Math.ceil(now / (sits ? 5000 : 60_000)) * (sits ? 5000 : 60_000);
  const pictures = usePictures(row, timeline, now, endMs);
  const copyMoment = useCopyMoment(row.id);
  const { beside, setBeside, chosen, choose } = pictures;
  const [first, second] = pictures.shown;
  const led = chosen === 1 && second ? second : first;
  if (!led || !first) throw new Error('a hearing without a picture');
  const { playback, feed, tracks } = led;
  const { dateMs, seek } = playback;

  const toggleFull = () => {
    if (document.fullscreenElement) void document.exitFullscreen();
    else void stage.current?.requestFullscreen();
  };
  const toEvent = (by: 1 | -1) => {
    const times = marks.filter(({ kind }) => kind === 'event').map(({ from }) => from);
    const target = by > 0 ? times.find((time) => time > dateMs + 500) : times.findLast((time) => time < dateMs - 2000);
    if (target !== undefined) seek(target);
  };
  const copyBoth = () =>
    copyMoment(first.playback.dateMs, {
      camera: first.feed,
      besideMs: beside === 'moment' ? second?.playback.dateMs : undefined,
      bothCameras: beside === 'camera',
    });
  const beginNote = () => {
    setNoteAtMs(dateMs);
    setSearch(
      (before) => {
        before.set('tab', 'notes');
        return before;
      },
      { replace: true },
    );
  };
  const copyLine = useCallback((lineMs: number) => copyMoment(lineMs, { camera: feed }), [copyMoment, feed]);
  useKeys(
    {
      ' ': playback.toggle,
      k: playback.toggle,
      arrowleft: () => playback.skip(-10_000),
      arrowright: () => playback.skip(10_000),
      j: () => playback.skip(-10_000),
      l: () => playback.skip(10_000),
      arrowup: () => toEvent(-1),
      arrowdown: () => toEvent(1),
      ',': () => playback.step(-1),
      '.': () => playback.step(1),
      '<': () => playback.changeRate(-1),
      '>': () => playback.changeRate(1),
      n: playback.toLive,
      end: playback.toLive,
      m: () => pictures.setMuted((before) => !before),
      f: toggleFull,
      y: copyBoth,
      ...(may?.notes ? { g: beginNote } : {}),
      b: () => setBeside(beside === 'camera' || first.cameras.length < 2 ? undefined : 'camera'),
      c: () => setBeside(beside === 'moment' ? undefined : 'moment'),
      1: () => choose(0),
      2: () => choose(1),
      escape: () => (beside ? setBeside(undefined) : navigate('/wall')),
      '?': () => setHelp(true),
    },
    !help,
  );
  return (
    <div className={classes.page}>
      <HearingHead row={row} now={now} />
      <div className={classes.body}>
        <section className={classes.left} aria-label={t('picture.label')}>
          <div className={classes.stage} ref={stage}>
            <PictureRow pictures={pictures} now={now} />
            <Controls
              pictures={pictures}
              onEvent={toEvent}
              onFull={toggleFull}
              onLink={copyBoth}
              onHelp={() => setHelp(true)}
            />
          </div>
          {timeline && tracks ? (
            <TimelineBar
              row={row}
              timeline={timeline}
              tracks={tracks}
              feed={feed}
              marks={marks}
              dateMs={dateMs}
              otherMs={beside === 'moment' ? (led === first ? second : first)?.playback.dateMs : undefined}
              endMs={endMs}
              onSeek={seek}
            />
          ) : (
            // Its place is kept, so that the picture does not jump when it comes.
            <Skeleton className={bar.waiting} animate={false} />
          )}
        </section>
        <section className={classes.right}>
          <SideTabs
            may={may}
            row={row}
            timeline={timeline}
            feed={feed}
            dateMs={dateMs}
            onSeek={seek}
            noteAtMs={noteAtMs}
            onNoteBegun={onNoteBegun}
            log={
              <LogPanel
                lines={shown}
                tracks={tracks}
                notice={notice}
                refused={may?.log === false}
                dateMs={dateMs}
                onSeek={seek}
                onCopy={copyLine}
              />
            }
          />
        </section>
      </div>
      <KeysHelp opened={help} notes={may?.notes === true} onClose={() => setHelp(false)} />
    </div>
  );
};
