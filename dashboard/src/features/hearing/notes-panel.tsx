/** Notes and marks beside the log: each leads to its moment; a new one begins at the moment that is shown. */
import type { Note } from '@giamsat/contract/wire/notes';
import { Button, Skeleton } from '@mantine/core';
import { IconPencilPlus } from '@tabler/icons-react';
import { useLayoutEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { clockSecondsText } from '../../core/format.ts';
import { useProblemText } from '../../hooks/use-problem-text.ts';
import { EmptyState, ErrorState } from '../../ui/empty-state.tsx';
import { type Draft, NoteForm } from './note-form.tsx';
import { NoteItem } from './note-item.tsx';
import classes from './notes.module.css';
import type { PanelProps } from './panel.ts';
import { useNotes } from './use-notes.ts';

const blank = (dateMs: number): Draft => ({
  id: crypto.randomUUID(),
  from: dateMs,
  text: '',
  tags: [],
  shared: false,
});
const draftOf = ({ id, from, to, text, tags, shared, version }: Note): Draft => ({
  id,
  from: Date.parse(from),
  ...(to === undefined ? {} : { to: Date.parse(to) }),
  text,
  tags,
  shared,
  version,
});

export const NotesPanel = ({ row, dateMs, onSeek, noteAtMs, onNoteBegun }: PanelProps) => {
  const { t } = useTranslation('notes');
  const problemText = useProblemText();
  const notes = useNotes(row.id, true);
  const [draft, setDraft] = useState<Draft>();
  const [tag, setTag] = useState<string>();
  const begin = () => setDraft(blank(dateMs));
  // Before the key that began it is over: what is typed next belongs into the note already.
  useLayoutEffect(() => {
    if (noteAtMs === undefined) return;
    // What is being written stays.
    setDraft((open) => open ?? blank(noteAtMs));
    onNoteBegun();
  }, [noteAtMs, onNoteBegun]);
  if (notes.error) return <ErrorState compact text={problemText(notes.error)} onRetry={() => void notes.refetch()} />;
  if (!notes.data) return <Skeleton m="md" height={200} />;
  const tags = [...new Set(notes.data.flatMap((note) => note.tags))].sort((a, b) => a.localeCompare(b, 'vi'));
  const shown =
    tag !== undefined && tags.includes(tag) ? notes.data.filter((note) => note.tags.includes(tag)) : notes.data;
  return (
    <div className={classes.panel}>
      {draft ? (
        <NoteForm
          key={draft.id}
          hearing={row.id}
          draft={draft}
          dateMs={dateMs}
          knownTags={tags}
          onClose={() => setDraft(undefined)}
        />
      ) : (
        <div className={classes.bar}>
          <Button leftSection={<IconPencilPlus size={18} />} onClick={begin}>
            {t('add', { time: clockSecondsText(dateMs) })}
          </Button>
        </div>
      )}
      {tags.length > 0 && (
        <fieldset className={classes.filter} aria-label={t('filter')}>
          {[undefined, ...tags].map((one) => (
            <Button
              key={one ?? ''}
              size="compact-sm"
              variant={one === tag ? 'filled' : 'default'}
              aria-pressed={one === tag}
              onClick={() => setTag(one)}
            >
              {one ?? t('filterAll')}
            </Button>
          ))}
        </fieldset>
      )}
      {notes.data.length === 0 && !draft ? (
        <EmptyState compact title={t('empty')}>
          {t('emptyHelp')}
        </EmptyState>
      ) : (
        <ol className={classes.list}>
          {shown.map((note) => (
            <NoteItem
              key={note.id}
              hearing={row.id}
              note={note}
              onSeek={onSeek}
              onEdit={() => setDraft(draftOf(note))}
            />
          ))}
        </ol>
      )}
    </div>
  );
};
