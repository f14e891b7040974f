/** The Prometheus registry that every part adds its own counters to. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export type Metrics = {
  registry: Registry;
  counter(name: string, help: string, labels?: string[]): Counter;
  gauge(name: string, help: string, labels?: string[]): Gauge;
  histogram(name: string, help: string, buckets: number[], labels?: string[]): Histogram;
};

/** Names get the prefix `giamsat_`; asking twice for one name gives the same metric. */
export function createMetrics(options: { processMetrics: boolean } = { processMetrics: false }): Metrics {
  const registry = new Registry();
  if (options.processMetrics) collectDefaultMetrics({ register: registry });
  const once = <T>(name: string, make: (full: string) => T): T => {
    const full = `giamsat_${name}`;
    return (registry.getSingleMetric(full) as T | undefined) ?? make(full);
  };
  return {
    registry,
    counter: (name, help, labelNames = []) =>
      once(name, (full) => new Counter({ name: full, help, labelNames, registers: [registry] })),
    gauge: (name, help, labelNames = []) =>
      once(name, (full) => new Gauge({ name: full, help, labelNames, registers: [registry] })),
    histogram: (name, help, buckets, labelNames = []) =>
      once(name, (full) => new Histogram({ name: full, help, buckets, labelNames, registers: [registry] })),
  };
}
