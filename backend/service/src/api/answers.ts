/** Forms that many routes share. */
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { From } from '../access/context.ts';

export const fromOf = (request: FastifyRequest): From => ({
  address: request.ip,
  userAgent: request.headers['user-agent'] ?? '',
});

export const NoContent = Type.Null();
export const LooksPage = Type.Object(
  {
    before: Type.Optional(Type.String({ pattern: '^\\d{1,15}$' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  },
  { additionalProperties: false },
);
