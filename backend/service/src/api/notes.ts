/** Notes and marks at moments of a hearing over HTTP: the policy is asked of the hearing, and again of every single note. */
import { Uuid } from '@giamsat/contract/primitives';
import { Problem } from '@giamsat/contract/problem';
import { exists } from '@giamsat/contract/time';
import { Note, NoteBody, Notes as NotesAnswer, NoteVersions } from '@giamsat/contract/wire/notes';
import { Type } from 'typebox';
import type { Access } from '../access/access.ts';
import type { Viewer } from '../access/viewer.ts';
import type { Entry } from '../live/sources.ts';
import type { Clock } from '../platform/clock.ts';
import { DomainError } from '../platform/errors.ts';
import type { App } from '../platform/http/routes.ts';
import type { NoteRow } from '../review/notes.ts';
import type { Review } from '../review/review.ts';
import { NoContent } from './answers.ts';
import { hearingDoor } from './hearing-door.ts';

export type NoteRoutesDeps = {
  access: Access;
  clock: Clock;
  hearings: { get(id: string): Promise<Entry | undefined> };
  review: Pick<Review, 'notes'>;
};

/** A note is made while the picture is live, by a clock that may be a little ahead. */
const AHEAD_MS = 5 * 60_000;

export function noteRoutes(app: App, { access, clock, hearings, review: { notes } }: NoteRoutesDeps): void {
  const tags = ['notes'];
  const ofHearing = Type.Object({ id: Uuid });
  const ofNote = Type.Object({ id: Uuid, note: Uuid });
  const refusals = { 400: Problem, 401: Problem, 403: Problem, 404: Problem };
  const door = hearingDoor({ access, clock, get: hearings.get });
  const config = { asks: 'notes.keep' } as const;
  // The right to the hearing is asked before a body is read.
  const onRequest = door.at('notes.keep');

  /** What was taken away is its author's alone again. */
  const goneOr = (row: NoteRow): NoteRow => (row.deleted_at === null ? row : { ...row, shared: false });
  const noteOf = (row: NoteRow, viewer: Viewer) => ({
    id: row.id,
    from: row.from_at,
    ...(row.to_at === null ? {} : { to: row.to_at }),
    text: row.body,
    tags: row.tags,
    shared: row.shared,
    version: row.version,
    author: row.display_name,
    own: row.login === viewer.login,
    createdAt: row.created_at,
    changedAt: row.changed_at,
  });

  app.get(
    '/api/v1/hearings/:id/notes',
    {
      config,
      onRequest,
      schema: {
        tags,
        summary: 'Notes and marks: one’s own, and those shared in one’s organisation',
        params: ofHearing,
        response: { 200: NotesAnswer, ...refusals },
      },
    },
    async (request, reply) => {
      const { viewer, may } = door.opened(request);
      const rows = await notes.ofHearing(request.params.id, viewer);
      reply.header('cache-control', 'no-store');
      return { notes: rows.filter((note) => may('notes.keep', { note })).map((row) => noteOf(row, viewer)) };
    },
  );

  app.put(
    '/api/v1/hearings/:id/notes/:note',
    {
      config,
      onRequest,
      schema: {
        tags,
        summary: 'Write a note, or change one’s own',
        params: ofNote,
        body: NoteBody,
        response: { 200: Note, ...refusals, 409: Problem, 422: Problem },
      },
    },
    async (request) => {
      const { viewer } = door.opened(request);
      const { from, to } = request.body;
      if (!exists(from) || Date.parse(from) > clock.now() + AHEAD_MS)
        throw new DomainError('invalid', { field: '/from' });
      if (to !== undefined && (!exists(to) || to <= from)) throw new DomainError('invalid', { field: '/to' });
      return noteOf(await notes.put(viewer, request.params.id, request.params.note, request.body), viewer);
    },
  );

  app.delete(
    '/api/v1/hearings/:id/notes/:note',
    {
      config,
      onRequest,
      schema: {
        tags,
        summary: 'Take one’s own note away; its history stays',
        params: ofNote,
        response: { 204: NoContent, ...refusals },
      },
    },
    async (request, reply) => {
      await notes.remove(door.opened(request).viewer, request.params.id, request.params.note);
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/api/v1/hearings/:id/notes/:note/versions',
    {
      config,
      onRequest,
      schema: {
        tags,
        summary: 'What a note was before, as far as one might read it then',
        params: ofNote,
        response: { 200: NoteVersions, ...refusals },
      },
    },
    async (request, reply) => {
      const { may } = door.opened(request);
      const { id, note } = request.params;
      reply.header('cache-control', 'no-store');
      const row = await notes.get(id, note);
      // Whoever may not read it as it is now learns nothing of what it was, either.
      if (!row || !may('notes.keep', { note: goneOr(row) })) return { versions: [] };
      const versions = (await notes.versions(note)).filter(({ shared }) =>
        may('notes.keep', { note: { ...row, shared } }),
      );
      return {
        versions: versions.map((one) => ({
          version: one.version,
          at: one.at,
          from: one.from_at,
          ...(one.to_at === null ? {} : { to: one.to_at }),
          text: one.body,
          tags: one.tags,
          shared: one.shared,
          deleted: one.deleted,
        })),
      };
    },
  );
}
