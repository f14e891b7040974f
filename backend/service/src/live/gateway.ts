/** The Socket.IO gateway for browsers (`interfaces.md` §4): one lane in which the journal's tail, questions and changed rights take turns. */
import { addDays, dayOfMs, startOfDay } from '@giamsat/contract/time';
import {
  type LiveDownMessages,
  type LiveUpMessages,
  type WatchAnswer,
  WatchRequest,
} from '@giamsat/contract/wire/live';
import type { Namespace, Server, Socket } from 'socket.io';
import { Compile } from 'typebox/compile';
import type { Access } from '../access/access.ts';
import { tokenIn } from '../access/http.ts';
import { timedMoments } from '../access/redact.ts';
import { logTouch } from '../access/touch.ts';
import type { Viewer } from '../access/viewer.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import type { Metrics } from '../platform/metrics.ts';
import { audienceOf } from './audience.ts';
import { backlogOf, MAX_BACKLOG_BYTES, MAX_LAG_MS } from './backlog.ts';
import { createBeats } from './beats.ts';
import { createBoard } from './board.ts';
import { createGroup, type Group } from './group.ts';
import { createLane } from './lane.ts';
import type { Presence } from './presence.ts';
import type { LiveSources } from './sources.ts';

type SocketData = {
  viewer: Viewer;
  group?: Member;
  scopes?: string[];
  lagSince?: number;
  asked: number;
  askedSince: number;
};
type LiveNamespace = Namespace<LiveUpMessages, LiveDownMessages, Record<string, never>, SocketData>;
type LiveSocket = Socket<LiveUpMessages, LiveDownMessages, Record<string, never>, SocketData>;
/** A group with the room that its sockets are in. */
type Member = { room: string; group: Group; spokenAt: number; emptySince?: number; presence?: string };

/** What a slow reader is allowed; see `backlog.ts`. */
export type GatewayLimits = { maxBacklogBytes: number; maxLagMs: number };
export type Gateway = {
  /** Sockets that are connected. */
  count(): number;
  /** Looks are kept up for as long as a page watches; the newest position that was pushed. */
  position(): number;
  close(): Promise<void>;
};

export const COALESCE_MS = 50;
const HEAD_MS = 1000;
const BACKLOG_CHECK_MS = 250;
const SESSION_CHECK_MS = 10_000;
const EMPTY_GROUP_MS = 60_000;
/** Further behind than this, everything is sent anew. */
const MAX_CATCH_UP = 20_000;
const MAX_QUESTIONS_PER_10_S = 60;
const MAX_SOCKETS_PER_SESSION = 30;

const watchRequest = Compile(WatchRequest);

