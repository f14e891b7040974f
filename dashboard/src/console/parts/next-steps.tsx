/** The next lawful steps as buttons large as a thumb, likeliest first, on the function keys F1 to F8. */

import { type EventType, isEventType } from '@giamsat/contract/event/catalogue';
import type { ClerkHearing } from '@giamsat/contract/wire/clerk';
import { Button, Kbd, Stack } from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { defaultData, mustBeHeld, needsForm } from '../core/steps.ts';
import type { Enter } from '../core/use-entry.ts';
import { HoldButton } from './hold-button.tsx';

type Props = { hearing: ClerkHearing; enter: Enter; onForm: (type: EventType) => void };

export const NextSteps = ({ hearing, enter, onForm }: Props) => {
  const { t } = useTranslation(['console', 'events']);
  const steps = hearing.next.filter(isEventType).slice(0, 8);
  const press = (type: EventType) => (needsForm(type) ? onForm(type) : void enter(type, defaultData(type, hearing)));
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const match = /^F([1-8])$/.exec(event.key);
      const step = match && steps[Number(match[1]) - 1];
      // Steps that open are held on their own button: a function key pressed by mistake must not open a picture.
      if (!step) return;
      event.preventDefault();
      if (mustBeHeld(step)) document.getElementById(`step-${step}`)?.focus();
      else if (!event.repeat) press(step);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  });
  return (
    <Stack gap="xs" role="group" aria-label={t('next.title')}>
      {steps.map((type, index) => {
        const look = {
          id: `step-${type}`,
          size: index === 0 ? 'lg' : 'md',
          h: index === 0 ? 64 : 48,
          fullWidth: true,
          justify: 'space-between' as const,
          variant: index === 0 ? 'filled' : 'light',
          rightSection: <Kbd>F{index + 1}</Kbd>,
        };
        const label = stepLabel(type, hearing, t);
        return mustBeHeld(type) ? (
          <HoldButton key={type} {...look} hint={t('hold.hint')} onHeld={() => press(type)}>
            {label}
          </HoldButton>
        ) : (
          <Button key={type} {...look} onClick={() => press(type)}>
            {label}
          </Button>
        );
      })}
    </Stack>
  );
};

/** "Xét hỏi" in criminal cases, "Hỏi" in all others (`ui.md`). */
const stepLabel = (type: EventType, hearing: ClerkHearing, t: (key: string) => string): string =>
  type === 'hearing.questioning.started' && hearing.state.caseType !== 'HS'
    ? t('step.questioningCivil')
    : t(`events:${type}`);
