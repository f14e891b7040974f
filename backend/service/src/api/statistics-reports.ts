/** Monthly reports over HTTP: made on demand by a head of court, kept as they were made, handed out as PDF and XLSX. */
import { Uuid } from '@giamsat/contract/primitives';
import { Problem } from '@giamsat/contract/problem';
import { dayOfMs } from '@giamsat/contract/time';
import { StatisticsReport, StatisticsReportBody, StatisticsReports } from '@giamsat/contract/wire/statistics';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { who } from '../access/audit.ts';
import { demand, viewerOf } from '../access/http.ts';
import { may } from '../access/policy.ts';
import { DomainError } from '../platform/errors.ts';
import type { App } from '../platform/http/routes.ts';
import { monthOf } from '../statistics/periods.ts';
import { shownCourt } from './answers.ts';
import { type StatisticsRoutesDeps, successorOn } from './statistics.ts';

const MEDIA = {
  pdf: 'application/pdf',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;

export function statisticsReportRoutes(app: App, deps: Omit<StatisticsRoutesDeps, 'hearings'>): void {
  const { access, clock, registry, statistics } = deps;
  const tags = ['statistics'];
  const refusals = { 400: Problem, 401: Problem, 403: Problem };
  const asking = () => ({ audit: access.audit, now: clock.now() });
  const reads = (request: FastifyRequest, court: string | undefined) =>
    may(viewerOf(request), 'statistics.report', { court }, clock.now()).allowed;

  app.get(
    '/api/v1/statistics/reports',
    {
      config: { asks: 'statistics.report' },
      schema: {
        tags,
        summary: 'Reports that were made, newest first',
        response: { 200: StatisticsReports, ...refusals },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      return { reports: (await statistics.reports.list()).filter(({ court }) => reads(request, court)) };
    },
  );

  app.post(
    '/api/v1/statistics/reports',
    {
      config: { asks: 'statistics.report' },
      schema: {
        tags,
        summary: 'Make the report of a month, from the beginning of its statistical year, and keep it',
        body: StatisticsReportBody,
        response: { 201: StatisticsReport, ...refusals, 409: Problem, 503: Problem },
      },
    },
    async (request, reply) => {
      const viewer = viewerOf(request);
      const { month, court } = request.body;
      demand(asking(), viewer, 'statistics.report', { court });
      const today = dayOfMs(clock.now());
      if (month > monthOf(today)) throw new DomainError('invalid', { field: '/month' });
      const all = registry.content().courts.map(({ code }) => code);
      const courts = court === undefined ? all : all.filter((code) => code === court);
      if (courts.length === 0) throw new DomainError('invalid', { field: '/court' });
      const names = new Map(courts.map((code) => [code, shownCourt(registry, code, today).short]));
      const head = court ?? provinceOf(registry.content().courts) ?? courts[0] ?? '';
      const report = await statistics.reports.make(
        viewer,
        { month, court, office: shownCourt(registry, head, today).name, courtNames: names },
        (code) => successorOn(registry.content().successions, code, today),
        (tx, { id }) =>
          access.audit.within(tx, {
            kind: 'statistics.reported',
            ...who(viewer),
            address: request.ip,
            detail: { id, month, ...(court === undefined ? {} : { court }) },
          }),
      );
      return reply.code(201).send(report);
    },
  );

  app.get(
    '/api/v1/statistics/reports/:id/:file',
    {
      config: { asks: 'statistics.report', proof: true },
      schema: {
        tags,
        summary: 'A report as it was made, as PDF or XLSX',
        params: Type.Object({ id: Uuid, file: Type.Enum(['report.pdf', 'report.xlsx'] as const) }),
        response: { 200: Type.Unsafe<Buffer>(Type.String()), ...refusals, 404: Problem },
      },
    },
    async (request, reply) => {
      const { id, file } = request.params;
      const kind = file === 'report.pdf' ? 'pdf' : 'xlsx';
      const kept = await statistics.reports.file(id, kind);
      if (!kept || !reads(request, kept.court)) throw new DomainError('not-found');
      // Before the first byte leaves.
      await access.audit.writeNow({
        kind: 'statistics.report-read',
        ...who(viewerOf(request)),
        address: request.ip,
        detail: { id, kind },
      });
      return reply
        .type(MEDIA[kind])
        .header('content-disposition', `attachment; filename="${kept.name}"`)
        .header('x-content-type-options', 'nosniff')
        .header('cache-control', 'no-store')
        .send(kept.bytes);
    },
  );
}

/** The province's own court, after which its report is headed. */
const provinceOf = (courts: readonly { code: string; level: string }[]): string | undefined =>
  courts.find(({ level }) => level === 'province')?.code;
