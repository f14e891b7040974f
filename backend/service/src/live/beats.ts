/** What is told without a guarantee, newest value only: how feeds fare, and how many watch. Each group gets what it may see. */
import type { AgentVitals, FeedVitals } from '@giamsat/contract/wire/ingest';
import type { LiveDownMessages } from '@giamsat/contract/wire/live';
import type { Group } from './group.ts';

type VitalsMessage = Parameters<LiveDownMessages['vitals']>[0];
type PresenceMessage = Parameters<LiveDownMessages['presence']>[0];

export type Beats = {
  heard(vitals: AgentVitals): void;
  /** Of those feeds that were heard of since the last beat; `everything`: of all. Undefined: nothing to tell. */
  vitals(group: Group, everything: boolean): VitalsMessage | undefined;
  presence(group: Group, watching: Record<string, number>): PresenceMessage;
  /** A beat is over. */
  done(): void;
};

/** What was said longer ago is not how a feed fares now. */
const STALE_MS = 20_000;

export function createBeats(deps: { roomOfFeed: (feed: string) => string | undefined; now: () => number }): Beats {
  const newest = new Map<string, { vitals: FeedVitals; at: string; heardAt: number }>();
  const news = new Set<string>();

  return {
    heard({ feeds, at }) {
      for (const vitals of feeds) {
        newest.set(vitals.feed, { vitals, at, heardAt: deps.now() });
        news.add(vitals.feed);
      }
    },
    vitals(group, everything) {
      const rooms = new Set<string>();
      for (const { hearing, view } of group.seen()) {
        if (!view.live || view.masked) continue;
        for (const { holds } of hearing.sittings)
          for (const { room, to } of holds) if (to === undefined) rooms.add(room);
      }
      const feeds: FeedVitals[] = [];
      let at = '';
      for (const feed of everything ? newest.keys() : news) {
        const known = newest.get(feed);
        const room = deps.roomOfFeed(feed);
        if (!known || room === undefined || !rooms.has(room)) continue;
        if (deps.now() - known.heardAt > STALE_MS) continue;
        feeds.push(known.vitals);
        if (known.at > at) at = known.at;
      }
      return feeds.length === 0 ? undefined : { feeds, at };
    },
    presence(group, watching) {
      const own: Record<string, number> = {};
      for (const { hearing, view } of group.seen()) {
        const count = watching[hearing.id];
        if (count !== undefined && !view.masked) own[hearing.id] = count;
      }
      return { watching: own };
    },
    done: () => news.clear(),
  };
}
