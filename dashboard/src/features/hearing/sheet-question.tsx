/** What a person must judge: a choice, a day or a text, kept with who and when; taken back by a press. */
import { MAX_ANSWER_NOTE, type Sheet, type SheetAnswer, type SheetItem } from '@giamsat/contract/wire/sheet';
import { Button, Radio, Textarea, TextInput, VisuallyHidden } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { momentText } from '../../core/format.ts';
import { useServices } from '../../hooks/services.ts';
import { useProblemText } from '../../hooks/use-problem-text.ts';
import { languageCode } from '../../i18n/language.ts';
import classes from './sheet.module.css';

/** `version`: of the hearing's row that the sheet was read with. */
type Props = { hearing: string; item: SheetItem; version: number };

export const SheetQuestion = ({ hearing, item, version }: Props) => {
  const { t, i18n } = useTranslation('sheet');
  const language = languageCode(i18n.language);
  const { api } = useServices();
  const queries = useQueryClient();
  const problemText = useProblemText();
  const { answer } = item;
  const [note, setNote] = useState(answer?.note ?? '');
  const [problem, setProblem] = useState<string>();
  const [saving, setSaving] = useState(false);

  const give = async ({ value, note: said }: { value: string | undefined; note: string }) => {
    const given: SheetAnswer = { ...(value ? { value } : {}), ...(said.trim() ? { note: said.trim() } : {}) };
    setSaving(true);
    setProblem(undefined);
    try {
      const sheet = await api.put<Sheet>(`/hearings/${hearing}/sheet/${item.id}`, {
        ...given,
        version: answer?.version ?? 0,
      });
      queries.setQueryData(['sheet', hearing, version], sheet);
    } catch (error) {
      setProblem(problemText(error));
      // Somebody else was quicker: what they wrote is shown, what was written here stays in the field.
      void queries.invalidateQueries({ queryKey: ['sheet', hearing] });
    } finally {
      setSaving(false);
    }
  };
  const changed = note.trim() !== (answer?.note ?? '');
  const title = item.title[language];
  return (
    <div className={classes.question} aria-busy={saving}>
      {item.options && (
        <Radio.Group
          label={<VisuallyHidden>{title}</VisuallyHidden>}
          value={answer?.value ?? null}
          onChange={(value) => void give({ value, note })}
          className={classes.options}
        >
          {item.options.map((option) => (
            <Radio key={option.code} value={option.code} label={option.title[language]} />
          ))}
        </Radio.Group>
      )}
      {item.kind === 'date' && (
        <TextInput
          type="date"
          aria-label={title}
          value={answer?.value ?? ''}
          onChange={(event) => void give({ value: event.currentTarget.value, note })}
        />
      )}
      <Textarea
        aria-label={`${title}: ${t('note')}`}
        placeholder={t('note')}
        value={note}
        maxLength={MAX_ANSWER_NOTE}
        autosize
        minRows={item.kind === 'text' ? 3 : 1}
        maxRows={8}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      {problem && (
        <p className={classes.problem} role="alert">
          {problem}
        </p>
      )}
      <div className={classes.given}>
        {answer && <span>{t('answered', { by: answer.by, at: momentText(answer.at) })}</span>}
        {changed && (
          <Button size="compact-sm" loading={saving} onClick={() => void give({ value: answer?.value, note })}>
            {t('save')}
          </Button>
        )}
        {answer?.value && !changed && (
          <Button size="compact-sm" variant="subtle" onClick={() => void give({ value: undefined, note })}>
            {t('clear')}
          </Button>
        )}
      </div>
    </div>
  );
};
