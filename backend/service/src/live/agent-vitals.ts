/** What the agents' control sockets hear, from whatever node they are connected to: for pages, and for who asks whether an agent lives. */
import type { AgentVitals } from '@giamsat/contract/wire/ingest';
import type { Bus } from '../platform/bus.ts';

export type AgentVitalsBook = {
  onVitals(fn: (vitals: AgentVitals) => void): () => void;
  /** What the agent last said of how it fares; undefined where it was not heard since this node's start. */
  last(agent: string): AgentVitals | undefined;
  close(): void;
};

/** Where the agents' sockets publish (`ingest/agents-socket.ts`). */
const TOPIC = 'vitals';

export function createAgentVitals({ bus }: { bus: Bus }): AgentVitalsBook {
  const listeners = new Set<(vitals: AgentVitals) => void>();
  const seen = new Map<string, AgentVitals>();
  const unsubscribe = bus.subscribe(TOPIC, (message) => {
    const vitals = message as AgentVitals;
    seen.set(vitals.agent, vitals);
    for (const fn of listeners) fn(vitals);
  });
  return {
    onVitals(fn) {
      listeners.add(fn);
      return () => void listeners.delete(fn);
    },
    last: (agent) => seen.get(agent),
    close: unsubscribe,
  };
}
