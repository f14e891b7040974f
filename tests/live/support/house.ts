/** The service in this process, over a real database and real sockets, with people of every kind: what `main.ts` builds, less media. */
import { randomUUID } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { courseOf } from '@giamsat/contract/hearing/course';
import type { Account, Authorisation, RegistrySeed } from '@giamsat/contract/registry';
import type { AgentVitals } from '@giamsat/contract/wire/ingest';
import { type Access, createAccess } from '@giamsat/service/access/access';
import { cookieWith, guardRequests } from '@giamsat/service/access/http';
import { SEAL_KEY_FILE } from '@giamsat/service/access/seal';
import { type Alerts, createAlerts } from '@giamsat/service/alerts/alerts';
import { type Arrivals, createArrivals } from '@giamsat/service/alerts/arrivals';
import { alertRoutes } from '@giamsat/service/api/alerts';
import { authorisationRoutes } from '@giamsat/service/api/authorisations';
import { caseBookRoutes } from '@giamsat/service/api/case-book';
import { deputyRoutes } from '@giamsat/service/api/deputies';
import { hearingRoutes } from '@giamsat/service/api/hearings';
import { meRoutes } from '@giamsat/service/api/me';
import { noteRoutes } from '@giamsat/service/api/notes';
import { peopleRoutes } from '@giamsat/service/api/people';
import { scheduleRoutes } from '@giamsat/service/api/schedule';
import { screenRoutes } from '@giamsat/service/api/screens';
import { sessionRoutes } from '@giamsat/service/api/session';
import { sheetRoutes } from '@giamsat/service/api/sheet';
import { statisticsRoutes } from '@giamsat/service/api/statistics';
import { statisticsReportRoutes } from '@giamsat/service/api/statistics-reports';
import { systemRoutes } from '@giamsat/service/api/system';
import { createApp } from '@giamsat/service/app';
import { createHearings, type Hearings } from '@giamsat/service/hearings/hearings';
import { createRegistry } from '@giamsat/service/hearings/registry';
import { createRegistryChanges, type RegistryChanges } from '@giamsat/service/hearings/registry-changes';
import { createAccessTokens } from '@giamsat/service/ingest/access-tokens';
import { authenticateAgents } from '@giamsat/service/ingest/authenticate';
import { eventsRoute } from '@giamsat/service/ingest/events';
import { createJournal, type Journal } from '@giamsat/service/journal/journal';
import type { BacklogLimits } from '@giamsat/service/live/backlog';
import { createLiveSources } from '@giamsat/service/live/from-hearings';
import { createGateway, type Gateway } from '@giamsat/service/live/gateway';
import { closeIo, createIo } from '@giamsat/service/live/io';
import { createListeners } from '@giamsat/service/live/listeners';
import { createPresence } from '@giamsat/service/live/presence';
import { createMemoryBus } from '@giamsat/service/platform/bus';
import { type Clock, systemClock } from '@giamsat/service/platform/clock';
import { createHttpServers, type HttpServers } from '@giamsat/service/platform/http/servers';
import { createMetrics, type Metrics } from '@giamsat/service/platform/metrics';
import { createReview } from '@giamsat/service/review/review';
import { createListFolder, type ListFolder } from '@giamsat/service/schedule/folder';
import { createSchedule } from '@giamsat/service/schedule/schedule';
import { createStatistics } from '@giamsat/service/statistics/statistics';
import { enrolAgents, tokenOf } from '@giamsat/service/testing/agents';
import { silentLogger as logger, openTestDatabase, type TestDatabase } from '@giamsat/service/testing/database';
import { courtThatSpeaks, type SpokenCourt } from './court.ts';

const COURTS = ['lb', 'cl'] as const;
type CourtCode = (typeof COURTS)[number];

const people = (): Account[] => [
  { login: 'giam.sat', displayName: 'Người Giám Sát', role: 'supervisor', organisation: 'hdnd' },
  { login: 'man.hinh', displayName: 'Màn hình', role: 'screen', organisation: 'hdnd' },
  { login: 'dong.nghiep', displayName: 'Đồng Nghiệp', role: 'supervisor', organisation: 'hdnd' },
  { login: 'kiem.sat', displayName: 'Kiểm sát viên lb', role: 'prosecutor', organisation: 'vks' },
  { login: 'kiem.sat.hai', displayName: 'Kiểm sát viên hai', role: 'prosecutor', organisation: 'vks' },
  { login: 'loc.binh', displayName: 'Chỉ Lộc Bình', role: 'supervisor', organisation: 'lb-only' },
  { login: 'phong.mot', displayName: 'Chỉ một phòng', role: 'supervisor', organisation: 'room-only' },
  { login: 'khong.quyen', displayName: 'Không quyền', role: 'supervisor', organisation: 'none' },
  { login: 'chanh.an', displayName: 'Chánh án tỉnh', role: 'province_chief_judge', organisation: 'tand' },
  { login: 'quan.tri', displayName: 'Quản trị', role: 'administrator', organisation: 'tand' },
  { login: 'kiem.tra', displayName: 'Kiểm tra nội bộ', role: 'auditor', organisation: 'tand' },
  { login: 'pho.chanh.an', displayName: 'Phó Chánh án', role: 'presiding_judge', organisation: 'tand', court: 'ls' },
  { login: 'van.phong', displayName: 'Văn phòng tỉnh', role: 'court_administrator', organisation: 'tand', court: 'ls' },
  {
    login: 'van.phong.lb',
    displayName: 'Văn phòng lb',
    role: 'court_administrator',
    organisation: 'tand',
    court: 'lb',
  },
  ...COURTS.flatMap((court): Account[] => [
    {
      login: `tham.phan.${court}`,
      displayName: `Chủ tọa ${court}`,
      role: 'presiding_judge',
      organisation: 'tand',
      court,
    },
    { login: `thu.ky.${court}`, displayName: `Thư ký ${court}`, role: 'clerk', organisation: 'tand', court },
  ]),
];
const document = (organisation: string, scope: Partial<Authorisation['scope']> = {}): Authorisation => ({
  documentNo: `01/${organisation}`,
  issuedOn: '2021-01-01',
  issuer: 'TAND tỉnh',
  organisation,
  scope: { live: true, recordings: true, logs: true, exports: false, ...scope },
  from: '2021-01-01',
});

