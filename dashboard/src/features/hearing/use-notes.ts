/** The notes of one hearing that this viewer may read, kept fresh while the page is open; and every way to change one's own. */
import type { Note, NoteBody, Notes } from '@giamsat/contract/wire/notes';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useServices } from '../../hooks/services.ts';

/** What others of the organisation write is there after this long. */
const FRESH_MS = 30_000;
const NONE: readonly Note[] = [];

export const useNotes = (hearing: string, mayKeep: boolean) => {
  const { api } = useServices();
  return useQuery({
    queryKey: ['notes', hearing],
    queryFn: ({ signal }) => api.get<Notes>(`/hearings/${hearing}/notes`, {}, signal),
    select: ({ notes }): readonly Note[] => notes,
    enabled: mayKeep,
    refetchInterval: FRESH_MS,
  });
};
export const useNotesShown = (hearing: string, mayKeep: boolean): readonly Note[] =>
  useNotes(hearing, mayKeep).data ?? NONE;

export const useNoteChanges = (hearing: string) => {
  const { api } = useServices();
  const queries = useQueryClient();
  const afterwards = async <T>(work: Promise<T>): Promise<T> => {
    const result = await work;
    await queries.invalidateQueries({ queryKey: ['notes', hearing] });
    return result;
  };
  return {
    /** The page makes the id, so that a lost answer can be asked for again. */
    save: (id: string, body: NoteBody) => afterwards(api.put<Note>(`/hearings/${hearing}/notes/${id}`, body)),
    remove: (id: string) => afterwards(api.delete<void>(`/hearings/${hearing}/notes/${id}`)),
  };
};
