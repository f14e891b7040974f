// The media of a service on real ports: real database, real files, rights by hand.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createApp } from '@giamsat/service/app';
import { epochRoutes } from '@giamsat/service/ingest/epochs';
import { segmentRoutes } from '@giamsat/service/ingest/segments';
import { thumbnailRoutes } from '@giamsat/service/ingest/thumbnails';
import { wantedRoutes } from '@giamsat/service/ingest/wanted';
import { createMedia, type Media } from '@giamsat/service/media/media';
import { createDamageReport } from '@giamsat/service/media/recording/damage';
import { type Clock, systemClock } from '@giamsat/service/platform/clock';
import { certificateOf } from '@giamsat/service/platform/http/certificate';
import { createHttpServers, type HttpServers } from '@giamsat/service/platform/http/servers';
import { createMetrics } from '@giamsat/service/platform/metrics';
import { createObjectStore } from '@giamsat/service/platform/object-store';
import type { Sql } from '@giamsat/service/platform/sql';
import { silentLogger } from '@giamsat/service/testing/database';
import { createRights, type Rights } from './rights.ts';

type Request = Parameters<Parameters<Media<string>['routes']>[1]>[0];

export type House = {
  http: string;
  https: string;
  rights: Rights;
  media: Media<string>;
  dir: string;
  /** Lets the service's clock jump ahead. */
  pass(ms: number): void;
  now(): number;
  metric(name: string): Promise<string>;
  close(): Promise<void>;
};

/** Viewers are named by the header `x-viewer` or the query's `viewer`; agents by a token that is their court's code. */
export async function openHouse(
  sql: Sql,
  options: {
    dir?: string;
    rights?: Rights;
    /** Takes over this one's clock. */
    like?: House;
    pages?: (app: Awaited<ReturnType<typeof createApp>>) => void;
    otherTarget?: (feed: string) => void;
    /** Of the disk of the recordings. */
    reserveBytes?: number;
    /** Instead of free ones. */
    ports?: { http: number; https: number };
  } = {},
): Promise<House> {
  const dir = options.dir ?? (await mkdtemp(path.join(tmpdir(), 'media-')));
  const rights = options.rights ?? createRights();
  const metrics = createMetrics();
  let shift = options.like ? options.like.now() - systemClock.now() : 0;
  const alarms = new Set<{ at: number; fn: () => void; cancel: () => void }>();
  const arm = (alarm: { at: number; fn: () => void; cancel: () => void }): void => {
    alarm.cancel = systemClock.at(alarm.at - shift, () => {
      alarms.delete(alarm);
      alarm.fn();
    });
  };
  const clock: Clock = {
    now: () => systemClock.now() + shift,
    at(at, fn) {
      const alarm = { at, fn, cancel: (): void => undefined };
      alarms.add(alarm);
      arm(alarm);
      return () => {
        alarms.delete(alarm);
        alarm.cancel();
      };
    },
  };
  const objects = await createObjectStore(path.join(dir, 'recordings'), { reserveBytes: options.reserveBytes ?? 0 });
  const media = createMedia<string>({
    sql,
    objects,
    rights,
    clock,
    logger: silentLogger,
    metrics,
    onDamaged: createDamageReport({ logger: silentLogger, metrics }),
    otherTarget: (feed) => options.otherTarget?.(feed),
  });
  const viewerOf = (request: Request): string | undefined => {
    const named = request.headers['x-viewer'] ?? (request.query as Record<string, unknown>).viewer;
    return typeof named === 'string' ? named : 'anyone';
  };
  const courtsOf = (request: Request) => {
    const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
    return token === undefined ? undefined : new Set([token]);
  };
  const ingest = { media, courtOf: rights.courtOf, courtsOf, refused: () => undefined };
  let servers: HttpServers | undefined;
  const certificate = await certificateOf({ dir: path.join(dir, 'tls'), given: undefined, now: Date.now() });
  const app = await createApp({
    logger: silentLogger,
    metrics,
    checks: [],
    dashboardDir: path.join(dir, 'none'),
    trustProxy: false,
    routes: [
      (scope) => {
        // Players of these tests come from pages of another origin, too.
        scope.addHook('onRequest', async (_request, reply) => {
          reply.header('access-control-allow-origin', '*');
        });
        for (const routes of [epochRoutes, segmentRoutes, thumbnailRoutes, wantedRoutes]) routes(scope, ingest);
        media.routes(scope, viewerOf);
        options.pages?.(scope);
      },
    ],
    serverFactory(handler) {
      servers = createHttpServers(handler, { certificate, metrics });
      return servers.plain;
    },
  });
  await app.ready();
  if (!servers) throw new Error('no servers');
  const doors = servers;
  const addresses = await doors.listen({
    host: '127.0.0.1',
    port: options.ports?.http ?? 0,
    tlsPort: options.ports?.https ?? 0,
  });
  return {
    http: addresses.http.replace('localhost', '127.0.0.1'),
    https: addresses.https ?? '',
    rights,
    media,
    dir,
    pass(ms) {
      shift += ms;
      for (const alarm of alarms) {
        alarm.cancel();
        arm(alarm);
      }
    },
    now: clock.now,
    async metric(name) {
      return (await metrics.registry.getSingleMetricAsString(`giamsat_${name}`)).trim();
    },
    async close() {
      const closed = doors.close(200);
      media.close();
      await app.close();
      await closed;
      if (!options.dir) await rm(dir, { recursive: true, force: true });
    },
  };
}
