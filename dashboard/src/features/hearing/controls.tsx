/** Below the picture: play, go back and on, speed, sound, a link to the moment, and the way back to now. */
import { ActionIcon, Button, Select } from '@mantine/core';
import {
  IconColumns2,
  IconDeviceCctv,
  IconKeyboard,
  IconLink,
  IconMaximize,
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
  IconPlayerSkipBack,
  IconPlayerSkipForward,
  IconPlayerTrackNext,
  IconPlayerTrackPrev,
  IconRewindBackward10,
  IconRewindForward10,
  IconVolume,
  IconVolumeOff,
  type TablerIcon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { clockSecondsText, numberText } from '../../core/format.ts';
import { SPEEDS } from '../../core/player/recording-player.ts';
import classes from './controls.module.css';
import type { Pictures } from './use-pictures.ts';

type Props = {
  pictures: Pictures;
  /** To the event before or after this moment. */
  onEvent: (by: 1 | -1) => void;
  onFull: () => void;
  onLink: () => void;
  onHelp: () => void;
};

export const Controls = ({ pictures, onEvent, onFull, onLink, onHelp }: Props) => {
  const { t, i18n } = useTranslation('hearing');
  const { muted, setMuted, beside, setBeside, shown, chosen } = pictures;
  const one = shown[chosen] ?? shown[0];
  if (!one) return null;
  const { playback, cameras } = one;
  const { mode, paused, hasLive, dateMs, rate } = playback;
  const back = mode === 'back';
  const running = back ? !paused : hasLive;
  return (
    <div className={classes.controls}>
      <Tool
        icon={running ? IconPlayerPauseFilled : IconPlayerPlayFilled}
        label={t(running ? 'control.pause' : 'control.play')}
        disabled={!back && !hasLive}
        onClick={playback.toggle}
        large
      />
      <Tool icon={IconPlayerSkipBack} label={t('control.eventBack')} onClick={() => onEvent(-1)} />
      <Tool icon={IconRewindBackward10} label={t('control.back10')} onClick={() => playback.skip(-10_000)} />
      <Tool
        icon={IconRewindForward10}
        label={t('control.forward10')}
        disabled={!back}
        onClick={() => playback.skip(10_000)}
      />
      <Tool
        icon={IconPlayerSkipForward}
        label={t('control.eventForward')}
        disabled={!back}
        onClick={() => onEvent(1)}
      />
      {back && paused && (
        <>
          <Tool icon={IconPlayerTrackPrev} label={t('control.frameBack')} onClick={() => playback.step(-1)} />
          <Tool icon={IconPlayerTrackNext} label={t('control.frameForward')} onClick={() => playback.step(1)} />
        </>
      )}
      <time className={classes.clock} dateTime={new Date(dateMs).toISOString()}>
        {clockSecondsText(dateMs)}
      </time>
      {hasLive &&
        (back ? (
          <Button size="sm" className={classes.now} onClick={playback.toLive}>
            {t('control.live')}
          </Button>
        ) : playback.why === undefined ? (
          <span className={classes.isNow}>
            <i aria-hidden="true" />
            {t('control.isLive')}
          </span>
        ) : null)}
      <span className={classes.space} />
      {back && (
        <Select
          aria-label={t('control.speed')}
          className={classes.speed}
          allowDeselect={false}
          value={String(rate)}
          onChange={(value) => value && playback.setRate(Number(value))}
          data={SPEEDS.map((one) => ({ value: String(one), label: `${numberText2(one, i18n.language)}×` }))}
        />
      )}
      <Tool
        icon={muted ? IconVolumeOff : IconVolume}
        label={t(muted ? 'control.sound' : 'control.mute')}
        pressed={!muted}
        onClick={() => setMuted((before) => !before)}
      />
      {(cameras.length > 1 || beside === 'camera') && (
        <Tool
          icon={IconDeviceCctv}
          label={t(beside === 'camera' ? 'control.oneCamera' : 'control.bothCameras')}
          pressed={beside === 'camera'}
          onClick={() => setBeside(beside === 'camera' ? undefined : 'camera')}
        />
      )}
      <Tool
        icon={IconColumns2}
        label={t(beside === 'moment' ? 'control.oneMoment' : 'control.twoMoments')}
        pressed={beside === 'moment'}
        onClick={() => setBeside(beside === 'moment' ? undefined : 'moment')}
      />
      <Tool icon={IconLink} label={t('control.link')} onClick={onLink} />
      <span className={classes.wideOnly}>
        <Tool icon={IconKeyboard} label={t('control.keys')} onClick={onHelp} />
      </span>
      <Tool icon={IconMaximize} label={t('control.full')} onClick={onFull} />
    </div>
  );
};

/** `0,75` needs two places. */
const numberText2 = (value: number, language: string): string =>
  value === 0.75 || value === 1.25
    ? language === 'vi'
      ? String(value).replace('.', ',')
      : String(value)
    : numberText(value, language);

type ToolProps = {
  icon: TablerIcon;
  label: string;
  onClick: () => void;
  disabled?: boolean;
  pressed?: boolean;
  large?: boolean;
};

const Tool = ({ icon: Icon, label, onClick, disabled, pressed, large }: ToolProps) => (
  <ActionIcon
    variant={large ? 'filled' : pressed ? 'light' : 'subtle'}
    size={large ? 44 : 40}
    radius={large ? 'xl' : 'md'}
    aria-label={label}
    aria-pressed={pressed}
    title={label}
    disabled={disabled ?? false}
    onClick={onClick}
  >
    <Icon size={large ? 20 : 22} stroke={1.7} />
  </ActionIcon>
);
