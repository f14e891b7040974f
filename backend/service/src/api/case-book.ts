/** The case book over HTTP: read by its court and the province, entered by the court's administrator. */
import { Problem } from '@giamsat/contract/problem';
import { dayOfMs } from '@giamsat/contract/time';
import { CaseBookBody, CaseBookMonth, CaseBookQuery, CaseBookVersion } from '@giamsat/contract/wire/statistics';
import type { Access } from '../access/access.ts';
import { demand, viewerOf } from '../access/http.ts';
import { may } from '../access/policy.ts';
import type { Registry } from '../hearings/registry.ts';
import type { Clock } from '../platform/clock.ts';
import type { App } from '../platform/http/routes.ts';
import type { CaseBook } from '../statistics/case-book.ts';
import { shownCourt } from './answers.ts';

type CaseBookRoutesDeps = { access: Access; clock: Clock; registry: Registry; caseBook: CaseBook };

export function caseBookRoutes(app: App, { access, clock, registry, caseBook }: CaseBookRoutesDeps): void {
  const tags = ['statistics'];
  const refusals = { 400: Problem, 401: Problem, 403: Problem };
  const asking = () => ({ audit: access.audit, now: clock.now() });

  app.get(
    '/api/v1/case-book',
    {
      config: { asks: 'case-book.read' },
      schema: {
        tags,
        summary: "A court's month as it was entered, with every version",
        querystring: CaseBookQuery,
        response: { 200: CaseBookMonth, ...refusals },
      },
    },
    async (request) => {
      const viewer = viewerOf(request);
      const today = dayOfMs(clock.now());
      const courts = registry
        .content()
        .courts.filter(({ code }) => may(viewer, 'case-book.read', { court: code }, clock.now()).allowed);
      const { court = viewer.court ?? courts[0]?.code ?? '', month = today.slice(0, 7) } = request.query;
      demand(asking(), viewer, 'case-book.read', { court });
      return {
        court,
        month,
        newest: today.slice(0, 7),
        courts: courts.map(({ code, level }) => ({
          ...shownCourt(registry, code, today),
          appeals: level === 'province',
        })),
        ...(await caseBook.month(court, month)),
        enters: may(viewer, 'case-book.enter', { court }, clock.now()).allowed,
      };
    },
  );

  app.post(
    '/api/v1/case-book',
    {
      config: { asks: 'case-book.enter' },
      schema: {
        tags,
        summary: 'Enter or correct the figures of a month, a type and an instance',
        body: CaseBookBody,
        response: { 201: CaseBookVersion, ...refusals, 409: Problem },
      },
    },
    async (request, reply) => {
      const viewer = viewerOf(request);
      const { court, month, caseType, instance, version } = request.body;
      demand(asking(), viewer, 'case-book.enter', { court });
      const entered = await caseBook.enter(viewer.login, request.body, (tx) =>
        access.audit.within(tx, {
          kind: 'case-book.entered',
          login: viewer.login,
          organisation: viewer.organisation,
          session: viewer.sessionId,
          address: request.ip,
          detail: { court, month, caseType, instance, version: version + 1 },
        }),
      );
      return reply.code(201).send({ ...entered, by: viewer.displayName });
    },
  );
}
