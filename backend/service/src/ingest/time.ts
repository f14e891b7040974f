/** `GET /ingest/time`: the service's clock, by which agents correct theirs. */
import { TimeAnswer } from '@giamsat/contract/wire/ingest';
import { type Clock, rfc3339 } from '../platform/clock.ts';
import type { App } from '../platform/http/routes.ts';

export function timeRoute(app: App, { clock }: { clock: Clock }): void {
  app.get(
    '/ingest/time',
    {
      config: { open: true },
      schema: { tags: ['ingest'], summary: 'The service’s clock', response: { 200: TimeAnswer } },
    },
    async (_request, reply) => {
      reply.header('cache-control', 'no-store');
      return { now: rfc3339(clock.now()) };
    },
  );
}
