/** Recorded segments that the patrol found missing or changed on the disk (decision 61), until their files are put back. */
import type { Rule } from '../finding.ts';

export const segmentDamaged: Rule = {
  name: 'segment-damaged',
  // Of which hearing stands in its course; who keeps the disk is told of the camera alone.
  about: 'machine',
  severity: 'urgent',
  holdMs: 0,
  clearMs: 0,
  find: ({ feeds, stored }) =>
    feeds.flatMap(({ feed, room, court }) => {
      const damage = stored.damage.get(feed);
      if (!damage) return [];
      const since = new Date(damage.foundSince).toISOString();
      return [{ key: feed, court, room, feed, since, values: { count: damage.count } }];
    }),
};
