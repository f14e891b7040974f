/** A hearing that this viewer may see: head, picture with its timeline, and the log that follows it. */

import type { FullRow } from '@giamsat/contract/wire/live';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import { isCourseLine } from '../../core/line-text.ts';
import { tracksOf } from '../../core/timeline/tracks.ts';
import { useLines } from '../../hooks/use-hearings.ts';
import { useKeys } from '../../hooks/use-keys.ts';
import { useNow } from '../../hooks/use-now.ts';
import { usePageTitle } from '../../hooks/use-page-title.ts';
import { usePlace } from '../../hooks/use-place.ts';
import { camerasOf } from './cameras.ts';
import { Controls } from './controls.tsx';
import classes from './hearing.module.css';
import { HearingHead } from './hearing-head.tsx';
import { KeysHelp } from './keys-help.tsx';
import { LogPanel } from './log-panel.tsx';
import type { May } from './panel.ts';
import { Picture } from './picture.tsx';
import { SideTabs } from './side-tabs.tsx';
import { TimelineBar } from './timeline-bar.tsx';
import { useCopyMoment } from './use-copy-moment.ts';
import { useMarks } from './use-marks.ts';
import { useNotesShown } from './use-notes.ts';
import { usePlayback } from './use-playback.ts';
import { useTimeline } from './use-timeline.ts';

type Props = { row: FullRow; may: May };

export const HearingView = ({ row, may }: Props) => {
  const { t } = useTranslation('hearing');
  const { at } = usePlace();
  // A title of a case stays out of the browser's history.
  usePageTitle(at(row.courtShort, row.roomName));
  const navigate = useNavigate();
  const now = useNow();
  const [search] = useSearchParams();
  const video = useRef<HTMLVideoElement>(null);
  const stage = useRef<HTMLDivElement>(null);
  const timeline = useTimeline(row);
  const lines = useLines(row.id);
  const shown = useMemo(() => lines.filter(isCourseLine), [lines]);
  const notes = useNotesShown(row.id, may?.notes === true);
  const marks = useMarks(shown, notes);
  const cameras = useMemo(() => camerasOf(row, timeline?.feeds), [row, timeline]);
  const [chosen, setChosen] = useState(search.get('camera') ?? undefined);
  const feed = cameras.find((one) => one.feed === chosen)?.feed ?? cameras[0]?.feed;
  const [muted, setMuted] = useState(true);
  const [help, setHelp] = useState(false);
  const asked = Date.parse(search.get('t') ?? '');
  const playback = usePlayback(video, row, feed, now, Number.isNaN(asked) ? undefined : asked);
  const copyMoment = useCopyMoment(row.id, feed);
  const tracks = useMemo(() => timeline && tracksOf(timeline, feed, now), [timeline, feed, now]);
  const firstPicture = tracks?.recorded[0]?.from;

  useEffect(() => {
    if (video.current) video.current.muted = muted;
  }, [muted]);
  const toggleFull = () => {
    if (document.fullscreenElement) void document.exitFullscreen();
    else void stage.current?.requestFullscreen();
  };
  const toLine = (by: 1 | -1) => {
    const times = shown.filter((line) => !line.retracted).map((line) => Date.parse(line.time));
    const target =
      by > 0
        ? times.find((time) => time > playback.dateMs + 500)
        : times.findLast((time) => time < playback.dateMs - 2000);
    if (target !== undefined) playback.seek(target);
  };
  useKeys(
    {
      ' ': playback.toggle,
      k: playback.toggle,
      arrowleft: () => playback.skip(-10_000),
      arrowright: () => playback.skip(10_000),
      j: () => playback.skip(-10_000),
      l: () => playback.skip(10_000),
      arrowup: () => toLine(-1),
      arrowdown: () => toLine(1),
      ',': () => playback.step(-1),
      '.': () => playback.step(1),
      '<': () => playback.changeRate(-1),
      '>': () => playback.changeRate(1),
      n: playback.toLive,
      end: playback.toLive,
      m: () => setMuted((before) => !before),
      f: toggleFull,
      y: () => copyMoment(playback.dateMs),
      escape: () => navigate('/wall'),
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
            <Picture
              video={video}
              playback={playback}
              now={now}
              cameras={cameras}
              feed={feed}
              onCamera={setChosen}
              onWatchFromStart={firstPicture === undefined ? undefined : () => playback.seek(firstPicture)}
            />
            <Controls
              playback={playback}
              muted={muted}
              onMute={() => setMuted((before) => !before)}
              onFull={toggleFull}
              onLink={() => copyMoment(playback.dateMs)}
              onHelp={() => setHelp(true)}
            />
          </div>
          {timeline && tracks && (
            <TimelineBar
              row={row}
              timeline={timeline}
              tracks={tracks}
              feed={feed}
              marks={marks}
              dateMs={playback.dateMs}
              now={now}
              onSeek={playback.seek}
            />
          )}
        </section>
        <section className={classes.right}>
          <SideTabs
            may={may}
            row={row}
            timeline={timeline}
            feed={feed}
            dateMs={playback.dateMs}
            onSeek={playback.seek}
            log={
              <LogPanel
                lines={shown}
                refused={may?.log === false}
                dateMs={playback.dateMs}
                onSeek={playback.seek}
                onCopy={copyMoment}
              />
            }
          />
        </section>
      </div>
      <KeysHelp opened={help} onClose={() => setHelp(false)} />
    </div>
  );
};
