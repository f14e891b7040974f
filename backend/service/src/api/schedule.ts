/** The schedule over HTTP: a court's list shown, imported and taken back by that court's administrator; days off; the day's list for the door. */
import { Uuid } from '@giamsat/contract/primitives';
import { Problem } from '@giamsat/contract/problem';
import { addDays, dayExists, timestampOf } from '@giamsat/contract/time';
import {
  DaysAnswer,
  DaysQuery,
  DoorListQuery,
  ImportQuery,
  LIST_TYPE,
  ListFiles,
  MAX_LIST_BYTES,
  ScheduleImport,
  ScheduleImports,
  SchedulePreview,
  WithdrawBody,
} from '@giamsat/contract/wire/schedule';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Access } from '../access/access.ts';
import { who } from '../access/audit.ts';
import { demand, viewerOf } from '../access/http.ts';
import { redactRow } from '../access/redact.ts';
import type { Registry } from '../hearings/registry.ts';
import { audienceOf, viewOf } from '../live/audience.ts';
import type { Entry } from '../live/sources.ts';
import type { Clock } from '../platform/clock.ts';
import { DomainError } from '../platform/errors.ts';
import type { App } from '../platform/http/routes.ts';
import { renderPdf } from '../platform/pdf/pdf.ts';
import type { Calendar } from '../review/working-days.ts';
import { doorList } from '../schedule/door-list.ts';
import type { ListFolder } from '../schedule/folder.ts';
import type { Schedule } from '../schedule/schedule.ts';
import { sendPdf } from './answers.ts';

export type ScheduleRoutesDeps = {
  access: Pick<Access, 'audit'>;
  clock: Clock;
  registry: Pick<Registry, 'courtNameOn'>;
  schedule: Schedule;
  listFolder: Pick<ListFolder, 'files'>;
  calendar: Calendar;
  ofDay(day: string): Promise<Entry[]>;
};

const MOST_DAYS = 62;

