/** One decision about a hearing's recordings: by which document, on which day, and why; asked for where it is needed. */
import { Button, Select, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useProblemText } from '../../hooks/use-problem-text.ts';
import classes from './keeping.module.css';

export type KeepingField = 'class' | 'documentNo' | 'decisionNo' | 'decidedOn' | 'reason';
export type KeepingValues = Partial<Record<KeepingField, string>>;
type Props = {
  /** In their order; one that ends with `?` may stay empty. */
  fields: readonly (KeepingField | `${KeepingField}?`)[];
  classes?: readonly { value: string; label: string }[];
  action: string;
  /** It cannot be taken back. */
  grave?: boolean;
  children?: ReactNode;
  onSave: (values: KeepingValues) => Promise<unknown>;
  onClose: () => void;
};

const MAX_LENGTH = { class: 40, documentNo: 80, decisionNo: 80, decidedOn: 10, reason: 500 };

export const KeepingForm = ({ fields, classes: options = [], action, grave, children, onSave, onClose }: Props) => {
  const { t } = useTranslation('keeping');
  const problemText = useProblemText();
  const [values, setValues] = useState<KeepingValues>({});
  const [problem, setProblem] = useState<string>();
  const [saving, setSaving] = useState(false);
  const set = (name: KeepingField, value: string) => setValues((before) => ({ ...before, [name]: value }));
  const onSubmit = async () => {
    setSaving(true);
    try {
      const given = Object.entries(values).flatMap(([name, value]) => (value.trim() ? [[name, value.trim()]] : []));
      await onSave(Object.fromEntries(given) as KeepingValues);
      onClose();
    } catch (error) {
      // What was written stays in the form.
      setProblem(problemText(error));
      setSaving(false);
    }
  };
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        void onSubmit();
      }}
    >
      {children}
      {fields.map((field) => {
        const name = field.replace('?', '') as KeepingField;
        const required = !field.endsWith('?');
        const value = values[name] ?? '';
        if (name === 'class') {
          return (
            <Select
              key={name}
              label={t('class.field')}
              required
              data={[...options]}
              value={value || null}
              onChange={(next) => set(name, next ?? '')}
            />
          );
        }
        return (
          <TextInput
            key={name}
            label={t(`field.${name}`)}
            required={required}
            type={name === 'decidedOn' ? 'date' : 'text'}
            maxLength={MAX_LENGTH[name]}
            value={value}
            onChange={(event) => set(name, event.currentTarget.value)}
          />
        );
      })}
      {problem && (
        <p className={classes.problem} role="alert">
          {problem}
        </p>
      )}
      <div className={classes.actions}>
        <Button variant="default" onClick={onClose}>
          {t('common:action.cancel')}
        </Button>
        <Button type="submit" loading={saving} {...(grave ? { color: 'lacquer' } : {})}>
          {action}
        </Button>
      </div>
    </form>
  );
};
