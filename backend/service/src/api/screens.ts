/** Screens of meeting rooms: a code for the screen, and what an entitled person and the court do with it. */
import { Problem } from '@giamsat/contract/problem';
import { Account } from '@giamsat/contract/registry';
import { timestampOf } from '@giamsat/contract/time';
import {
  Screen,
  ScreenCode,
  ScreenConfirmation,
  ScreenList,
  ScreenLookUp,
  ScreenRemote,
  ScreenSteering,
  WaitingScreen,
} from '@giamsat/contract/wire/screens';
import { Type } from 'typebox';
import type { Access } from '../access/access.ts';
import { demand, screenCookieWith, viewerOf } from '../access/http.ts';
import { factsOf } from '../access/redact.ts';
import { isSteered, mayBeShown, pagesOpenTo } from '../access/steering.ts';
import type { Viewer } from '../access/viewer.ts';
import { audienceOf, viewOf } from '../live/audience.ts';
import type { Entry } from '../live/sources.ts';
import type { Clock } from '../platform/clock.ts';
import { DomainError } from '../platform/errors.ts';
import type { App } from '../platform/http/routes.ts';
import { fromOf, NoContent } from './answers.ts';

export type ScreenRoutesDeps = {
  access: Access;
  clock: Clock;
  hearing(id: string): Promise<Entry | undefined>;
};

export function screenRoutes(app: App, deps: ScreenRoutesDeps): void {
  const { access, clock } = deps;
  const tags = ['screens'];
  const refusals = { 400: Problem, 401: Problem, 403: Problem };

  app.post(
    '/api/v1/screen-requests',
    {
      config: { open: true },
      schema: { tags, summary: 'A code for this screen', response: { 201: ScreenCode, 429: Problem, 503: Problem } },
    },
    async (request, reply) => {
      const { secret, ...code } = await access.screens.request(fromOf(request));
      return reply
        .code(201)
        .header('set-cookie', screenCookieWith(secret))
        .header('cache-control', 'no-store')
        .send(code);
    },
  );
  app.post(
    '/api/v1/screens/look-up',
    {
      config: { asks: 'screens.confirm' },
      schema: {
        tags,
        summary: 'Which screen shows this code',
        body: ScreenLookUp,
        response: { 200: WaitingScreen, ...refusals, 404: Problem, 429: Problem },
      },
    },
    async (request) => access.screens.lookUp(viewerOf(request), request.body.code, request.ip),
  );
  app.post(
    '/api/v1/screens',
    {
      config: { asks: 'screens.confirm', proof: true },
      schema: {
        tags,
        summary: 'Let the screen that shows this code show the wall',
        body: ScreenConfirmation,
        response: { 201: Screen, ...refusals, 404: Problem, 409: Problem, 429: Problem },
      },
    },
    async (request, reply) =>
      reply.code(201).send(await access.screens.confirm(viewerOf(request), request.body, request.ip)),
  );
  app.get(
    '/api/v1/screens',
    {
      config: { asks: 'screens.confirm' },
      schema: { tags, summary: 'Screens that I put up', response: { 200: ScreenList, ...refusals } },
    },
    async (request) => ({ screens: await access.screens.list(viewerOf(request).login) }),
  );
  app.get(
    '/api/v1/admin/screens',
    {
      config: { asks: 'screens.end' },
      schema: { tags, summary: 'All screens', response: { 200: ScreenList, ...refusals } },
    },
    async () => ({ screens: await access.screens.list() }),
  );
  const ofScreen = { params: Type.Object({ login: Account.properties.login }) };
  /** My screen. @throws DomainError `not-found` where there is none or it has ended, `forbidden` for another's */
  const mine = async (viewer: Viewer, login: string) => {
    const screen = await access.viewerByLogin(login, '');
    if (!screen || !isSteered(screen)) throw new DomainError('not-found');
    const facts = { confirmedBy: screen.steered.by };
    demand({ audit: access.audit, now: clock.now() }, viewer, 'screens.steer', facts);
    return screen;
  };
  const remoteOf = async (viewer: Viewer, login: string): Promise<ScreenRemote> => {
    const screen = await mine(viewer, login);
    const open = pagesOpenTo([screen, viewer], clock.now());
    return { name: screen.displayName, steering: screen.steered.to, open };
  };
  /** @throws DomainError `not-found` for what whoever steers does not see, `forbidden` for what is not to be shown there */
  const checkHearing = async (both: readonly [Viewer, Viewer], id: string, field: string): Promise<void> => {
    const [viewer] = both;
    const now = clock.now();
    const entry = await deps.hearing(id);
    const seen = entry && viewOf(audienceOf(viewer, now), entry.hearing, now);
    if (!entry || !seen) throw new DomainError('not-found', { field });
    if (mayBeShown(both, factsOf(entry.hearing, timestampOf(now)), now)) return;
    access.audit.denied(viewer, { action: 'screens.steer', reason: 'closed', hearing: id });
    throw new DomainError('forbidden');
  };

  app.get(
    '/api/v1/screens/:login/steering',
    {
      config: { asks: 'screens.steer' },
      schema: {
        tags,
        summary: 'What a screen of mine is to show',
        ...ofScreen,
        response: { 200: ScreenRemote, ...refusals, 404: Problem },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      return remoteOf(viewerOf(request), request.params.login);
    },
  );
  app.put(
    '/api/v1/screens/:login/steering',
    {
      config: { asks: 'screens.steer' },
      schema: {
        tags,
        summary: 'Steer a screen of mine',
        ...ofScreen,
        body: ScreenSteering,
        response: { 200: ScreenRemote, ...refusals, 404: Problem },
      },
    },
    async (request) => {
      const viewer = viewerOf(request);
      const { login } = request.params;
      const { body } = request;
      const both = [viewer, await mine(viewer, login)] as const;
      if (body.page !== 'turning' && !pagesOpenTo(both, clock.now()).includes(body.page)) {
        access.audit.denied(viewer, { action: 'screens.steer', reason: 'no-authorisation' });
        throw new DomainError('forbidden');
      }
      for (const part of ['large', 'sound'] as const) {
        const id = body[part];
        if (id !== undefined) await checkHearing(both, id, `/body/${part}`);
      }
      await access.screens.steer(viewer, login, body, request.ip);
      return remoteOf(viewer, login);
    },
  );
  app.delete(
    '/api/v1/screens/:login',
    {
      config: { asks: 'session' },
      schema: {
        tags,
        summary: 'End a screen at once: my own, or as the court any',
        ...ofScreen,
        response: { 204: NoContent, ...refusals, 404: Problem },
      },
    },
    async (request, reply) => {
      const viewer = viewerOf(request);
      const { login } = request.params;
      if ((await access.screens.confirmedBy(login)) !== viewer.login) {
        demand({ audit: access.audit, now: clock.now() }, viewer, 'screens.end', {});
      }
      await access.screens.end(viewer, login, request.ip);
      return reply.code(204).send(null);
    },
  );
}
