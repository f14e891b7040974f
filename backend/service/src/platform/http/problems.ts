/** The one mapping of errors to HTTP: everything that goes wrong leaves as problem+json (RFC 9457). */
import type { Problem } from '@giamsat/contract/problem';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { DomainError, PROBLEMS, type ProblemCode, problem, problemOf } from '../errors.ts';

export const PROBLEM_TYPE = 'application/problem+json';

export function sendProblem(reply: FastifyReply, body: Problem): FastifyReply {
  return reply.code(body.status).header('cache-control', 'no-store').type(PROBLEM_TYPE).send(JSON.stringify(body));
}

type Issue = { instancePath?: string; message?: string; keyword?: string; params?: { requiredProperties?: string[] } };

/** Where the validator stumbled: `/events/0/time`, for what is not the body `/query/day`. */
function validationProblem(error: FastifyError): Problem {
  const issue = (error.validation as Issue[] | undefined)?.[0];
  const context = (error as { validationContext?: string }).validationContext;
  const prefix = context === undefined || context === 'body' ? '' : `/${context === 'querystring' ? 'query' : context}`;
  const missing = issue?.keyword === 'required' ? issue.params?.requiredProperties?.[0] : undefined;
  const field = `${prefix}${issue?.instancePath ?? ''}${missing === undefined ? '' : `/${missing}`}`;
  return problem('invalid', { detail: issue?.message ?? 'not valid', field });
}

const CODE_OF_STATUS: Record<number, ProblemCode> = Object.fromEntries(
  (
    [
      'internal',
      'unavailable',
      'invalid',
      'unauthenticated',
      'forbidden',
      'not-found',
      'conflict',
      'too-large',
    ] as const
  )
    .concat(['unsupported-media-type', 'unprocessable', 'too-many-requests'] as never)
    .map((code: ProblemCode) => [PROBLEMS[code][0], code]),
);

/** What Fastify and its plugins throw has a status; everything else is a failure of ours, told to the log alone. */
export function problemOfError(error: unknown): Problem {
  if (error instanceof DomainError) return problemOf(error);
  const fastifyError = error as Partial<FastifyError>;
  if (fastifyError.validation) return validationProblem(error as FastifyError);
  const status = fastifyError.statusCode ?? 500;
  if (status >= 500) return problem(status === 503 ? 'unavailable' : 'internal');
  const code = CODE_OF_STATUS[status] ?? 'invalid';
  // Messages of the framework name limits and media types, never content.
  const known = typeof fastifyError.code === 'string' && fastifyError.code.startsWith('FST_');
  return problem(code, {
    ...(known && fastifyError.message ? { detail: fastifyError.message } : {}),
    // The body as a whole (RFC 6901).
    ...(code === 'too-large' ? { field: '' } : {}),
  });
}

export function handleError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const body = problemOfError(error);
  // What we refuse for now, and say so, is no failure: a picture that has not come yet is asked for every second.
  const meant = error instanceof DomainError && error.cause === undefined;
  if (body.status >= 500 && !meant) {
    request.log.error({ err: error, route: request.routeOptions.url }, 'a request failed');
  }
  const retryAfter = error instanceof DomainError ? error.retryAfter : undefined;
  if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter));
  else if (body.status === 503) reply.header('retry-after', '1');
  return sendProblem(reply, body);
}
