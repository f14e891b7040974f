/** A document by which a body watches is about to end, and nothing takes its place. */
import type { Rule } from '../finding.ts';

export const authorisationEnding: Rule = {
  name: 'authorisation-ending',
  about: 'document',
  severity: 'notice',
  holdMs: 0,
  clearMs: 0,
  find: ({ now, stored }) =>
    stored.documents.map(({ id, documentNo, to, court }) => ({
      key: id,
      ...(court === undefined ? {} : { court }),
      since: new Date(now).toISOString(),
      values: { documentNo, day: to },
    })),
};
