/** The Socket.IO gateway for browsers (`interfaces.md` §4): one lane in which the journal's tail, questions and changed rights take turns. */
import { dayOfMs } from '@giamsat/contract/time';
import type { LiveDownMessages, WatchAnswer, WatchRequest } from '@giamsat/contract/wire/live';
import type { Server } from 'socket.io';
import type { Access } from '../access/access.ts';
import { concerns } from '../access/changes.ts';
import { logTouch } from '../access/touch.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import type { Metrics } from '../platform/metrics.ts';
import { type AlertSource, createAlertViews } from './alert-views.ts';
import { audienceOf } from './audience.ts';
import { BACKLOG_LIMITS, type BacklogLimits, createBacklogWatch } from './backlog.ts';
import { createBeats } from './beats.ts';
import { createBoard } from './board.ts';
import { openDoors } from './doors.ts';
import type { Group } from './group.ts';
import { createLane } from './lane.ts';
import type { Listeners } from './listeners.ts';
import { createMembers } from './members.ts';
import { createLiveMetrics } from './metrics.ts';
import { createMoments } from './moments.ts';
import { createPace } from './pace.ts';
import type { Presence } from './presence.ts';
import type { LiveNamespace, LiveSocket, Member } from './sockets.ts';
import type { LiveSources } from './sources.ts';
import { createSteeringViews } from './steering-views.ts';

export type Gateway = {
  /** Sockets that are connected. */
  count(): number;
  close(): Promise<void>;
};

const COALESCE_MS = 50;
const HEAD_MS = 1000;
const BACKLOG_CHECK_MS = 250;
const SESSION_CHECK_MS = 10_000;
const CHECKED_AT_ONCE = 50;
/** Further behind than this, everything is sent anew. */
const MAX_CATCH_UP = 20_000;
/** What was written before leaves before the connection does. */
const FAREWELL_MS = 100;

