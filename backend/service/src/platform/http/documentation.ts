/** The description of the HTTP interface, generated from the schemas that decide what enters and leaves, and a page to read it. */
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { App } from './routes.ts';

/** Must be registered before the routes that it describes. */
export async function describeApi(app: App): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'giamsat',
        description: 'Giám sát phiên tòa: supervision of court hearings. Errors are problem+json (RFC 9457).',
        version: '1',
      },
    },
    // Whoever reads it, and the test of the whole matrix, learns what each route asks of the policy.
    transform({ schema, url, route: { config } }) {
      const asks = config?.open ? 'nothing' : (config?.asks ?? 'an agent');
      return { url, schema: { ...schema, 'x-asks': asks } as typeof schema };
    },
  });
  await app.register(swaggerUi, {
    routePrefix: '/api/docs',
    staticCSP: true,
    // It is read over plain HTTP on localhost, too.
    transformStaticCSP: (policy) =>
      policy.replace(/upgrade-insecure-requests;?/, '').replace('validator.swagger.io', ''),
    // Without the bar of its makers.
    uiConfig: { url: '/api/openapi.json', docExpansion: 'none', deepLinking: false, layout: 'BaseLayout' },
    theme: { title: 'giamsat – API' },
  });
  app.get('/api/openapi.json', { schema: { hide: true } }, async () => app.swagger());
}
