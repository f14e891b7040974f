/** The way in for agents, over a real database, with two courts: for tests of what they send. */
import type { RegistrySeed } from '@giamsat/contract/registry';
import { createApp } from '../app.ts';
import { type AgentKeys, createAgentKeys } from '../hearings/agent-keys.ts';
import { createRegistry, type Registry } from '../hearings/registry.ts';
import { createRegistryChanges } from '../hearings/registry-changes.ts';
import { createAccessTokens } from '../ingest/access-tokens.ts';
import { authenticateAgents } from '../ingest/authenticate.ts';
import { enrolRoutes } from '../ingest/enrol.ts';
import { eventsRoute } from '../ingest/events.ts';
import { timeRoute } from '../ingest/time.ts';
import { createJournal, type Journal } from '../journal/journal.ts';
import type { Projection } from '../journal/record.ts';
import { createMemoryBus } from '../platform/bus.ts';
import { type FakeClock, fakeClock } from '../platform/clock.ts';
import type { App, Routes } from '../platform/http/routes.ts';
import { createMetrics, type Metrics } from '../platform/metrics.ts';
import type { Sql } from '../platform/sql.ts';
import { enrolAgents } from './agents.ts';
import { openTestDatabase, silentLogger } from './database.ts';
import { NOON } from './events.ts';

const AGENTS = ['lb-1', 'ls-1'];

const court = (code: string, level: 'district' | 'province') => ({ code, level, names: [{ name: code, short: code }] });
export const TWO_COURTS: RegistrySeed = {
  courts: [court('lb', 'district'), court('ls', 'province')],
  successions: [],
  rooms: [
    { code: 'lb-1', court: 'lb', name: 'Phòng xử án 1' },
    { code: 'ls-a', court: 'ls', name: 'Phòng xử án A' },
  ],
  feeds: [
    { code: 'lb-1-cam-1', room: 'lb-1', name: 'Hội đồng xét xử', role: 'panel' },
    { code: 'ls-a-cam-1', room: 'ls-a', name: 'Hội đồng xét xử', role: 'panel' },
  ],
  agents: AGENTS.map((code) => ({ code, court: code.slice(0, 2) })),
};

export type TestIngest = {
  app: App;
  sql: Sql;
  /** `http://127.0.0.1:…` */
  address: string;
  journal: Journal;
  registry: Registry;
  keys: AgentKeys;
  /** Machines that were enrolled over HTTP, in order. */
  enrolled: readonly string[];
  clock: FakeClock;
  metrics: Metrics;
  /** Value of a counter with these labels, 0 when it was never counted. */
  counted(name: string, labels?: Record<string, string>): Promise<number>;
  close(): Promise<void>;
};

export async function openTestIngest(
  options: { callsPerSecond?: number; projections?: Projection[]; routes?: Routes[] } = {},
): Promise<TestIngest> {
  const { sql, close } = await openTestDatabase();
  const clock = fakeClock(NOON);
  const metrics = createMetrics();
  const bus = createMemoryBus({ logger: silentLogger });
  const registry = await createRegistry({ sql, bus, logger: silentLogger });
  const journal = createJournal({
    sql,
    clock,
    bus,
    metrics,
    projections: options.projections ?? [],
    roomOfFeed: registry.roomOfFeed,
    logger: silentLogger,
  });
  const changes = createRegistryChanges({ sql, registry, journal });
  await changes.applySeed(TWO_COURTS);
  await enrolAgents(sql, AGENTS);
  await registry.changed();
  const tokens = await createAccessTokens({ sql, registry, clock });
  const keys = createAgentKeys({ sql, registry, changes, clock });

  const { callsPerSecond } = options;
  const enrolled: string[] = [];
  const app = await createApp({
    logger: silentLogger,
    metrics,
    checks: [],
    dashboardDir: '/nowhere',
    trustProxy: false,
    routes: [
      (to) => authenticateAgents(to, { registry, tokens, metrics }),
      (to) => timeRoute(to, { clock }),
      (to) => enrolRoutes(to, { keys, tokens, metrics, noted: (told) => async () => void enrolled.push(told.agent) }),
      (to) =>
        eventsRoute(to, {
          registry,
          journal,
          clock,
          metrics,
          ...(callsPerSecond === undefined ? {} : { callsPerSecond }),
        }),
      ...(options.routes ?? []),
    ],
  });
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    app,
    sql,
    address,
    journal,
    registry,
    keys,
    enrolled,
    clock,
    metrics,
    async counted(name, labels = {}) {
      const metric = await metrics.registry.getSingleMetric(`giamsat_${name}`)?.get();
      return (metric?.values ?? [])
        .filter((value) => Object.entries(labels).every(([label, wanted]) => value.labels[label] === wanted))
        .reduce((sum, { value }) => sum + value, 0);
    },
    async close() {
      await app.close();
      await journal.close();
      registry.close();
      await close();
    },
  };
}
