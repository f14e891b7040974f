/** Every way in over HTTP: the routes of all parts, behind the two guards (agents' tokens, people's sessions). */
import { dayOfMs } from '@giamsat/contract/time';
import { guardRequests } from './access/http.ts';
import { limitRequests } from './access/pace.ts';
import type { Viewer } from './access/viewer.ts';
import { type ApiDeps, apiRoutes } from './api/routes.ts';
import type { AccessTokens } from './ingest/access-tokens.ts';
import { authenticateAgents } from './ingest/authenticate.ts';
import { type Desk, deskRoute } from './ingest/desk.ts';
import { enrolRoutes } from './ingest/enrol.ts';
import { epochRoutes } from './ingest/epochs.ts';
import { eventsRoute } from './ingest/events.ts';
import type { FeedRoutesDeps } from './ingest/feeds.ts';
import type { PassOn } from './ingest/pass-on.ts';
import { segmentRoutes } from './ingest/segments.ts';
import { thumbnailRoutes } from './ingest/thumbnails.ts';
import { timeRoute } from './ingest/time.ts';
import { wantedRoutes } from './ingest/wanted.ts';
import type { Journal } from './journal/journal.ts';
import type { Media } from './media/media.ts';
import type { App, Routes } from './platform/http/routes.ts';
import type { Metrics } from './platform/metrics.ts';

export type ServiceParts = Omit<ApiDeps, 'coverage' | 'room'> & {
  metrics: Metrics;
  journal: Journal;
  accessTokens: AccessTokens;
  desk: Desk;
  media: Media<Viewer>;
  /** Absent: there is one node. */
  passOn?: PassOn | undefined;
};

export function serviceRoutes(parts: ServiceParts): Routes[] {
  const { access, accessTokens: tokens, clock, desk, journal, media, metrics, registry } = parts;
  const refusals = metrics.counter('media_ingest_refusals_total', 'Refused calls of agents with media', ['reason']);
  const feeds: FeedRoutesDeps = {
    media,
    courtOf: registry.courtOfFeed,
    courtsOf: ({ agent }) => registry.speaksFor(agent.court, dayOfMs(clock.now())),
    refused: (reason) => refusals.inc({ reason }),
    passOn: parts.passOn,
  };
  return [
    (to) => authenticateAgents(to, { registry, tokens, metrics }),
    (to) =>
      enrolRoutes(to, {
        keys: parts.agentKeys,
        tokens,
        metrics,
        noted:
          ({ address, ...detail }) =>
          (tx) =>
            access.audit.within(tx, { kind: 'agent.enrolled', address, detail }),
      }),
    (to) => timeRoute(to, { clock }),
    (to) => eventsRoute(to, { registry, journal, clock, metrics }),
    (to) => deskRoute(to, { desk }),
    ...[epochRoutes, segmentRoutes, thumbnailRoutes, wantedRoutes].map((routes) => (to: App) => routes(to, feeds)),
    (to) => guardRequests(to, { access, clock, isWitness: parts.checkpoints.witnesses.speaks }),
    (to) => media.routes(to, (request) => request.viewer),
    (to) =>
      void to.register(async (scope: App) => {
        await limitRequests(scope);
        apiRoutes(scope, { ...parts, coverage: media.coverage, room: media.room });
      }),
  ];
}
