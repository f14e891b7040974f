/** Writes a note, or changes one's own: its moment or stretch, text, tags, and who may read it. */
import { MAX_NOTE_LENGTH, MAX_NOTE_TAGS, MAX_TAG_LENGTH } from '@giamsat/contract/wire/notes';
import { Button, SegmentedControl, TagsInput, Textarea } from '@mantine/core';
import { type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { clockSecondsText } from '../../core/format.ts';
import { useProblemText } from '../../hooks/use-problem-text.ts';
import classes from './notes.module.css';
import { useNoteChanges } from './use-notes.ts';

/** Dates in milliseconds since the epoch; `version` is absent of a new one. */
export type Draft = {
  id: string;
  from: number;
  to?: number;
  text: string;
  tags: readonly string[];
  shared: boolean;
  version?: number;
};
type Props = {
  hearing: string;
  draft: Draft;
  /** Of the picture that is shown. */
  dateMs: number;
  knownTags: readonly string[];
  onClose: () => void;
};

const iso = (ms: number): string => new Date(ms).toISOString();

export const NoteForm = ({ hearing, draft, dateMs, knownTags, onClose }: Props) => {
  const { t } = useTranslation('notes');
  const problemText = useProblemText();
  const { save } = useNoteChanges(hearing);
  const [from, setFrom] = useState(draft.from);
  const [to, setTo] = useState(draft.to);
  const [text, setText] = useState(draft.text);
  const [tags, setTags] = useState([...draft.tags]);
  const [shared, setShared] = useState(draft.shared);
  const [problem, setProblem] = useState<string>();
  const [saving, setSaving] = useState(false);

  const onSave = async () => {
    setSaving(true);
    try {
      await save(draft.id, {
        from: iso(from),
        ...(to === undefined ? {} : { to: iso(to) }),
        text,
        tags,
        shared,
        ...(draft.version === undefined ? {} : { version: draft.version }),
      });
      onClose();
    } catch (error) {
      // What was written stays in the form.
      setProblem(problemText(error));
      setSaving(false);
    }
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void onSave();
    if (event.key === 'Escape') {
      event.stopPropagation();
      onClose();
    }
  };
  return (
    <form
      className={classes.form}
      onKeyDown={onKey}
      onSubmit={(event) => {
        event.preventDefault();
        void onSave();
      }}
    >
      <p className={classes.when}>
        <strong>{t('from', { time: clockSecondsText(from) })}</strong>
        {to !== undefined && <strong> {t('to', { time: clockSecondsText(to) })}</strong>}
      </p>
      <div className={classes.moments}>
        <Button
          size="compact-sm"
          variant="default"
          disabled={to !== undefined && dateMs >= to}
          onClick={() => setFrom(dateMs)}
        >
          {t('moveFrom')}
        </Button>
        <Button size="compact-sm" variant="default" disabled={dateMs <= from} onClick={() => setTo(dateMs)}>
          {t('moveTo')}
        </Button>
        {to !== undefined && (
          <Button size="compact-sm" variant="subtle" onClick={() => setTo(undefined)}>
            {t('dropTo')}
          </Button>
        )}
      </div>
      <Textarea
        data-autofocus
        autoFocus
        label={t('text')}
        description={t('textHelp')}
        value={text}
        maxLength={MAX_NOTE_LENGTH}
        autosize
        minRows={3}
        maxRows={10}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <TagsInput
        label={t('tags')}
        description={t('tagsHelp')}
        value={tags}
        data={[...knownTags]}
        maxTags={MAX_NOTE_TAGS}
        onChange={(next) => setTags(next.map((one) => one.trim().slice(0, MAX_TAG_LENGTH)).filter(Boolean))}
      />
      <div>
        <SegmentedControl
          fullWidth
          aria-label={t('who')}
          value={shared ? 'shared' : 'private'}
          onChange={(value) => setShared(value === 'shared')}
          data={[
            { value: 'private', label: t('private') },
            { value: 'shared', label: t('shared') },
          ]}
        />
        {shared && <p className={classes.help}>{t('sharedHelp')}</p>}
      </div>
      {problem && (
        <p className={classes.problem} role="alert">
          {problem}
        </p>
      )}
      <div className={classes.actions}>
        <Button variant="default" onClick={onClose}>
          {t('common:action.cancel')}
        </Button>
        <Button type="submit" loading={saving}>
          {t('save')}
        </Button>
      </div>
    </form>
  );
};
