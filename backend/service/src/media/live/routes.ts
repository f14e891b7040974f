/** `/media/live/{window}/…`: the live window's playlist, initialisation sections, segments and parts. */
import { hash } from 'node:crypto';
import { Uuid } from '@giamsat/contract/primitives';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { DomainError } from '../../platform/errors.ts';
import type { App } from '../../platform/http/routes.ts';
import { clientGone, cutOff, refusalError, sendBytes, sendPlaylist } from '../http.ts';
import type { MediaMetrics } from '../metrics.ts';
import type { Segments } from '../recording/segments.ts';
import type { MediaRights } from '../rights.ts';
import { PLAYLISTS, readFileName } from './names.ts';
import type { Answer, Rendition, View, Watching } from './origin.ts';

export type LiveRoutesDeps<V> = {
  origin: Watching<V>;
  segments: Segments;
  metrics: MediaMetrics;
  rights: Pick<MediaRights<V>, 'prepare' | 'looked' | 'refused' | 'window'>;
  viewerOf: (request: FastifyRequest) => V | undefined;
};

const Window = Type.Object({ window: Uuid });
export function liveRoutes<V>(app: App, deps: LiveRoutesDeps<V>): void {
  const { origin, segments, metrics, rights } = deps;

  /** Who asks, for what; the rights to it are known from here on. */
  const asked = async (request: FastifyRequest, id: string): Promise<V> => {
    const viewer = deps.viewerOf(request);
    if (!viewer) throw new DomainError('unauthenticated');
    await rights.prepare(viewer, id);
    return viewer;
  };
  /** The value, counted; or the refusal as an error. */
  const taken = async <T>(viewer: V, id: string, kind: string, answer: Answer<T>, gone: AbortSignal): Promise<T> => {
    metrics.answers.inc({ kind, status: answer.status });
    if (answer.status === 200) return answer.value;
    const hearing = rights.window(id)?.hearing;
    if (answer.status === 403 && hearing) {
      rights.refused(viewer, { kind: 'live', hearing });
      await origin.untilTold(viewer, id, gone);
    }
    throw refusalError(answer.status);
  };
  /** From here until the answer has left, losing the right cuts it off (rule 41). */
  const guarded = (viewer: V, id: string, reply: FastifyReply): void => {
    const stop = origin.guard(viewer, id, () => {
      metrics.cutOff.inc({ kind: 'body' });
      cutOff(reply);
    });
    reply.raw.once('close', stop);
  };

  for (const { name, view, summary } of PLAYLISTS)
    app.get(
      `/media/live/:window/${name}.m3u8`,
      { config: { asks: 'live.watch' }, schema: { params: Window, tags: ['media'], summary } },
      async (request, reply) => {
        const { window } = request.params;
        const viewer = await asked(request, window);
        const query = request.query as Record<string, unknown>;
        const gone = clientGone(reply);
        const answer = await origin.playlist(viewer, window, query, gone, view);
        return sendPlaylist(request, reply, await taken(viewer, window, 'playlist', answer, gone));
      },
    );

  const partBytes = async (viewer: V, window: string, view: View, number: number, gone: AbortSignal) =>
    taken(viewer, window, 'part', await origin.part(viewer, window, number, gone, view), gone);

  const segmentBytes = async (viewer: V, window: string, rendition: Rendition, msn: number, gone: AbortSignal) => {
    const value = await taken(viewer, window, 'segment', await origin.segment(viewer, window, msn, rendition), gone);
    if (Array.isArray(value)) return Buffer.concat(value);
    // It left the memory: what was recorded of it, if it is final already. What lies around it in the recording may be
    // what nobody may see, and what was sent again may be other bytes.
    const bytes = await segments.read(value, value.fromByte, value.fromByte + value.bytes);
    if (!bytes || hash('sha256', bytes) !== value.sha256) throw refusalError(404);
    // The right may have ended meanwhile.
    await taken(viewer, window, 'segment', await origin.segment(viewer, window, msn, rendition), gone);
    return bytes;
  };

  app.get(
    '/media/live/:window/:file',
    {
      config: { asks: 'live.watch' },
      schema: {
        params: Type.Object({ window: Uuid, file: Type.String({ maxLength: 40 }) }),
        tags: ['media'],
        summary: 'Initialisation section, segment or part of a live window',
      },
    },
    async (request, reply) => {
      const { window, file } = request.params;
      const viewer = await asked(request, window);
      const named = readFileName(file);
      const kind = named?.kind;
      const gone = clientGone(reply);
      const ask = async (): Promise<Uint8Array> => {
        if (!named) throw refusalError(404);
        const { rendition, number } = named;
        if (kind === 'p') return partBytes(viewer, window, { rendition, parts: 'short' }, number, gone);
        if (kind === 'w') return partBytes(viewer, window, { rendition, parts: 'long' }, number, gone);
        if (kind === 's') return segmentBytes(viewer, window, rendition, number, gone);
        return taken(viewer, window, 'init', await origin.init(viewer, window, number, rendition), gone);
      };
      let bytes = await ask();
      // Whoever asks for pictures without a playlist has looked as well.
      const facts = kind === 'init' ? undefined : rights.window(window);
      const onRecord = facts && rights.looked(viewer, { kind: 'live', hearing: facts.hearing, feed: facts.feed });
      if (onRecord) {
        if (!(await onRecord)) throw refusalError(503);
        // The right may have ended meanwhile.
        bytes = await ask();
      }
      guarded(viewer, window, reply);
      return sendBytes(request, reply, 'video/mp4', bytes);
    },
  );
}
