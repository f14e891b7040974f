/** The fields of an event as a form; it is drawn from the contract's schema and hands back exactly the event's `data`. */

import { roomNameIn } from '@giamsat/contract/place-names';
import type { Room } from '@giamsat/contract/registry';
import { Button, Group, NativeSelect, Paper, Stack, Switch, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type Field, labelOf } from '../core/form-fields.ts';
import { fromLocalInput, toLocalInput } from '../core/local-time.ts';

type Values = Record<string, unknown>;
type Props = { fields: readonly Field[]; values: Values; onChange: (values: Values) => void; rooms: readonly Room[] };

export const SchemaForm = ({ fields, values, onChange, rooms }: Props) => (
  <Stack gap="sm">
    {fields.map((field) => (
      <FieldInput
        key={field.name}
        field={field}
        value={values[field.name]}
        rooms={rooms}
        onChange={(value) => {
          const { [field.name]: _, ...rest } = values;
          onChange(value === undefined || value === '' ? rest : { ...rest, [field.name]: value });
        }}
      />
    ))}
  </Stack>
);

type InputProps = { field: Field; value: unknown; onChange: (value: unknown) => void; rooms: readonly Room[] };

const FieldInput = ({ field, value, onChange, rooms }: InputProps) => {
  const { t, i18n } = useTranslation(['console', 'people', 'reason']);
  const label = t(labelOf(field));
  const common = { label, withAsterisk: field.required };
  const text = (value as string | undefined) ?? '';
  switch (field.kind) {
    case 'text':
      return field.long ? (
        <Textarea
          {...common}
          autosize
          minRows={2}
          maxLength={field.maxLength}
          value={text}
          onChange={(e) => onChange(e.currentTarget.value)}
        />
      ) : (
        <TextInput
          {...common}
          maxLength={field.maxLength}
          value={text}
          onChange={(e) => onChange(e.currentTarget.value)}
        />
      );
    case 'choice':
      return (
        <NativeSelect
          {...common}
          value={text}
          onChange={(e) => onChange(e.currentTarget.value)}
          data={[
            { value: '', label: '—' },
            ...field.options.map((option) => ({
              value: option,
              label: t([`choice.${option}`, `people:${option}`, `reason:${option}`], option),
            })),
          ]}
        />
      );
    case 'room':
      return (
        <NativeSelect
          {...common}
          value={text}
          onChange={(e) => onChange(e.currentTarget.value)}
          data={[
            { value: '', label: '—' },
            ...rooms.map((room) => ({ value: room.code, label: roomNameIn(room.name, i18n.language) })),
          ]}
        />
      );
    case 'moment':
      return (
        <TextInput
          {...common}
          type="datetime-local"
          value={text ? toLocalInput(text) : ''}
          onChange={(e) => onChange(fromLocalInput(e.currentTarget.value))}
        />
      );
    case 'day':
      return <TextInput {...common} type="date" value={text} onChange={(e) => onChange(e.currentTarget.value)} />;
    case 'switch':
      return <Switch label={label} checked={value === true} onChange={(e) => onChange(e.currentTarget.checked)} />;
    case 'lines':
      return (
        <Textarea
          {...common}
          description={t('form.onePerLine')}
          autosize
          minRows={2}
          value={((value as string[] | undefined) ?? []).join('\n')}
          onChange={(e) => onChange(e.currentTarget.value ? e.currentTarget.value.split('\n') : undefined)}
        />
      );
    case 'group':
      return (
        <Paper withBorder p="xs">
          <SchemaForm
            fields={field.fields}
            values={(value as Values | undefined) ?? {}}
            onChange={onChange}
            rooms={rooms}
          />
        </Paper>
      );
    case 'rows':
      return <Rows field={field} value={(value as Values[] | undefined) ?? []} onChange={onChange} rooms={rooms} />;
  }
};

const Rows = ({
  field,
  value,
  onChange,
  rooms,
}: {
  field: Extract<Field, { kind: 'rows' }>;
  value: readonly Values[];
  onChange: (value: unknown) => void;
  rooms: readonly Room[];
}) => {
  const { t } = useTranslation('console');
  return (
    <Stack gap="xs" role="group" aria-label={t(labelOf(field))}>
      {value.map((row, index) => (
        // Rows have no identity of their own until they are entered; their place is it.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <Paper withBorder p="xs" key={index}>
          <SchemaForm
            fields={field.fields}
            values={row}
            rooms={rooms}
            onChange={(next) => onChange(value.with(index, next))}
          />
          <Group justify="flex-end" mt="xs">
            <Button size="compact-sm" variant="subtle" color="gray" onClick={() => onChange(value.toSpliced(index, 1))}>
              {t('form.removeRow')}
            </Button>
          </Group>
        </Paper>
      ))}
      <Button variant="default" onClick={() => onChange([...value, {}])}>
        {t('form.addRow', { what: t(labelOf(field)) })}
      </Button>
    </Stack>
  );
};
