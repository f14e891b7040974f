/** What the province did not take: shown with the reason until the clerk sent it anew or put it aside with a word of why. */
import { isEventType } from '@giamsat/contract/event/catalogue';
import type { ClerkState } from '@giamsat/contract/wire/clerk';
import { Alert, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconMailX } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConsoleClient } from '../core/console-client.ts';
import { clockOf } from '../core/local-time.ts';
import { problemText } from '../core/problem-text.ts';

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
  const [reason, setReason] = useState<string>();
  const [error, setError] = useState<unknown>();
  const what = isEventType(one.type) ? t(`events:${one.type}`) : one.type;
  const why = `rejected.why.${one.code}`;
  const putAside = async (event: FormEvent) => {
    event.preventDefault();
    try {
      if (reason?.trim()) await client.putAside(one.ref, reason.trim());
    } catch (problem) {
      setError(problem);
    }
  };
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
        {reason === undefined ? (
          <Group gap="xs">
            {one.again && (
              <Button size="sm" onClick={() => onAgain(one)}>
                {t('rejected.again')}
              </Button>
            )}
            <Button size="sm" variant="default" onClick={() => setReason('')}>
              {t('rejected.aside')}
            </Button>
          </Group>
        ) : (
          <form onSubmit={putAside}>
            <Stack gap="xs">
              <TextInput
                label={t('rejected.reason')}
                description={t('rejected.reasonHelp')}
                maxLength={500}
                value={reason}
                onChange={(e) => setReason(e.currentTarget.value)}
                data-autofocus
                autoFocus
              />
              {error !== undefined && (
                <Text size="sm" role="alert">
                  {problemText(error, t)}
                </Text>
              )}
              <Group gap="xs">
                <Button size="sm" type="submit" disabled={!reason.trim()}>
                  {t('rejected.aside')}
                </Button>
                <Button size="sm" variant="subtle" onClick={() => setReason(undefined)}>
                  {t('rejected.cancel')}
                </Button>
              </Group>
            </Stack>
          </form>
        )}
      </Stack>
    </Alert>
  );
};
