/** The drawn sign of a state; its word always stands beside it. */
import {
  IconAlarm,
  IconArrowBackUp,
  IconCalendarX,
  IconCheck,
  IconClock,
  IconCoffee,
  IconDoor,
  IconEyeOff,
  IconFileText,
  IconGavel,
  IconLock,
  IconMessages,
  IconPlayerPause,
  IconPlayerStop,
  IconPlugConnectedX,
  IconScale,
  IconVideoOff,
  type TablerIcon,
} from '@tabler/icons-react';
import type { NoPicture } from '../core/no-picture.ts';

const ICON: Record<NoPicture['icon'], TablerIcon> = {
  clock: IconClock,
  door: IconDoor,
  gavel: IconGavel,
  speech: IconMessages,
  scales: IconScale,
  scroll: IconFileText,
  cup: IconCoffee,
  pause: IconPlayerPause,
  'calendar-x': IconCalendarX,
  stop: IconPlayerStop,
  undo: IconArrowBackUp,
  check: IconCheck,
  lock: IconLock,
  alarm: IconAlarm,
  signal: IconPlugConnectedX,
  'eye-off': IconEyeOff,
  'video-off': IconVideoOff,
};

export const StageIcon = ({
  icon,
  size = 18,
  stroke = 1.8,
}: {
  icon: NoPicture['icon'];
  size?: number | string;
  stroke?: number;
}) => {
  const Icon = ICON[icon];
  return <Icon size={size} stroke={stroke} aria-hidden="true" />;
};
