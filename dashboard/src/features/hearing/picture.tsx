/** The picture itself, with the watermark over it; or why there is none, and the way into the recording. */
import { Button, SegmentedControl } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { clockSecondsText, dateText, dayOf } from '../../core/format.ts';
import { useViewer } from '../../hooks/session.ts';
import { usePlace } from '../../hooks/use-place.ts';
import { NoPicturePanel } from '../../ui/no-picture-panel.tsx';
import { Watermarked } from '../../ui/watermarked.tsx';
import type { Camera } from './cameras.ts';
import classes from './picture.module.css';
import type { Playback } from './use-playback.ts';

type Props = {
  video: RefObject<HTMLVideoElement | null>;
  playback: Playback;
  now: number;
  cameras: readonly Camera[];
  feed: string | undefined;
  onCamera: (feed: string) => void;
  /** Absent where nothing was kept. */
  onWatchFromStart: (() => void) | undefined;
};

export const Picture = ({ video, playback, now, cameras, feed, onCamera, onWatchFromStart }: Props) => {
  const { t } = useTranslation('hearing');
  const viewer = useViewer();
  const place = usePlace();
  const { why, mode, dateMs } = playback;
  return (
    <div className={classes.picture}>
      <Watermarked
        who={`${viewer.displayName} · ${place.body(viewer.organisation)}`}
        now={now}
        shown={why === undefined}
      >
        <video
          ref={video}
          className={classes.video}
          data-playing={why === undefined || undefined}
          muted
          playsInline
          disablePictureInPicture
          disableRemotePlayback
          controlsList="nodownload"
          onContextMenu={(event) => event.preventDefault()}
          onClick={playback.toggle}
        />
      </Watermarked>
      {why !== undefined && (
        <>
          <NoPicturePanel why={why} now={now} quiet={why.reason === 'connecting'} />
          {mode === 'live' && onWatchFromStart && (
            <Button
              className={classes.again}
              variant="default"
              leftSection={<IconHistory size={20} />}
              onClick={onWatchFromStart}
            >
              {t('control.fromStart')}
            </Button>
          )}
        </>
      )}
      {cameras.length > 1 && (
        <SegmentedControl
          className={classes.cameras}
          aria-label={t('control.camera')}
          value={feed ?? ''}
          onChange={onCamera}
          data={cameras.map((one) => ({ value: one.feed, label: place.camera(one.name) }))}
        />
      )}
      <div role="status">
        {playback.skippedMs !== undefined && (
          <p className={classes.skipped}>
            {t('back.skipped', { wanted: clockSecondsText(playback.skippedMs), shown: clockSecondsText(dateMs) })}
          </p>
        )}
      </div>
      {mode === 'back' ? (
        <span className={classes.back}>
          {t('back.at', { time: clockSecondsText(dateMs) })}
          {dayOf(dateMs) !== dayOf(now) && ` · ${dateText(dateMs)}`}
        </span>
      ) : (
        why === undefined && (
          <span className={classes.live}>
            <i aria-hidden="true" />
            {t('common:live.now')}
          </span>
        )
      )}
    </div>
  );
};