const seed: RegistrySeed = {
  courts: [
    // The province's own: an office, and no courtroom.
    { code: 'ls', level: 'province', names: [{ name: 'TAND tỉnh', short: 'LS' }] },
    ...COURTS.map((code) => ({
      code,
      level: 'district' as const,
      names: [{ name: `TAND huyện ${code}`, short: code.toUpperCase() }],
    })),
  ],
  successions: [],
  rooms: COURTS.flatMap((court) => [1, 2].map((n) => ({ code: `${court}-${n}`, court, name: `Phòng ${n}` }))),
  feeds: COURTS.flatMap((court) =>
    [1, 2].map((n) => ({ code: `${court}-${n}-1`, room: `${court}-${n}`, name: 'Toàn cảnh', role: 'panel' as const })),
  ),
  agents: COURTS.map((court) => ({ code: `${court}-agent`, court })),
  organisations: [
    { code: 'tand', name: 'TAND tỉnh', kind: 'court' },
    { code: 'vks', name: 'VKSND tỉnh', kind: 'procuracy' },
    ...['hdnd', 'lb-only', 'room-only', 'none'].map((code) => ({ code, name: code, kind: 'oversight' as const })),
  ],
  accounts: people(),
  authorisations: [
    document('hdnd'),
    document('lb-only', { courts: ['lb'] }),
    document('room-only', { rooms: ['lb-1'] }),
  ],
};

export type House = {
  http: string;
  access: Access;
  journal: Journal;
  hearings: Hearings;
  registryChanges: RegistryChanges;
  gateway: Gateway;
  /** It looks when a test says so: `alerts.watch.look()`, `alerts.health.tick()`. */
  alerts: Alerts;
  arrivals: Arrivals;
  /** It looks when a test says so. */
  listFolder: ListFolder;
  /** As a court's machine tells over its socket. */
  hear(vitals: AgentVitals): void;
  metrics: Metrics;
  database: TestDatabase;
  dataDir: string;
  court: Record<CourtCode, SpokenCourt>;
  /** A cookie of a new session. */
  cookie(login: string): Promise<string>;
  value(metric: string, labels?: Record<string, string>): Promise<number>;
  close(): Promise<void>;
};

