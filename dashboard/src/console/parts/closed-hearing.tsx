/** A hearing that is closed to this clerk: that it is there, whether it holds the room, and the way in that a written decision opens. */
import type { ClerkClosed } from '@giamsat/contract/wire/clerk';
import { Alert, Stack, Text } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ConsoleClient } from '../core/console-client.ts';
import { OneLineForm } from './one-line-form.tsx';

type Props = { hearing: ClerkClosed; client: ConsoleClient; onTaken: (id: string) => void };

export const ClosedHearing = ({ hearing, client, onTaken }: Props) => {
  const { t } = useTranslation('console');
  return (
    <Alert color="gray" icon={<IconLock />} title={t(`closed.${hearing.cause}`)}>
      <Stack gap="xs">
        <Text size="sm">{t(hearing.holdsRoom ? 'closed.holdsRoom' : 'closed.help')}</Text>
        <OneLineForm
          action={t('closed.takeOver')}
          label={t('field.decisionNo')}
          help={t('closed.takeOverHelp')}
          maxLength={80}
          send={async (decisionNo) => {
            await client.takeOver(hearing.id, decisionNo);
            onTaken(hearing.id);
          }}
        />
      </Stack>
    </Alert>
  );
};
