/** The small schemas that everything else is made of: times, identifiers, digests, codes. */
import { type Static, Type } from 'typebox';

/** RFC 3339 in UTC with milliseconds, exactly as `Date.prototype.toISOString` writes it; so text order is time order. */
export const Timestamp = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$' });
export type Timestamp = Static<typeof Timestamp>;

/** A calendar day in Asia/Ho_Chi_Minh, `2021-04-15`. */
export const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' });
export type Day = Static<typeof Day>;

export const Uuid = Type.String({
  pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$',
});
export type Uuid = Static<typeof Uuid>;

/** Short code of a court, room, feed or agent: `ls`, `ls-a`, `ls-a-1`, `lb-1`. */
export const Code = Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 40 });
export type Code = Static<typeof Code>;

/** SHA-256, lowercase hex. */
export const Sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' });
export type Sha256 = Static<typeof Sha256>;

/** A line of text that a person wrote; never empty. */
export const Line = (maxLength = 500) => Type.String({ minLength: 1, maxLength });

export const TIME_ZONE = 'Asia/Ho_Chi_Minh';
