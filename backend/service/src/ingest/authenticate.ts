/** Who speaks under `/ingest`: an agent, known by its access token; what it has under way ends with its key. */
import type { Agent } from '@giamsat/contract/registry';
import type { FastifyReply } from 'fastify';
import type { Registry } from '../hearings/registry.ts';
import { DomainError } from '../platform/errors.ts';
import type { App } from '../platform/http/routes.ts';
import type { Metrics } from '../platform/metrics.ts';
import type { AccessTokens } from './access-tokens.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The agent of a request under `/ingest`; asking for it elsewhere is a fault of ours. */
    agent: Agent;
  }
}

/** `Authorization: Bearer …`; the scheme's name is not case-sensitive (RFC 9110 §11.1). */
export const bearerToken = (header: string | undefined): string | undefined =>
  /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i.exec(header ?? '')?.[1];

export type AuthenticateDeps = {
  registry: Pick<Registry, 'stillSpeaks' | 'onChange'>;
  tokens: Pick<AccessTokens, 'agentOf'>;
  metrics: Metrics;
};

/** Every route under `/ingest` that is not `open` needs a token. Must run before those routes are added. */
export function authenticateAgents(app: App, { registry, tokens, metrics }: AuthenticateDeps): void {
  const refused = metrics.counter('ingest_unauthenticated_total', 'Calls under /ingest without a valid token');
  const agents = new WeakMap<object, Agent>();
  const underWay = new Map<FastifyReply['raw'], Agent>();
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
    const agent = token === undefined ? undefined : await tokens.agentOf(token);
    if (!agent) {
      refused.inc();
      reply.header('www-authenticate', 'Bearer');
      throw new DomainError('unauthenticated', { detail: 'No agent has this token' });
    }
    agents.set(request, agent);
    underWay.set(reply.raw, agent);
    const over = () => underWay.delete(reply.raw);
    for (const end of ['finish', 'close']) reply.raw.once(end, over);
  });
  // A segment that is being streamed would go on for seconds: it is cut off in the middle, and leaves nothing.
  const stop = registry.onChange(() => {
    for (const [raw, agent] of underWay) if (!registry.stillSpeaks(agent)) raw.destroy();
  });
  app.addHook('onClose', async () => stop());
}
