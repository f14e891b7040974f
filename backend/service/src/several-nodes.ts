/** What makes several nodes one service: who lives, who has which camera, how they speak with each other; and how one of them goes. */
import { createServer, type RequestListener, type Server } from 'node:http';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Server as Io } from 'socket.io';
import { createSeal, readSealKey, SEAL_KEY_FILE } from './access/seal.ts';
import type { Command } from './command.ts';
import type { Config } from './config.ts';
import { createPassOn, type PassOn } from './ingest/pass-on.ts';
import { breakOff } from './live/io.ts';
import { type Bus, createMemoryBus, createRedisBus, type RedisBus } from './platform/bus.ts';
import { DomainError, PlainError } from './platform/errors.ts';
import type { ReadinessCheck } from './platform/http/health.ts';
import type { App } from './platform/http/routes.ts';
import type { HttpServers } from './platform/http/servers.ts';
import type { Logger } from './platform/logger.ts';
import type { Metrics } from './platform/metrics.ts';
import { createNodes, type Nodes } from './platform/nodes/nodes.ts';
import { createPeers, type Peers } from './platform/nodes/peers.ts';
import type { Sql } from './platform/sql.ts';

export type SeveralNodes = {
  nodes: Nodes;
  peers: Peers;
  passOn: PassOn;
  check: ReadinessCheck;
  /** Before all other routes: while this node is not counted it answers nobody. */
  routes(app: App): void;
  mayServe(): boolean;
  /** How often is looked for what others wrote, should a wake-up be lost; of the journal, by which pictures are cut. */
  poll: { pollMs: number };
  pollJournal: { pollMs: number };
  /** Called with what answers requests, once. */
  answerBy(handler: RequestListener): void;
  /** The nodes' own door opens. `caughtUp`: what was written while this node was not counted has been read. */
  open(parts: { io: Io; caughtUp: () => Promise<void> }): Promise<void>;
  /** This node is about to end: whoever is connected goes to the others, and so does each camera after the segment that is on its way. */
  leave(parts: { io: Io; doors: HttpServers }): Promise<void>;
  close(): Promise<void>;
};

/** The wake-ups between the parts; with several nodes also between these, with all that makes them one. A command keeps no node. */
export async function openBus(deps: {
  config: Config;
  sql: Sql;
  node: string;
  command: Command['name'];
  handOver: (feed: string) => Promise<boolean>;
  logger: Logger;
  metrics: Metrics;
}): Promise<{ bus: Bus; several: SeveralNodes | undefined; close: () => Promise<void> }> {
  const { config, node, command, ...rest } = deps;
  const { redisUrl, nodeUrl } = config;
  if (redisUrl === undefined || nodeUrl === undefined) {
    const bus = createMemoryBus(rest);
    return { bus, several: undefined, close: bus.close };
  }
  const bus = createRedisBus({ url: redisUrl, node, logger: rest.logger });
  const sealKeyFile = config.sealKeyFile ?? path.join(config.sharedDir, SEAL_KEY_FILE);
  const several =
    command === 'serve' ? await createSeveralNodes({ ...rest, bus, url: nodeUrl, sealKeyFile }) : undefined;
  const close = async (): Promise<void> => {
    await several?.close();
    await bus.close();
  };
  return { bus, several, close };
}

const MESSAGES = '/nodes/messages';
/** Longer than a segment lasts, with its close. */
const LAST_SEGMENTS_MS = 8_000;
const LOOK_MS = 50;
/** Asked about themselves, also while nothing else is answered. */
const HEALTH = ['/healthz', '/readyz', '/metrics'];

async function createSeveralNodes(deps: {
  sql: Sql;
  bus: RedisBus;
  /** Where the others reach this node: there it opens a door for them alone. */
  url: string;
  sealKeyFile: string;
  handOver: (feed: string) => Promise<boolean>;
  logger: Logger;
  metrics: Metrics;
}): Promise<SeveralNodes> {
  const { sql, bus, url, logger, metrics, handOver } = deps;
  const seal = createSeal(await readSealKey(deps.sealKeyFile));
  const peers = createPeers({ key: seal.mac('nodes', '') });
  let caughtUp = async (): Promise<void> => undefined;
  const nodes = await createNodes({ sql, bus, url, logger, caughtUp: () => caughtUp() });
  bus.goesBy((text) => {
    for (const member of nodes.others()) peers.post(member, MESSAGES, text);
  });
  const held = metrics.gauge('feeds_held', 'Cameras that this node has');
  const stop = [nodes.onChange(() => held.set(nodes.held().length))];
  const passOn = createPassOn({ nodes, peers, handOver, metrics });
  let door: Server | undefined;

  return {
    nodes,
    peers,
    passOn,
    check: {
      name: 'node',
      async check() {
        if (!nodes.isCounted() || nodes.isLeaving()) throw new Error('this node is not counted among the others');
      },
    },
    poll: { pollMs: 1_000 },
    pollJournal: { pollMs: 250 },
    mayServe: () => nodes.isCounted() && !nodes.isLeaving(),
    routes(app) {
      app.addHook('onRequest', async (request, reply) => {
        if (HEALTH.includes(request.routeOptions.url ?? '')) return;
        if (nodes.isLeaving() && request.raw.httpVersionMajor === 1) reply.header('connection', 'close');
        if (!nodes.isCounted()) throw new DomainError('unavailable', { retryAfter: 1 });
      });
      app.post(MESSAGES, { config: { open: true }, schema: { hide: true } }, async (request, reply) => {
        if (!peers.isPeer(request.raw)) throw new DomainError('not-found');
        bus.take(JSON.stringify(request.body));
        return reply.code(204).send();
      });
    },
    answerBy(handler) {
      door = createServer({ noDelay: true, requestTimeout: 0 }, peers.mark(handler));
    },
    async open(parts) {
      caughtUp = parts.caughtUp;
      stop.push(
        nodes.onCounted((counted) => {
          if (!counted) breakOff(parts.io);
        }),
      );
      const { hostname, port } = new URL(url);
      await new Promise<void>((resolve, reject) => {
        const given = Number(port || 80);
        door?.once('error', (cause) => reject(new PlainError(`GIAMSAT_NODE_URL: ${url} cannot be opened`, { cause })));
        door?.listen(given, hostname.replace(/^\[|\]$/g, ''), resolve);
      });
    },
    async leave({ io, doors }) {
      await nodes
        .leave()
        .catch((err: unknown) => logger.warn({ err }, 'the others could not be told that this node ends'));
      doors.stopListening();
      breakOff(io);
      const end = performance.now() + LAST_SEGMENTS_MS;
      while (nodes.others().some(({ leaving }) => !leaving) && performance.now() < end) {
        for (const feed of nodes.held()) {
          await handOver(feed).catch((err: unknown) => logger.warn({ err, feed }, 'a camera could not be handed over'));
        }
        if (nodes.held().length === 0) break;
        await pause(LOOK_MS);
      }
    },
    async close() {
      for (const undo of stop) undo();
      const closed = door?.listening ? new Promise((resolve) => door?.close(resolve)) : undefined;
      door?.closeAllConnections();
      await closed;
      await nodes.close();
      peers.close();
    },
  };
}
