/** One note in the list: its moment, its text, whose it is, and what its author may do with it. */
import type { Note, NoteVersions } from '@giamsat/contract/wire/notes';
import { Button } from '@mantine/core';
import { IconBuilding, IconLock } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { clockSecondsText, clockText, momentText } from '../../core/format.ts';
import { useServices } from '../../hooks/services.ts';
import { useProblemText } from '../../hooks/use-problem-text.ts';
import classes from './notes.module.css';
import { useNoteChanges } from './use-notes.ts';

type Props = { hearing: string; note: Note; onSeek: (dateMs: number) => void; onEdit: () => void };

export const NoteItem = ({ hearing, note, onSeek, onEdit }: Props) => {
  const { t } = useTranslation('notes');
  const problemText = useProblemText();
  const { remove } = useNoteChanges(hearing);
  const [asking, setAsking] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [history, setHistory] = useState(false);
  const Who = note.shared ? IconBuilding : IconLock;
  const onRemove = () => remove(note.id).catch((error: unknown) => setProblem(problemText(error)));
  return (
    <li className={classes.item}>
      <button
        type="button"
        className={classes.seek}
        title={t('jump', { time: clockSecondsText(note.from) })}
        onClick={() => onSeek(Date.parse(note.from))}
      >
        <time dateTime={note.from}>{clockText(note.from)}</time>
        {note.to && <span>– {clockText(note.to)}</span>}
      </button>
      <div className={classes.body}>
        <p className={note.text ? classes.text : classes.mark}>{note.text || t('markOnly')}</p>
        {note.tags.length > 0 && (
          <ul className={classes.tags}>
            {note.tags.map((tag) => (
              <li key={tag}>{tag}</li>
            ))}
          </ul>
        )}
        <p className={classes.author}>
          <Who size={15} aria-hidden="true" />
          {note.author} · {t(note.shared ? 'shared' : 'private')}
          {note.version > 1 && ` · ${t('changed', { at: momentText(note.changedAt) })}`}
        </p>
        {problem && (
          <p className={classes.problem} role="alert">
            {problem}
          </p>
        )}
        <div className={classes.buttons}>
          {note.own && !asking && (
            <>
              <Button size="compact-sm" variant="subtle" onClick={onEdit}>
                {t('edit')}
              </Button>
              <Button size="compact-sm" variant="subtle" onClick={() => setAsking(true)}>
                {t('remove')}
              </Button>
            </>
          )}
          {asking && (
            <>
              <span>{t('removeConfirm')}</span>
              <Button size="compact-sm" color="red" onClick={onRemove}>
                {t('remove')}
              </Button>
              <Button size="compact-sm" variant="default" onClick={() => setAsking(false)}>
                {t('removeKeep')}
              </Button>
            </>
          )}
          {note.version > 1 && !asking && (
            <Button
              size="compact-sm"
              variant="subtle"
              aria-expanded={history}
              onClick={() => setHistory((before) => !before)}
            >
              {t('history')}
            </Button>
          )}
        </div>
        {history && <History hearing={hearing} note={note} />}
      </div>
    </li>
  );
};

const History = ({ hearing, note }: { hearing: string; note: Note }) => {
  const { t } = useTranslation('notes');
  const { api } = useServices();
  const problemText = useProblemText();
  const { data, error } = useQuery({
    queryKey: ['notes', hearing, note.id, note.version],
    queryFn: ({ signal }) => api.get<NoteVersions>(`/hearings/${hearing}/notes/${note.id}/versions`, {}, signal),
  });
  if (error) return <p className={classes.problem}>{problemText(error)}</p>;
  return (
    <ol className={classes.history} aria-busy={!data}>
      {data?.versions.map((one) => (
        <li key={one.version}>
          <span className={classes.help}>{t('versionAt', { number: one.version, at: momentText(one.at) })}</span>
          <p className={one.text ? classes.text : classes.mark}>{one.text || t('markOnly')}</p>
        </li>
      ))}
    </ol>
  );
};
