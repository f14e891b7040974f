/** Who may open a socket, and what a socket may ask: a session's cookie first, well-formed questions after, not too many. */
import { type WatchAnswer, WatchRequest } from '@giamsat/contract/wire/live';
import { Compile } from 'typebox/compile';
import type { Access } from '../access/access.ts';
import { tokenIn } from '../access/http.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import type { Listeners } from './listeners.ts';
import type { LiveMetrics } from './metrics.ts';
import { createPlaybackBook } from './playback.ts';
import type { LiveNamespace, LiveSocket, SocketData } from './sockets.ts';
import type { LiveSources } from './sources.ts';

const QUESTIONS_MS = 10_000;
const MAX_QUESTIONS = 60;
const MAX_SOCKETS_PER_SESSION = 30;
const watchRequest = Compile(WatchRequest);

export function openDoors(deps: {
  namespace: LiveNamespace;
  access: Pick<Access, 'viewerOf'>;
  sources: Pick<LiveSources, 'feedOfWindow'>;
  listeners: Listeners;
  clock: Clock;
  logger: Logger;
  metrics: LiveMetrics;
  answer(socket: LiveSocket, request: WatchRequest): Promise<WatchAnswer>;
}): void {
  const { namespace, access, listeners, clock, logger, metrics } = deps;

  const playback = createPlaybackBook({ clock, metrics, feedOfWindow: deps.sources.feedOfWindow });

  const tooMany = (data: SocketData): boolean => {
    const now = clock.now();
    if (now - data.askedSince > QUESTIONS_MS) {
      data.askedSince = now;
      data.asked = 0;
    }
    data.asked += 1;
    return data.asked > MAX_QUESTIONS;
  };

  namespace.use((socket, next) => {
    const token = tokenIn(socket.handshake.headers.cookie);
    const reading = token === undefined ? Promise.resolve(undefined) : access.viewerOf(token);
    reading.then(
      (viewer) => {
        if (!viewer || viewer.mustEnrol) return next(new Error('unauthenticated'));
        if (listeners.count(viewer.sessionId) >= MAX_SOCKETS_PER_SESSION) {
          return next(new Error('too-many-requests'));
        }
        socket.data.viewer = viewer;
        socket.data.asked = 0;
        socket.data.askedSince = clock.now();
        next();
      },
      (err) => {
        logger.error({ err }, 'a session could not be read');
        next(new Error('unavailable'));
      },
    );
  });

  namespace.on('connection', (socket) => {
    const { sessionId } = socket.data.viewer;
    const leave = listeners.enter(sessionId);
    metrics.sockets.inc();
    socket.on('disconnect', () => {
      leave();
      metrics.sockets.dec();
      delete socket.data.group;
    });
    socket.on('playback', (report: unknown) => playback(socket.data, report));
    socket.on('watch', (request: unknown, reply: unknown) => {
      if (typeof reply !== 'function') return;
      const send = reply as (answer: WatchAnswer) => void;
      if (tooMany(socket.data)) return send({ ok: false, problem: 'too-many-requests' });
      if (!watchRequest.Check(request)) return send({ ok: false, problem: 'invalid' });
      deps.answer(socket, request).then(send, () => send({ ok: false, problem: 'unavailable' }));
    });
  });
}
