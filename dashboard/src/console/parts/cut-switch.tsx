/** The red switch: one press cuts picture and sound at once; opening again is held for a second. */

import type { ClerkHearing } from '@giamsat/contract/wire/clerk';
import { Alert, Button, Stack, Text, TextInput } from '@mantine/core';
import { IconVideo, IconVideoOff } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { clockOf } from '../core/local-time.ts';
import type { Enter } from '../core/use-entry.ts';
import { HoldButton } from './hold-button.tsx';

export const CutSwitch = ({ hearing, enter }: { hearing: ClerkHearing; enter: Enter }) => {
  const { t } = useTranslation('console');
  const [reason, setReason] = useState('');
  const cut = hearing.inForce.find((one) => one.cause === 'clerk');
  const others = hearing.inForce.filter((one) => one.cause !== 'clerk');
  const order = t('cut.order');
  return (
    <Stack gap="xs">
      {cut?.event ? (
        <Alert
          color="lacquer.7"
          variant="filled"
          icon={<IconVideoOff />}
          title={t('cut.isCut', { since: clockOf(cut.from) })}
          role="status"
        >
          <Stack gap="xs">
            <TextInput
              aria-label={t('cut.reason')}
              placeholder={t('cut.reason')}
              value={reason}
              onChange={(e) => setReason(e.currentTarget.value)}
              onBlur={() => {
                if (reason.trim())
                  enter('hearing.note.recorded', { text: t('cut.reasonNote', { reason: reason.trim() }) });
                setReason('');
              }}
            />
            <HoldButton
              variant="white"
              color="dark"
              hint={t('hold.hint')}
              leftSection={<IconVideo size={18} />}
              onHeld={() => cut.event && enter('feed.reopened', { lifts: cut.event })}
            >
              {t('cut.reopen')}
            </HoldButton>
          </Stack>
        </Alert>
      ) : (
        <Button
          color="lacquer.7"
          size="lg"
          h={64}
          fullWidth
          leftSection={<IconVideoOff />}
          onClick={() => enter('feed.cut', { order })}
        >
          {t('cut.cut')}
        </Button>
      )}
      <Text size="sm" role="status">
        {others[0]
          ? t('cut.withheld', { cause: t(`cause.${others[0].cause}`), since: clockOf(others[0].from) })
          : !cut && t('cut.onAir')}
      </Text>
    </Stack>
  );
};
