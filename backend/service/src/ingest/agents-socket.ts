/** The agents' control sockets (namespace `/agents`): wake-ups with urgent events inside, wants and presence down, vitals up. */
import type { EventEnvelope } from '@giamsat/contract/event/envelope';
import { hearingIdOf } from '@giamsat/contract/event/order';
import { isCorrection } from '@giamsat/contract/event/validate';
import { movesSitting } from '@giamsat/contract/hearing/moves';
import { restricts } from '@giamsat/contract/hearing/stretches';
import type { Agent } from '@giamsat/contract/registry';
import { dayOfMs } from '@giamsat/contract/time';
import { type AgentDownMessages, type AgentUpMessages, AgentVitals } from '@giamsat/contract/wire/ingest';
import type { Namespace, Server, Socket } from 'socket.io';
import { Compile } from 'typebox/compile';
import type { Hearings } from '../hearings/hearings.ts';
import type { Registry } from '../hearings/registry.ts';
import type { Journal } from '../journal/journal.ts';
import type { Bus } from '../platform/bus.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import type { Metrics } from '../platform/metrics.ts';
import type { AccessTokens } from './access-tokens.ts';
import { placeOf } from './desk.ts';
import { writeCursor } from './desk-cursor.ts';
import { createVitalsPace, plausible } from './plausible-vitals.ts';
import { createVitalsMetrics } from './vitals-metrics.ts';

type Data = { agent: Agent };
type AgentsNamespace = Namespace<AgentUpMessages, AgentDownMessages, Record<string, never>, Data>;
type AgentSocket = Socket<AgentUpMessages, AgentDownMessages, Record<string, never>, Data>;

export type AgentsSocket = {
  /** Vitals of all agents, on whatever node they are connected. */
  onVitals(fn: (vitals: AgentVitals) => void): () => void;
  /** Asks whoever serves that feed for a segment. */
  wanted(message: { feed: string; epoch: string; number: number }): void;
  /** Something on the desk changed that the journal does not tell: people, rights. */
  deskChanged(): void;
  close(): void;
};

const VITALS = 'vitals';
const WANTED = 'wanted';
const PAGE = 500;
const isVitals = Compile(AgentVitals);

