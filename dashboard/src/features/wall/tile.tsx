/** One hearing on the wall: its picture, or why there is none; what it is about, where, and how far it is. */

import type { HearingRow } from '@giamsat/contract/wire/live';
import { ActionIcon } from '@mantine/core';
import { IconColumns2, IconPin, IconPinFilled, IconVolume, IconVolumeOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { stageView } from '../../core/stage-view.ts';
import { useViewer } from '../../hooks/session.ts';
import { usePlace } from '../../hooks/use-place.ts';
import { StageBadge } from '../../ui/stage-badge.tsx';
import type { CameraChoice } from './camera-choice.ts';
import { feedsShown, hasTwoCameras } from './feeds-shown.ts';
import classes from './tile.module.css';
import { TilePicture } from './tile-picture.tsx';

type Props = {
  row: HearingRow;
  now: number;
  number: number;
  selected: boolean;
  pinned: boolean;
  sounding: boolean;
  camera: CameraChoice;
  figures: boolean;
  spared: boolean;
  onSelect: () => void;
  onPin: () => void;
  onSound: () => void;
  onCamera: () => void;
};

export const Tile = (props: Props) => {
  const { row, now, selected, pinned, sounding, camera, figures, spared, onSelect, onPin, onSound, onCamera } = props;
  const { t } = useTranslation('wall');
  const { screen } = useViewer();
  const { at } = usePlace();
  const view = stageView(row, now);
  const title =
    row.form === 'masked' ? t(`common:hearing.masked.${row.cause}`) : (row.state.title ?? t('common:hearing.untitled'));
  const number = row.form === 'full' ? row.state.caseNumbers[0] : undefined;
  const feeds = feedsShown(row, camera);
  const hasSound = row.form === 'full' && row.windows.some((one) => one.sound);
  return (
    <article
      className={classes.tile}
      data-selected={selected || undefined}
      data-sounding={sounding || undefined}
      data-tone={view.tone}
    >
      <div className={classes.pictures} data-count={feeds.length}>
        {feeds.map((feed, index) => (
          <TilePicture
            key={feed ?? 'none'}
            row={row}
            feed={feed}
            now={now}
            sounding={sounding && index === 0}
            figures={figures}
            spared={spared}
          />
        ))}
      </div>
      <div className={classes.caption}>
        <h2 className={classes.title} title={title}>
          {screen ? (
            title
          ) : (
            <Link
              to={`/hearings/${row.id}`}
              className={classes.link}
              aria-label={t('tile.open', { title })}
              onFocus={onSelect}
            >
              {title}
            </Link>
          )}
        </h2>
        <p className={classes.facts}>
          <span className={classes.place}>{at(row.courtShort, row.roomName)}</span>
          {row.form === 'full' && <StageBadge view={view} now={now} />}
          {number && <span className={classes.number}>{number.normal ?? number.raw}</span>}
        </p>
      </div>
      <div className={classes.tools}>
        {hasTwoCameras(row) && (
          <ActionIcon
            className={classes.tool}
            variant="transparent"
            aria-label={`${t('tile.camera')}: ${t(`tile.camera.${camera}`)}`}
            title={t(`tile.camera.${camera}`)}
            onClick={onCamera}
          >
            <IconColumns2 size={18} />
          </ActionIcon>
        )}
        {hasSound && (
          <ActionIcon
            className={classes.tool}
            data-on={sounding || undefined}
            variant="transparent"
            aria-pressed={sounding}
            aria-label={t(sounding ? 'tile.soundOff' : 'tile.soundOn')}
            title={t(sounding ? 'tile.soundOff' : 'tile.soundOn')}
            onClick={onSound}
          >
            {sounding ? <IconVolume size={18} /> : <IconVolumeOff size={18} />}
          </ActionIcon>
        )}
        <ActionIcon
          className={classes.tool}
          data-on={pinned || undefined}
          variant="transparent"
          aria-pressed={pinned}
          aria-label={t(pinned ? 'tile.unpin' : 'tile.pin')}
          title={t(pinned ? 'tile.unpin' : 'tile.pin')}
          onClick={onPin}
        >
          {pinned ? <IconPinFilled size={18} /> : <IconPin size={18} />}
        </ActionIcon>
      </div>
    </article>
  );
};
