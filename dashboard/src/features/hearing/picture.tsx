/** The picture itself, with the watermark over it; or why there is none, and the way into the recording. */
import { Button, SegmentedControl } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { clockSecondsText, dateText, dayOf } from '../../core/format.ts';
import { absenceAt } from '../../core/timeline/tracks.ts';
import { useViewer } from '../../hooks/session.ts';
import { usePlace } from '../../hooks/use-place.ts';
import { NoPicturePanel } from '../../ui/no-picture-panel.tsx';
import { Watermarked } from '../../ui/watermarked.tsx';
import classes from './picture.module.css';
import { useAbsenceText } from './use-absence-text.ts';
import type { OnePicture } from './use-pictures.ts';

type Props = {
  picture: OnePicture;
  now: number;
  /** Of two moments one is led by controls and keys, and heard; absent where there is nothing to choose. */
  chosen: boolean | undefined;
  onPress: () => void;
  /** Absent where nothing was kept. */
  onWatchFromStart: (() => void) | undefined;
};

export const Picture = ({ picture, now, chosen, onPress, onWatchFromStart }: Props) => {
  const { video, playback, feed, cameras, onCamera, tracks } = picture;
  const { t } = useTranslation('hearing');
  const viewer = useViewer();
  const place = usePlace();
  const absenceText = useAbsenceText();
  const { mode, dateMs, skippedMs } = playback;
  // Of what was removed nobody says that it was never there.
  const removed = tracks?.recorded.length === 0 && tracks.gaps.some(({ cause }) => cause === 'removed');
  const why =
    removed && playback.why?.reason === 'no_recording' ? { ...playback.why, reason: 'gap.removed' } : playback.why;
  const skipped = skippedMs !== undefined && tracks ? absenceAt(tracks, skippedMs) : undefined;
  return (
    <div className={classes.picture} data-chosen={chosen}>
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
          onClick={onPress}
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
        {skippedMs !== undefined && (
          <p className={classes.skipped}>
            {t('back.skipped', { wanted: clockSecondsText(skippedMs), shown: clockSecondsText(dateMs) })}
            {skipped && ` (${absenceText.cause(skipped)})`}
          </p>
        )}
      </div>
      {chosen === false && (
        <Button className={classes.choose} size="xs" variant="default" onClick={onPress}>
          {t('picture.choose')}
        </Button>
      )}
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
