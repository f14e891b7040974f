/** `PUT /ingest/feeds/{feed}/epochs/{epoch}` and its `init`: what a run of capture looks like. */
import { Code, Uuid } from '@giamsat/contract/primitives';
import { EpochStart } from '@giamsat/contract/wire/ingest';
import { Type } from 'typebox';
import { DomainError } from '../platform/errors.ts';
import type { App } from '../platform/http/routes.ts';
import { type FeedRoutesDeps, ownFeed } from './feeds.ts';

const Epoch = Type.Object({ feed: Code, epoch: Uuid });
const MAX_INIT_BYTES = 256 * 1024;
const Kept = Type.Object({ status: Type.Literal('kept') });

export function epochRoutes(app: App, deps: FeedRoutesDeps): void {
  app.put(
    '/ingest/feeds/:feed/epochs/:epoch',
    {
      schema: {
        params: Epoch,
        body: EpochStart,
        response: { 200: Kept },
        tags: ['ingest'],
        summary: 'Announce an epoch',
      },
    },
    async (request) => {
      const { feed, epoch } = request.params;
      ownFeed(deps, request, feed);
      await deps.media.epochs.start(feed, epoch, request.body);
      return { status: 'kept' as const };
    },
  );

  // The body is MP4, in a scope whose parser keeps it as it is.
  app.register(async (scope: App) => {
    scope.addContentTypeParser('video/mp4', { parseAs: 'buffer', bodyLimit: MAX_INIT_BYTES }, (_request, body, done) =>
      done(null, body),
    );
    scope.put(
      '/ingest/feeds/:feed/epochs/:epoch/init',
      {
        schema: {
          params: Epoch,
          response: { 200: Kept },
          tags: ['ingest'],
          summary: 'Send its initialisation section',
        },
      },
      async (request) => {
        const { feed, epoch } = request.params;
        ownFeed(deps, request, feed);
        if (!Buffer.isBuffer(request.body)) throw new DomainError('unsupported-media-type');
        await deps.media.epochs.putInit(feed, epoch, request.body);
        return { status: 'kept' as const };
      },
    );
  });
}