export async function createAgentsSocket(deps: {
  io: Server;
  registry: Registry;
  tokens: Pick<AccessTokens, 'agentOf'>;
  journal: Pick<Journal, 'read' | 'head' | 'onAppended'>;
  hearings: Pick<Hearings, 'getMany'>;
  presence?: { onChange(fn: (watching: Record<string, number>) => void): () => void; total(): Record<string, number> };
  bus: Bus;
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
}): Promise<AgentsSocket> {
  const { registry, journal, hearings, bus, clock, logger } = deps;
  const namespace = deps.io.of('/agents') as AgentsNamespace;
  const connected = deps.metrics.gauge('agents_connected', 'Agents whose control socket is open here');
  const refused = deps.metrics.counter('agent_messages_refused_total', 'Messages of agents that were not understood');
  const figures = createVitalsMetrics(deps.metrics);
  const takesMore = createVitalsPace(clock.now);
  const listeners = new Set<(vitals: AgentVitals) => void>();
  const today = () => dayOfMs(clock.now());
  const sockets = (): AgentSocket[] => [...namespace.sockets.values()];
  let through = await journal.head();

  namespace.use((socket, next) => {
    const { token } = socket.handshake.auth as { token?: unknown };
    const asked = typeof token === 'string' ? deps.tokens.agentOf(token) : Promise.resolve(undefined);
    asked.then(
      (agent) => {
        if (!agent) return next(new Error('unauthenticated'));
        socket.data.agent = agent;
        next();
      },
      (err) => {
        logger.error({ err }, 'an agent cannot be known');
        next(new Error('unavailable'));
      },
    );
  });

  namespace.on('connection', (socket: AgentSocket) => {
    // Its key may have ended while it was being asked for.
    if (!registry.stillSpeaks(socket.data.agent)) return void socket.disconnect(true);
    connected.set(namespace.sockets.size);
    socket.on('disconnect', () => {
      connected.set(namespace.sockets.size);
      const { code } = socket.data.agent;
      if (!sockets().some((other) => other.data.agent.code === code)) figures.gone(code);
    });
    socket.on('vitals', (vitals) => {
      const { agent } = socket.data;
      if (
        !takesMore(agent.code) ||
        !isVitals.Check(vitals) ||
        vitals.agent !== agent.code ||
        !vitals.feeds.every(({ feed }) => isOwn(agent, feed))
      ) {
        refused.inc();
        return;
      }
      const told = plausible(vitals, clock.now());
      figures.heard(told);
      bus.publish(VITALS, told);
    });
    socket.emit('desk', { through: writeCursor({ position: through, day: today() }), urgent: [] });
    void tellPresence([socket], deps.presence?.total() ?? {});
  });

  const isOwn = (agent: Agent, feed: string): boolean => {
    const court = registry.courtOfFeed(feed);
    return court !== undefined && registry.speaksFor(agent.court, today()).has(court);
  };

  /** Tells every agent whose hearings changed by others' events; what cuts or opens comes inside the wake-up. */
  async function wake(): Promise<void> {
    for (;;) {
      const records = await journal.read({ after: through, limit: PAGE });
      const last = records.at(-1);
      if (!last) return;
      through = last.position;
      if (namespace.sockets.size === 0) continue;
      const events = records.map((record) => record.event).filter((event) => hearingIdOf(event.subject) !== undefined);
      const ids = [...new Set(events.map((event) => hearingIdOf(event.subject) ?? ''))];
      const places = new Map((await hearings.getMany(ids)).map((hearing) => [hearing.id, hearing]));
      for (const socket of sockets()) {
        const { agent } = socket.data;
        const { courts, rooms } = placeOf(registry, agent, today());
        const own = `/courts/${agent.court}/agents/${agent.code}`;
        const news = events.filter((event) => {
          const hearing = places.get(hearingIdOf(event.subject) ?? '');
          const near = hearing && (courts.includes(hearing.court) || rooms.includes(hearing.room ?? ''));
          return near && event.source !== own;
        });
        if (news.length === 0) continue;
        socket.emit('desk', {
          through: writeCursor({ position: through, day: today() }),
          urgent: news.filter(isUrgent).slice(-PAGE),
        });
      }
    }
  }

  const wakeAll = () => {
    for (const socket of sockets()) {
      socket.emit('desk', { through: writeCursor({ position: through, day: today() }), urgent: [] });
    }
  };

  /** Each court learns how many watch its own hearings. */
  async function tellPresence(to: readonly AgentSocket[], watching: Record<string, number>): Promise<void> {
    if (to.length === 0) return;
    const ids = Object.keys(watching);
    const found = await hearings.getMany(ids);
    for (const socket of to) {
      const { courts, rooms } = placeOf(registry, socket.data.agent, today());
      const own = found.filter((h) => courts.includes(h.court) || rooms.includes(h.room ?? ''));
      socket.emit('presence', { watching: Object.fromEntries(own.map((h) => [h.id, watching[h.id] ?? 0])) });
    }
  }

  // One after the other, so that positions are told in order; a wake-up that finds one waiting adds nothing.
  let turn = Promise.resolve();
  let waiting = false;
  const wakeInTurn = () => {
    if (waiting) return;
    waiting = true;
    turn = turn
      .then(() => {
        waiting = false;
        return wake();
      })
      .catch((err) => logger.error({ err }, 'agents cannot be woken'));
  };

  const stop = [
    journal.onAppended(wakeInTurn),
    registry.onChange(() => {
      for (const socket of sockets()) {
        // A key that was revoked or replaced ends what it opened; as long as it holds, the socket outlives its token.
        if (!registry.stillSpeaks(socket.data.agent)) socket.disconnect(true);
      }
      wakeAll();
    }),
    bus.subscribe(VITALS, (message) => {
      for (const fn of listeners) fn(message as AgentVitals);
    }),
    bus.subscribe(WANTED, (message) => {
      const wanted = message as { feed: string; epoch: string; number: number };
      for (const socket of sockets()) if (isOwn(socket.data.agent, wanted.feed)) socket.emit('wanted', wanted);
    }),
    deps.presence?.onChange((watching) => {
      tellPresence(sockets(), watching).catch((err) => logger.error({ err }, 'presence cannot be told'));
    }),
  ];

  return {
    onVitals(fn) {
      listeners.add(fn);
      return () => void listeners.delete(fn);
    },
    wanted: (message) => bus.publish(WANTED, message),
    deskChanged: wakeAll,
    close() {
      for (const end of stop) end?.();
      listeners.clear();
      namespace.disconnectSockets(true);
    },
  };
}

/** What may cut or open a feed must not wait for the desk. */
const isUrgent = (event: EventEnvelope): boolean =>
  restricts(event.type) || movesSitting(event.type) || isCorrection(event.type);
