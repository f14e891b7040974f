/** Who speaks under `/ingest`: an agent, known by its token. */
import type { Agent } from '@giamsat/contract/registry';
import type { Registry } from '../hearings/registry.ts';
import { DomainError } from '../platform/errors.ts';
import type { App } from '../platform/http/routes.ts';
import type { Metrics } from '../platform/metrics.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The agent of a request under `/ingest`; asking for it elsewhere is a fault of ours. */
    agent: Agent;
  }
}

/** `Authorization: Bearer …`; the scheme's name is not case-sensitive (RFC 9110 §11.1). */
export const bearerToken = (header: string | undefined): string | undefined =>
  /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i.exec(header ?? '')?.[1];

/** Every route under `/ingest` that is not `open` needs a token. Must run before those routes are added. */
export function authenticateAgents(app: App, { registry, metrics }: { registry: Registry; metrics: Metrics }): void {
  const refused = metrics.counter('ingest_unauthenticated_total', 'Calls under /ingest without a valid token');
  const agents = new WeakMap<object, Agent>();
  app.decorateRequest('agent', {
    getter() {
      const agent = agents.get(this);
      if (!agent) throw new Error('Only requests under /ingest have an agent.');
      return agent;
    },
  });
  app.addHook('onRequest', async (request, reply) => {
    const { url, config } = request.routeOptions;
    if (!url?.startsWith('/ingest/') || config.open) return;
    const token = bearerToken(request.headers.authorization);
    const agent = token === undefined ? undefined : registry.agentByToken(token);
    if (!agent) {
      refused.inc();
      reply.header('www-authenticate', 'Bearer');
      throw new DomainError('unauthenticated', { detail: 'No agent has this token' });
    }
    agents.set(request, agent);
  });
}
