/** The built dashboard: hashed assets for ever, and one page for every address, with a nonce of its own each time. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import { NONCE_PLACEHOLDER, pagePolicy } from '@giamsat/contract/page-policy';
import { problem } from '../errors.ts';
import { sendProblem } from './problems.ts';
import type { App } from './routes.ts';

/** Paths that belong to the service: what is not found there is a problem, not the page. */
const SERVICE_PATHS = /^\/(api|ingest|media|socket\.io|healthz|readyz|metrics|assets)(\/|$)/;

export async function serveDashboard(app: App, { dir }: { dir: string }): Promise<void> {
  const index = path.join(dir, 'index.html');
  if (existsSync(dir)) {
    await app.register(fastifyStatic, {
      root: dir,
      index: false,
      wildcard: false,
      preCompressed: true,
      cacheControl: false,
      globIgnore: ['**/*.html'],
      setHeaders(reply, file) {
        // Vite puts a digest into the names under assets/.
        const immutable = file.includes(`${path.sep}assets${path.sep}`);
        reply.header('cache-control', immutable ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    });
  }

  // Read once: a new build comes with a new start. In development the page comes from Vite.
  const page = await readFile(index, 'utf8').catch(() => undefined);

  app.setNotFoundHandler((request, reply) => {
    const pathname = request.url.split('?')[0] ?? '/';
    const wantsPage = request.method === 'GET' && !SERVICE_PATHS.test(pathname) && !path.extname(pathname);
    if (!wantsPage) return sendProblem(reply, problem('not-found'));
    if (page === undefined)
      return sendProblem(reply, problem('not-found', { detail: 'The dashboard has not been built' }));
    const nonce = randomBytes(16).toString('base64url');
    return reply
      .code(200)
      .header('content-security-policy', pagePolicy(nonce))
      .header('cache-control', 'no-store')
      .type('text/html; charset=utf-8')
      .send(page.replaceAll(NONCE_PLACEHOLDER, nonce));
  });
}
