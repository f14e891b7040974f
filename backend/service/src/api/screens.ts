/** Screens of meeting rooms: a code for the screen, and what an entitled person and the court do with it. */
import { Problem } from '@giamsat/contract/problem';
import { Account } from '@giamsat/contract/registry';
import {
  Screen,
  ScreenCode,
  ScreenConfirmation,
  ScreenList,
  ScreenLookUp,
  WaitingScreen,
} from '@giamsat/contract/wire/screens';
import { Type } from 'typebox';
import type { Access } from '../access/access.ts';
import { demand, screenCookieWith, viewerOf } from '../access/http.ts';
import type { Clock } from '../platform/clock.ts';
import type { App } from '../platform/http/routes.ts';
import { fromOf, NoContent } from './answers.ts';

export function screenRoutes(app: App, { access, clock }: { access: Access; clock: Clock }): void {
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
  app.delete(
    '/api/v1/screens/:login',
    {
      config: { asks: 'session' },
      schema: {
        tags,
        summary: 'End a screen at once: my own, or as the court any',
        params: Type.Object({ login: Account.properties.login }),
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
