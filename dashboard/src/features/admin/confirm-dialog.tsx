/** Asks before something that takes effect at once and cannot be taken back. */
import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useProblemText } from '../../hooks/use-problem-text.ts';

type Props = { title: string; text: string; action: string; onConfirm: () => Promise<unknown>; onClose: () => void };

export const ConfirmDialog = ({ title, text, action, onConfirm, onClose }: Props) => {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const confirm = async () => {
    setBusy(true);
    try {
      await onConfirm();
    } catch (failed) {
      setError(failed);
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={onClose} title={title}>
      <Stack>
        {error !== undefined && (
          <Alert color="lacquer" variant="light" role="alert">
            {problemText(error)}
          </Alert>
        )}
        <Text>{text}</Text>
        <Group justify="flex-end">
          <Button variant="subtle" onClick={onClose} data-autofocus>
            {t('action.cancel')}
          </Button>
          <Button color="lacquer" loading={busy} onClick={() => void confirm()}>
            {action}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
};
