/** How many watch each hearing, over all nodes, and never who. */
import type { Bus } from '../platform/bus.ts';
import type { Clock } from '../platform/clock.ts';

export type Presence = {
  /** Hearing → how many sessions watch it live; hearings that nobody watches are missing. */
  total(): Record<string, number>;
  onChange(fn: (watching: Record<string, number>) => void): () => void;
  close(): void;
};
const TOPIC = 'watching';
const BEAT_MS = 2000;
/** A node that is silent for so long is gone, and its viewers with it. */
const SILENT_MS = 3 * BEAT_MS + 500;

export function createPresence(deps: {
  bus: Bus;
  clock: Clock;
  /** Tells the nodes apart. */
  node: string;
  watching: () => Record<string, number>;
}): Presence {
  const { bus, clock } = deps;
  const nodes = new Map<string, { at: number; watching: Record<string, number> }>();
  const listeners = new Set<(watching: Record<string, number>) => void>();
  let told = '{}';

  const total = (): Record<string, number> => {
    const sum: Record<string, number> = {};
    for (const [node, { at, watching }] of nodes) {
      if (clock.now() - at > SILENT_MS) nodes.delete(node);
      else for (const [hearing, count] of Object.entries(watching)) sum[hearing] = (sum[hearing] ?? 0) + count;
    }
    return sum;
  };
  const unsubscribe = bus.subscribe(TOPIC, (message) => {
    const { node, watching } = message as { node: string; watching: Record<string, number> };
    nodes.set(node, { at: clock.now(), watching });
    const sum = total();
    const text = JSON.stringify(Object.entries(sum).sort());
    if (text === told) return;
    told = text;
    for (const listener of listeners) listener(sum);
  });
  const timer = setInterval(() => bus.publish(TOPIC, { node: deps.node, watching: deps.watching() }), BEAT_MS);
  timer.unref();

  return {
    total,
    onChange(fn) {
      listeners.add(fn);
      return () => void listeners.delete(fn);
    },
    close() {
      clearInterval(timer);
      unsubscribe();
    },
  };
}
