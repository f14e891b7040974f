/** A step out of the usual order ("Trình tự cần kiểm tra"): the court decides, and nobody calls it a breach. */
import type { Rule } from '../finding.ts';

export const order: Rule = {
  name: 'order',
  about: 'course',
  severity: 'notice',
  // Five seconds to take it back, and a moment for the correction to come.
  holdMs: 6_000,
  clearMs: 0,
  find: ({ now, hearings }) =>
    hearings.flatMap(({ id, court, room, state: { flags, stageSince } }) =>
      flags
        .filter(({ code }) => code === 'unusual-order')
        .map(({ event, detail }) => ({
          key: `${id} ${event ?? ''}`,
          court,
          ...(room === undefined ? {} : { room }),
          hearing: id,
          // Steps that are flagged move the stage; one that was entered ahead of time has not happened yet.
          since: new Date(Math.min(now, Date.parse(stageSince))).toISOString(),
          values: detail === undefined ? {} : { stage: detail },
        })),
    ),
};
