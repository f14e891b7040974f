/** Says plainly whether the line to the province is up and how much waits to be sent; work never stops for it. */

import type { ClerkState } from '@giamsat/contract/wire/clerk';
import { Alert, Group, Stack, Text } from '@mantine/core';
import { IconCloudCheck, IconCloudOff, IconDatabaseX, IconPlugConnectedX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from '../console.module.css';
import { clockOf } from '../core/local-time.ts';

export const LineStatus = ({ state, agentUp }: { state: ClerkState; agentUp: boolean }) => {
  const { t } = useTranslation('console');
  const { line } = state;
  const good = line.up && !line.unknown;
  if (!agentUp)
    return (
      <Alert color="red" icon={<IconPlugConnectedX />} role="alert" title={t('line.agentDown')}>
        {t('line.agentDownHelp')}
      </Alert>
    );
  const status = (
    <Group justify="space-between" gap="xs">
      <span className={classes.badge} data-tone={good ? 'green' : 'orange'} role="status">
        {good ? <IconCloudCheck size={16} aria-hidden="true" /> : <IconCloudOff size={16} aria-hidden="true" />}
        {t(good ? 'line.up' : line.up ? 'line.unknown' : 'line.down')}
      </span>
      {line.machineClock && (
        <Text size="sm" role="status">
          {t('line.clock', {
            minutes: Math.round(Math.abs(Date.parse(state.now) - Date.parse(line.machineClock)) / 60_000),
            machine: clockOf(line.machineClock),
            now: clockOf(state.now),
          })}
        </Text>
      )}
      {line.waiting > 0 && (
        <Text size="sm">
          {t('line.waiting', { count: line.waiting, since: line.oldestAt ? clockOf(line.oldestAt) : '' })}
        </Text>
      )}
      {line.pictureWaits !== undefined && <Text size="sm">{t('line.picture', { minutes: line.pictureWaits })}</Text>}
      {line.hoursLeft !== undefined && !line.diskFull && (
        <Text size="sm">{t('line.hoursLeft', { hours: line.hoursLeft })}</Text>
      )}
    </Group>
  );
  if (!line.diskFull) return status;
  return (
    <Stack gap="xs">
      {status}
      <Alert color="red" icon={<IconDatabaseX />} role="alert" title={t('line.diskFull')}>
        {t('line.diskFullHelp')}
      </Alert>
    </Stack>
  );
};
