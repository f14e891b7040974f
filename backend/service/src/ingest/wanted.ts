/** `GET /ingest/feeds/{feed}/wanted`: what the court committed and is missing here, the backfill's list. */
import { Code, Uuid } from '@giamsat/contract/primitives';
import { WantedAnswer } from '@giamsat/contract/wire/ingest';
import { Type } from 'typebox';
import type { App } from '../platform/http/routes.ts';
import { type FeedRoutesDeps, ownFeed } from './feeds.ts';

export function wantedRoutes(app: App, deps: FeedRoutesDeps): void {
  app.get(
    '/ingest/feeds/:feed/wanted',
    {
      schema: {
        params: Type.Object({ feed: Code }),
        querystring: Type.Object({ epoch: Type.Optional(Uuid) }),
        response: { 200: WantedAnswer },
        tags: ['ingest'],
        summary: 'Segments that were committed and are missing here',
      },
    },
    async (request) => {
      ownFeed(deps, request, request.params.feed);
      return { wanted: await deps.media.wanted(request.params.feed, request.query.epoch) };
    },
  );
}
