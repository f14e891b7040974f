/** The picture of one camera in a tile, with what must stand over it; or the reason for its absence. */

import type { HearingRow } from '@giamsat/contract/wire/live';
import { IconAlertTriangle } from '@tabler/icons-react';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isOpen, whyNoMotion, whyNoWindow } from '../../core/no-picture.ts';
import type { LiveFigures, LivePlayer } from '../../core/player/live-player.ts';
import { useServices } from '../../hooks/services.ts';
import { useViewer } from '../../hooks/session.ts';
import { useVitals } from '../../hooks/use-hearings.ts';
import { useLivePicture } from '../../hooks/use-live-picture.ts';
import { usePlace } from '../../hooks/use-place.ts';
import { NoPicturePanel } from '../../ui/no-picture-panel.tsx';
import { Watermarked } from '../../ui/watermarked.tsx';
import classes from './tile.module.css';

type Props = {
  row: HearingRow;
  feed: string | undefined;
  now: number;
  sounding: boolean;
  figures: boolean;
  /** One of many pictures on the page: it asks for long parts. */
  spared: boolean;
};

/** Behind by so much is worth telling. */
const LATE_S = 3;

export const TilePicture = ({ row, feed, now, sounding, figures, spared }: Props) => {
  const { t } = useTranslation('wall');
  const viewer = useViewer();
  const { body } = usePlace();
  const video = useRef<HTMLVideoElement>(null);
  const vitals = useVitals(feed);
  const noWindow = whyNoWindow(row, feed, now);
  const window =
    noWindow || row.form === 'masked'
      ? undefined
      : row.windows.find((one) => one.picture && (feed === undefined || one.feed === feed) && isOpen(one, now));
  const { state, player } = useLivePicture(video, window?.window, spared);
  const why = noWindow ?? whyNoMotion(state, vitals, Date.now());
  const playing = why === undefined;
  const measured = useFigures(player, playing);
  const silenced = useHeard(video, sounding);
  const notes = [
    ...(measured && measured.latencyS > LATE_S ? [t('tile.latency', { seconds: Math.round(measured.latencyS) })] : []),
    ...(vitals?.black ? [t('tile.black')] : vitals?.frozen ? [t('tile.frozen')] : []),
    ...(silenced ? [t('tile.touch')] : []),
    ...(window && !window.sound ? [t('tile.noSound')] : vitals?.silent ? [t('tile.silent')] : []),
  ];
  return (
    <div className={classes.picture}>
      <Watermarked who={`${viewer.displayName} · ${body(viewer.organisation)}`} now={now} shown={playing}>
        <video
          ref={video}
          className={classes.video}
          data-playing={playing || undefined}
          muted
          playsInline
          disablePictureInPicture
          disableRemotePlayback
          controlsList="nodownload"
          tabIndex={-1}
          aria-hidden="true"
        />
      </Watermarked>
      {playing ? (
        <>
          <span className={classes.live}>
            <i aria-hidden="true" />
            {t('common:live.now')}
          </span>
          {notes.length > 0 && (
            <span className={classes.notes}>
              <IconAlertTriangle size={16} aria-hidden="true" />
              {notes.join(' · ')}
            </span>
          )}
        </>
      ) : (
        <NoPicturePanel why={why} now={now} quiet={why.reason === 'connecting'} />
      )}
      {figures && measured && (
        <dl className={classes.figures}>
          <dt>{t('figures.latency')}</dt>
          <dd>{measured.latencyS.toFixed(2)} s</dd>
          <dt>{t('figures.buffer')}</dt>
          <dd>{measured.aheadS.toFixed(2)} s</dd>
          <dt>{t('figures.rate')}</dt>
          <dd>× {measured.rate.toFixed(2)}</dd>
          <dt>{t('figures.stalls')}</dt>
          <dd>{measured.stalls}</dd>
        </dl>
      )}
    </div>
  );
};

/**
 * Whether the browser lets nobody hear it before somebody has touched the page, as on a screen that was steered to a sound: its player then
 * goes on without, and the first touch or key brings it.
 */
const useHeard = (video: RefObject<HTMLVideoElement | null>, sounding: boolean): boolean => {
  const { sound } = useServices();
  const [silenced, setSilenced] = useState(false);
  useEffect(() => {
    const element = video.current;
    if (!element || !sounding) return;
    const stop = new AbortController();
    const { signal } = stop;
    sound.hear(element);
    element.addEventListener('volumechange', () => setSilenced(element.muted), { signal });
    const touched = () => {
      if (element.muted) element.muted = false;
    };
    for (const event of ['pointerdown', 'keydown'] as const) window.addEventListener(event, touched, { signal });
    return () => {
      stop.abort();
      setSilenced(false);
      sound.leave(element);
    };
  }, [video, sounding, sound]);
  return silenced;
};

const useFigures = (player: LivePlayer | undefined, playing: boolean): LiveFigures | undefined => {
  const [figures, setFigures] = useState<LiveFigures>();
  useEffect(() => {
    if (!player || !playing) {
      setFigures(undefined);
      return;
    }
    const timer = setInterval(() => setFigures(player.figures()), 1000);
    return () => clearInterval(timer);
  }, [player, playing]);
  return figures;
};
