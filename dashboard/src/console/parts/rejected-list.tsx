/** What the province did not take: shown with the reason until the clerk sent it anew or put it aside with a word of why. */
import { isEventType } from '@giamsat/contract/event/catalogue';
import type { ClerkState } from '@giamsat/contract/wire/clerk';
import { Alert, Button, Stack, Text } from '@mantine/core';
import { IconMailX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ConsoleClient } from '../core/console-client.ts';
import { clockOf } from '../core/local-time.ts';
import { OneLineForm } from './one-line-form.tsx';

export type Rejected = ClerkState['line']['rejected'][number];
type Props = { rejected: readonly Rejected[]; client: ConsoleClient; onAgain: (one: Rejected) => void };

export const RejectedList = ({ rejected, client, onAgain }: Props) => (
  <>
    {rejected.map((one) => (
      <Item key={one.ref} one={one} client={client} onAgain={onAgain} />
    ))}
  </>
);

const Item = ({ one, client, onAgain }: { one: Rejected; client: ConsoleClient; onAgain: Props['onAgain'] }) => {
  const { t, i18n } = useTranslation(['console', 'events']);
  const what = isEventType(one.type) ? t(`events:${one.type}`) : one.type;
  const why = `rejected.why.${one.code}`;
  return (
    <Alert color="lacquer" icon={<IconMailX />} role="alert" title={t('line.rejected', { what })}>
      <Stack gap="xs">
        <Text size="sm">
          {clockOf(one.time)} · {i18n.exists(why, { ns: 'console' }) ? t(why) : t('rejected.why.other')}
        </Text>
        {typeof one.data.text === 'string' && <Text size="sm">“{one.data.text}”</Text>}
        <Text size="xs" c="dimmed" lang="en" style={{ overflowWrap: 'anywhere' }}>
          {one.detail}
        </Text>
        <OneLineForm
          action={t('rejected.aside')}
          label={t('rejected.reason')}
          help={t('rejected.reasonHelp')}
          maxLength={500}
          send={(reason) => client.putAside(one.ref, reason)}
        >
          {one.again && (
            <Button size="sm" onClick={() => onAgain(one)}>
              {t('rejected.again')}
            </Button>
          )}
        </OneLineForm>
      </Stack>
    </Alert>
  );
};
