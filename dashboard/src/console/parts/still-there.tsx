/** On air and long without an event: the console asks whether the hearing goes on, and says when it will cut by itself. */
import { Alert, Button, Group, Text } from '@mantine/core';
import { IconBell } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ConsoleClient } from '../core/console-client.ts';
import { clockOf } from '../core/local-time.ts';

type Ask = { hearing: string; since: string; cutsAt: string };

export const StillThere = ({ ask, client, onCut }: { ask: Ask; client: ConsoleClient; onCut: () => void }) => {
  const { t } = useTranslation('console');
  return (
    <Alert color="orange" icon={<IconBell />} title={t('ask.title', { since: clockOf(ask.since) })} role="alert">
      <Text size="sm">{t('ask.help', { time: clockOf(ask.cutsAt) })}</Text>
      <Group mt="xs" grow>
        <Button onClick={() => void client.present(ask.hearing)}>{t('ask.goesOn')}</Button>
        <Button color="red" variant="outline" onClick={onCut}>
          {t('cut.cut')}
        </Button>
      </Group>
    </Alert>
  );
};
