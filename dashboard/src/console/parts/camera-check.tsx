/** The technician's page: a camera of the room, or one by its address, with Đạt / Chưa đạt and what to change. */
import type { CameraCheck } from '@giamsat/contract/camera/check';
import { cameraNameIn } from '@giamsat/contract/place-names';
import type { ClerkState } from '@giamsat/contract/wire/clerk';
import { Alert, Button, Group, Image, List, Modal, PasswordInput, Stack, Table, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { adviceOf, factsOf } from '../core/camera-check-text.ts';
import type { ConsoleClient } from '../core/console-client.ts';
import { problemText } from '../core/problem-text.ts';

type Props = { client: ConsoleClient; feeds: ClerkState['rooms'][number]['feeds']; onClose: () => void };
type Seen = { name: string; check: CameraCheck; preview?: string };

export const CameraCheckPage = ({ client, feeds, onClose }: Props) => {
  const { t, i18n } = useTranslation('console');
  const [url, setUrl] = useState('');
  const [busy, setBusy] = useState<string>();
  const [seen, setSeen] = useState<Seen>();
  const [error, setError] = useState<unknown>();
  const ask = (name: string, look: () => Promise<Omit<Seen, 'name'>>) => {
    setBusy(name);
    setError(undefined);
    setSeen(undefined);
    look()
      .then((found) => setSeen({ name, ...found }), setError)
      .finally(() => setBusy(undefined));
  };

  return (
    <Modal opened onClose={onClose} title={t('check.title')} size="lg">
      <Stack gap="sm">
        <Group gap="xs">
          {feeds.map(({ feed, name: given }) => {
            const name = cameraNameIn(given, i18n.language);
            return (
              <Button
                key={feed}
                variant="default"
                loading={busy === name}
                disabled={busy !== undefined}
                onClick={() =>
                  ask(name, async () => ({ check: await client.checkFeed(feed), preview: client.pictureOf(feed) }))
                }
              >
                {name}
              </Button>
            );
          })}
        </Group>
        <form
          onSubmit={(e) => {
            e.preventDefault();
            ask(t('check.other'), () => client.checkCamera(url.trim()));
          }}
        >
          <Group align="flex-end" gap="xs" wrap="nowrap">
            <PasswordInput
              flex={1}
              label={t('check.url')}
              description={t('check.urlHelp')}
              placeholder="rtsp://…"
              autoComplete="off"
              value={url}
              onChange={(e) => setUrl(e.currentTarget.value)}
            />
            <Button
              type="submit"
              loading={busy === t('check.other')}
              disabled={busy !== undefined || url.trim() === ''}
            >
              {t('check.start')}
            </Button>
          </Group>
        </form>
        {error !== undefined && (
          <Alert color="red" role="alert">
            {problemText(error, t)}
          </Alert>
        )}
        {seen && <Result seen={seen} />}
      </Stack>
    </Modal>
  );
};

const Result = ({ seen: { name, check, preview } }: { seen: Seen }) => {
  const { t, i18n } = useTranslation('console');
  const [shown, setShown] = useState(preview !== undefined);
  const advice = adviceOf(check, i18n.language);
  return (
    <Stack gap="xs" aria-live="polite">
      <Alert color={check.pass ? 'green' : 'red'}>
        <Title order={2} size="h4">
          {name}: {t(check.pass ? 'check.pass' : 'check.fail')}
        </Title>
      </Alert>
      {advice.length > 0 && (
        <List spacing="xs">
          {advice.map(({ code, must, what, change }) => (
            <List.Item key={code}>
              <Text fw={600} c={must ? 'var(--tone-red-fg)' : undefined}>
                {t(must ? 'check.must' : 'check.better')}: {what}
              </Text>
              <Text size="sm">{change}</Text>
            </List.Item>
          ))}
        </List>
      )}
      {shown && preview ? (
        <Image src={preview} alt={t('check.preview', { name })} w={320} onError={() => setShown(false)} />
      ) : (
        <Text size="sm" c="dimmed">
          {t('check.noPreview')}
        </Text>
      )}
      <Table withRowBorders={false} verticalSpacing={2}>
        <Table.Tbody>
          {factsOf(check, i18n.language).map((row) => (
            <Table.Tr key={row.label}>
              <Table.Th scope="row" fw={500}>
                {t(row.label)}
              </Table.Th>
              <Table.Td>{'word' in row ? t(row.word) : row.value}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Stack>
  );
};
