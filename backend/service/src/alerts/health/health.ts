/** How courts' machines, cameras and the service's nodes fare, as one part: followed each second, kept, and told to those who keep them. */
import type { AgentVitals } from '@giamsat/contract/wire/ingest';
import type { FeedHistory, SystemAnswer } from '@giamsat/contract/wire/system';
import type { Hearings } from '../../hearings/hearings.ts';
import type { Bus } from '../../platform/bus.ts';
import { type Clock, rfc3339 } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';
import type { Sql } from '../../platform/sql.ts';
import { SERVICE_VERSION } from '../../platform/version.ts';
import type { Arrivals } from '../arrivals.ts';
import { createHealthHistory } from './history.ts';
import { createNodes } from './nodes.ts';
import { HOUR_MS } from './sample.ts';
import { createHealthTracker } from './tracker.ts';
import { createViewings, type Viewings } from './viewing.ts';
import { courtViews, graphSpan, historyView, type Places } from './views.ts';

export type HealthBook = {
  /** Of the courts for which `mayRead` says so, and all nodes. */
  system(mayRead: (court: string) => boolean): SystemAnswer;
  /** The quarter of an hour before that moment (ms). */
  feedHistory(feed: string, throughMs: number): Promise<FeedHistory>;
  /** What a page told of a picture. */
  played: Viewings['played'];
  /** Judges everything; once a second after `start`. */
  tick(): Promise<void>;
  start(): void;
  close(): Promise<void>;
};

const TICK_MS = 1_000;

export function createHealth(deps: {
  sql: Sql;
  bus: Bus;
  registry: Places;
  hearings: Pick<Hearings, 'windows'>;
  arrivals: Pick<Arrivals, 'of'>;
  agents: { onVitals: (fn: (vitals: AgentVitals) => void) => () => void };
  /** Of this node: a UUID. */
  node: string;
  clock: Clock;
  logger: Logger;
}): HealthBook {
  const { registry, clock, logger } = deps;
  const viewings = createViewings(deps);
  const windows = () => deps.hearings.windows.current();
  const tracker = createHealthTracker({ ...deps, onVitals: deps.agents.onVitals, windows, viewings });
  const nodes = createNodes({ ...deps, version: SERVICE_VERSION });
  const history = createHealthHistory(deps);
  let timers: NodeJS.Timeout[] = [];
  let closed = false;
  let working: Promise<unknown> = Promise.resolve();
  let complained = false;

  async function tick(): Promise<void> {
    viewings.tell();
    nodes.tick();
    const rows = tracker.tick();
    if (rows.length === 0) return;
    history.add(rows);
    await history.flush();
  }
  async function thinAll(): Promise<void> {
    while (!closed && (await history.thin()) > 0) await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  }
  /** Nobody waits for it: what fails is said once, and tried again. */
  const inBackground = (work: () => Promise<void>): void => {
    const done = work().then(
      () => {
        complained = false;
      },
      (err: unknown) => {
        if (!complained) logger.warn({ err }, 'how machines fare cannot be kept');
        complained = true;
      },
    );
    working = Promise.all([working, done]);
  };

  return {
    system: (mayRead) => ({
      now: rfc3339(clock.now()),
      nodes: nodes.list(),
      courts: courtViews(registry, tracker, mayRead, clock.now()),
    }),
    async feedHistory(feed, throughMs) {
      const span = graphSpan(throughMs);
      const subject = { kind: 'feed', code: feed } as const;
      const rows = await history.read(subject, span.since, span.through);
      return historyView(feed, span, rows, tracker.recent(subject, span.since));
    },
    played: viewings.played,
    tick,
    start() {
      timers = [
        setInterval(() => inBackground(tick), TICK_MS).unref(),
        setInterval(() => inBackground(thinAll), HOUR_MS).unref(),
      ];
      inBackground(thinAll);
    },
    async close() {
      closed = true;
      for (const timer of timers) clearInterval(timer);
      await working;
      history.add(tracker.rest());
      await history.flush().catch((err: unknown) => logger.warn({ err }, 'how machines fared last was not kept'));
      tracker.close();
      nodes.close();
      viewings.close();
    },
  };
}
