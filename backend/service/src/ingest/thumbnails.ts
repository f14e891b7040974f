/** `PUT …/segments/{number}/thumbnail`: a JPEG, under the same rights as its picture. */
import { DomainError } from '../platform/errors.ts';
import type { App } from '../platform/http/routes.ts';
import { type FeedRoutesDeps, ownFeed } from './feeds.ts';
import { SegmentParams } from './segments.ts';

const MAX_BYTES = 256 * 1024;

/** Begins and ends as every JPEG does (ITU-T T.81, SOI and EOI). */
const isJpeg = (bytes: Buffer): boolean =>
  bytes.length > 4 && bytes.readUInt16BE(0) === 0xffd8 && bytes.readUInt16BE(bytes.length - 2) === 0xffd9;

export function thumbnailRoutes(app: App, deps: FeedRoutesDeps): void {
  app.register(async (scope: App) => {
    scope.addContentTypeParser('image/jpeg', { parseAs: 'buffer', bodyLimit: MAX_BYTES }, (_request, body, done) =>
      done(null, body),
    );
    scope.put(
      '/ingest/feeds/:feed/epochs/:epoch/segments/:number/thumbnail',
      { schema: { params: SegmentParams, tags: ['ingest'], summary: 'Send the thumbnail of a segment' } },
      async (request, reply) => {
        const { feed, epoch, number } = request.params;
        ownFeed(deps, request, feed);
        if (!Buffer.isBuffer(request.body)) throw new DomainError('unsupported-media-type');
        if (!isJpeg(request.body)) throw new DomainError('unprocessable', { detail: 'not a JPEG', field: '' });
        await deps.media.intake.thumbnail({ feed, epoch, number: Number(number) }, request.body);
        return reply.code(204).send();
      },
    );
  });
}
