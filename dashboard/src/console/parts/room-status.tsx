/** The room's cameras, what leaves the court, and how many watch: a number, never names (`design.md` rule 15). */

import type { ClerkState } from '@giamsat/contract/wire/clerk';
import { Badge, Group } from '@mantine/core';
import { IconEye } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

const COLOUR: Record<string, string> = { live: 'green', cut: 'red', off: 'gray' };

export const RoomStatus = ({ room }: { room: ClerkState['rooms'][number] }) => {
  const { t } = useTranslation('console');
  return (
    <Group gap={6}>
      {room.feeds.map((feed) => (
        <Badge
          key={feed.feed}
          radius="sm"
          tt="none"
          variant="light"
          color={feed.camera === 'running' ? (COLOUR[feed.sending] ?? 'gray') : 'orange'}
        >
          {feed.name}: {feed.camera === 'running' ? t(`sending.${feed.sending}`) : t(`camera.${feed.camera}`)}
        </Badge>
      ))}
      <Badge radius="sm" tt="none" variant="outline" color="gray" leftSection={<IconEye size={12} />}>
        {t('watching', { count: room.watching })}
      </Badge>
    </Group>
  );
};
