/** The service as `main.ts` builds it, media and sockets included, in this process and on a clock that the test moves. */
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { RegistrySeed } from '@giamsat/contract/registry';
import { createAccess } from '@giamsat/service/access/access';
import { cookieWith } from '@giamsat/service/access/http';
import type { Viewer } from '@giamsat/service/access/viewer';
import { createAlerts } from '@giamsat/service/alerts/alerts';
import { createApp } from '@giamsat/service/app';
import { createAgentKeys } from '@giamsat/service/hearings/agent-keys';
import { createHearings } from '@giamsat/service/hearings/hearings';
import { createRegistry } from '@giamsat/service/hearings/registry';
import { createRegistryChanges } from '@giamsat/service/hearings/registry-changes';
import { createAccessTokens } from '@giamsat/service/ingest/access-tokens';
import { createDesk } from '@giamsat/service/ingest/desk';
import { createJournal } from '@giamsat/service/journal/journal';
import { createLiveSources } from '@giamsat/service/live/from-hearings';
import { createGateway } from '@giamsat/service/live/gateway';
import { closeIo, createIo } from '@giamsat/service/live/io';
import { createListeners } from '@giamsat/service/live/listeners';
import { createPresence } from '@giamsat/service/live/presence';
import { createMedia } from '@giamsat/service/media/media';
import { createMediaRights } from '@giamsat/service/media-rights';
import { createMemoryBus } from '@giamsat/service/platform/bus';
import { type FakeClock, fakeClock } from '@giamsat/service/platform/clock';
import { createHttpServers, type HttpServers } from '@giamsat/service/platform/http/servers';
import { createMetrics } from '@giamsat/service/platform/metrics';
import { createObjectStore } from '@giamsat/service/platform/object-store';
import { createKeeping } from '@giamsat/service/review/keeping/keeping';
import { createReview } from '@giamsat/service/review/review';
import { createSearch } from '@giamsat/service/review/search';
import { serviceRoutes } from '@giamsat/service/routes';
import { createSchedule } from '@giamsat/service/schedule/schedule';
import { createStatistics } from '@giamsat/service/statistics/statistics';
import { enrolAgents } from '@giamsat/service/testing/agents';
import { silentLogger as logger, openTestDatabase } from '@giamsat/service/testing/database';
import { testExports } from '@giamsat/service/testing/exports';
import { testCheckpoints } from '@giamsat/service/testing/seals';

export type FuzzHouse = Awaited<ReturnType<typeof openFuzzHouse>>;

/** `removalAfterHours`: removing recordings is switched on. */
export async function openFuzzHouse(seed: RegistrySeed, options: { removalAfterHours?: number } = {}) {
  const clock: FakeClock = fakeClock(Date.now());
  const dir = await mkdtemp(path.join(tmpdir(), 'giamsat-fuzz-'));
  const database = await openTestDatabase();
  const { sql } = database;
  const metrics = createMetrics();
  const bus = createMemoryBus({ logger });
  const registry = await createRegistry({ sql, bus, logger });
  const hearings = createHearings({ sql, registry, clock, logger });
  const projections = [hearings.projection];
  const { roomOfFeed } = registry;
  const journal = createJournal({ sql, clock, bus, logger, metrics, projections, roomOfFeed });
  await hearings.start(journal);
  const registryChanges = createRegistryChanges({ sql, registry, journal });
  await registryChanges.applySeed(seed);
  await enrolAgents(
    sql,
    seed.agents.map(({ code }) => code),
  );
  await registry.changed();
  const access = await createAccess({ sql, clock, bus, logger, metrics, dataDir: dir, seed, demo: true });
  const listeners = createListeners();
  // Nobody is given the two seconds of decision 32: they are counted on the clock that stands still here.
  const rights = createMediaRights({ hearings, registry, access, journal, listens: () => false, clock, logger });
  const objects = await createObjectStore(path.join(dir, 'recordings'));
  const media = createMedia({ sql, objects, rights, clock, logger, metrics, otherTarget: () => undefined });
  const sources = createLiveSources({ journal, hearings, registry, clock, onVitals: () => () => {} });
  const alerts = await createAlerts({
    sql,
    bus,
    hearings,
    registry,
    journal,
    arrivals: { of: () => undefined },
    agents: { onVitals: () => () => {} },
    node: '019171b1-0000-7000-8000-00000000fffe',
    review: { limitOf: () => undefined },
    clock,
    logger,
    metrics,
  });
  const presence = createPresence({ bus, clock, node: 'one', watching: access.looks.watching });
  const told = { clock, logger, metrics, audit: access.audit };
  const kept = { sql, hearings, registry, journal, media: media.keeping, afterHours: options.removalAfterHours };
  const keeping = await createKeeping({ ...told, ...kept });
  const exports = await testExports({ sql, access, journal, hearings, registry, media: media.taking, clock, dir });
  let servers: HttpServers | undefined;
  const app = await createApp({
    logger,
    metrics,
    checks: [],
    dashboardDir: '/nowhere',
    trustProxy: false,
    routes: serviceRoutes({
      access,
      accessTokens: await createAccessTokens({ sql, registry, clock }),
      agentKeys: createAgentKeys({ sql, registry, changes: registryChanges, clock }),
      agentVitals: () => undefined,
      alerts: alerts.desk,
      checkpoints: testCheckpoints({ sql, journal, clock }),
      clock,
      demo: false,
      desk: createDesk({ sql, hearings, registry, clock, clerksOf: access.accounts.clerksOf }),
      exports,
      health: alerts.health,
      hearings,
      journal,
      keeping,
      mayReplay: rights.mayReplay,
      media,
      metrics,
      registry,
      registryChanges,
      review: await createReview({ sql, clock }),
      listFolder: { files: async () => undefined },
      schedule: createSchedule({
        hearings,
        registry,
        journal,
        clock,
        accounts: access.accounts,
        isDayOff: () => false,
      }),
      search: createSearch({ sql, clock }),
      sources,
      statistics: await createStatistics({ sql, clock }),
    }),
    serverFactory(handler) {
      servers = createHttpServers(handler, { certificate: undefined, metrics });
      return servers.plain;
    },
  });
  await app.ready();
  if (!servers) throw new Error('no servers');
  const doors = servers;
  const io = createIo(doors.all, metrics);
  const gateway = await createGateway({
    io,
    access,
    sources,
    presence,
    listeners,
    alerts: alerts.desk,
    clock,
    logger,
    metrics,
  });
  await doors.listen({ host: '127.0.0.1', port: 0, tlsPort: undefined });
  const http = `http://127.0.0.1:${(doors.plain.address() as AddressInfo).port}`;
  return {
    clock,
    dir,
    http,
    journal,
    hearings,
    sql,
    objects,
    keeping,
    /** A new session, and whom the policy takes it for. */
    async session(login: string): Promise<{ cookie: string; viewer: Viewer }> {
      const { token } = await access.signInAs(login, { address: '127.0.0.1', userAgent: 'test' });
      const viewer = await access.viewerOf(token);
      if (!viewer) throw new Error(`nobody is ${login}`);
      return { cookie: cookieWith(token).split(';')[0] ?? '', viewer };
    },
    async close() {
      await gateway.close();
      closeIo(io);
      const closed = doors.close(200);
      media.close();
      await app.close();
      await closed;
      await exports.close();
      presence.close();
      rights.close();
      await access.close();
      hearings.close();
      await journal.close();
      registry.close();
      await bus.close();
      await database.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
