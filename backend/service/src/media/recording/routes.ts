/** `/media/hearings/{id}/{feed}/…`: recordings to go back in, every stretch asked for by itself. */
import { Code, Timestamp, Uuid } from '@giamsat/contract/primitives';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { DomainError } from '../../platform/errors.ts';
import type { App } from '../../platform/http/routes.ts';
import type { Epochs } from '../epochs.ts';
import { clientGone, cutOff, NO_STORE, refusalError, sendBytes, sendPlaylist } from '../http.ts';
import { render } from '../live/rendering.ts';
import type { MediaMetrics } from '../metrics.ts';
import type { MediaRights } from '../rights.ts';
import { recordingPlaylist } from './playlist.ts';
import { isRecordingRefusal, type Listing, type Recordings } from './recordings.ts';
import type { Segments } from './segments.ts';
import { thumbnailsVtt } from './thumbnails.ts';

export type RecordingRoutesDeps<V> = {
  recordings: Recordings<V>;
  segments: Segments;
  epochs: Epochs;
  rights: MediaRights<V>;
  metrics: MediaMetrics;
  viewerOf: (request: FastifyRequest) => V | undefined;
};

const Recording = Type.Object({ hearing: Uuid, feed: Code });
const Stretch = Type.Object({
  from: Type.Optional(Timestamp),
  to: Type.Optional(Timestamp),
  asOf: Type.Optional(Type.String({ pattern: '^-?\\d{1,15}$' })),
  _HLS_skip: Type.Optional(Type.Enum(['YES', 'v2'] as const)),
});
const FILE = /^(?:init\.mp4|s(\d{1,9})\.(m4s|jpg))$/;

