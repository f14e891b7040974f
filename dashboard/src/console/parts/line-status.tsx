/** Says plainly whether the line to the province is up and how much waits to be sent; work never stops for it. */

import type { ClerkState } from '@giamsat/contract/wire/clerk';
import { Alert, Group, Text } from '@mantine/core';
import { IconCloudCheck, IconCloudOff, IconPlugConnectedX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from '../console.module.css';
import { clockOf } from '../core/local-time.ts';

export const LineStatus = ({ state, agentUp }: { state: ClerkState; agentUp: boolean }) => {
  const { t } = useTranslation('console');
  const { line } = state;
  if (!agentUp)
    return (
      <Alert color="red" icon={<IconPlugConnectedX />} role="alert" title={t('line.agentDown')}>
        {t('line.agentDownHelp')}
      </Alert>
    );
  return (
    <Group justify="space-between" gap="xs">
      <span className={classes.badge} data-tone={line.up ? 'green' : 'orange'} role="status">
        {line.up ? <IconCloudCheck size={16} aria-hidden="true" /> : <IconCloudOff size={16} aria-hidden="true" />}
        {line.up ? t('line.up') : t('line.down')}
      </span>
      {line.waiting > 0 && (
        <Text size="sm">
          {t('line.waiting', { count: line.waiting, since: line.oldestAt ? clockOf(line.oldestAt) : '' })}
        </Text>
      )}
    </Group>
  );
};
