/** `PUT /ingest/feeds/{feed}/epochs/{epoch}/segments/{number}`, streamed, its `close`, and the same in `small`. */
import type { Readable } from 'node:stream';
import { Code, Sha256, Timestamp, Uuid } from '@giamsat/contract/primitives';
import { SEGMENT_FOLLOWS_HEADER, SEGMENT_START_HEADER, SegmentClose } from '@giamsat/contract/wire/ingest';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import { DomainError } from '../platform/errors.ts';
import type { App } from '../platform/http/routes.ts';
import { type FeedRoutesDeps, ownFeed, type SegmentBody } from './feeds.ts';

export const SegmentParams = Type.Object({
  feed: Code,
  epoch: Uuid,
  number: Type.String({ pattern: '^(0|[1-9]\\d{0,8})$' }),
});
const Headers = Type.Object({ [SEGMENT_START_HEADER]: Timestamp });
const OwnHeaders = Type.Object({
  ...Headers.properties,
  [SEGMENT_FOLLOWS_HEADER]: Type.Optional(Type.Literal('1')),
});
const Received = Type.Object({
  status: Type.Enum(['received', 'final'] as const),
  sha256: Sha256,
  bytes: Type.Integer(),
  durationMs: Type.Number(),
});
const Shown = Type.Object({ status: Type.Literal('shown') });
const Final = Type.Object({ status: Type.Literal('final') });

/** @throws DomainError `unsupported-media-type` */
function streamOf(payload: unknown): Readable {
  const stream = payload as Readable | undefined;
  if (typeof stream?.[Symbol.asyncIterator] !== 'function') throw new DomainError('unsupported-media-type');
  return stream;
}

/** Feeds the body as it arrives. A body that breaks off leaves nothing; one that is refused is not read further. */
async function receive(body: Pick<SegmentBody, 'push' | 'abort'>, stream: Readable): Promise<void> {
  let refused = false;
  try {
    for await (const piece of stream) {
      try {
        body.push(piece as Buffer);
      } catch (error) {
        refused = true;
        throw error;
      }
    }
  } catch (error) {
    if (refused) throw error;
    body.abort();
    throw new DomainError('invalid', { detail: 'the body broke off', cause: error });
  }
}

export function segmentRoutes(app: App, deps: FeedRoutesDeps): void {
  const path = '/ingest/feeds/:feed/epochs/:epoch/segments/:number';
  const refuse = (request: FastifyRequest, reply: FastifyReply, error: unknown): never => {
    deps.refused(error instanceof DomainError ? error.code : 'internal');
    // What is still on its way is not read: the connection cannot be used again over HTTP/1.1.
    if (!request.raw.readableEnded) reply.header('connection', 'close');
    throw error;
  };
  const startOf = (headers: Static<typeof Headers>): number => Date.parse(headers[SEGMENT_START_HEADER]);
  app.register(async (scope: App) => {
    // The stream itself: limits are kept by whoever reads it.
    scope.addContentTypeParser('video/mp4', (_request, payload, done) => done(null, payload));
    scope.put(
      path,
      {
        schema: {
          params: SegmentParams,
          headers: OwnHeaders,
          response: { 200: Received },
          tags: ['ingest'],
          summary: 'Stream a segment as it is made',
        },
      },
      async (request, reply) => {
        const { feed, epoch, number } = request.params;
        ownFeed(deps, request, feed);
        try {
          const stream = streamOf(request.body);
          const answer = await deps.passOn?.pass(request, reply, feed, stream);
          if (answer) return answer;
          const key = { feed, epoch, number: Number(number) };
          const follows = request.headers[SEGMENT_FOLLOWS_HEADER] !== undefined;
          const body = await deps.media.intake.begin(key, startOf(request.headers), { follows });
          await receive(body, stream);
          return await body.end();
        } catch (error) {
          return refuse(request, reply, error);
        }
      },
    );
    scope.put(
      `${path}/small`,
      {
        schema: {
          params: SegmentParams,
          headers: Headers,
          response: { 200: Shown },
          tags: ['ingest'],
          summary:
            'Stream a segment in a small picture, for weak lines: initialisation section first; nothing of it is kept',
        },
      },
      async (request, reply) => {
        const { feed, epoch, number } = request.params;
        ownFeed(deps, request, feed);
        try {
          const stream = streamOf(request.body);
          const answer = await deps.passOn?.pass(request, reply, feed, stream);
          if (answer) return answer;
          const key = { feed, epoch, number: Number(number) };
          const body = await deps.media.small(key, startOf(request.headers));
          try {
            await receive({ push: body.push, abort: () => undefined }, stream);
          } finally {
            body.end();
          }
          return { status: 'shown' as const };
        } catch (error) {
          return refuse(request, reply, error);
        }
      },
    );
  });

  app.post(
    `${path}/close`,
    {
      schema: {
        params: SegmentParams,
        body: SegmentClose,
        response: { 200: Final },
        tags: ['ingest'],
        summary: 'Close a segment with its digest',
      },
    },
    async (request, reply) => {
      const { feed, epoch, number } = request.params;
      ownFeed(deps, request, feed);
      const answer = await deps.passOn?.pass(request, reply, feed, JSON.stringify(request.body));
      if (answer) return answer;
      await deps.media.intake.close({ feed, epoch, number: Number(number) }, request.body);
      await deps.passOn?.ended(reply, feed);
      return { status: 'final' as const };
    },
  );
}
