/** Serves the built console page under `/clerk/`: hashed assets for ever, the page itself with a nonce of its own each time. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import { NONCE_PLACEHOLDER, pagePolicy } from '@giamsat/contract/page-policy';
import type { FastifyInstance } from 'fastify';

const DEFAULT_DIR = path.join(import.meta.dirname, '../../../../dashboard/dist-console');

const NOT_BUILT = 'The console page has not been built (npm run build in dashboard).';

export async function servePage(app: FastifyInstance, dir: string = DEFAULT_DIR): Promise<void> {
  if (existsSync(path.join(dir, 'assets'))) {
    await app.register(fastifyStatic, {
      root: path.join(dir, 'assets'),
      prefix: '/clerk/assets/',
      index: false,
      cacheControl: false,
      setHeaders: (reply) => void reply.header('cache-control', 'public, max-age=31536000, immutable'),
    });
  }
  app.get('/', (_request, reply) => reply.redirect('/clerk/'));
  app.get('/clerk', (_request, reply) => reply.redirect('/clerk/'));
  app.get('/clerk/', async (_request, reply) => {
    // Read each time: a court's machine is not restarted for a new page.
    const page = await readFile(path.join(dir, 'console.html'), 'utf8').catch(() => undefined);
    if (page === undefined) return reply.code(503).type('text/plain; charset=utf-8').send(NOT_BUILT);
    const nonce = randomBytes(16).toString('base64url');
    return reply
      .header('content-security-policy', pagePolicy(nonce))
      .header('cache-control', 'no-store')
      .type('text/html; charset=utf-8')
      .send(page.replaceAll(NONCE_PLACEHOLDER, nonce));
  });
}
