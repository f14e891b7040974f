/** Who may open a socket, and what a socket may ask: a session's cookie first, well-formed questions after, not too many. */
import { LIVE_UP, type WatchAnswer, type WatchRequest } from '@giamsat/contract/wire/live';
import { Compile } from 'typebox/compile';
import type { Access } from '../access/access.ts';
import { tokenIn } from '../access/http.ts';
import type { Viewer } from '../access/viewer.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import { createListeners, type Listeners } from './listeners.ts';
import type { LiveMetrics } from './metrics.ts';
import { createPlaybackBook } from './playback.ts';
import type { LiveNamespace, LiveSocket, SocketData } from './sockets.ts';
import type { LiveSources } from './sources.ts';

const QUESTIONS_MS = 10_000;
const MAX_QUESTIONS = 60;
/** Sockets at this node. */
const LIMITS = {
  perSession: 30,
  /** A body's account may stand on many desks. */
  perAccount: 1_500,
};
const watchRequest = Compile(LIVE_UP.watch);

export function openDoors(deps: {
  namespace: LiveNamespace;
  access: Pick<Access, 'viewerOf'>;
  sources: Pick<LiveSources, 'pictureOf'>;
  listeners: Listeners;
  clock: Clock;
  logger: Logger;
  metrics: LiveMetrics;
  socketLimits?: Partial<typeof LIMITS>;
  played?: Parameters<typeof createPlaybackBook>[0]['played'];
  answer(socket: LiveSocket, request: WatchRequest): Promise<WatchAnswer>;
}): void {
  const { namespace, access, listeners, clock, logger, metrics } = deps;
  const { perSession, perAccount } = { ...LIMITS, ...deps.socketLimits };

  const playback = createPlaybackBook({
    clock,
    metrics,
    pictureOf: deps.sources.pictureOf,
    played: deps.played,
  });

  const accounts = createListeners();
  const isFull = ({ sessionId, login }: Viewer): boolean =>
    listeners.count(sessionId) >= perSession || accounts.count(login) >= perAccount;

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
        if (isFull(viewer)) return next(new Error('too-many-requests'));
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
    const { sessionId, login } = socket.data.viewer;
    // Several may have been let in at once.
    if (isFull(socket.data.viewer)) return void socket.disconnect(true);
    const leave = [listeners.enter(sessionId), accounts.enter(login)];
    metrics.sockets.inc();
    socket.on('disconnect', () => {
      for (const one of leave) one();
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
