/** What agents say of themselves, as figures: cameras that stopped, what waits at the court, how far its clock is off. */
import type { AgentVitals } from '@giamsat/contract/wire/ingest';
import type { Metrics } from '../platform/metrics.ts';

export type VitalsMetrics = {
  heard(vitals: AgentVitals): void;
  /** Its control socket closed here: what it said last is no longer so. */
  gone(agent: string): void;
};

export function createVitalsMetrics(metrics: Metrics): VitalsMetrics {
  const running = metrics.gauge('feed_running', 'Whether the agent gets a picture from that camera', ['feed']);
  const stops = metrics.counter('feed_stops_total', 'How often a camera that ran was found stalled or stopped', [
    'feed',
  ]);
  const outbox = metrics.gauge('agent_outbox_events', 'Events that wait at the court', ['agent']);
  const spool = metrics.gauge('agent_spool_bytes', 'Media kept at the court', ['agent']);
  const disk = metrics.gauge('agent_disk_free_bytes', 'Room left on the disk of the agent', ['agent']);
  const clock = metrics.gauge('agent_clock_offset_seconds', 'What the agent corrects its clock by', ['agent']);
  /** Agent → its feeds → whether each ran when it was last heard of. */
  const known = new Map<string, Map<string, boolean>>();

  return {
    heard({ agent, feeds, outboxLength, spoolBytes, diskFreeBytes, clockOffsetMs }) {
      const before = known.get(agent);
      const now = new Map(feeds.map(({ feed, state }) => [feed, state === 'running']));
      known.set(agent, now);
      for (const [feed, runs] of now) {
        running.set({ feed }, runs ? 1 : 0);
        // Known from the first stop on: a counter that appears with its first count shows no rise.
        stops.inc({ feed }, before?.get(feed) && !runs ? 1 : 0);
      }
      outbox.set({ agent }, outboxLength);
      spool.set({ agent }, spoolBytes);
      disk.set({ agent }, diskFreeBytes);
      clock.set({ agent }, clockOffsetMs / 1000);
    },
    gone(agent) {
      for (const feed of known.get(agent)?.keys() ?? []) running.remove({ feed });
      known.delete(agent);
      for (const gauge of [outbox, spool, disk, clock]) gauge.remove({ agent });
    },
  };
}
