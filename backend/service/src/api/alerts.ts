/** Alerts over HTTP: one with its history, and what somebody does about it. The list comes over the socket. */
import { Uuid } from '@giamsat/contract/primitives';
import { Problem } from '@giamsat/contract/problem';
import { exists } from '@giamsat/contract/time';
import { AlertDeed, AlertHistory } from '@giamsat/contract/wire/alerts';
import { Type } from 'typebox';
import { viewerOf } from '../access/http.ts';
import type { AlertDesk } from '../alerts/desk.ts';
import { DomainError } from '../platform/errors.ts';
import type { App } from '../platform/http/routes.ts';

export function alertRoutes(app: App, { alerts }: { alerts: Pick<AlertDesk, 'history' | 'act'> }): void {
  const tags = ['alerts'];
  const config = { asks: 'alerts.read' } as const;
  const params = Type.Object({ id: Uuid });
  const refusals = { 400: Problem, 401: Problem, 403: Problem, 404: Problem };

  app.get(
    '/api/v1/alerts/:id',
    {
      config,
      schema: {
        tags,
        summary: 'An alert, and what one’s own body did about it',
        params,
        response: { 200: AlertHistory, ...refusals },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      return alerts.history(viewerOf(request), request.params.id);
    },
  );

  app.post(
    '/api/v1/alerts/:id/work',
    {
      config,
      schema: {
        tags,
        summary: 'Take an alert, hand it over, comment, mute or finish it, for one’s own body',
        params,
        body: AlertDeed,
        response: { 200: AlertHistory, ...refusals, 409: Problem },
      },
    },
    async (request) => {
      const { body } = request;
      if (body.what === 'muted' && !exists(body.until)) throw new DomainError('invalid', { field: '/until' });
      return alerts.act(viewerOf(request), request.params.id, body);
    },
  );
}
