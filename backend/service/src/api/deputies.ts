/** Who approves authorisations in the chief judge's place: appointed and ended by the chief judge, known to all who approve. */
import { Uuid } from '@giamsat/contract/primitives';
import { Problem } from '@giamsat/contract/problem';
import { Deputies, Deputy, DeputyBody } from '@giamsat/contract/wire/authorisations';
import { Type } from 'typebox';
import type { Access } from '../access/access.ts';
import { actorOf } from '../access/http.ts';
import type { App } from '../platform/http/routes.ts';

export function deputyRoutes(app: App, { access }: { access: Access }): void {
  const tags = ['authorisations'];
  const refusals = { 400: Problem, 401: Problem, 403: Problem };

  app.get(
    '/api/v1/admin/deputies',
    {
      config: { asks: 'authorisations.approve' },
      schema: { tags, summary: 'Deputies of the chief judge', response: { 200: Deputies, ...refusals } },
    },
    async () => access.deputies.list(),
  );
  app.post(
    '/api/v1/admin/deputies',
    {
      config: { asks: 'deputies.change', proof: true },
      schema: { tags, summary: 'Appoint one', body: DeputyBody, response: { 201: Deputy, ...refusals } },
    },
    async (request, reply) => reply.code(201).send(await access.deputies.appoint(actorOf(request), request.body)),
  );
  app.post(
    '/api/v1/admin/deputies/:id/end',
    {
      config: { asks: 'deputies.change', proof: true },
      schema: {
        tags,
        summary: 'End an appointment; effective at once',
        params: Type.Object({ id: Uuid }),
        response: { 200: Deputy, ...refusals, 404: Problem, 409: Problem },
      },
    },
    async (request) => access.deputies.end(actorOf(request), request.params.id),
  );
}