export function recordingRoutes<V>(app: App, deps: RecordingRoutesDeps<V>): void {
  const { recordings, segments, epochs, rights, metrics } = deps;

  const viewerOf = (request: FastifyRequest): V => {
    const viewer = deps.viewerOf(request);
    if (!viewer) throw new DomainError('unauthenticated');
    return viewer;
  };
  const refuse = (viewer: V, hearing: string, status: 403 | 404): never => {
    metrics.answers.inc({ kind: 'recording', status });
    if (status === 403) rights.refused(viewer, { kind: 'recording', hearing });
    throw refusalError(status);
  };
  const listed = async (
    viewer: V,
    hearing: string,
    feed: string,
    query: { from?: string; to?: string; asOf: number; fresh?: boolean },
  ): Promise<Listing> => {
    const listing = await recordings.list(viewer, hearing, feed, {
      asOf: query.asOf,
      fresh: query.fresh ?? false,
      ...(query.from === undefined ? {} : { fromMs: Date.parse(query.from) }),
      ...(query.to === undefined ? {} : { toMs: Date.parse(query.to) }),
    });
    return isRecordingRefusal(listing) ? refuse(viewer, hearing, listing.status) : listing;
  };

  /** Until the answer has left, a change of rights that concerns it cuts it off (rule 41). */
  const guarded = (
    viewer: V,
    hearing: string,
    key: { feed: string; epoch: string; number: number },
    reply: FastifyReply,
  ) => {
    const gone = clientGone(reply);
    const stop = rights.onChange(() => {
      recordings.find(viewer, hearing, key).then(
        (found) => {
          if (!isRecordingRefusal(found) || gone.aborted || reply.raw.writableFinished) return;
          metrics.cutOff.inc({ kind: 'recording' });
          cutOff(reply);
        },
        () => cutOff(reply),
      );
    });
    reply.raw.once('close', stop);
  };

  app.get(
    '/media/hearings/:hearing/:feed/recording.m3u8',
    {
      config: { asks: 'recording.watch' },
      schema: {
        params: Recording,
        querystring: Stretch,
        tags: ['media'],
        summary: 'Recording of a hearing by one camera',
      },
    },
    async (request, reply) => {
      const viewer = viewerOf(request);
      const { hearing, feed } = request.params;
      const { from, to, asOf, _HLS_skip: skip } = request.query;
      if (asOf === undefined) {
        if (!(await recordings.mayOpen(viewer, hearing, feed))) return refuse(viewer, hearing, 403);
        const query = new URLSearchParams({
          ...(from ? { from } : {}),
          ...(to ? { to } : {}),
          asOf: String(await recordings.newest()),
        });
        return reply.header('cache-control', NO_STORE).redirect(`recording.m3u8?${query}`, 302);
      }
      const listing = await listed(viewer, hearing, feed, {
        ...(from ? { from } : {}),
        ...(to ? { to } : {}),
        asOf: Number(asOf),
      });
      // A playlist without a segment is one that no player takes.
      if (listing.entries.length === 0) return refuse(viewer, hearing, 404);
      void rights.looked(viewer, { kind: 'recording', hearing, feed });
      metrics.answers.inc({ kind: 'recording', status: 200 });
      return sendPlaylist(request, reply, render(recordingPlaylist(listing, skip !== undefined)));
    },
  );

  app.get(
    '/media/hearings/:hearing/:feed/thumbnails.vtt',
    {
      config: { asks: 'recording.watch' },
      schema: {
        params: Recording,
        querystring: Stretch,
        tags: ['media'],
        summary: 'Thumbnails of a recording, timed by the wall clock',
      },
    },
    async (request, reply) => {
      const viewer = viewerOf(request);
      const { hearing, feed } = request.params;
      const { from, to } = request.query;
      const asOf = Number(request.query.asOf ?? (await recordings.newest()));
      const { entries } = await listed(viewer, hearing, feed, {
        ...(from ? { from } : {}),
        ...(to ? { to } : {}),
        asOf,
        fresh: true,
      });
      const originMs = from ? Date.parse(from) : (entries[0]?.startMs ?? 0);
      return reply
        .type('text/vtt; charset=utf-8')
        .header('cache-control', NO_STORE)
        .send(thumbnailsVtt(entries, originMs));
    },
  );

  app.get(
    '/media/hearings/:hearing/:feed/:epoch/:file',
    {
      config: { asks: 'recording.watch' },
      schema: {
        params: Type.Object({ hearing: Uuid, feed: Code, epoch: Uuid, file: Type.String({ maxLength: 40 }) }),
        tags: ['media'],
        summary: 'Initialisation section, segment or thumbnail of a recording',
      },
    },
    async (request, reply) => {
      const viewer = viewerOf(request);
      const { hearing, feed, epoch, file } = request.params;
      const match = FILE.exec(file);
      if (!match) return refuse(viewer, hearing, 404);
      if (match[1] === undefined) {
        if (!(await recordings.mayOpen(viewer, hearing, feed))) return refuse(viewer, hearing, 403);
        const init = (await epochs.find(feed, epoch))?.init;
        return init ? sendBytes(request, reply, 'video/mp4', init.bytes) : refuse(viewer, hearing, 404);
      }
      const key = { feed, epoch, number: Number(match[1]) };
      const bytes = match[2] === 'jpg' ? await segments.readThumbnail(key) : await segments.read(key);
      // Asked last, so that nothing happens between the answer and the bytes.
      const found = await recordings.find(viewer, hearing, key);
      if (isRecordingRefusal(found)) return refuse(viewer, hearing, found.status);
      if (!bytes) return refuse(viewer, hearing, 404);
      // A thumbnail is a look, and no stretch that was played.
      const stretch = { fromMs: found.startMs, toMs: found.startMs + found.durationMs };
      const played = match[2] === 'm4s' ? { stretch } : {};
      const onRecord = rights.looked(viewer, { kind: 'recording', hearing, feed, ...played });
      if (onRecord) {
        if (!(await onRecord)) throw refusalError(503);
        // The right may have ended meanwhile.
        const still = await recordings.find(viewer, hearing, key);
        if (isRecordingRefusal(still)) return refuse(viewer, hearing, still.status);
      }
      metrics.answers.inc({ kind: 'recording', status: 200 });
      guarded(viewer, hearing, key, reply);
      return sendBytes(request, reply, match[2] === 'jpg' ? 'image/jpeg' : 'video/mp4', bytes);
    },
  );
}
