/** Alerts as one part: the book that is kept, the watch that looks, the desk where people meet them, and how machines fare. */
import type { AgentVitals } from '@giamsat/contract/wire/ingest';
import type { Hearings } from '../hearings/hearings.ts';
import type { Registry } from '../hearings/registry.ts';
import type { Journal } from '../journal/journal.ts';
import type { Bus } from '../platform/bus.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import type { Metrics } from '../platform/metrics.ts';
import type { Sql } from '../platform/sql.ts';
import type { Arrivals } from './arrivals.ts';
import { type AlertBook, createAlertBook } from './book.ts';
import { type AlertDesk, createAlertDesk } from './desk.ts';
import type { LimitOf, Rule } from './finding.ts';
import { createHealth, type HealthBook } from './health/health.ts';
import { createLease } from './lease.ts';
import { type AlertWatch, createAlertWatch } from './watch.ts';

export type Alerts = {
  book: AlertBook;
  watch: AlertWatch;
  desk: AlertDesk;
  health: HealthBook;
  /** Begins to look. */
  start(): void;
  close(): Promise<void>;
};

export async function createAlerts(deps: {
  sql: Sql;
  bus: Bus;
  hearings: Pick<Hearings, 'openOrToday' | 'windows' | 'getMany' | 'changedSince'>;
  registry: Registry;
  journal: Pick<Journal, 'onAppended' | 'head'>;
  arrivals: Pick<Arrivals, 'of'>;
  /** What the agents' sockets hear, on whatever node. */
  agents: { onVitals: (fn: (vitals: AgentVitals) => void) => () => void };
  /** Of this node: a UUID. */
  node: string;
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
  pollMs?: number;
  review: { limitOf: LimitOf };
  /** So old the newest copy of everything may be; absent: nobody asks. */
  copyWithinMs?: number | undefined;
  rules?: readonly Rule[];
}): Promise<Alerts> {
  const book = await createAlertBook({ ...deps, now: deps.clock.now });
  const { onVitals } = deps.agents;
  const { limitOf } = deps.review;
  const watch = createAlertWatch({ ...deps, onVitals, limitOf, book, lease: createLease(deps) });
  const desk = await createAlertDesk({ ...deps, book, names: deps.registry });
  const health = createHealth(deps);
  return {
    book,
    watch,
    desk,
    health,
    start() {
      watch.start();
      health.start();
    },
    async close() {
      await watch.close();
      await health.close();
      desk.close();
      book.close();
    },
  };
}
