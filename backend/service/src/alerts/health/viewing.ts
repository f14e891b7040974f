/** What pages tell of the pictures that they show, counted by camera over all nodes: how many told, for how many it stood still, how late it was. */
import type { Bus } from '../../platform/bus.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Viewing } from './signs.ts';

export type Viewings = {
  /** One page, of one picture. */
  played(feed: string, report: { stalls: number; latencyMs: number }): void;
  /** Tells every node what came here; asked each second. */
  tell(): void;
  /** Of `[fromMs, toMs)`; undefined where nobody told. Two minutes are kept. */
  between(feed: string, fromMs: number, toMs: number): Viewing | undefined;
  close(): void;
};

type Count = { reports: number; stalled: number; latencyMs: number };
const TOPIC = 'viewing';
const KEPT_MS = 150_000;
const add = (a: Count | undefined, b: Count): Count => ({
  reports: (a?.reports ?? 0) + b.reports,
  stalled: (a?.stalled ?? 0) + b.stalled,
  latencyMs: (a?.latencyMs ?? 0) + b.latencyMs,
});

export function createViewings({ bus, clock }: { bus: Bus; clock: Clock }): Viewings {
  /** Since this node last told. */
  let fresh = new Map<string, Count>();
  const heard = new Map<string, { at: number; count: Count }[]>();
  const close = bus.subscribe(TOPIC, (message) => {
    const at = clock.now();
    for (const [feed, count] of message as [string, Count][]) {
      const kept = (heard.get(feed) ?? []).filter((one) => at - one.at < KEPT_MS);
      heard.set(feed, [...kept, { at, count }]);
    }
  });

  return {
    played(feed, { stalls, latencyMs }) {
      fresh.set(feed, add(fresh.get(feed), { reports: 1, stalled: stalls > 0 ? 1 : 0, latencyMs }));
    },
    tell() {
      if (fresh.size === 0) return;
      bus.publish(TOPIC, [...fresh]);
      fresh = new Map();
    },
    between(feed, fromMs, toMs) {
      const counts = (heard.get(feed) ?? []).filter(({ at }) => at >= fromMs && at < toMs).map(({ count }) => count);
      if (counts.length === 0) return undefined;
      const { reports, stalled, latencyMs } = counts.reduce<Count>(add, { reports: 0, stalled: 0, latencyMs: 0 });
      return { reports, stalled, latencyMs: Math.round(latencyMs / reports) };
    },
    close,
  };
}
