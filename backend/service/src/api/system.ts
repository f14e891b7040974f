/** How machines, cameras and nodes fare over HTTP: for those who keep them or head their court, of their own court or of all; of no hearing. */
import { Code, Timestamp } from '@giamsat/contract/primitives';
import { Problem } from '@giamsat/contract/problem';
import { exists } from '@giamsat/contract/time';
import { FeedHistory, SystemAnswer } from '@giamsat/contract/wire/system';
import { Type } from 'typebox';
import type { Access } from '../access/access.ts';
import { demand, viewerOf } from '../access/http.ts';
import { may } from '../access/policy.ts';
import type { HealthBook } from '../alerts/health/health.ts';
import type { Registry } from '../hearings/registry.ts';
import type { Clock } from '../platform/clock.ts';
import { DomainError } from '../platform/errors.ts';
import type { App } from '../platform/http/routes.ts';

/** Nothing older is kept. */
const OLDEST_MS = 500 * 86_400_000;

export function systemRoutes(
  app: App,
  deps: {
    access: Pick<Access, 'audit'>;
    registry: Pick<Registry, 'courtOfFeed'>;
    health: Pick<HealthBook, 'system' | 'feedHistory'>;
    clock: Clock;
  },
): void {
  const { access, registry, health, clock } = deps;
  const tags = ['system'];
  const config = { asks: 'vitals.read' } as const;
  const refusals = { 401: Problem, 403: Problem };

  app.get(
    '/api/v1/system',
    {
      config,
      schema: {
        tags,
        summary: 'How machines, cameras and nodes fare at this moment',
        response: { 200: SystemAnswer, ...refusals },
      },
    },
    async (request, reply) => {
      const viewer = viewerOf(request);
      reply.header('cache-control', 'no-store');
      return health.system((court) => may(viewer, 'vitals.read', { court }, clock.now()).allowed);
    },
  );

  app.get(
    '/api/v1/system/feeds/:code',
    {
      config,
      schema: {
        tags,
        summary: 'How a camera fared in a quarter of an hour',
        params: Type.Object({ code: Code }),
        querystring: Type.Object({ through: Type.Optional(Timestamp) }, { additionalProperties: false }),
        response: { 200: FeedHistory, ...refusals, 400: Problem, 404: Problem },
      },
    },
    async (request, reply) => {
      const { code } = request.params;
      const { through } = request.query;
      const court = registry.courtOfFeed(code);
      if (court === undefined) throw new DomainError('not-found');
      demand({ audit: access.audit, now: clock.now() }, viewerOf(request), 'vitals.read', { court });
      if (through !== undefined && !exists(through)) throw new DomainError('invalid', { field: '/query/through' });
      reply.header('cache-control', 'no-store');
      const now = clock.now();
      const asked = through === undefined ? now : Math.max(now - OLDEST_MS, Math.min(now, Date.parse(through)));
      return health.feedHistory(code, asked);
    },
  );
}