export function scheduleRoutes(app: App, deps: ScheduleRoutesDeps): void {
  const { access, clock, schedule, calendar } = deps;
  const tags = ['schedule'];
  const refusals = { 400: Problem, 401: Problem, 403: Problem };
  const config = { asks: 'schedule.import' } as const;

  /** One's own: of no other is anything asked. */
  const courtOf = (request: FastifyRequest): string => {
    const viewer = viewerOf(request);
    demand({ audit: access.audit, now: clock.now() }, viewer, 'schedule.import', { court: viewer.court });
    if (viewer.court === undefined) throw new DomainError('forbidden');
    return viewer.court;
  };
  const fileOf = (request: FastifyRequest): Buffer => {
    if (!(request.body instanceof Buffer)) throw new DomainError('invalid', { field: '/file' });
    return request.body;
  };
  const written = async (
    request: FastifyRequest,
    kind: 'schedule.imported' | 'schedule.withdrawn',
    { id, sha256 }: ScheduleImport,
  ) => {
    const viewer = viewerOf(request);
    const detail = { court: viewer.court, id, sha256 };
    await access.audit.writeNow({ kind, ...who(viewer), address: request.ip, detail });
  };

  app.get(
    '/api/v1/schedule/imports',
    {
      config,
      schema: {
        tags,
        summary: "Lists that were imported for one's court, newest first",
        response: { 200: ScheduleImports, ...refusals },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      return { imports: await schedule.imports(courtOf(request)) };
    },
  );

  app.get(
    '/api/v1/schedule/folder',
    {
      config,
      schema: {
        tags,
        summary: "What came out of the folder in which one's court puts its lists down, newest first",
        response: { 200: ListFiles, ...refusals },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      const files = await deps.listFolder.files(courtOf(request));
      return files === undefined ? {} : { files };
    },
  );

  app.register(async (scope: App) => {
    scope.addContentTypeParser(LIST_TYPE, { parseAs: 'buffer', bodyLimit: MAX_LIST_BYTES }, (_request, body, done) =>
      done(null, body),
    );
    scope.post(
      '/api/v1/schedule/preview',
      {
        config,
        schema: {
          tags,
          summary: 'What importing a hearing list (XLSX or CSV, the body) would do; nothing is kept',
          consumes: [LIST_TYPE],
          response: { 200: SchedulePreview, ...refusals, 413: Problem, 422: Problem, 503: Problem },
        },
      },
      async (request, reply) => {
        reply.header('cache-control', 'no-store');
        return schedule.preview(courtOf(request), fileOf(request));
      },
    );
    scope.post(
      '/api/v1/schedule/imports',
      {
        config: { ...config, proof: true },
        schema: {
          tags,
          summary: 'Import a hearing list (the body) as it was shown, whole or not at all',
          consumes: [LIST_TYPE],
          querystring: ImportQuery,
          response: { 201: ScheduleImport, ...refusals, 409: Problem, 413: Problem, 422: Problem, 503: Problem },
        },
      },
      async (request, reply) => {
        const court = courtOf(request);
        const made = await schedule.import(court, viewerOf(request).login, fileOf(request), request.query.plan);
        await written(request, 'schedule.imported', made);
        return reply.code(201).send(made);
      },
    );
  });

  app.post(
    '/api/v1/schedule/imports/:id/withdraw',
    {
      config: { ...config, proof: true },
      schema: {
        tags,
        summary: 'Take back what an import did, as far as nothing of it has begun',
        params: Type.Object({ id: Uuid }),
        body: WithdrawBody,
        response: { 200: ScheduleImport, ...refusals, 404: Problem, 409: Problem },
      },
    },
    async (request) => {
      const reason = request.body.reason.normalize('NFC');
      const taken = await schedule.withdraw(courtOf(request), viewerOf(request).login, request.params.id, reason);
      await written(request, 'schedule.withdrawn', taken);
      return taken;
    },
  );

  app.get(
    '/api/v1/schedule/days',
    {
      config: { asks: 'session' },
      schema: {
        tags,
        summary: 'Days off and weekends that are worked',
        querystring: DaysQuery,
        response: { 200: DaysAnswer, ...refusals },
      },
    },
    async (request) => {
      const { from, to } = request.query;
      for (const [name, day] of [
        ['from', from],
        ['to', to],
      ] as const) {
        if (!dayExists(day)) throw new DomainError('invalid', { field: `/query/${name}` });
      }
      if (to < from || to > addDays(from, MOST_DAYS)) throw new DomainError('invalid', { field: '/query/to' });
      const off: string[] = [];
      for (let day = from; day <= to; day = addDays(day, 1)) {
        if (calendar.annual.includes(day.slice(5)) || calendar.daysOff.includes(day)) off.push(day);
      }
      return { off, worked: calendar.workingWeekends.filter((day) => from <= day && day <= to) };
    },
  );

  app.get(
    '/api/v1/schedule/list.pdf',
    {
      config: { asks: 'row.read', proof: true },
      schema: {
        tags,
        summary: "A court's hearings of a day on A4, as they hang at its door",
        querystring: DoorListQuery,
        response: { 200: Type.Unsafe<Buffer>(Type.String()), ...refusals, 404: Problem, 503: Problem },
      },
    },
    async (request, reply) => {
      const { court, day } = request.query;
      if (!dayExists(day)) throw new DomainError('invalid', { field: '/query/day' });
      const audience = audienceOf(viewerOf(request), clock.now());
      const seen = (await deps.ofDay(day)).filter(
        ({ hearing }) => hearing.court === court && viewOf(audience, hearing, clock.now()) !== undefined,
      );
      // A court of which one sees nothing is like one that is not there.
      if (seen.length === 0) throw new DomainError('not-found');
      const now = timestampOf(clock.now());
      // Whoever prints it: it is for those outside.
      const rows = seen.map(({ hearing, context }) => redactRow(hearing, context, 'outside', now));
      const pdf = await renderPdf(doorList({ court: deps.registry.courtNameOn(court, day).name, day, rows, at: now }));
      return sendPdf(reply, `lich-xet-xu-${court}-${day}`, pdf);
    },
  );
}
