/** Something withholds every camera of a room, and the court's own machine still sends a picture: it did not cut. The service shows it to nobody. */
import { inForce } from '@giamsat/contract/hearing/restrictions';
import { isFresh, type Rule } from '../finding.ts';

/** A cut by the province's own office reaches the machine within seconds; what it told before that says nothing. */
const LEARNS_MS = 4_000;

export const notCut: Rule = {
  name: 'not-cut',
  about: 'cut',
  severity: 'urgent',
  holdMs: 0,
  clearMs: 6_000,
  find: ({ now, hearings, feeds }) => {
    const moment = new Date(now).toISOString();
    return hearings.flatMap(({ restrictions, sittings }) => {
      const rooms = sittings.flatMap(({ holds }) => holds.filter(({ to }) => to === undefined).map(({ room }) => room));
      return feeds.flatMap(({ feed, room, court, vitals, heardAt }) => {
        if (!rooms.includes(room) || vitals?.sending !== 'live' || !isFresh(heardAt, now)) return [];
        const withheld = inForce(restrictions, moment, feed).filter(({ picture, sound }) => picture && sound);
        const [first] = withheld.map(({ from }) => from).sort();
        if (first === undefined || (heardAt ?? 0) - Date.parse(first) < LEARNS_MS) return [];
        // Of which hearing, and for what cause, is nobody's business but the court's.
        return [{ key: feed, court, room, feed, since: first }];
      });
    });
  },
};
