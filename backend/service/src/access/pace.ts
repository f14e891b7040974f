/** How much one session, or without one an address, may ask of `/api/v1`; media are bounded by connections and by what is on air. */
import rateLimit from '@fastify/rate-limit';
import { DomainError } from '../platform/errors.ts';
import type { App } from '../platform/http/routes.ts';

/** A page asks a handful when it opens, and then hears by its socket. */
const REQUESTS_PER_SECOND = 300;

/** For the routes that are added to the scope after it. @throws DomainError `too-many-requests` at the request */
export async function limitRequests(scope: App): Promise<void> {
  await scope.register(rateLimit, {
    // After the door, which knows the session.
    hook: 'preParsing',
    max: REQUESTS_PER_SECOND,
    timeWindow: 1_000,
    keyGenerator: (request) => request.viewer?.sessionId ?? request.ip,
    errorResponseBuilder: () => new DomainError('too-many-requests', { retryAfter: 1 }),
    addHeadersOnExceeding: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false },
    addHeaders: {
      'x-ratelimit-limit': false,
      'x-ratelimit-remaining': false,
      'x-ratelimit-reset': false,
      'retry-after': false,
    },
  });
}