export async function createGateway(deps: {
  io: Server;
  access: Pick<Access, 'viewerOf' | 'viewerByLogin' | 'refresh' | 'onRightsChanged' | 'catchUp' | 'looks' | 'audit'>;
  sources: LiveSources;
  presence: Presence;
  listeners: Listeners;
  alerts: AlertSource;
  /** What a page told of a camera's picture. */
  played?: Parameters<typeof openDoors>[0]['played'];
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
  limits?: BacklogLimits;
}): Promise<Gateway> {
  const { access, sources, presence, clock, logger, limits = BACKLOG_LIMITS } = deps;
  const namespace: LiveNamespace = deps.io.of('/');
  const metrics = createLiveMetrics(deps.metrics);
  const lane = createLane((err) => logger.error({ err }, 'the live gateway stumbled'));
  const inTurn = (work: () => Promise<void>): void => void lane(work).catch(() => undefined);
  const board = createBoard(sources);
  /** As the board has them. */
  let names = sources.names();
  const members = createMembers({ namespace, board, clock, metrics, names: () => names });
  const steering = createSteeringViews({ access, board, now: clock.now });
  const views = createAlertViews({ alerts: deps.alerts, members, now: clock.now });
  const beats = createBeats({ roomOfFeed: sources.roomOfFeed, now: clock.now });
  const moments = createMoments({ clock, members, inTurn, turnTo: board.turnTo });

  /** Everything up to here was looked at and pushed. */
  let position = await sources.head();
  await board.turnTo(dayOfMs(clock.now()));

  /** Rows have no newer version by a new name: the pages ask anew. */
  const rename = async (): Promise<void> => {
    const next = sources.names();
    await board.rename();
    names = next;
    for (const member of members.all()) {
      member.group.reconsider();
      members.turn(member);
    }
  };

  /** What a page may call complete: not beyond what this node has looked at. */
  const settled = (group: Group): number => Math.min(group.through, position);
  const headOf = ({ group }: Member) => ({ scopeEpoch: group.epoch, through: settled(group) });
  const wholeHeadOf = (member: Member) => ({ ...headOf(member), ...views.digestOf(member) });
  const watchBacklogs = createBacklogWatch({
    namespace,
    members,
    clock,
    metrics,
    limits,
    tellHead(socket) {
      if (socket.data.group) socket.emit('head', wholeHeadOf(socket.data.group));
    },
  });

  // The journal's tail
  let told = -1;
  const pump = async (): Promise<void> => {
    if (sources.names() !== names) await rename();
    const stop = metrics.seconds.startTimer();
    const changed = await sources.changedSince(position, told);
    const [recordedRooms] = await Promise.all([
      // Only a hearing's own page draws a timeline.
      members.asksForHearings() ? sources.recordedIn(position, changed.through) : [],
      board.refresh(changed.hearings, members.isAsked, members.any()),
    ]);
    const ids = changed.hearings.map(({ id }) => id);
    const messages: [Member, Parameters<LiveDownMessages['changes']>[0]][] = [];
    const turned: Member[] = [];
    for (const member of members.all()) {
      const { group } = member;
      const before = group.epoch;
      const news = group.advance(ids, recordedRooms, changed.through);
      const through = Math.min(group.through, changed.through);
      if (group.epoch !== before) turned.push(member);
      else if (news.upserts.length + news.removals.length > 0) {
        messages.push([member, { scopeEpoch: group.epoch, through, ...news }]);
      }
    }
    position = Math.max(position, changed.through);
    for (const [member, message] of messages) {
      namespace.to(member.room).emit('changes', message);
      member.spokenAt = clock.now();
      metrics.pushes.inc({ kind: 'changes' });
    }
    for (const member of turned) members.turn(member);
    stop();
    watchBacklogs();
    moments.plan();
  };
  const { wake, hurry, ...pace } = createPace({
    // What failed is tried again with the next head.
    run: () => inTurn(pump),
    // Where nobody watches, rows are read as often as a head would be sent: a busy ingest is left alone.
    distanceMs: () => (members.any() ? COALESCE_MS : HEAD_MS),
  });

  // Questions
  const changedAfter = async (cursor: number): Promise<string[]> =>
    (await sources.changedSince(cursor, position)).hearings.map(({ id }) => id);
  const answer = async (socket: LiveSocket, request: WatchRequest): Promise<WatchAnswer> => {
    // The rights are as new as the answer.
    await access.catchUp();
    const session = await access.refresh(socket.data.viewer.sessionId);
    if ('reason' in session) {
      end(socket, session.reason);
      return { ok: false, problem: 'unauthenticated' };
    }
    socket.data.viewer = session.viewer;
    members.leave(socket);
    const scopes = [...new Set(request.scopes)].sort();
    socket.data.scopes = scopes;
    if (scopes.includes('alerts')) await deps.alerts.refresh();
    const { cursor } = request;
    const first = !members.any();
    // Nobody watched, so what is known may be a second old; or the page comes from a node that is ahead of this one.
    if (first || (cursor !== undefined && cursor > position)) await pump();
    const member = await members.of(session.viewer, scopes);
    if (first) hurry();
    const { group } = member;
    const fresh =
      request.scopeEpoch !== group.epoch || cursor === undefined || cursor < 0 || position - cursor > MAX_CATCH_UP;
    const news = fresh
      ? await group.whole(position)
      : await group.since(cursor, cursor < position ? await changedAfter(cursor) : [], position);
    if (!socket.connected) return { ok: false, problem: 'gone' };
    members.enter(socket, member);
    await steering.learn(socket);
    steering.tell(socket, 'anew');
    lookAt(socket);
    for (const hearing of group.asked) {
      if (group.view(hearing)) continue;
      access.audit.denied(session.viewer, { action: 'row.read', reason: 'no-authorisation', hearing });
    }
    setImmediate(() => {
      const vitals = beats.vitals(group, true);
      if (vitals) socket.emit('vitals', vitals);
      socket.emit('presence', beats.presence(group, presence.total()));
    });
    moments.plan();
    metrics.answers.inc({ whole: String(fresh) });
    return { ok: true, ...headOf(member), whole: fresh, ...news, ...views.whole(member) };
  };

  // People
  const end = (socket: LiveSocket, reason: Parameters<LiveDownMessages['ended']>[0]['reason']) => {
    members.leave(socket);
    socket.emit('ended', { reason });
    setTimeout(() => socket.disconnect(true), FAREWELL_MS).unref();
  };
  const check = async (socket: LiveSocket): Promise<void> => {
    const session = await access.refresh(socket.data.viewer.sessionId);
    if ('reason' in session) return end(socket, session.reason);
    const member = socket.data.group;
    socket.data.viewer = session.viewer;
    await steering.learn(socket);
    steering.tell(socket);
    if (!member || audienceOf(session.viewer, clock.now()).key === member.group.audience.key) return;
    members.leave(socket);
    const next = await members.of(session.viewer, socket.data.scopes ?? []);
    socket.emit('scope', { scopeEpoch: next.group.epoch });
  };
  /** As long as a page watches a hearing's course, that is one look at its log. */
  const lookAt = ({ data: { viewer, group: member } }: LiveSocket) => {
    for (const id of member?.group.asked ?? []) {
      const entry = board.get(id);
      const touch = entry && logTouch(viewer, entry.hearing, clock.now());
      if (touch) void access.looks.touch(viewer, touch);
    }
  };
  const stopRights = access.onRightsChanged((changes) => {
    inTurn(async () => {
      for (const socket of [...namespace.sockets.values()]) {
        if (changes.some((change) => concerns(change, socket.data.viewer))) await check(socket);
      }
    });
  });

  openDoors({ ...deps, namespace, metrics, answer: (socket, request) => lane(() => answer(socket, request)) });

  // Beats
  const head = setInterval(() => {
    const now = clock.now();
    const total = presence.total();
    for (const member of members.all()) {
      if (!members.isOccupied(member)) continue;
      const vitals = beats.vitals(member.group, false);
      if (vitals) namespace.to(member.room).volatile.emit('vitals', vitals);
      const watching = beats.presence(member.group, total);
      const text = JSON.stringify(watching);
      if (text !== member.presence) namespace.to(member.room).volatile.emit('presence', watching);
      member.presence = text;
      if (now - member.spokenAt < HEAD_MS / 2) continue;
      namespace.to(member.room).emit('head', wholeHeadOf(member));
      member.spokenAt = now;
    }
    beats.done();
    views.push();
    for (const socket of namespace.sockets.values()) steering.tell(socket);
    members.prune();
    // Where a wake-up was lost.
    wake();
  }, HEAD_MS);
  const backlogs = setInterval(watchBacklogs, BACKLOG_CHECK_MS);
  const sessions = setInterval(() => {
    // A few at a time, so that a thousand pages hold up no push.
    const all = [...namespace.sockets.values()];
    for (let n = 0; n < all.length; n += CHECKED_AT_ONCE) {
      inTurn(async () => {
        for (const socket of all.slice(n, n + CHECKED_AT_ONCE)) {
          if (!socket.connected) continue;
          lookAt(socket);
          await check(socket);
        }
        await new Promise(setImmediate);
      });
    }
    inTurn(async () => board.keepOnly(members.isAsked));
  }, SESSION_CHECK_MS);
  const timers = [head, backlogs, sessions];
  for (const timer of timers) timer.unref();

  const stop = [
    stopRights,
    moments.close,
    sources.onNames(wake),
    sources.onVitals(beats.heard),
    deps.alerts.onChange(views.push),
    sources.onAppended((through) => {
      told = Math.max(told, through);
      wake();
    }),
    /** Passes by the lane and the 50 ms. */
    sources.onWindow(({ kind, cause, ...window }) => {
      for (const member of members.all()) {
        if (!member.group.view(window.hearing)?.live) continue;
        if (kind === 'cut') members.tell(member, 'cut', cause === undefined ? window : { ...window, cause });
        else members.tell(member, 'opened', window);
      }
    }),
  ];

  return {
    count: () => namespace.sockets.size,
    async close() {
      for (const timer of timers) clearInterval(timer);
      pace.close();
      for (const undo of stop) undo();
      namespace.disconnectSockets(true);
      await lane(async () => undefined).catch(() => undefined);
    },
  };
}
