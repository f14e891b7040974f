/** What watches over the service ask: alive, ready, metrics. None of it names a case. */
import { Type } from 'typebox';
import { DomainError } from '../errors.ts';
import type { Metrics } from '../metrics.ts';
import type { App } from './routes.ts';

/** One thing without which the service cannot do its work; it throws when it is not there. */
export type ReadinessCheck = { name: string; check(): Promise<void> };

const CHECK_MS = 3_000;
const LOOPBACK = /^(::1|(::ffff:)?127\.\d{1,3}\.\d{1,3}\.\d{1,3})$/;

export function healthRoutes(app: App, { metrics, checks }: { metrics: Metrics; checks: ReadinessCheck[] }): void {
  const hide = { hide: true };

  app.get('/healthz', { schema: { ...hide, response: { 200: Type.Object({ alive: Type.Boolean() }) } } }, async () => ({
    alive: true,
  }));

  const Readiness = Type.Object({ ready: Type.Boolean(), checks: Type.Record(Type.String(), Type.Boolean()) });
  app.get('/readyz', { schema: { ...hide, response: { 200: Readiness, 503: Readiness } } }, async (request, reply) => {
    const results = await Promise.all(
      checks.map(async ({ name, check }) => {
        try {
          await Promise.race([check(), late()]);
          return [name, true] as const;
        } catch (err) {
          request.log.warn({ err, check: name }, 'not ready');
          return [name, false] as const;
        }
      }),
    );
    const ready = results.every(([, good]) => good);
    return reply
      .code(ready ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ ready, checks: Object.fromEntries(results) });
  });

  // For whoever watches over this machine, from this machine: when which camera sends is nobody else's business.
  app.get('/metrics', { schema: hide }, async (request, reply) => {
    if (!LOOPBACK.test(request.ip)) throw new DomainError('not-found');
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
}

const late = (): Promise<never> =>
  new Promise((_resolve, reject) => setTimeout(() => reject(new Error('no answer in time')), CHECK_MS).unref());
