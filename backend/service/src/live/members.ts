/** The groups that somebody is in, and how a message reaches all of one. */
import type { LiveDownMessages } from '@giamsat/contract/wire/live';
import type { Viewer } from '../access/viewer.ts';
import type { Clock } from '../platform/clock.ts';
import { audienceOf } from './audience.ts';
import type { Board, IsAsked } from './board.ts';
import { createGroup, namedBy } from './group.ts';
import type { LiveMetrics } from './metrics.ts';
import type { LiveNamespace, LiveSocket, Member } from './sockets.ts';

export type Members = {
  all(): Iterable<Member>;
  /** Whether anybody watches, or did a moment ago. */
  any(): boolean;
  /** The group of these rights and scopes, made when it is the first of it. */
  of(viewer: Viewer, scopes: string[]): Promise<Member>;
  enter(socket: LiveSocket, member: Member): void;
  leave(socket: LiveSocket): void;
  /** To all of a group, those who lag included. */
  tell<E extends keyof LiveDownMessages>(member: Member, event: E, ...message: Parameters<LiveDownMessages[E]>): void;
  /** Its members must forget and ask again; whoever asks with the old epoch gets everything. */
  turn(member: Member): void;
  isOccupied(member: Member): boolean;
  /** Forgets groups that have been empty for a while. */
  prune(): void;
  /** Whether some group asked for that hearing, by its name or by its day. */
  isAsked: IsAsked;
  /** Whether some group asked for any by name. */
  asksForHearings(): boolean;
};

const EMPTY_MS = 60_000;

export function createMembers(deps: {
  namespace: LiveNamespace;
  board: Board;
  clock: Clock;
  metrics: LiveMetrics;
  names: () => string;
}): Members {
  const { namespace, board, clock, metrics, names } = deps;
  const groups = new Map<string, Member>();
  const count = () => metrics.groups.set(groups.size);

  const leave = (socket: LiveSocket) => {
    const { group } = socket.data;
    if (group) void socket.leave(group.room);
    delete socket.data.group;
    delete socket.data.lagSince;
  };
  const tell: Members['tell'] = (member, event, ...message) => {
    namespace.to(member.room).emit(event, ...message);
    for (const socket of namespace.sockets.values()) {
      if (socket.data.group === member && socket.data.lagSince !== undefined) socket.emit(event, ...message);
    }
    metrics.pushes.inc({ kind: event });
  };
  const isOccupied = (member: Member): boolean => (namespace.adapter.rooms.get(member.room)?.size ?? 0) > 0;

  return {
    all: () => [...groups.values()],
    any: () => groups.size > 0,
    async of(viewer, scopes) {
      const audience = audienceOf(viewer, clock.now());
      const key = JSON.stringify([audience.key, scopes]);
      const known = groups.get(key);
      if (known) return known;
      for (const hearing of namedBy(scopes, 'hearing:')) await board.load(hearing);
      for (const day of namedBy(scopes, 'day:')) await board.loadDay(day);
      const group = createGroup({ audience, scopes, board, now: clock.now, names });
      const member: Member = { room: `g ${key}`, group, spokenAt: clock.now() };
      groups.set(key, member);
      count();
      return member;
    },
    enter(socket, member) {
      void socket.join(member.room);
      socket.data.group = member;
      delete member.emptySince;
    },
    leave,
    tell,
    turn(member) {
      tell(member, 'scope', { scopeEpoch: member.group.epoch });
      for (const socket of namespace.sockets.values()) if (socket.data.group === member) leave(socket);
      for (const [key, other] of groups) if (other === member) groups.delete(key);
      count();
    },
    isOccupied,
    prune() {
      for (const [key, member] of groups) {
        if (isOccupied(member)) delete member.emptySince;
        else member.emptySince ??= clock.now();
        if (member.emptySince !== undefined && clock.now() - member.emptySince > EMPTY_MS) groups.delete(key);
      }
      count();
    },
    isAsked: ({ id, day }) => [...groups.values()].some(({ group }) => group.asked.has(id) || group.days.has(day)),
    asksForHearings: () => [...groups.values()].some(({ group }) => group.asked.size > 0),
  };
}
