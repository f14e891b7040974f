/** How much room is left for recordings, over HTTP: for who can see to it that there is more. */
import { Problem } from '@giamsat/contract/problem';
import { Storage } from '@giamsat/contract/wire/storage';
import type { App } from '../platform/http/routes.ts';

export function storageRoutes(app: App, { room }: { room: { state(): Promise<Storage> } }): void {
  app.get(
    '/api/v1/storage',
    {
      config: { asks: 'storage.read' },
      schema: {
        tags: ['storage'],
        summary: 'How much room is left for recordings',
        response: { 200: Storage, 401: Problem, 403: Problem },
      },
    },
    async (_request, reply) => {
      reply.header('cache-control', 'no-store');
      return room.state();
    },
  );
}
