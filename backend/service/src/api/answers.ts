/** Forms that many routes share. */
import { Type } from 'typebox';

export const NoContent = Type.Null();
export const LooksPage = Type.Object(
  {
    before: Type.Optional(Type.String({ pattern: '^\\d{1,15}$' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  },
  { additionalProperties: false },
);
