/** The prosecutors' review sheet of a hearing over HTTP: filled in from the log, answered by people, printed. */
import { Uuid } from '@giamsat/contract/primitives';
import { Problem } from '@giamsat/contract/problem';
import { dayExists, timestampOf } from '@giamsat/contract/time';
import { Sheet, SheetAnswerBody, SheetCode } from '@giamsat/contract/wire/sheet';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Access } from '../access/access.ts';
import { who } from '../access/audit.ts';
import { logTouch } from '../access/touch.ts';
import type { SessionLog } from '../hearings/course-reader.ts';
import type { StoredHearing } from '../hearings/stored.ts';
import { linesOf, rowOf } from '../live/projection.ts';
import type { Entry } from '../live/sources.ts';
import type { Clock } from '../platform/clock.ts';
import { DomainError } from '../platform/errors.ts';
import type { App } from '../platform/http/routes.ts';
import { renderPdf } from '../platform/pdf/pdf.ts';
import type { Review } from '../review/review.ts';
import { sheetDocument } from '../review/sheet/print.ts';
import { sheetOf } from '../review/sheet/sheet.ts';
import { sendPdf } from './answers.ts';
import { hearingDoor } from './hearing-door.ts';

export type SheetRoutesDeps = {
  access: Access;
  clock: Clock;
  hearings: { get(id: string): Promise<Entry | undefined>; lines(hearing: StoredHearing): Promise<SessionLog> };
  review: Review;
};

export function sheetRoutes(app: App, { access, clock, hearings, review }: SheetRoutesDeps): void {
  const {
    notes,
    sheet: { rules, answers },
  } = review;
  const tags = ['review sheets'];
  const params = Type.Object({ id: Uuid });
  const refusals = { 400: Problem, 401: Problem, 403: Problem, 404: Problem };
  const door = hearingDoor({ access, clock, get: hearings.get });
  const onRequest = door.at('sheet.keep');

  /** Out of what this viewer may read, and no other line. */
  const read = async (request: FastifyRequest) => {
    const { viewer, entry, view, may } = door.opened(request);
    const now = timestampOf(clock.now());
    const row = rowOf(entry, view, now);
    const touch = logTouch(viewer, entry.hearing, clock.now());
    if (row.form === 'masked' || !touch) throw new DomainError('forbidden');
    access.looks.touch(viewer, touch);
    const lines = linesOf(await hearings.lines(entry.hearing), entry, view, now);
    const given = await answers.ofHearing(entry.hearing.id, viewer.organisation);
    return { viewer, row, may, sheet: sheetOf(rules, { state: row.state, lines }, given) };
  };

  app.get(
    '/api/v1/hearings/:id/sheet',
    {
      config: { asks: 'sheet.keep' },
      onRequest,
      schema: {
        tags,
        summary: 'The review sheet, as far as the log and people answer it',
        params,
        response: { 200: Sheet, ...refusals },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      return (await read(request)).sheet;
    },
  );

  app.put(
    '/api/v1/hearings/:id/sheet/:item',
    {
      config: { asks: 'sheet.keep' },
      onRequest,
      schema: {
        tags,
        summary: 'Answer what a person must judge',
        params: Type.Object({ id: Uuid, item: SheetCode }),
        body: SheetAnswerBody,
        response: { 200: Sheet, ...refusals, 409: Problem },
      },
    },
    async (request) => {
      const { id, item: code } = request.params;
      const { version, ...answer } = request.body;
      const { viewer, sheet } = await read(request);
      const item = sheet.sections.flatMap(({ items }) => items).find((one) => one.id === code);
      if (!item || item.kind === 'log') throw new DomainError('invalid', { field: '/params/item' });
      const { value } = answer;
      const fits =
        value === undefined ||
        (item.kind === 'choice' && item.options?.some((option) => option.code === value)) ||
        (item.kind === 'date' && /^\d{4}-\d{2}-\d{2}$/.test(value) && dayExists(value));
      if (!fits) throw new DomainError('invalid', { field: '/value' });
      await answers.give(viewer, id, code, version, answer);
      return (await read(request)).sheet;
    },
  );

  app.get(
    '/api/v1/hearings/:id/sheet.pdf',
    {
      config: { asks: 'sheet.keep', proof: true },
      onRequest,
      schema: {
        tags,
        summary: 'The review sheet on A4, to sign and keep',
        params,
        querystring: Type.Object({ notes: Type.Optional(Type.Boolean()) }, { additionalProperties: false }),
        response: { 200: Type.Unsafe<Buffer>(Type.String()), ...refusals, 503: Problem },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const { viewer, row, sheet, may } = await read(request);
      const shared = request.query.notes
        ? (await notes.ofHearing(id, viewer)).filter((note) => note.shared && may('notes.keep', { note }))
        : undefined;
      const organisation = (await access.organisations.list()).find(({ code }) => code === viewer.organisation);
      const at = timestampOf(clock.now());
      const pdf = await renderPdf(
        sheetDocument({
          sheet,
          row,
          organisation: organisation?.name ?? viewer.organisation,
          by: viewer.displayName,
          at,
          ...(shared
            ? {
                notes: shared.map((note) => ({
                  from: note.from_at,
                  ...(note.to_at === null ? {} : { to: note.to_at }),
                  text: note.body,
                  tags: note.tags,
                  author: note.display_name,
                })),
              }
            : {}),
        }),
      );
      // Before the first byte leaves.
      await access.audit.writeNow({ kind: 'sheet.printed', ...who(viewer), address: request.ip, hearing: id });
      return sendPdf(reply, `phieu-theo-doi-${id}`, pdf);
    },
  );
}
