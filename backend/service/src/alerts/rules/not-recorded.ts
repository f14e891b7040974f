/** A hearing is on air and its court does not state that it is recorded: statements come each minute. */
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
      const last = Math.max(Date.parse(from), stored.recordings.get(feed)?.statedUntil ?? 0);
      if (!known || now - last < STATED_WITHIN_MS) return [];
      return [{ key: feed, court: known.court, room: known.room, feed, hearing, since: new Date(last).toISOString() }];
    }),
};
