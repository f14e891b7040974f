// Rights of media in memory: windows are opened and cut by hand, viewers are names.
import type { MediaRights, SittingStretch, WindowFacts, Withheld } from '@giamsat/service/media/rights';

export type Rights = MediaRights<string> & {
  addSitting(feed: string, hearing: string, sitting: SittingStretch): void;
  openWindow(facts: WindowFacts): void;
  endWindow(id: string, ended: 'cut' | 'over', toMs: number): void;
  /** From now on these may watch nothing. */
  shutOut(viewer: string): void;
  withhold(hearing: string, stretch: Withheld): void;
  /** From now on their pages hear of cuts over a socket. */
  listen(viewer: string): void;
  looks: string[];
  /** Looks of that viewer are on record only once the answer is called with whether they could be written. */
  holdLooks(viewer: string): (written: boolean) => void;
  refusals: string[];
};

/** Feeds named `ls-…` belong to the court `ls`, and so on. */
export function createRights(): Rights {
  const windows = new Map<string, WindowFacts>();
  const sittings = new Map<string, { feed: string; hearing: string; stretches: SittingStretch[] }>();
  const withheld = new Map<string, Withheld[]>();
  const shut = new Set<string>();
  const listening = new Set<string>();
  const listeners = new Set<() => void>();
  const changed = (): void => {
    for (const listener of [...listeners]) listener();
  };
  const looks: string[] = [];
  const held = new Map<string, Promise<boolean>>();
  const refusals: string[] = [];
  const holds = ({ fromMs, toMs }: { fromMs: number; toMs?: number }, atMs: number): boolean =>
    fromMs <= atMs && atMs < (toMs ?? Number.POSITIVE_INFINITY);
  return {
    looks,
    refusals,
    courtOf: (feed) => (feed.startsWith('none') ? undefined : feed.split('-')[0]),
    window: (id) => windows.get(id),
    windowAt: (feed, atMs) =>
      [...windows.values()].find((facts) => facts.feed === feed && !facts.ended && holds(facts, atMs)),
    hasSitting: async (feed, atMs) =>
      [...sittings.values()].some((entry) => entry.feed === feed && entry.stretches.some((one) => holds(one, atMs))),
    prepare: async () => undefined,
    refused: (viewer, what) => void refusals.push(`${viewer} ${what.kind}`),
    mayWatchLive: (viewer) => (shut.has(viewer) ? 'refused' : 'allowed'),
    isTold: (viewer) => listening.has(viewer),
    sittingsOf: async (hearing, feed) => sittings.get(`${hearing} ${feed}`)?.stretches,
    withheldOf: async (hearing) => (withheld.get(hearing) ?? []).filter(({ picture }) => picture),
    mayReplay: async (viewer, hearing) =>
      shut.has(viewer) ? { allowed: false } : { allowed: true, withheld: withheld.get(hearing) ?? [] },
    onChange(fn) {
      listeners.add(fn);
      return () => void listeners.delete(fn);
    },
    looked(viewer, { kind, feed, stretch }) {
      looks.push(`${viewer} ${kind} ${feed}${stretch ? ` ${stretch.fromMs}–${stretch.toMs}` : ''}`);
      return held.get(viewer);
    },
    holdLooks(viewer) {
      const { promise, resolve } = Promise.withResolvers<boolean>();
      held.set(viewer, promise);
      return (written) => {
        held.delete(viewer);
        resolve(written);
      };
    },
    addSitting(feed, hearing, sitting) {
      const key = `${hearing} ${feed}`;
      const entry = sittings.get(key) ?? { feed, hearing, stretches: [] };
      entry.stretches.push(sitting);
      sittings.set(key, entry);
    },
    openWindow(facts) {
      windows.set(facts.id, facts);
      changed();
    },
    endWindow(id, ended, toMs) {
      const facts = windows.get(id);
      if (facts) windows.set(id, { ...facts, ended, toMs });
      changed();
    },
    shutOut(viewer) {
      shut.add(viewer);
      changed();
    },
    listen: (viewer) => void listening.add(viewer),
    withhold(hearing, stretch) {
      withheld.set(hearing, [...(withheld.get(hearing) ?? []), stretch]);
      changed();
    },
  };
}
