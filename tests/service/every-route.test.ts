// Every route that the service has, as Fastify knows them: described in OpenAPI, and closed to whoever brings neither session nor token.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createAccess } from '@giamsat/service/access/access';
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
import { createMedia } from '@giamsat/service/media/media';
import { createMediaRights } from '@giamsat/service/media-rights';
import { createMemoryBus } from '@giamsat/service/platform/bus';
import { systemClock as clock } from '@giamsat/service/platform/clock';
import type { App } from '@giamsat/service/platform/http/routes';
import { createMetrics } from '@giamsat/service/platform/metrics';
import { createObjectStore } from '@giamsat/service/platform/object-store';
import { createKeeping } from '@giamsat/service/review/keeping/keeping';
import { createReview } from '@giamsat/service/review/review';
import { createSearch } from '@giamsat/service/review/search';
import { serviceRoutes } from '@giamsat/service/routes';
import { createSchedule } from '@giamsat/service/schedule/schedule';
import { createStatistics } from '@giamsat/service/statistics/statistics';
import { silentLogger as logger, withDatabase } from '@giamsat/service/testing/database';
import { testExports } from '@giamsat/service/testing/exports';
import { testCheckpoints } from '@giamsat/service/testing/seals';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

type Route = { method: string; url: string; proof?: boolean };
const database = withDatabase();
const routes: Route[] = [];
const closing: (() => unknown)[] = [];
let app: App;

beforeAll(async () => {
  const { sql } = database;
  const dataDir = await mkdtemp(path.join(tmpdir(), 'giamsat-routes-'));
  const metrics = createMetrics();
  const bus = createMemoryBus({ logger });
  const registry = await createRegistry({ sql, bus, logger });
  const hearings = createHearings({ sql, registry, clock, logger });
  const projections = [hearings.projection];
  const { roomOfFeed } = registry;
  const journal = createJournal({ sql, clock, bus, logger, metrics, projections, roomOfFeed });
  await hearings.start(journal);
  const registryChanges = createRegistryChanges({ sql, registry, journal });
  const access = await createAccess({ sql, clock, bus, logger, metrics, dataDir });
  const rights = createMediaRights({ hearings, registry, access, journal, listens: () => false, clock, logger });
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
  const objects = await createObjectStore(path.join(dataDir, 'recordings'));
  const media = createMedia({ sql, objects, rights, clock, logger, metrics, otherTarget: () => {} });
  const told = { clock, logger, metrics, audit: access.audit };
  const kept = { sql, hearings, registry, journal, media: media.keeping, afterHours: undefined };
  const exports = await testExports({
    sql,
    access,
    journal,
    hearings,
    registry,
    media: media.taking,
    clock,
    dir: dataDir,
  });
  app = await createApp({
    logger,
    metrics,
    checks: [],
    dashboardDir: '/nowhere',
    trustProxy: false,
    routes: [
      (to) => {
        // In the app's own scope, so that it hears of all routes that are added later.
        to.addHook('onRoute', ({ method, url, config }) => {
          const proof = config?.proof ?? false;
          for (const one of [method].flat()) if (one !== 'HEAD') routes.push({ method: one, url, proof });
        });
      },
      ...serviceRoutes({
        access,
        accessTokens: await createAccessTokens({ sql, registry, clock }),
        agentKeys: createAgentKeys({ sql, registry, changes: registryChanges, clock }),
        agentVitals: () => undefined,
        alerts: alerts.desk,
        checkpoints: testCheckpoints({ sql, journal, clock }),
        clock,
        demo: true,
        desk: createDesk({ sql, hearings, registry, clock, clerksOf: access.accounts.clerksOf }),
        exports,
        health: alerts.health,
        hearings,
        journal,
        keeping: await createKeeping({ ...told, ...kept }),
        mayReplay: rights.mayReplay,
        media,
        metrics,
        registry,
        registryChanges,
        review: await createReview({ sql, clock }),
        search: createSearch({ sql, clock }),
        listFolder: { files: async () => undefined },
        schedule: createSchedule({
          hearings,
          registry,
          journal,
          clock,
          accounts: access.accounts,
          isDayOff: () => false,
        }),
        statistics: await createStatistics({ sql, clock }),
        sources: createLiveSources({ journal, hearings, registry, clock, onVitals: () => () => {} }),
      }),
    ],
  });
  await app.ready();
  closing.push(
    () => app.close(),
    () => exports.close(),
    () => media.close(),
    () => rights.close(),
    () => alerts.close(),
    () => access.close(),
    () => hearings.close(),
    () => journal.close(),
    () => registry.close(),
    () => bus.close(),
    () => rm(dataDir, { recursive: true, force: true }),
  );
});
afterAll(async () => {
  for (const close of closing) await close();
});

/** What anybody may ask, and why. */
const PUBLIC: Record<string, string> = {
  'GET /api/v1/session': 'tells the sign-in page that nobody is signed in',
  'POST /api/v1/session': 'signs in',
  'DELETE /api/v1/session': 'signs out; without a session there is nothing to end',
  'POST /api/v1/first-administrator': 'needs the token of the data folder',
  'POST /api/v1/screen-requests':
    'gives a meeting room’s screen a code that opens nothing before somebody confirmed it',
  'POST /api/v1/session/screen': 'needs the secret of the browser whose code was confirmed',
  'GET /api/v1/demo/people': 'the demo alone has it',
  'POST /api/v1/demo/sign-in': 'the demo alone has it',
  'POST /ingest/enrol': 'needs a one-time code, and the proof that the caller holds the key it registers',
  'POST /ingest/token': 'needs an assertion signed by a key that was registered',
  'GET /ingest/time': 'a machine that wakes in 1970 has to learn the time first',
};
/** Beyond the parts' own: the description itself, and what watches over the service. */
const HIDDEN = ['/healthz', '/readyz', '/metrics', '/api/openapi.json', '/api/docs'];