export async function openHouse(
  options: { clock?: Clock; limits?: BacklogLimits; beside?: House; lists?: { dir: string; clock: Clock } } = {},
): Promise<House> {
  /** `beside`: a node of the same database, with the same key over its secrets. */
  const { clock = systemClock, beside } = options;
  const database = beside?.database ?? (await openTestDatabase());
  const { sql } = database;
  const metrics = createMetrics();
  const bus = createMemoryBus({ logger });
  const registry = await createRegistry({ sql, bus, logger });
  const hearings = createHearings({ sql, registry, clock, logger });
  const journal = createJournal({
    sql,
    clock: systemClock,
    bus,
    projections: [hearings.projection],
    roomOfFeed: registry.roomOfFeed,
    logger,
    metrics,
  });
  const registryChanges = createRegistryChanges({ sql, registry, journal });
  await registryChanges.applySeed(seed);
  await enrolAgents(
    sql,
    seed.agents.map(({ code }) => code),
  );
  await registry.changed();
  const tokens = await createAccessTokens({ sql, registry, clock });
  await hearings.start(journal);
  const dataDir = await mkdtemp(path.join(tmpdir(), 'giamsat-house-'));
  const sealKeyFile = beside && path.join(beside.dataDir, SEAL_KEY_FILE);
  const access = await createAccess({ sql, clock, bus, logger, metrics, dataDir, seed, demo: true, sealKeyFile });
  const presence = createPresence({ bus, clock, node: 'one', watching: access.looks.watching });
  const sources = createLiveSources({ journal, hearings, registry, clock, onVitals: () => () => {} });

  const review = await createReview({ sql, clock });
  const statistics = await createStatistics({ sql, clock });
  const arrivals = createArrivals({ bus, clock });
  const vitalsHeard = new Set<(vitals: AgentVitals) => void>();
  const alerts = await createAlerts({
    sql,
    bus,
    hearings,
    registry,
    journal,
    arrivals,
    agents: {
      onVitals(fn) {
        vitalsHeard.add(fn);
        return () => void vitalsHeard.delete(fn);
      },
    },
    node: randomUUID(),
    clock,
    logger,
    metrics,
    review,
    // A node beside it has a bus of its own.
    pollMs: 200,
  });

  const schedule = createSchedule({
    hearings,
    registry,
    journal,
    clock,
    accounts: access.accounts,
    isDayOff: () => false,
  });
  const lists = { dir: options.lists?.dir, clock: options.lists?.clock ?? clock };
  const listFolder = createListFolder({ ...lists, sql, schedule, registry, audit: access.audit, logger });
  let servers: HttpServers | undefined;
  const app = await createApp({
    logger,
    metrics,
    checks: [],
    dashboardDir: '/nowhere',
    trustProxy: false,
    routes: [
      (to) => authenticateAgents(to, { registry, tokens, metrics }),
      (to) => eventsRoute(to, { journal, registry, clock, metrics }),
      (to) => guardRequests(to, { access, clock }),
      (to) => sessionRoutes(to, { access, clock, demo: false, courtName: async () => undefined }),
      (to) => meRoutes(to, { access, nameLooks: async (looks) => looks }),
      (to) => peopleRoutes(to, { access }),
      (to) => screenRoutes(to, { access, clock, hearing: sources.get }),
      (to) => authorisationRoutes(to, { access, clock, registry, hearings: sources }),
      (to) => deputyRoutes(to, { access }),
      (to) =>
        hearingRoutes(to, {
          access,
          clock,
          registry,
          hearings: {
            get: sources.get,
            ofDay: sources.ofDay,
            lines: hearings.logLinesOf,
            course: async (hearing) => courseOf(await hearings.course(hearing.id, hearing)),
          },
          replay: async () => undefined,
          nameLooks: async (looks) => looks,
        }),
      (to) => alertRoutes(to, { alerts: alerts.desk }),
      (to) => systemRoutes(to, { access, registry, health: alerts.health, clock }),
      (to) => noteRoutes(to, { access, clock, hearings: { get: sources.get }, review }),
      (to) =>
        sheetRoutes(to, {
          access,
          clock,
          hearings: { get: sources.get, lines: hearings.logLinesOf },
          review,
        }),
      (to) =>
        statisticsRoutes(to, {
          access,
          clock,
          registry,
          statistics,
          hearings: async (ids) => sources.entriesOf(await hearings.getMany(ids)),
        }),
      (to) => statisticsReportRoutes(to, { access, clock, registry, statistics }),
      (to) => caseBookRoutes(to, { access, clock, registry, caseBook: statistics.caseBook }),
      (to) =>
        scheduleRoutes(to, {
          access,
          clock,
          registry,
          schedule,
          listFolder,
          calendar: review.sheet.rules.calendar,
          ofDay: sources.ofDay,
        }),
    ],
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
    listeners: createListeners(),
    io,
    access,
    sources,
    presence,
    alerts: alerts.desk,
    played: alerts.health.played,
    clock,
    logger,
    metrics,
    ...(options.limits ? { limits: options.limits } : {}),
  });
  await doors.listen({ host: '127.0.0.1', port: 0, tlsPort: undefined });
  const http = `http://127.0.0.1:${(doors.plain.address() as AddressInfo).port}`;

  const speak = (court: CourtCode) =>
    courtThatSpeaks({ http: () => http, court, agent: `${court}-agent`, token: async () => tokenOf(`${court}-agent`) });
  return {
    http,
    access,
    journal,
    hearings,
    registryChanges,
    gateway,
    alerts,
    arrivals,
    listFolder,
    hear(vitals) {
      for (const fn of vitalsHeard) fn(vitals);
    },
    metrics,
    database,
    dataDir,
    court: { lb: speak('lb'), cl: speak('cl') },
    async cookie(login) {
      const { token: secret, viewer } = await access.signInAs(login, { address: '127.0.0.1', userAgent: 'test' });
      // As if by password: what asks for a proof has one for the first minutes.
      const proved = { proved_at: new Date(clock.now()).toISOString() };
      await database.sql.updateTable('sessions').set(proved).where('id', '=', viewer.sessionId).execute();
      return cookieWith(secret).split(';')[0] ?? '';
    },
    async value(metric, labels = {}) {
      const found = await metrics.registry.getSingleMetric(`giamsat_${metric}`)?.get();
      return (found?.values ?? [])
        .filter((one) => Object.entries(labels).every(([key, value]) => one.labels[key] === value))
        .reduce((sum, one) => sum + one.value, 0);
    },
    async close() {
      await gateway.close();
      closeIo(io);
      const closed = doors.close(200);
      await app.close();
      await closed;
      presence.close();
      await alerts.close();
      arrivals.close();
      await access.close();
      hearings.close();
      await journal.close();
      registry.close();
      await bus.close();
      if (!beside) await database.close();
    },
  };
}
