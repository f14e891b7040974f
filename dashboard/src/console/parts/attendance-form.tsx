/** Attendance: everyone who was summoned, present with one tap, absent with a reason. */

import type { Participant } from '@giamsat/contract/event/people';
import { Paper, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { fieldsOf } from '../core/form-fields.ts';
import { dataSchemaOf } from '../core/steps.ts';
import { SchemaForm } from './schema-form.tsx';

type Props = { values: Record<string, unknown>; onChange: (values: Record<string, unknown>) => void };

export const AttendanceForm = ({ values, onChange }: Props) => {
  const { t } = useTranslation(['console', 'people']);
  const people = (values.participants as Participant[] | undefined) ?? [];
  if (people.length === 0)
    return (
      <SchemaForm
        fields={fieldsOf(dataSchemaOf('hearing.attendance.recorded'))}
        values={values}
        onChange={onChange}
        rooms={[]}
      />
    );
  const set = (index: number, person: Participant) => onChange({ ...values, participants: people.with(index, person) });
  return (
    <Stack gap="xs">
      {people.map((person, index) => (
        <Paper withBorder p="xs" key={`${person.role}:${person.name}`}>
          <Text fw={600}>{person.name}</Text>
          <Text size="sm" c="dimmed">
            {t(`people:${person.role}`)}
          </Text>
          <SegmentedControl
            fullWidth
            mt="xs"
            aria-label={person.name}
            value={person.present === false ? 'absent' : 'present'}
            onChange={(value) => set(index, { ...person, present: value === 'present' })}
            data={[
              { value: 'present', label: t('people:present') },
              { value: 'absent', label: t('people:absent') },
            ]}
          />
          {person.present === false && (
            <TextInput
              mt="xs"
              label={t('field.absenceReason')}
              value={person.absenceReason ?? ''}
              onChange={(e) => {
                const { absenceReason: _, ...rest } = person;
                const reason = e.currentTarget.value;
                set(index, reason ? { ...rest, absenceReason: reason } : rest);
              }}
            />
          )}
        </Paper>
      ))}
    </Stack>
  );
};
