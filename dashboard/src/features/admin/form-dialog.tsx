/** One dialog for every thing that can be added or changed: its fields are told as data. */
import {
  Alert,
  Button,
  Checkbox,
  Group,
  Modal,
  MultiSelect,
  PasswordInput,
  Select,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useProblemText } from '../../hooks/use-problem-text.ts';

export type Values = Record<string, string | string[] | boolean | undefined>;
type Option = { value: string; label: string };
type Field = {
  name: string;
  label: string;
  kind: 'text' | 'date' | 'password' | 'select' | 'multi' | 'check';
  options?: readonly Option[];
  required?: boolean;
  disabled?: boolean;
  help?: string;
  pattern?: string;
  minLength?: number;
};

type Props = {
  title: string;
  /** Above the fields: what will happen. */
  text?: string;
  /** Of the button; otherwise it saves. */
  action?: string;
  /** Takes effect at once and cannot be taken back. */
  grave?: boolean;
  fields: readonly Field[];
  initial: Values;
  onSave: (values: Values) => Promise<unknown>;
  onClose: () => void;
};

export const FormDialog = ({ title, text, action, grave, fields, initial, onSave, onClose }: Props) => {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const [values, setValues] = useState(initial);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      await onSave(values);
      onClose();
    } catch (failed) {
      setError(failed);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={onClose} title={title} size="lg">
      <form onSubmit={submit}>
        <Stack gap="md">
          {error !== undefined && (
            <Alert color="lacquer" variant="light" role="alert">
              {problemText(error)}
            </Alert>
          )}
          {text && <Text>{text}</Text>}
          {fields.map((field) => (
            <Input
              key={field.name}
              field={field}
              value={values[field.name]}
              onChange={(value) => setValues((before) => ({ ...before, [field.name]: value }))}
            />
          ))}
          <Group justify="flex-end">
            <Button variant="subtle" onClick={onClose}>
              {t('action.cancel')}
            </Button>
            <Button type="submit" loading={busy} {...(grave ? { color: 'lacquer' } : {})}>
              {action ?? t('action.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
};

type InputProps = { field: Field; value: Values[string]; onChange: (value: Values[string]) => void };

const Input = ({ field, value, onChange }: InputProps) => {
  const { kind, name, label, help, required, disabled, options = [], pattern, minLength } = field;
  const base = { name, label, required, disabled, description: help };
  const text = typeof value === 'string' ? value : '';
  const onText = (event: FormEvent<HTMLInputElement>) => onChange(event.currentTarget.value);
  switch (kind) {
    case 'select':
      return (
        <Select
          {...base}
          data={[...options]}
          value={text || null}
          clearable={!required}
          searchable={options.length > 8}
          onChange={(next) => onChange(next ?? undefined)}
        />
      );
    case 'multi':
      return (
        <MultiSelect
          {...base}
          data={[...options]}
          value={Array.isArray(value) ? value : []}
          clearable
          onChange={onChange}
        />
      );
    case 'check':
      return (
        <Checkbox
          name={name}
          label={label}
          description={help}
          disabled={disabled}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      );
    case 'password':
      return (
        <PasswordInput {...base} minLength={minLength} autoComplete="new-password" value={text} onChange={onText} />
      );
    default:
      return <TextInput {...base} type={kind} pattern={pattern} value={text} onChange={onText} />;
  }
};

/** Left empty means absent: the service takes no empty texts. */
export const textOf = (value: Values[string]): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
export const listOf = (value: Values[string]): string[] | undefined =>
  Array.isArray(value) && value.length > 0 ? value : undefined;
export const CODE_PATTERN = '[a-z0-9]+(-[a-z0-9]+)*';
