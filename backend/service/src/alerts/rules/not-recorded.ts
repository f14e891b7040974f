/** A hearing is on air, its picture comes, and its court does not state that it is recorded: statements come each minute. */
import { BREAK_MS } from '../arrivals.ts';
import type { Rule } from '../finding.ts';

const STATED_WITHIN_MS = 4 * 60_000;

export const notRecorded: Rule = {
  name: 'not-recorded',
  about: 'picture',
  severity: 'urgent',
  holdMs: 20_000,
  clearMs: 0,
  find: ({ now, windows, feeds, stored }) =>
    windows.flatMap(({ feed, hearing, from }) => {
      const known = feeds.find((one) => one.feed === feed);
      // Where none comes there is another rule; a machine that was started anew has had nothing to state before.
      if (known?.partAt === undefined || now - known.partAt >= BREAK_MS) return [];
      const stated = stored.recordings.get(feed)?.statedUntil ?? 0;
      const last = Math.max(Date.parse(from), stated, known.partsSince ?? known.partAt);
      if (now - last < STATED_WITHIN_MS) return [];
      return [{ key: feed, court: known.court, room: known.room, feed, hearing, since: new Date(last).toISOString() }];
    }),
};
