/** Five seconds to take back what was just entered (`interfaces.md` §1); afterwards it is corrected from the course. */
import { Button, Group, Paper, Progress, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Enter, LastEntry } from '../core/use-entry.ts';

const TAKE_BACK_MS = 5000;

export const TakeBack = ({ last, enter, onDone }: { last: LastEntry; enter: Enter; onDone: () => void }) => {
  const { t } = useTranslation(['console', 'events']);
  const [left, setLeft] = useState(TAKE_BACK_MS);
  useEffect(() => {
    const timer = setInterval(() => {
      const rest = TAKE_BACK_MS - (Date.now() - last.at);
      setLeft(rest);
      if (rest <= 0) onDone();
    }, 100);
    return () => clearInterval(timer);
  }, [last, onDone]);
  return (
    <Paper withBorder shadow="md" p="xs" role="status" aria-live="polite">
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm" fw={600}>
          {t('takeBack.entered', { what: t(`events:${last.type}`) })}
        </Text>
        <Button
          size="compact-md"
          variant="light"
          onClick={async () => {
            if (await enter('hearing.event.retracted', {}, { corrects: last.ref })) onDone();
          }}
        >
          {t('takeBack.undo', { seconds: Math.max(1, Math.ceil(left / 1000)) })}
        </Button>
      </Group>
      <Progress value={(left / TAKE_BACK_MS) * 100} size="xs" mt={6} transitionDuration={100} aria-hidden />
    </Paper>
  );
};
