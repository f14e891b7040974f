/** The nodes of the service: each tells every five seconds that it is there, since when, and how long anything had to wait for its turn. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { SystemAnswer } from '@giamsat/contract/wire/system';
import type { Bus } from '../../platform/bus.ts';
import { type Clock, rfc3339 } from '../../platform/clock.ts';
import { STALE_MS } from '../finding.ts';
import { createBands, type Health } from './bands.ts';
import { signsOfNode } from './signs.ts';

type Told = Pick<SystemAnswer['nodes'][number], 'node' | 'version' | 'startedAt' | 'busyMs'>;
export type Nodes = {
  /** Each second; tells when it is time. */
  tick(): void;
  list(): SystemAnswer['nodes'];
  close(): void;
};

const TOPIC = 'nodes';
const TELL_MS = 5_000;
/** One that is gone is spoken of so long. */
const MISSED_MS = 10 * 60_000;

export function createNodes(deps: {
  bus: Bus;
  clock: Clock;
  node: string;
  version: string;
  /** The longest wait since it was last asked, ms. */
  busy?: () => number;
}): Nodes {
  const { bus, clock, node, version } = deps;
  const loop = deps.busy ? undefined : monitorEventLoopDelay({ resolution: 20 });
  const busy = deps.busy ?? (() => longestOf(loop));
  const startedAt = rfc3339(clock.now());
  const bands = createBands();
  const heard = new Map<string, { told: Told; at: number; health: Health }>();
  let toldAt = Number.NEGATIVE_INFINITY;

  const stop = bus.subscribe(TOPIC, (message) => {
    const told = message as Told | { ended: string };
    // One that ends as it should is missed by nobody.
    if ('ended' in told) return void heard.delete(told.ended);
    heard.set(told.node, {
      told,
      at: clock.now(),
      health: bands.steady(told.node, signsOfNode(told.busyMs, true), clock.now()),
    });
  });

  return {
    tick() {
      const now = clock.now();
      if (now - toldAt >= TELL_MS) {
        // What the start itself took is over.
        loop?.enable();
        const busyMs = Number.isFinite(toldAt) ? Math.round(busy()) : 0;
        toldAt = now;
        bus.publish(TOPIC, { node, version, startedAt, busyMs } satisfies Told);
      }
      for (const [name, one] of heard) {
        if (now - one.at >= MISSED_MS) heard.delete(name);
        else one.health = bands.steady(name, signsOfNode(one.told.busyMs, now - one.at < STALE_MS), now);
      }
      bands.keepOnly(new Set(heard.keys()));
    },
    list: () =>
      [...heard.values()]
        .map(({ told, health }) => ({ ...told, ...health }))
        .sort((a, b) => (`${a.startedAt} ${a.node}` < `${b.startedAt} ${b.node}` ? -1 : 1)),
    close() {
      loop?.disable();
      stop();
      bus.publish(TOPIC, { ended: node });
    },
  };
}

/** Nanoseconds within; the resolution's own wait is none. */
function longestOf(loop: ReturnType<typeof monitorEventLoopDelay> | undefined): number {
  const longest = loop?.max ?? 0;
  loop?.reset();
  return Math.max(0, longest / 1e6 - 20);
}
