/** A hearing that is closed to this clerk: that it is there, whether it holds the room, and the way in that a written decision opens. */
import type { ClerkClosed } from '@giamsat/contract/wire/clerk';
import { Alert, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConsoleClient } from '../core/console-client.ts';
import { problemText } from '../core/problem-text.ts';

type Props = { hearing: ClerkClosed; client: ConsoleClient; onTaken: (id: string) => void };

export const ClosedHearing = ({ hearing, client, onTaken }: Props) => {
  const { t } = useTranslation('console');
  const [decisionNo, setDecisionNo] = useState<string>();
  const [error, setError] = useState<unknown>();
  const takeOver = async (event: FormEvent) => {
    event.preventDefault();
    if (!decisionNo?.trim()) return;
    try {
      await client.takeOver(hearing.id, decisionNo.trim());
      onTaken(hearing.id);
    } catch (problem) {
      setError(problem);
    }
  };
  return (
    <Alert color="gray" icon={<IconLock />} title={t(`closed.${hearing.cause}`)}>
      <Stack gap="xs">
        <Text size="sm">{t(hearing.holdsRoom ? 'closed.holdsRoom' : 'closed.help')}</Text>
        {decisionNo === undefined ? (
          <Group>
            <Button size="sm" variant="default" onClick={() => setDecisionNo('')}>
              {t('closed.takeOver')}
            </Button>
          </Group>
        ) : (
          <form onSubmit={takeOver}>
            <Stack gap="xs">
              <TextInput
                label={t('field.decisionNo')}
                description={t('closed.takeOverHelp')}
                maxLength={80}
                value={decisionNo}
                onChange={(e) => setDecisionNo(e.currentTarget.value)}
                data-autofocus
                autoFocus
              />
              {error !== undefined && (
                <Text size="sm" role="alert">
                  {problemText(error, t)}
                </Text>
              )}
              <Group gap="xs">
                <Button size="sm" type="submit" disabled={!decisionNo.trim()}>
                  {t('closed.takeOver')}
                </Button>
                <Button size="sm" variant="subtle" onClick={() => setDecisionNo(undefined)}>
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
