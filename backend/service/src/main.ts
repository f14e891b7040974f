/** The plan of the service: its parts in order, started downstream first, stopped in reverse. */
import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { verifierKeyText } from '@giamsat/proof/note';
import { sql as query } from 'kysely';
import { createAccess } from './access/access.ts';
import { resetSecondFactor } from './access/reset-second-factor.ts';
import { createAlerts } from './alerts/alerts.ts';
import { createArrivals } from './alerts/arrivals.ts';
import { createApp } from './app.ts';
import { isBackupCommand, runBackupCommand } from './backup-commands.ts';
import { readCommand } from './command.ts';
import { readConfig } from './config.ts';
import { createAgentKeys } from './hearings/agent-keys.ts';
import { createHearings } from './hearings/hearings.ts';
import { createRegistry } from './hearings/registry.ts';
import { createRegistryChanges } from './hearings/registry-changes.ts';
import { readRegistrySeed } from './hearings/registry-seed.ts';
import { createAccessTokens } from './ingest/access-tokens.ts';
import { createAgentsSocket } from './ingest/agents-socket.ts';
import { createDesk } from './ingest/desk.ts';
import { CHECKPOINT_KEY_FILE, rotateCheckpointKey } from './journal/checkpoint-key.ts';
import { createCheckpoints } from './journal/checkpoints.ts';
import { createJournal } from './journal/journal.ts';
import { createSealer, withoutSealing } from './journal/sealer.ts';
import { createWitnesses } from './journal/witnesses.ts';
import { createAgentVitals } from './live/agent-vitals.ts';
import { createLiveSources } from './live/from-hearings.ts';
import { createGateway } from './live/gateway.ts';
import { closeIo, createIo } from './live/io.ts';
import { createListeners } from './live/listeners.ts';
import { createPresence } from './live/presence.ts';
import { createMedia } from './media/media.ts';
import { createCommittedProjection } from './media/recording/committed.ts';
import { createMediaNews } from './media-news.ts';
import { createMediaRights } from './media-rights.ts';
import { systemClock } from './platform/clock.ts';
import { lockDirectory } from './platform/directory-lock.ts';
import { writeAddressFile } from './platform/http/address-file.ts';
import { certificateOf } from './platform/http/certificate.ts';
import { createHttpServers, HTTP_LIMITS, type HttpServers } from './platform/http/servers.ts';
import { createLifecycle } from './platform/lifecycle.ts';
import { createLogger } from './platform/logger.ts';
import { createMetrics } from './platform/metrics.ts';
import { migrate } from './platform/migrations.ts';
import { createObjectStore } from './platform/object-store.ts';
import { startCluster } from './platform/postgres/cluster.ts';
import { databaseRoles, reportServiceRole } from './platform/service-role.ts';
import { createSql } from './platform/sql.ts';
import { createServiceExports } from './review/exports/of-service.ts';
import { createKeeping } from './review/keeping/keeping.ts';
import { createReview } from './review/review.ts';
import { createSearch } from './review/search.ts';
import { createSearchIndex } from './review/search-index.ts';
import { serviceRoutes } from './routes.ts';
import { createListFolder } from './schedule/folder.ts';
import { createSchedule } from './schedule/schedule.ts';
import { openBus } from './several-nodes.ts';
import { createStatistics } from './statistics/statistics.ts';

/** Open requests may finish this long when the service stops. */
const GRACE_MS = 2_000;

const lifecycle = createLifecycle();
const argv = process.argv.slice(2);

