/** All of `/api/v1`, put together. */
import { courseOf } from '@giamsat/contract/hearing/course';
import { dayOfMs, timestampOf } from '@giamsat/contract/time';
import type { Looks } from '@giamsat/contract/wire/session';
import type { Storage } from '@giamsat/contract/wire/storage';
import type { Access } from '../access/access.ts';
import { factsOf } from '../access/redact.ts';
import type { Viewer } from '../access/viewer.ts';
import type { AlertDesk } from '../alerts/desk.ts';
import type { HealthBook } from '../alerts/health/health.ts';
import type { AgentKeys } from '../hearings/agent-keys.ts';
import type { Hearings } from '../hearings/hearings.ts';
import type { Registry } from '../hearings/registry.ts';
import type { RegistryChanges } from '../hearings/registry-changes.ts';
import type { Checkpoints } from '../journal/checkpoints.ts';
import type { Journal } from '../journal/journal.ts';
import type { LiveSources } from '../live/sources.ts';
import type { Clock } from '../platform/clock.ts';
import type { App } from '../platform/http/routes.ts';
import type { Exports } from '../review/exports/exports.ts';
import type { Keeping } from '../review/keeping/keeping.ts';
import type { Review } from '../review/review.ts';
import type { Search } from '../review/search.ts';
import type { ListFolder } from '../schedule/folder.ts';
import type { Schedule } from '../schedule/schedule.ts';
import type { Statistics } from '../statistics/statistics.ts';
import { alertRoutes } from './alerts.ts';
import { auditRoutes } from './audit.ts';
import { authorisationRoutes } from './authorisations.ts';
import { caseBookRoutes } from './case-book.ts';
import { deputyRoutes } from './deputies.ts';
import { exportRoutes } from './exports.ts';
import { hearingRoutes } from './hearings.ts';
import { keepingRoutes } from './keeping.ts';
import { type MachineRoutesDeps, machineRoutes } from './machines.ts';
import { meRoutes } from './me.ts';
import { noteRoutes } from './notes.ts';
import { peopleRoutes } from './people.ts';
import { pictureRoutes } from './pictures.ts';
import { scheduleRoutes } from './schedule.ts';
import { screenRoutes } from './screens.ts';
import { sealRoutes } from './seals.ts';
import { searchRoutes } from './search.ts';
import { sessionRoutes } from './session.ts';
import { sheetRoutes } from './sheet.ts';
import { statisticsRoutes } from './statistics.ts';
import { statisticsReportRoutes } from './statistics-reports.ts';
import { storageRoutes } from './storage.ts';
import { systemRoutes } from './system.ts';
import type { FeedCoverage, WithheldStretch } from './timeline.ts';

export type ApiDeps = {
  access: Access;
  clock: Clock;
  demo: boolean;
  registry: Registry;
  registryChanges: RegistryChanges;
  agentKeys: AgentKeys;
  exports: Exports;
  hearings: Hearings;
  journal: Pick<Journal, 'appendOwn'>;
  sources: LiveSources;
  search: Search;
  checkpoints: Checkpoints;
  coverage(hearing: string, feed: string): Promise<FeedCoverage | undefined>;
  mayReplay(
    viewer: Viewer,
    hearing: string,
    feed: string,
  ): Promise<{ allowed: false } | { allowed: true; withheld: WithheldStretch[] }>;
  agentVitals: MachineRoutesDeps['agentVitals'];
  review: Review;
  keeping: Keeping;
  schedule: Schedule;
  listFolder: Pick<ListFolder, 'files'>;
  statistics: Statistics;
  alerts: AlertDesk;
  health: Pick<HealthBook, 'system' | 'feedHistory'>;
  room: { state(): Promise<Storage> };
};

/** After `guardRequests`. */
export function apiRoutes(app: App, deps: ApiDeps): void {
  const { access, clock, demo, registry, hearings, sources } = deps;

  /** With the short name that the court had on the hearing's day. */
  const nameLooks = async ({ looks, ...rest }: Looks): Promise<Looks> => ({
    ...rest,
    looks: looks.map((look) =>
      look.court === undefined || look.day === undefined
        ? look
        : { ...look, courtShort: registry.courtNameOn(look.court, look.day).short },
    ),
  });

  sessionRoutes(app, {
    access,
    clock,
    demo,
    courtName: async (code) => registry.court(code) && registry.courtNameOn(code, dayOfMs(clock.now())).name,
  });
  meRoutes(app, { access, nameLooks });
  screenRoutes(app, { access, clock, hearing: sources.get });
  peopleRoutes(app, { access });
  authorisationRoutes(app, { access, clock, registry, hearings: sources });
  deputyRoutes(app, { access });
  alertRoutes(app, { alerts: deps.alerts });
  systemRoutes(app, { access, registry, health: deps.health, clock });
  sealRoutes(app, { checkpoints: deps.checkpoints });
  auditRoutes(app, {
    access,
    clock,
    nameLooks,
    hearing: async (id) => {
      const entry = await sources.get(id);
      return entry && factsOf(entry.hearing, timestampOf(clock.now()));
    },
  });
  searchRoutes(app, {
    access,
    clock,
    registry,
    search: deps.search,
    hearings: async (ids) => sources.entriesOf(await hearings.getMany(ids)),
  });
  statisticsRoutes(app, {
    access,
    clock,
    registry,
    statistics: deps.statistics,
    hearings: async (ids) => sources.entriesOf(await hearings.getMany(ids)),
  });
  statisticsReportRoutes(app, { access, clock, registry, statistics: deps.statistics });
  caseBookRoutes(app, { access, clock, registry, caseBook: deps.statistics.caseBook });
  scheduleRoutes(app, {
    access,
    clock,
    registry,
    schedule: deps.schedule,
    listFolder: deps.listFolder,
    calendar: deps.review.sheet.rules.calendar,
    ofDay: sources.ofDay,
  });
  exportRoutes(app, { access, clock, exports: deps.exports, hearings, registry });
  pictureRoutes(app, { access, clock, registry, hearings, journal: deps.journal });
  machineRoutes(app, {
    access,
    clock,
    registry,
    changes: deps.registryChanges,
    agentKeys: deps.agentKeys,
    agentVitals: deps.agentVitals,
  });
  hearingRoutes(app, {
    access,
    clock,
    registry,
    hearings: {
      get: sources.get,
      ofDay: sources.ofDay,
      lines: hearings.logLinesOf,
      course: async (hearing) => courseOf(await hearings.course(hearing.id, hearing)),
    },
    async replay(viewer, hearing, feed) {
      const coverage = await deps.coverage(hearing, feed);
      if (!coverage) return undefined;
      const right = await deps.mayReplay(viewer, hearing, feed);
      return { coverage, withheld: right.allowed ? right.withheld : undefined };
    },
    nameLooks,
  });
  noteRoutes(app, { access, clock, hearings: { get: sources.get }, review: deps.review });
  storageRoutes(app, { room: deps.room });
  keepingRoutes(app, { access, clock, hearings: { get: sources.get }, keeping: deps.keeping });
  sheetRoutes(app, {
    access,
    clock,
    hearings: { get: sources.get, lines: hearings.logLinesOf },
    review: deps.review,
  });
}
