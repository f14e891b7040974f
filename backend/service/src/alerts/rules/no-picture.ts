/** A hearing sits and its picture may be seen, and none comes. */
import type { Facts, Rule } from '../finding.ts';
import { isFresh, SILENCE_MS } from '../finding.ts';

/** A camera's first parts after the permission, and a machine's after our own start, may take so long. */
const FIRST_MS = 8_000;

export const noPicture: Rule = {
  name: 'no-picture',
  about: 'picture',
  severity: 'urgent',
  holdMs: 0,
  clearMs: 2_000,
  find(facts) {
    const { now, windows, feeds, listeningSince } = facts;
    return windows.flatMap(({ feed, hearing, opensAt }) => {
      const known = feeds.find((one) => one.feed === feed);
      if (!known) return [];
      const { court, room, partAt } = known;
      const begun = Math.max(Date.parse(opensAt), listeningSince) + FIRST_MS;
      const came = partAt ?? 0;
      const silent = came > 0 ? now - came >= SILENCE_MS : true;
      if (!silent || now < (came > Date.parse(opensAt) ? came + SILENCE_MS : begun)) return [];
      const since = new Date(Math.max(came, Date.parse(opensAt))).toISOString();
      return [{ key: feed, court, room, feed, hearing, since, values: { cause: causeOf(facts, feed) } }];
    });
  },
};

/** As far as the court's machine tells: `line` (it is not heard), `camera` (it has no picture itself), `court` (it withholds), `unknown`. */
function causeOf({ feeds, now }: Facts, feed: string): string {
  const known = feeds.find((one) => one.feed === feed);
  if (!isFresh(known?.heardAt, now)) return 'line';
  if (known?.vitals?.refused) return 'refused';
  if (known?.vitals?.state !== 'running') return 'camera';
  return known.vitals.sending === 'live' ? 'unknown' : 'court';
}
