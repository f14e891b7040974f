/** Entering a cell of the case book, or correcting it: what contradicts is said before it is sent. */
import {
  CASE_BOOK_FIELDS,
  type CaseBookFigures,
  contradiction,
  DEFENDANT_FIELDS,
  pendingOf,
} from '@giamsat/contract/case-book';
import type { CaseBookBody, CaseBookMonth } from '@giamsat/contract/wire/statistics';
import { Alert, Button, Group, Modal, NumberInput, Stack, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { numberText } from '../../core/format.ts';
import { useServices } from '../../hooks/services.ts';
import { useProblemText } from '../../hooks/use-problem-text.ts';
import book from './case-book.module.css';
import type { Cell } from './cells.ts';
import classes from './statistics.module.css';
import { monthText } from './use-groups.ts';

type Props = { answer: CaseBookMonth; cell: Cell; onClose: () => void };
type Field = (typeof CASE_BOOK_FIELDS)[number] | (typeof DEFENDANT_FIELDS)[number];

export const CaseBookForm = ({ answer, cell, onClose }: Props) => {
  const { t, i18n } = useTranslation('statistics');
  const { api } = useServices();
  const queries = useQueryClient();
  const problemText = useProblemText();
  const { caseType, instance, newest, left } = cell;
  const fields: readonly Field[] = caseType === 'HS' ? [...CASE_BOOK_FIELDS, ...DEFENDANT_FIELDS] : CASE_BOOK_FIELDS;
  const [values, setValues] = useState<Partial<Record<Field, number>>>(() =>
    Object.fromEntries(
      fields.map((field) => [field, newest?.[field] ?? (field === 'carriedOver' ? left : undefined) ?? 0]),
    ),
  );
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const figures = values as CaseBookFigures;
  const whole = fields.every((field) => values[field] !== undefined);
  const wrong = whole ? contradiction({ ...figures, caseType }) : undefined;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (wrong) return;
    setBusy(true);
    try {
      const body: CaseBookBody = {
        court: answer.court,
        month: answer.month,
        caseType,
        instance,
        ...figures,
        ...(note.trim() === '' ? {} : { note: note.trim() }),
        version: newest?.version ?? 0,
      };
      await api.post('/case-book', body);
      notifications.show({ message: t('book.saved') });
      await Promise.all([['case-book'], ['statistics']].map((queryKey) => queries.invalidateQueries({ queryKey })));
      onClose();
    } catch (failed) {
      setError(failed);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={`${t(`common:case.${caseType}`)}, ${t(`common:instance.${instance}`)} – ${monthText(answer.month)}`}
    >
      <form onSubmit={submit}>
        <Stack gap="md">
          {error !== undefined && (
            <Alert color="lacquer" variant="light" role="alert">
              {problemText(error)}
            </Alert>
          )}
          <div className={book.fields}>
            {fields.map((field) => (
              <NumberInput
                key={field}
                name={field}
                label={t(`field.${field}`)}
                required
                min={0}
                max={1_000_000}
                allowDecimal={false}
                allowNegative={false}
                thousandSeparator={i18n.language === 'vi' ? '.' : ','}
                decimalSeparator={i18n.language === 'vi' ? ',' : '.'}
                value={values[field] ?? ''}
                error={wrong === field ? t(`wrong.${field}`) : undefined}
                onChange={(value) =>
                  setValues((all) => ({ ...all, [field]: typeof value === 'number' ? value : undefined }))
                }
              />
            ))}
          </div>
          {whole && !wrong && (
            <p className={classes.said} role="status">
              {t('book.leaves', { pending: numberText(pendingOf(figures), i18n.language) })}
            </p>
          )}
          {left !== undefined && left !== values.carriedOver && (
            <p className={book.differs} role="status">
              {t('book.differs', { left: numberText(left, i18n.language) })}
            </p>
          )}
          <TextInput
            label={t(newest ? 'book.why' : 'book.note')}
            required={newest !== undefined}
            maxLength={300}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          <p className={classes.said}>{t('book.kept')}</p>
          <Group justify="flex-end">
            <Button variant="subtle" onClick={onClose}>
              {t('common:action.cancel')}
            </Button>
            <Button type="submit" loading={busy} disabled={!whole || wrong !== undefined}>
              {t('common:action.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
};
