/** `POST /ingest/enrol` and `POST /ingest/token`: how a court's machine registers its key, and what it gets for it. Open to all, as doors are. */
import rateLimit from '@fastify/rate-limit';
import { Problem } from '@giamsat/contract/problem';
import { EnrolAnswer, EnrolBody, TokenAnswer, TokenBody } from '@giamsat/contract/wire/ingest';
import { type AgentKeys, fingerprintOf } from '../hearings/agent-keys.ts';
import type { Note } from '../hearings/registry-changes.ts';
import { DomainError } from '../platform/errors.ts';
import type { App } from '../platform/http/routes.ts';
import type { Metrics } from '../platform/metrics.ts';
import type { AccessTokens } from './access-tokens.ts';
import { judgeProof } from './assertion.ts';

export type EnrolDeps = {
  keys: Pick<AgentKeys, 'enrol'>;
  tokens: AccessTokens;
  metrics: Metrics;
  /** Writes into the audit that a machine was enrolled. */
  noted(told: { agent: string; fingerprint: string; address: string }): Note;
};

const MAX_BYTES = 8 * 1024;
const CODES_PER_MINUTE = 60;

/** RFC 6749 §3.2: no parameter stands there twice. */
function parseForm(text: string): Record<string, string> {
  const pairs = [...new URLSearchParams(text)];
  if (new Set(pairs.map(([name]) => name)).size < pairs.length) {
    throw new DomainError('invalid', { detail: 'a parameter stands there twice', field: '' });
  }
  return Object.fromEntries(pairs);
}

export async function enrolRoutes(app: App, { keys, tokens, metrics, noted }: EnrolDeps): Promise<void> {
  const refused = metrics.counter('agent_tokens_refused_total', 'Assertions of machines that were refused', ['reason']);
  const tags = ['ingest'];
  const config = { open: true };

  await app.register(async (scope: App) => {
    // A code cannot be guessed; this keeps who tries from costing more than that.
    await scope.register(rateLimit, {
      max: CODES_PER_MINUTE,
      timeWindow: 60_000,
      errorResponseBuilder: () => new DomainError('too-many-requests', { retryAfter: 60 }),
    });
    scope.post(
      '/ingest/enrol',
      {
        config,
        bodyLimit: MAX_BYTES,
        schema: {
          tags,
          summary: 'Register the key of a court’s machine by a one-time code',
          body: EnrolBody,
          response: { 200: EnrolAnswer, 400: Problem, 401: Problem },
        },
      },
      async (request, reply) => {
        const { agent, code, proof } = request.body;
        const publicKey = await judgeProof(proof, { agent, code });
        const fingerprint = fingerprintOf(publicKey);
        await keys.enrol({ agent, code, publicKey }, noted({ agent, fingerprint, address: request.ip }));
        reply.header('cache-control', 'no-store');
        return { audience: tokens.audience, fingerprint };
      },
    );
  });

  await app.register(async (scope: App) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: MAX_BYTES },
      async (_request: unknown, body: string) => parseForm(body),
    );
    scope.post(
      '/ingest/token',
      {
        config,
        schema: {
          tags,
          summary: 'Exchange a signed assertion for an access token (RFC 7523)',
          consumes: ['application/x-www-form-urlencoded'],
          body: TokenBody,
          response: { 200: TokenAnswer, 400: Problem, 401: Problem },
        },
      },
      async (request, reply) => {
        try {
          const { token, lifeMs } = await tokens.exchange(request.body.assertion);
          reply.header('cache-control', 'no-store');
          return { access_token: token, token_type: 'Bearer' as const, expires_in: lifeMs / 1000 };
        } catch (error) {
          if (error instanceof DomainError) {
            refused.inc({ reason: error.code });
            request.log.warn({ reason: error.detail }, 'a machine got no token');
          }
          throw error;
        }
      },
    );
  });
}
