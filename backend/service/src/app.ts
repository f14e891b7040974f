/** The Fastify app: what every request passes, and the routes that the parts bring. It opens no port and no database. */
import type { RequestListener, Server } from 'node:http';
import zlib from 'node:zlib';
import compress from '@fastify/compress';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import { type TypeBoxTypeProvider, TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox';
import { PERMISSIONS_POLICY } from '@giamsat/contract/page-policy';
import Fastify, { type FastifyBaseLogger, LogController } from 'fastify';
import { DomainError } from './platform/errors.ts';
import { serveDashboard } from './platform/http/dashboard.ts';
import { describeApi } from './platform/http/documentation.ts';
import { healthRoutes, type ReadinessCheck } from './platform/http/health.ts';
import { handleError } from './platform/http/problems.ts';
import type { App, Routes } from './platform/http/routes.ts';
import type { Logger } from './platform/logger.ts';
import type { Metrics } from './platform/metrics.ts';

export type AppOptions = {
  logger: Logger;
  metrics: Metrics;
  checks: ReadinessCheck[];
  dashboardDir: string;
  /** True: a proxy on this machine; or one at these addresses. */
  trustProxy: boolean | string[];
  /** Whether browsers that came over TLS are told to come by nothing else (HSTS). */
  strictTransport?: boolean;
  routes: Routes[];
  /** Added before everything else. */
  before?: Routes | undefined;
  /** Makes the servers that call the app; without it `inject` is the only way in. */
  serverFactory?: (handler: RequestListener) => Server;
};

const COMPRESSED =
  /^(application\/(json|problem\+json|javascript)|text\/(javascript|css|html|plain)|image\/svg\+xml)\b/;

export async function createApp(options: AppOptions): Promise<App> {
  const { serverFactory } = options;
  const app: App = Fastify({
    loggerInstance: options.logger as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    // Only a proxy that was named is believed what it says of the caller.
    trustProxy: options.trustProxy === true ? 'loopback' : options.trustProxy,
    bodyLimit: 256 * 1024,
    ...(serverFactory ? { serverFactory: (handler: unknown) => serverFactory(handler as RequestListener) } : {}),
  }).withTypeProvider<TypeBoxTypeProvider>();
  app.setValidatorCompiler(TypeBoxValidatorCompiler);
  app.setErrorHandler(handleError);

  await app.register(helmet, {
    // For what is not a page; the dashboard and the documentation bring their own.
    contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
    // Sent below, over TLS alone.
    strictTransportSecurity: false,
    referrerPolicy: { policy: 'no-referrer' },
  });
  app.addHook('onRequest', async (request, reply) => {
    reply.header('permissions-policy', PERMISSIONS_POLICY);
    if (options.strictTransport && request.protocol === 'https') {
      reply.header('strict-transport-security', 'max-age=31536000');
    }
    // Nothing is unpacked here, so nothing small becomes large.
    if ((request.headers['content-encoding'] ?? 'identity') !== 'identity') {
      throw new DomainError('unsupported-media-type', { detail: 'A compressed body is not read.' });
    }
  });
  await app.register(cookie);
  await app.register(compress, {
    globalDecompression: false,
    customTypes: COMPRESSED,
    encodings: ['br', 'gzip'],
    brotliOptions: { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 4 } },
  });
  observe(app, options.metrics);
  await options.before?.(app);

  await describeApi(app);
  healthRoutes(app, options);
  for (const routes of options.routes) await routes(app);
  await serveDashboard(app, { dir: options.dashboardDir });
  return app;
}

/** One line and one measurement per request, by the route's pattern: an address can hold what a case is called. */
function observe(app: App, metrics: Metrics): void {
  const seconds = metrics.histogram(
    'http_request_seconds',
    'Time from the request to the end of the answer',
    [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    ['method', 'route', 'status'],
  );
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    const { method } = request;
    seconds.observe({ method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
    request.log.debug({ method, route, status: reply.statusCode, ms: Math.round(reply.elapsedTime) }, 'request');
  });
}
