/** A court's machine sends a picture from a room in which no hearing sits. The service shows it to nobody. */
import { isFresh, type Rule } from '../finding.ts';

export const pictureUnscheduled: Rule = {
  name: 'picture-unscheduled',
  about: 'cut',
  severity: 'warning',
  holdMs: 15_000,
  clearMs: 6_000,
  find: ({ now, hearings, feeds }) => {
    const held = new Set(
      hearings.flatMap(({ sittings }) =>
        sittings.flatMap(({ holds }) => holds.filter(({ to }) => to === undefined).map(({ room }) => room)),
      ),
    );
    return feeds.flatMap(({ feed, room, court, vitals, heardAt }) =>
      vitals?.sending === 'live' && isFresh(heardAt, now) && !held.has(room)
        ? [{ key: feed, court, room, feed, since: new Date(now).toISOString() }]
        : [],
    );
  },
};