export async function createGateway(deps: {
  io: Server;
  access: Pick<Access, 'viewerOf' | 'refresh' | 'onRightsChanged' | 'catchUp' | 'looks' | 'audit'>;
  sources: LiveSources;
  presence: Presence;
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
  limits?: GatewayLimits;
}): Promise<Gateway> {
  const { access, sources, presence, clock, logger } = deps;
  const namespace: LiveNamespace = deps.io.of('/');
  const { maxBacklogBytes, maxLagMs } = deps.limits ?? { maxBacklogBytes: MAX_BACKLOG_BYTES, maxLagMs: MAX_LAG_MS };
  const lane = createLane((err) => logger.error({ err }, 'the live gateway stumbled'));
  const board = createBoard(sources);
  const groups = new Map<string, Member>();
  const beats = createBeats({ roomOfFeed: sources.roomOfFeed, now: clock.now });
  const metrics = {
    sockets: deps.metrics.gauge('live_sockets', 'Browsers that are connected'),
    groups: deps.metrics.gauge('live_groups', 'Audiences with equal scopes'),
    answers: deps.metrics.counter('live_answers_total', 'Answers to a watch', ['whole']),
    pushes: deps.metrics.counter('live_pushes_total', 'Messages to groups', ['kind']),
    lagging: deps.metrics.counter('live_lagging_total', 'Slow readers that were taken out or let go', ['what']),
    backlog: deps.metrics.gauge('live_backlog_bytes', 'Most that waits for one reader'),
    seconds: deps.metrics.histogram(
      'live_push_seconds',
      'From the wake-up to the last emit',
      [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1],
    ),
  };

  /** Everything up to here was looked at and pushed. */
  let position = await sources.head();
  let day = dayOfMs(clock.now());
  await board.turnTo(day);

  const sockets = (): Iterable<LiveSocket> => namespace.sockets.values();
  const settled = (group: Group): number => Math.min(group.through, position);

  // --- groups -------------------------------------------------------------------------------------------------
  const memberOf = async (viewer: Viewer, scopes: string[]): Promise<Member> => {
    const audience = audienceOf(viewer, clock.now());
    const key = JSON.stringify([audience.key, scopes]);
    const known = groups.get(key);
    if (known) return known;
    for (const scope of scopes) if (scope.startsWith('hearing:')) await board.load(scope.slice('hearing:'.length));
    const group = createGroup({ audience, scopes, board, now: clock.now });
    const member: Member = { room: `g ${key}`, group, spokenAt: clock.now() };
    groups.set(key, member);
    metrics.groups.set(groups.size);
    return member;
  };
  const askedFor = (): ReadonlySet<string> => new Set([...groups.values()].flatMap(({ group }) => [...group.asked]));
  const leave = (socket: LiveSocket) => {
    const { group } = socket.data;
    if (group) void socket.leave(group.room);
    delete socket.data.group;
    delete socket.data.lagSince;
  };
  /** To all of a group, those who lag included. */
  const tell = <E extends keyof LiveDownMessages>(
    member: Member,
    event: E,
    ...message: Parameters<LiveDownMessages[E]>
  ) => {
    namespace.to(member.room).emit(event, ...message);
    for (const socket of sockets()) {
      if (socket.data.group === member && socket.data.lagSince !== undefined) socket.emit(event, ...message);
    }
    metrics.pushes.inc({ kind: event });
  };
  /** Its members must forget and ask again; whoever asks with the old epoch gets everything. */
  const turn = (member: Member) => {
    tell(member, 'scope', { scopeEpoch: member.group.epoch });
    for (const socket of sockets()) if (socket.data.group === member) leave(socket);
    for (const [key, other] of groups) if (other === member) groups.delete(key);
    metrics.groups.set(groups.size);
  };

  // --- the journal's tail ---------------------------------------------------------------------------------------
  const pump = async (): Promise<void> => {
    const stop = metrics.seconds.startTimer();
    const changed = await sources.changedSince(position);
    if (changed.hearings.length > 0) await board.refresh(changed.hearings, askedFor());
    const recordedRooms = await sources.recordedIn(position, changed.through);
    const messages: [Member, Parameters<LiveDownMessages['changes']>[0]][] = [];
    const turned: Member[] = [];
    for (const member of groups.values()) {
      const { group } = member;
      const before = group.epoch;
      const news = await group.advance(changed.hearings, recordedRooms, changed.through);
      if (group.epoch !== before) turned.push(member);
      else if (news.upserts.length + news.removals.length > 0) {
        messages.push([
          member,
          { scopeEpoch: group.epoch, through: Math.min(group.through, changed.through), ...news },
        ]);
      }
    }
    position = Math.max(position, changed.through);
    for (const [member, message] of messages) {
      namespace.to(member.room).emit('changes', message);
      member.spokenAt = clock.now();
      metrics.pushes.inc({ kind: 'changes' });
    }
    for (const member of turned) turn(member);
    stop();
    watchBacklogs();
    planClosings();
  };
  let pumping: NodeJS.Timeout | undefined;
  let pumpedAt = 0;
  const wake = () => {
    if (pumping) return;
    const wait = Math.max(0, pumpedAt + COALESCE_MS - performance.now());
    pumping = setTimeout(() => {
      pumping = undefined;
      pumpedAt = performance.now();
      lane(pump).catch(() => setTimeout(wake, HEAD_MS).unref());
    }, wait);
  };

  // --- what the clock alone changes -----------------------------------------------------------------------------
  const reconsider = () => {
    for (const member of [...groups.values()]) {
      const before = member.group.epoch;
      member.group.reconsider();
      if (member.group.epoch !== before) turn(member);
    }
  };
  let stopClosings = () => {};
  let plannedFor = Number.POSITIVE_INFINITY;
  /** The next moment at which a closing begins or settles without an event. */
  const planClosings = () => {
    const now = clock.now();
    let next = Number.POSITIVE_INFINITY;
    for (const { group } of groups.values()) {
      for (const { hearing } of group.seen()) {
        for (const moment of timedMoments(hearing)) {
          const at = Date.parse(moment);
          if (at > now && at < next) next = at;
        }
      }
    }
    if (next === plannedFor) return;
    stopClosings();
    plannedFor = next;
    if (next === Number.POSITIVE_INFINITY) return;
    stopClosings = clock.at(next, () => {
      plannedFor = Number.POSITIVE_INFINITY;
      void lane(async () => {
        reconsider();
        planClosings();
      }).catch(() => undefined);
    });
  };
  let stopDay = () => {};
  const planDay = () => {
    const midnight = Date.parse(startOfDay(addDays(dayOfMs(clock.now()), 1)));
    stopDay = clock.at(midnight, () => {
      planDay();
      void lane(async () => {
        day = dayOfMs(clock.now());
        await board.turnTo(day);
        for (const member of [...groups.values()]) {
          member.group.reconsider();
          turn(member);
        }
      }).catch(() => undefined);
    });
  };

  // --- questions ------------------------------------------------------------------------------------------------
  const answer = async (socket: LiveSocket, request: WatchRequest): Promise<WatchAnswer> => {
    // The rights are as new as the answer.
    await access.catchUp();
    const session = await access.refresh(socket.data.viewer.sessionId);
    if ('reason' in session) {
      end(socket, session.reason);
      return { ok: false, problem: 'unauthenticated' };
    }
    socket.data.viewer = session.viewer;
    leave(socket);
    const scopes = [...new Set(request.scopes)].sort();
    socket.data.scopes = scopes;
    if (request.cursor !== undefined && request.cursor > position) await pump();
    const member = await memberOf(session.viewer, scopes);
    const { group } = member;
    const { cursor } = request;
    const fresh =
      request.scopeEpoch !== group.epoch || cursor === undefined || cursor < 0 || position - cursor > MAX_CATCH_UP;
    const news = fresh
      ? await group.whole(position)
      : await group.since(cursor, cursor < position ? (await sources.changedSince(cursor)).hearings : [], position);
    if (!socket.connected) return { ok: false, problem: 'gone' };
    void socket.join(member.room);
    socket.data.group = member;
    delete member.emptySince;
    lookAt(socket);
    setImmediate(() => {
      const vitals = beats.vitals(group, true);
      if (vitals) socket.emit('vitals', vitals);
      socket.emit('presence', beats.presence(group, presence.total()));
    });
    for (const id of group.asked) {
      if (!group.view(id))
        access.audit.denied(session.viewer, { action: 'row.read', reason: 'no-authorisation', hearing: id });
    }
    planClosings();
    metrics.answers.inc({ whole: String(fresh) });
    return { ok: true, scopeEpoch: group.epoch, through: settled(group), whole: fresh, ...news };
  };
  const tooMany = (data: SocketData): boolean => {
    const now = clock.now();
    if (now - data.askedSince > 10_000) {
      data.askedSince = now;
      data.asked = 0;
    }
    data.asked += 1;
    return data.asked > MAX_QUESTIONS_PER_10_S;
  };

  // --- people ---------------------------------------------------------------------------------------------------
  const end = (socket: LiveSocket, reason: Parameters<LiveDownMessages['ended']>[0]['reason']) => {
    leave(socket);
    socket.emit('ended', { reason });
    // What was written before leaves before the connection does.
    setTimeout(() => socket.disconnect(true), 100).unref();
  };
  const check = async (socket: LiveSocket): Promise<void> => {
    const session = await access.refresh(socket.data.viewer.sessionId);
    if ('reason' in session) return end(socket, session.reason);
    const member = socket.data.group;
    socket.data.viewer = session.viewer;
    if (!member || audienceOf(session.viewer, clock.now()).key === member.group.audience.key) return;
    leave(socket);
    const next = await memberOf(session.viewer, socket.data.scopes ?? []);
    socket.emit('scope', { scopeEpoch: next.group.epoch });
  };
  const stopRights = access.onRightsChanged((changes) => {
    void lane(async () => {
      for (const socket of [...sockets()]) {
        const { login, organisation, sessionId } = socket.data.viewer;
        const concerned = changes.some((change) =>
          change.session !== undefined
            ? change.session === sessionId
            : change.login !== undefined
              ? change.login === login
              : change.organisation === undefined || change.organisation === organisation,
        );
        if (concerned) await check(socket);
      }
    }).catch(() => undefined);
  });
  /** As long as a page watches a hearing's course, that is one look at its log. */
  const lookAt = (socket: LiveSocket) => {
    const { group } = socket.data.group ?? {};
    if (!group) return;
    for (const id of group.asked) {
      const entry = board.get(id);
      const touch = entry && logTouch(socket.data.viewer, entry.hearing, clock.now());
      if (touch) access.looks.touch(socket.data.viewer, touch);
    }
  };

  // --- slow readers ---------------------------------------------------------------------------------------------
  function watchBacklogs(): void {
    const now = clock.now();
    let most = 0;
    for (const socket of sockets()) {
      const { data } = socket;
      if (!data.group) continue;
      const bytes = backlogOf(socket);
      most = Math.max(most, bytes);
      if (data.lagSince === undefined) {
        if (bytes <= maxBacklogBytes) continue;
        data.lagSince = now;
        void socket.leave(data.group.room);
        metrics.lagging.inc({ what: 'taken-out' });
      } else if (bytes === 0) {
        // It will see that it is behind, and ask with its cursor.
        delete data.lagSince;
        socket.emit('head', { scopeEpoch: data.group.group.epoch, through: settled(data.group.group) });
        void socket.join(data.group.room);
      } else if (now - data.lagSince > maxLagMs) {
        metrics.lagging.inc({ what: 'let-go' });
        leave(socket);
        // Not a closing handshake, which would wait in the same queue.
        (socket.conn as unknown as { transport: { socket?: { terminate?(): void } } }).transport.socket?.terminate?.();
      }
    }
    metrics.backlog.set(most);
  }

  // --- doors ----------------------------------------------------------------------------------------------------
  namespace.use((socket, next) => {
    const token = tokenIn(socket.handshake.headers.cookie);
    const reading = token === undefined ? Promise.resolve(undefined) : access.viewerOf(token);
    reading.then(
      (viewer) => {
        if (!viewer) return next(new Error('unauthenticated'));
        let own = 0;
        for (const other of sockets()) if (other.data.viewer.sessionId === viewer.sessionId) own += 1;
        if (own >= MAX_SOCKETS_PER_SESSION) return next(new Error('too-many-requests'));
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
    metrics.sockets.inc();
    socket.on('disconnect', () => {
      metrics.sockets.dec();
      delete socket.data.group;
    });
    socket.on('watch', (request: unknown, reply: unknown) => {
      if (typeof reply !== 'function') return;
      const send = reply as (answer: WatchAnswer) => void;
      if (tooMany(socket.data)) return send({ ok: false, problem: 'too-many-requests' });
      if (!watchRequest.Check(request)) return send({ ok: false, problem: 'invalid' });
      lane(() => answer(socket, request)).then(send, () => send({ ok: false, problem: 'unavailable' }));
    });
  });

  // --- beats ----------------------------------------------------------------------------------------------------
  const head = setInterval(() => {
    const now = clock.now();
    const total = presence.total();
    for (const [key, member] of groups) {
      const occupied = (namespace.adapter.rooms.get(member.room)?.size ?? 0) > 0;
      if (!occupied) {
        member.emptySince ??= now;
        if (now - member.emptySince > EMPTY_GROUP_MS) groups.delete(key);
        continue;
      }
      delete member.emptySince;
      const vitals = beats.vitals(member.group, false);
      if (vitals) namespace.to(member.room).volatile.emit('vitals', vitals);
      const watching = beats.presence(member.group, total);
      const text = JSON.stringify(watching);
      if (text !== (member.presence ?? '{"watching":{}}'))
        namespace.to(member.room).volatile.emit('presence', watching);
      member.presence = text;
      if (now - member.spokenAt < HEAD_MS / 2) continue;
      namespace.to(member.room).emit('head', { scopeEpoch: member.group.epoch, through: settled(member.group) });
      member.spokenAt = now;
    }
    beats.done();
    metrics.groups.set(groups.size);
    // Where a wake-up was lost.
    wake();
  }, HEAD_MS);
  const backlogs = setInterval(watchBacklogs, BACKLOG_CHECK_MS);
  const sessions = setInterval(() => {
    void lane(async () => {
      for (const socket of [...sockets()]) {
        lookAt(socket);
        await check(socket);
      }
      board.keepOnly(askedFor());
    }).catch(() => undefined);
  }, SESSION_CHECK_MS);
  for (const timer of [head, backlogs, sessions]) timer.unref();
  planDay();

  const stopVitals = sources.onVitals(beats.heard);
  const stopAppended = sources.onAppended(wake);
  /** Passes by the lane and the 50 ms. */
  const stopWindows = sources.onWindow(({ kind, cause, ...window }) => {
    for (const member of groups.values()) {
      if (!member.group.view(window.hearing)?.live) continue;
      if (kind === 'cut') tell(member, 'cut', cause === undefined ? window : { ...window, cause });
      else tell(member, 'opened', window);
    }
  });

  return {
    count: () => namespace.sockets.size,
    position: () => position,
    async close() {
      for (const timer of [head, backlogs, sessions]) clearInterval(timer);
      clearTimeout(pumping);
      stopAppended();
      stopVitals();
      stopWindows();
      stopRights();
      stopDay();
      stopClosings();
      namespace.disconnectSockets(true);
      await lane(async () => undefined).catch(() => undefined);
    },
  };
}
