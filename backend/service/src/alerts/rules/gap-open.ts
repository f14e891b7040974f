/** The court's machine is heard again, and what it recorded meanwhile is not here: a gap that backfill does not fill. */
import { isFresh, type Rule } from '../finding.ts';

/** A long outage takes its time to follow; as long as less is missing each time, it is being filled. */
const FILLS_MS = 10 * 60_000;

export const gapOpen: Rule = {
  name: 'gap-open',
  about: 'machine',
  severity: 'warning',
  holdMs: FILLS_MS,
  clearMs: 0,
  find: ({ now, feeds, stored }) =>
    feeds.flatMap(({ feed, room, court, heardAt }) => {
      const { missing = 0, missingSince } = stored.recordings.get(feed) ?? {};
      if (missing === 0 || missingSince === undefined || !isFresh(heardAt, now)) return [];
      // By what is missing longest: what is filled meanwhile begins the wait anew.
      const key = `${feed} ${Math.floor(missingSince)}`;
      return [{ key, court, room, feed, since: new Date(missingSince).toISOString(), values: { count: missing } }];
    }),
};
