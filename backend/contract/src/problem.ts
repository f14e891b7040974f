/** RFC 9457 problem details: the one form of every refusal. */
import { type Static, Type } from 'typebox';

export const Problem = Type.Object({
  /** `urn:giamsat:problem:{code}` */
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  detail: Type.Optional(Type.String()),
  /** JSON Pointer of the field that is wrong. */
  field: Type.Optional(Type.String()),
});
export type Problem = Static<typeof Problem>;
export const problemType = (code: string): string => `urn:giamsat:problem:${code}`;