const nameOf = ({ method, url }: Route) => `${method} ${url}`;
const ID = '019171b1-0000-7000-8000-00000000ffff';
const PARAMS: Record<string, string> = {
  code: 'lb',
  court: 'lb',
  epoch: ID,
  feed: 'lb-1-1',
  file: 'init0.mp4',
  hold: ID,
  hearing: ID,
  id: ID,
  item: 'debating',
  login: 'giam.sat',
  note: ID,
  number: '0',
  room: 'lb-1',
  sha256: '0'.repeat(64),
  window: ID,
};
const addressOf = (url: string): string =>
  url.replace(/:(\w+)/g, (_, name: string) => {
    const value = PARAMS[name];
    if (value === undefined) throw new Error(`${url}: what could stand for :${name}?`);
    return value;
  });
const ask = ({ method, url }: Route, headers: Record<string, string> = {}) =>
  app.inject({
    method: method as 'GET',
    url: addressOf(url),
    headers: { 'giamsat-request': '1', host: 'localhost:8080', ...headers },
  });

describe('routes', () => {
  test('are seen by this test', () => {
    expect(routes.length).toBeGreaterThan(30);
    for (const prefix of ['/api/v1/', '/ingest/', '/media/live/', '/media/hearings/']) {
      expect(routes.filter(({ url }) => url.startsWith(prefix)).length, prefix).toBeGreaterThan(1);
    }
    const known = new Set(routes.map(nameOf));
    expect(Object.keys(PUBLIC).filter((name) => !known.has(name))).toEqual([]);
  });

  test('are each described in OpenAPI, with a summary, a tag and their parameters', async () => {
    const { paths } = (await app.inject({ url: '/api/openapi.json' })).json() as {
      paths: Record<string, Record<string, { summary?: string; tags?: string[]; parameters?: { name: string }[] }>>;
    };
    const lacking: string[] = [];
    for (const route of routes) {
      const told = paths[route.url.replace(/:(\w+)/g, '{$1}')]?.[route.method.toLowerCase()];
      const names = [...route.url.matchAll(/:(\w+)/g)].map(([, name]) => name);
      const parameters = told?.parameters?.map(({ name }) => name) ?? [];
      if (!told?.summary || !told.tags?.length || !names.every((name) => name && parameters.includes(name))) {
        lacking.push(nameOf(route));
      }
    }
    expect(lacking).toEqual([]);
    // And nothing is described that is not there.
    const described = Object.entries(paths).flatMap(([at, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${at.replace(/\{(\w+)\}/g, ':$1')}`),
    );
    expect(described.sort()).toEqual(routes.map(nameOf).sort());
    for (const url of HIDDEN) expect((await app.inject({ url })).statusCode, url).toBe(200);
  });

  test('without session or token answer 401 and nothing else, but for those that are public on purpose', async () => {
    for (const route of routes.filter((one) => !(nameOf(one) in PUBLIC))) {
      const answer = await ask(route);
      const told = `${nameOf(route)}: ${answer.statusCode} ${answer.body}`;
      expect(told).toContain(': 401 ');
      expect(answer.headers['content-type'], nameOf(route)).toContain('application/problem+json');
      expect(answer.json(), nameOf(route)).toMatchObject({ type: 'urn:giamsat:problem:unauthenticated', status: 401 });
    }
  });

  test('take a forged session or token for none', async () => {
    const forged = { cookie: `__Host-giamsat=${'A'.repeat(43)}`, authorization: `Bearer ${'a'.repeat(43)}` };
    for (const route of routes.filter((one) => !(nameOf(one) in PUBLIC))) {
      expect([nameOf(route), (await ask(route, forged)).statusCode]).toEqual([nameOf(route), 401]);
    }
  });

  test('that approve, revoke, export, or change accounts, machines’ secrets and second factors need a fresh proof of who asks', () => {
    const weighs =
      /\/(approve|revoke|:hold\/lift|removals|keeping|token|code|enrolment|export|[a-z-]+\.(csv|pdf))$|\/admin\/accounts\/|\/recovery-codes$|\/api\/v1\/screens$/;
    const people = routes.filter(({ url }) => url.startsWith('/api/'));
    const weighty = people.filter(
      ({ method, url }) => weighs.test(url) && (method !== 'GET' || /export|csv|pdf/.test(url)),
    );
    expect(weighty.length).toBeGreaterThan(6);
    expect(weighty.filter(({ proof }) => !proof).map(nameOf)).toEqual([]);
  });

  test('that change something ask for our header, however their address is written', async () => {
    const changing = routes.filter(({ method, url }) => method !== 'GET' && url.startsWith('/api/'));
    expect(changing.length).toBeGreaterThan(10);
    for (const route of changing) {
      for (const url of [addressOf(route.url), addressOf(route.url).replace('/api/', '/%61pi/')]) {
        const answer = await app.inject({ method: route.method as 'POST', url, headers: { host: 'localhost:8080' } });
        expect([url, answer.statusCode]).toEqual([url, 403]);
      }
    }
  });
});
