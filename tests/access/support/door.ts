/** The service's own door before one node's access: signing in, one's own pages, people and screens, without a network. */
import type { Access } from '@giamsat/service/access/access';
import { guardRequests } from '@giamsat/service/access/http';
import { meRoutes } from '@giamsat/service/api/me';
import { peopleRoutes } from '@giamsat/service/api/people';
import { screenRoutes } from '@giamsat/service/api/screens';
import { sessionRoutes } from '@giamsat/service/api/session';
import { createApp } from '@giamsat/service/app';
import type { Clock } from '@giamsat/service/platform/clock';
import type { App } from '@giamsat/service/platform/http/routes';
import { createMetrics } from '@giamsat/service/platform/metrics';
import { silentLogger as logger } from '@giamsat/service/testing/database';

export const openDoor = (
  access: Access,
  { clock, dashboardDir }: { clock: Clock; dashboardDir: string },
): Promise<App> =>
  createApp({
    logger,
    metrics: createMetrics(),
    checks: [],
    dashboardDir,
    trustProxy: false,
    routes: [
      (to) => guardRequests(to, { access, clock }),
      (to) => sessionRoutes(to, { access, clock, demo: false, courtName: async () => undefined }),
      (to) => meRoutes(to, { access, nameLooks: async (looks) => looks }),
      (to) => peopleRoutes(to, { access }),
      (to) => screenRoutes(to, { access, clock, hearing: async () => undefined }),
    ],
  });
