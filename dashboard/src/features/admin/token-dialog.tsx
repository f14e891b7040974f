/** A machine's new token, shown this once. */
import { Button, Code, CopyButton, Group, Modal, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

type Props = { code: string; token: string; onClose: () => void };

export const TokenDialog = ({ code, token, onClose }: Props) => {
  const { t } = useTranslation('admin');
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('agent.tokenTitle', { code })}
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': t('common:action.close') }}
    >
      <Stack>
        <Text>{t('agent.tokenHelp')}</Text>
        <Code block>{token}</Code>
        <Group justify="flex-end">
          <CopyButton value={token}>
            {({ copied, copy }) => (
              <Button onClick={copy}>{t(copied ? 'common:action.copied' : 'common:action.copy')}</Button>
            )}
          </CopyButton>
        </Group>
      </Stack>
    </Modal>
  );
};
