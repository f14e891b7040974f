/** Forms that many routes share. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { From } from '../access/context.ts';
import type { Registry } from '../hearings/registry.ts';

export const fromOf = (request: FastifyRequest): From => ({
  address: request.ip,
  userAgent: request.headers['user-agent'] ?? '',
});

/** A page to be kept, of what one may see now. @param name of the file, without its ending */
export const sendPdf = (reply: FastifyReply, name: string, pdf: Uint8Array): FastifyReply =>
  reply
    .type('application/pdf')
    .header('content-disposition', `attachment; filename="${name}.pdf"`)
    .header('x-content-type-options', 'nosniff')
    .header('cache-control', 'no-store')
    .send(pdf);

/** A court as it is called on that day. */
export function shownCourt(registry: Pick<Registry, 'courtNameOn'>, code: string, day: string) {
  const { name, short, nameEn } = registry.courtNameOn(code, day);
  return { code, name, short, ...(nameEn === undefined ? {} : { nameEn }) };
}

export const NoContent = Type.Null();
export const LooksPage = Type.Object(
  {
    before: Type.Optional(Type.String({ pattern: '^\\d{1,15}$' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  },
  { additionalProperties: false },
);
