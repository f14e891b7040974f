/** The room's cameras, what leaves the court, and how many watch: a number, never names (`design.md` rule 15). */

import { cameraNameIn } from '@giamsat/contract/place-names';
import type { ClerkState } from '@giamsat/contract/wire/clerk';
import { Group } from '@mantine/core';
import { IconEye } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from '../console.module.css';

const TONE: Record<string, string> = { live: 'green', cut: 'red', off: 'neutral' };

export const RoomStatus = ({ room }: { room: ClerkState['rooms'][number] }) => {
  const { t, i18n } = useTranslation('console');
  return (
    <Group gap={6}>
      {room.feeds.map((feed) => (
        <span
          key={feed.feed}
          className={classes.badge}
          data-tone={feed.camera === 'running' ? (TONE[feed.sending] ?? 'neutral') : 'orange'}
        >
          {cameraNameIn(feed.name, i18n.language)}:{' '}
          {feed.camera === 'running' ? t(`sending.${feed.sending}`) : t(`camera.${feed.camera}`)}
        </span>
      ))}
      <span className={classes.badge} data-tone="neutral">
        <IconEye size={15} aria-hidden="true" />
        {t('watching', { count: room.watching })}
      </span>
    </Group>
  );
};
