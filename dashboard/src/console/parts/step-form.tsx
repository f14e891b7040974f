/** One step with its details, or a correction of one: the contract's fields, a time when it is entered late, one button. */

import type { EventType } from '@giamsat/contract/event/catalogue';
import type { Room } from '@giamsat/contract/registry';
import type { ClerkHearing } from '@giamsat/contract/wire/clerk';
import { Alert, Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fieldsOf, labelOf } from '../core/form-fields.ts';
import { clockOf, todayAt } from '../core/local-time.ts';
import { dataSchemaOf, defaultData, mustBeHeld } from '../core/steps.ts';
import type { Enter } from '../core/use-entry.ts';
import { AttendanceForm } from './attendance-form.tsx';
import { HoldButton } from './hold-button.tsx';
import { SchemaForm } from './schema-form.tsx';

/** What is sent anew after the province did not take it. */
type Draft = { data: Record<string, unknown>; time: string };
type Props = {
  type: EventType;
  hearing: ClerkHearing;
  rooms: readonly Room[];
  draft?: Draft | undefined;
  enter: Enter;
  onEntered?: () => void;
  onClose: () => void;
};

export const StepForm = ({ type, hearing, rooms, draft, enter, onEntered, onClose }: Props) => {
  const { t } = useTranslation(['console', 'events']);
  const [values, setValues] = useState<Record<string, unknown>>(() =>
    draft ? draft.data : initialValues(type, hearing),
  );
  const [clock, setClock] = useState(draft ? clockOf(draft.time) : '');
  const narrow = useMediaQuery('(max-width: 640px)', true, { getInitialValueInEffect: false });
  const [busy, setBusy] = useState(false);
  const fields = fieldsOf(dataSchemaOf(type));
  const missing = fields.filter((field) => field.required && values[field.name] === undefined);
  const submit = async () => {
    setBusy(true);
    const unchanged = draft && clock === clockOf(draft.time) ? draft.time : undefined;
    const time = unchanged ?? (clock ? todayAt(clock, draft ? Date.parse(draft.time) : Date.now()) : undefined);
    const ok = await enter(type, values, time ? { time } : {});
    setBusy(false);
    if (!ok) return;
    onEntered?.();
    onClose();
  };
  const action = { fullWidth: true, size: 'lg', disabled: missing.length > 0, loading: busy };
  const isAttendance = type === 'hearing.attendance.recorded';
  return (
    <Modal opened onClose={onClose} title={t(`events:${type}`)} size={560} fullScreen={narrow}>
      <Stack>
        {isAttendance ? (
          <AttendanceForm values={values} onChange={setValues} />
        ) : (
          <SchemaForm fields={fields} values={values} onChange={setValues} rooms={rooms} />
        )}
        {type === 'hearing.publicity.changed' && (
          <Alert color="yellow">{t(`inCamera.${hearing.state.caseType === 'HS' ? 'criminal' : 'civil'}`)}</Alert>
        )}
        <TextInput
          type="time"
          label={t('form.time')}
          description={t('form.timeHelp')}
          value={clock}
          onChange={(e) => setClock(e.currentTarget.value)}
        />
        {missing.length > 0 && (
          <Text size="sm" c="dimmed">
            {t('form.missing', { what: missing.map((field) => t(labelOf(field))).join(', ') })}
          </Text>
        )}
        <Group grow>
          {mustBeHeld(type) ? (
            <HoldButton {...action} hint={t('hold.hint')} onHeld={submit}>
              {t('form.enter')}
            </HoldButton>
          ) : (
            <Button {...action} onClick={submit}>
              {t('form.enter')}
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
};

const initialValues = (type: EventType, hearing: ClerkHearing): Record<string, unknown> => {
  const { state } = hearing;
  switch (type) {
    case 'hearing.attendance.recorded':
      return { participants: state.participants.map((one) => ({ present: true, ...one })) };
    case 'hearing.participants.recorded':
      return { participants: state.participants };
    case 'hearing.panel.changed':
      return {
        panel: state.panel,
        ...(state.prosecutor ? { prosecutor: state.prosecutor } : {}),
        ...(state.clerk ? { clerk: state.clerk } : {}),
      };
    case 'hearing.publicity.changed':
      return { from: state.publicity, to: state.publicity === 'public' ? 'in_camera' : 'public' };
    case 'hearing.title.changed':
      return { title: state.title };
    case 'hearing.rescheduled':
      return { start: state.start, room: state.room };
    default:
      return defaultData(type, hearing);
  }
};