async function start(): Promise<void> {
  const { name: command, whom } = readCommand(argv);
  const config = readConfig(process.env);
  const logger = createLogger({ level: config.logLevel });
  lifecycle.logTo(logger);
  const clock = systemClock;
  const node = randomUUID();

  for (const dir of [config.dataDir, config.sharedDir]) await mkdir(dir, { recursive: true });
  // With a database of its own the service may go on beside a command, which keeps nothing in the folder.
  if (command === 'serve' || config.databaseUrl === undefined) {
    const lock = await lockDirectory(config.dataDir);
    lifecycle.atEnd(() => lock.release());
  }

  // Platform
  const metrics = createMetrics({ processMetrics: true });
  const cluster = config.databaseUrl ? undefined : await startCluster({ dir: config.dataDir, logger });
  if (cluster) {
    lifecycle.atEnd(() => cluster.stop());
    cluster.onLost((detail) => lifecycle.fail(new Error(detail)));
  }
  const roles = await databaseRoles(config, cluster?.connection);
  await migrate({ connection: roles.owner, serviceRole: roles.serviceRole, logger });
  const sql = createSql({ connection: roles.service, logger });
  lifecycle.atEnd(() => sql.destroy());
  if (command === 'reset-second-factor') {
    const logins = await resetSecondFactor({ sql, clock, logger, config }, whom ?? '');
    console.log(`Second factor given up: ${logins.join(', ') || 'nobody had one'}`);
    if (whom === '--all') console.log('Restart every node of the service that runs: each begins with the key of now.');
    return lifecycle.stop();
  }
  await reportServiceRole(sql, logger);
  const given = { config, sql, node, logger, metrics, command, handOver: (feed: string) => media.handOver(feed) };
  const { bus, several, close } = await openBus(given);
  lifecycle.atEnd(close);
  const base = { sql, clock, bus, logger, metrics, ...several?.poll };

  // Registry, hearings and journal
  const seed = config.registryFile ? await readRegistrySeed(config.registryFile) : undefined;
  const registry = await createRegistry(base);
  lifecycle.atEnd(() => registry.close());
  const hearings = createHearings({ sql, registry, clock, logger });
  const mediaNews = createMediaNews({ sql, hearings, registry, journal: () => journal, logger, metrics });
  const journal = createJournal({
    ...base,
    ...several?.pollJournal,
    projections: [hearings.projection, createCommittedProjection({ onDamaged: mediaNews.stated })],
    roomOfFeed: registry.roomOfFeed,
    // The embedded database is locked by its directory.
    exclusive: cluster !== undefined,
  });
  lifecycle.atEnd(() => journal.close());
  await hearings.start(journal);
  lifecycle.atEnd(() => hearings.close());
  const searchIndex = createSearchIndex({ sql, hearings, journal, logger, metrics });
  lifecycle.atEnd(() => searchIndex.close());
  const keyFile = config.checkpointKeyFile ?? path.join(config.dataDir, CHECKPOINT_KEY_FILE);
  if (command === 'rotate-checkpoint-key') {
    const work = () => rotateCheckpointKey({ file: keyFile, journal, clock }, { lost: whom === '--lost' });
    const { number, key, fromSize } = await withoutSealing(sql, work);
    console.log(`Key ${number} signs from record ${fromSize} on:\n${verifierKeyText(key)}`);
    return lifecycle.stop();
  }
  const sealer = createSealer({ sql, journal, keyFile, clock, logger, metrics });
  lifecycle.atEnd(() => sealer.close());
  const witnesses = createWitnesses({ sql, clock, keys: config.witnesses });
  const checkpoints = createCheckpoints({ sql, journal, witnesses, fault: sealer.fault });
  const registryChanges = createRegistryChanges({ sql, registry, journal });
  if (seed) await registryChanges.applySeed(seed);
  const agentKeys = createAgentKeys({ sql, registry, changes: registryChanges, clock });
  const accessTokens = await createAccessTokens({ sql, registry, clock });

  // Access
  const access = await createAccess({
    ...base,
    dataDir: config.sharedDir,
    sealKeyFile: config.sealKeyFile,
    demo: config.demo,
    seed,
    shared: config.databaseUrl !== undefined,
  });
  lifecycle.atEnd(() => access.close());

  // Media
  const reserveBytes = config.diskReserveMib * 2 ** 20;
  const recordings = path.join(config.sharedDir, 'recordings');
  const objects = await createObjectStore(recordings, { reserveBytes, shared: several !== undefined });
  const listeners = createListeners();
  const listens = (session: string) => listeners.count(session) > 0;
  const mediaRights = createMediaRights({ hearings, registry, access, journal, listens, clock, logger });
  lifecycle.atEnd(() => mediaRights.close());
  const arrivals = createArrivals({ bus, clock });
  lifecycle.atEnd(() => arrivals.close());
  const media = createMedia({
    sql,
    objects,
    rights: mediaRights,
    clock,
    logger,
    metrics,
    patrolDays: config.patrolDays,
    onDamaged: mediaNews.stated,
    onDamagedStretch: mediaNews.found,
    otherTarget: mediaNews.otherTarget,
    arrived: arrivals.arrived,
    several,
  });
  lifecycle.atEnd(() => media.close());
  const desk = createDesk({ sql, hearings, registry, clock, clerksOf: access.accounts.clerksOf });

  // Review and statistics
  const { rulesDir, removalAfterHours: afterHours, targetsFile } = config;
  const review = await createReview({ sql, clock, rulesDir });
  const { keeping: kept } = media;
  const told = { clock, logger, metrics, audit: access.audit };
  const keeping = await createKeeping({ ...told, sql, hearings, registry, journal, media: kept, rulesDir, afterHours });
  lifecycle.atEnd(() => keeping.carryOut.close());
  const statistics = await createStatistics({ sql, clock, targetsFile, seed: seed?.caseBook });
  const { isDayOff } = review;
  const schedule = createSchedule({ hearings, registry, journal, clock, accounts: access.accounts, isDayOff });
  const listFolder = createListFolder({ ...told, sql, schedule, registry, dir: config.listFolder });
  lifecycle.atEnd(() => listFolder.close());
  const asked = { sql, access, journal, hearings, registry, media: media.taking, clock, logger, node };
  const exports = await createServiceExports({ ...asked, sealer, checkpoints, keyFile, config });
  lifecycle.atEnd(() => exports.close());

  // Live
  const presence = createPresence({ bus, clock, node, watching: access.looks.watching });
  lifecycle.atEnd(() => presence.close());
  const agents = createAgentVitals({ bus });
  lifecycle.atEnd(() => agents.close());
  const sources = createLiveSources({ journal, hearings, registry, clock, onVitals: agents.onVitals });
  const looksAt = { hearings, registry, journal, arrivals, agents, review };
  const alerts = await createAlerts({ ...base, node, ...looksAt, copyWithinMs: config.copyWithinMs });
  lifecycle.atEnd(() => alerts.close());

  // Doors
  const ownOrGiven = { dir: path.join(config.dataDir, 'tls'), given: config.tls, now: clock.now() };
  const certificate = config.tlsPort === undefined ? undefined : await certificateOf(ownOrGiven);
  let servers: HttpServers | undefined;
  const app = await createApp({
    logger,
    metrics,
    dashboardDir: config.dashboardDir,
    trustProxy: config.trustProxy,
    // Of a name of its own; a self-made certificate on localhost must not shut out http://localhost.
    strictTransport: config.tls !== undefined || config.trustProxy !== false,
    checks: [
      { name: 'database', check: async () => void (await query`select 1`.execute(sql)) },
      { name: 'recordings', check: objects.probe },
      ...(several ? [several.check] : []),
    ],
    before: several?.routes,
    routes: serviceRoutes({
      access,
      accessTokens,
      agentKeys,
      agentVitals: agents.last,
      alerts: alerts.desk,
      checkpoints,
      clock,
      demo: config.demo,
      desk,
      exports,
      health: alerts.health,
      hearings,
      journal,
      keeping,
      listFolder,
      mayReplay: mediaRights.mayReplay,
      media,
      metrics,
      passOn: several?.passOn,
      registry,
      registryChanges,
      review,
      schedule,
      search: createSearch({ sql, clock }),
      sources,
      statistics,
    }),
    serverFactory(handler) {
      several?.answerBy(handler);
      servers = createHttpServers(handler, {
        certificate,
        metrics,
        // Behind a proxy all come from its address.
        limits: config.trustProxy ? { connectionsPerAddress: HTTP_LIMITS.connections } : {},
      });
      return servers.plain;
    },
  });
  await app.ready();
  if (!servers) throw new Error('the app made no servers');
  const doors = servers;
  lifecycle.atEnd(async () => {
    const closed = doors.close(GRACE_MS);
    await app.close();
    await closed;
  });

  /** After this node could not read for a while. */
  const caughtUp = async (): Promise<void> => {
    await Promise.all([registry.changed(), access.catchUp(), hearings.windows.refresh(), mediaRights.catchUp()]);
  };

  // Sockets
  const io = createIo(doors.all, metrics, several?.mayServe);
  lifecycle.atEnd(() => closeIo(io));
  const spoken = { ...base, io, registry, journal, hearings, presence };
  const agentsSocket = await createAgentsSocket({ ...spoken, tokens: accessTokens });
  lifecycle.atEnd(() => agentsSocket.close());
  // A clerk who was locked, or has another password, must be so at the court as well.
  const tellDesks = () => agentsSocket.deskChanged();
  lifecycle.atEnd(access.onRightsChanged((all) => all.some(({ session }) => session === undefined) && tellDesks()));
  const watched = { alerts: alerts.desk, played: alerts.health.played };
  const gateway = await createGateway({ ...base, io, access, sources, presence, listeners, ...watched });
  lifecycle.atEnd(() => gateway.close());
  await several?.open({ io, caughtUp });
  const addresses = await doors.listen(config);
  sealer.start();
  media.start();
  keeping.carryOut.start();
  alerts.start();
  listFolder.start();
  await access.firstAdministrator.nameOrigin(addresses.https ?? addresses.http);
  lifecycle.atEnd(await writeAddressFile(config.dataDir, addresses));
  lifecycle.atEnd(() => several?.leave({ io, doors }));
  logger.info({ ...addresses, demo: config.demo }, 'listening');
}

await (isBackupCommand(argv[0]) ? runBackupCommand(argv, process.env) : start()).catch(lifecycle.fail);
