/** Every other step, one tap further, grouped as a clerk looks for it. */

import type { EventType } from '@giamsat/contract/event/catalogue';
import { Accordion, Button, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { FURTHER_STEPS } from '../core/steps.ts';

export const FurtherSteps = ({ onForm }: { onForm: (type: EventType) => void }) => {
  const { t } = useTranslation(['console', 'events']);
  return (
    <Accordion variant="separated" chevronPosition="left">
      {Object.entries(FURTHER_STEPS).map(([group, types]) => (
        <Accordion.Item value={group} key={group}>
          <Accordion.Control>{t(`further.${group}`)}</Accordion.Control>
          <Accordion.Panel>
            <Stack gap={4}>
              {types.map((type) => (
                <Button key={type} variant="subtle" justify="flex-start" onClick={() => onForm(type)}>
                  {t(`events:${type}`)}
                </Button>
              ))}
            </Stack>
          </Accordion.Panel>
        </Accordion.Item>
      ))}
    </Accordion>
  );
};
