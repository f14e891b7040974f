/** `/nodes/live/{window}/…`: what the other nodes ask for their viewers, whose rights they judge; here it is only asked whether the window was cut. */
import { Uuid } from '@giamsat/contract/primitives';
import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import { DomainError } from '../../platform/errors.ts';
import type { App } from '../../platform/http/routes.ts';
import type { Nodes } from '../../platform/nodes/nodes.ts';
import type { Peers } from '../../platform/nodes/peers.ts';
import { clientGone, cutOff, NO_STORE, PLAYLIST_TYPE } from '../http.ts';
import type { MediaRights } from '../rights.ts';
import { readFileName, readPlaylistName } from './names.ts';
import type { Answer, Origin } from './origin.ts';
import { LIVE_BETWEEN_NODES, MISDIRECTED } from './routed-origin.ts';

/** Another node, which asks for a viewer of its own. */
export const PEER = Symbol('another node');
export type Peer = typeof PEER;

/** The same rights, and a node may have whatever is on air: it asks them of whoever it answers. */
export const withPeers = <V>(rights: MediaRights<V>): MediaRights<V | Peer> => ({
  ...rights,
  prepare: async (viewer, id) => (viewer === PEER ? undefined : rights.prepare(viewer as V, id)),
  mayWatchLive: (viewer, window) => (viewer === PEER ? 'allowed' : rights.mayWatchLive(viewer as V, window)),
  mayReplay: async (viewer, ...rest) => (viewer === PEER ? { allowed: false } : rights.mayReplay(viewer as V, ...rest)),
  isTold: (viewer) => viewer !== PEER && rights.isTold(viewer as V),
  looked: (viewer, what) => (viewer === PEER ? undefined : rights.looked(viewer as V, what)),
  refused: (viewer, what) => (viewer === PEER ? undefined : rights.refused(viewer as V, what)),
});

export function peerRoutes<V>(
  app: App,
  deps: {
    origin: Origin<V | Peer>;
    rights: Pick<MediaRights<V>, 'window'>;
    nodes: Pick<Nodes, 'holderOf' | 'onChange'>;
    peers: Pick<Peers, 'isPeer'>;
  },
): void {
  const { origin, rights, nodes } = deps;

  const send = (reply: FastifyReply, window: string, type: string, answer: Answer<string | Buffer>): FastifyReply => {
    reply.header('cache-control', NO_STORE);
    if (answer.status !== 200) return reply.code(answer.status).send();
    const stop = origin.guard(PEER, window, () => cutOff(reply));
    reply.raw.once('close', stop);
    return reply.type(type).send(answer.value);
  };
  const as = <T>(answer: Answer<T>, to: (value: T) => string | Buffer): Answer<string | Buffer> =>
    answer.status === 200 ? { status: 200, value: to(answer.value) } : answer;
  const bufferOf = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

  app.get(
    `${LIVE_BETWEEN_NODES}/:window/:file`,
    {
      config: { open: true },
      schema: { params: Type.Object({ window: Uuid, file: Type.String({ maxLength: 40 }) }), hide: true },
    },
    async (request, reply) => {
      if (!deps.peers.isPeer(request.raw)) throw new DomainError('not-found');
      const { window, file } = request.params;
      // A window that was minted a moment ago may not be known here yet; to the other node it is.
      const feed = rights.window(window)?.feed;
      const has = (): boolean => feed !== undefined && nodes.holderOf(feed).kind === 'own';
      if (!has()) return reply.code(MISDIRECTED).send();
      // A camera that leaves while it is waited for: whoever has it then is asked.
      const left = new AbortController();
      const stop = nodes.onChange(() => {
        if (!has()) left.abort();
      });
      reply.raw.once('close', stop);
      const gone = AbortSignal.any([clientGone(reply), left.signal]);
      const misses = ({ status }: { status: number }): boolean =>
        status !== 200 && status !== 403 && left.signal.aborted;
      const view = readPlaylistName(file);
      if (view) {
        const answer = await origin.playlist(PEER, window, request.query as Record<string, unknown>, gone, view);
        if (misses(answer)) return reply.code(MISDIRECTED).send();
        const text = as(answer, ({ plain }) => plain);
        return send(reply, window, PLAYLIST_TYPE, text);
      }
      const named = readFileName(file);
      if (!named) throw new DomainError('not-found');
      const { kind, number, rendition } = named;
      if (kind === 'init') {
        return send(reply, window, 'video/mp4', as(await origin.init(PEER, window, number, rendition), bufferOf));
      }
      if (kind === 's') {
        const answer = await origin.segment(PEER, window, number, rendition);
        const isEvicted = answer.status === 200 && !Array.isArray(answer.value);
        const value = as(answer, (one) => (Array.isArray(one) ? Buffer.concat(one) : JSON.stringify(one)));
        return send(reply, window, isEvicted ? 'application/json' : 'video/mp4', value);
      }
      const parts = kind === 'w' ? 'long' : 'short';
      const answer = await origin.part(PEER, window, number, gone, { rendition, parts });
      if (misses(answer)) return reply.code(MISDIRECTED).send();
      return send(reply, window, 'video/mp4', as(answer, bufferOf));
    },
  );
}
