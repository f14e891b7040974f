/** The media of the service, put together: what agents bring in, what viewers get live, what is kept. */
import type { FastifyRequest } from 'fastify';
import type { Clock } from '../platform/clock.ts';
import type { App } from '../platform/http/routes.ts';
import type { Logger } from '../platform/logger.ts';
import type { Metrics } from '../platform/metrics.ts';
import type { Nodes } from '../platform/nodes/nodes.ts';
import type { Peers } from '../platform/nodes/peers.ts';
import type { ObjectStore } from '../platform/object-store.ts';
import type { Sql } from '../platform/sql.ts';
import { createEpochs, type Epochs } from './epochs.ts';
import { createCounterStore } from './live/counters.ts';
import { createOrigin, type OriginDeps } from './live/origin.ts';
import { type Peer, peerRoutes, withPeers } from './live/peer-routes.ts';
import { createRoutedOrigin } from './live/routed-origin.ts';
import { liveRoutes } from './live/routes.ts';
import { createSmallIntake, type SmallIntake } from './live/small-intake.ts';
import { createMediaMetrics } from './metrics.ts';
import { createWanted, type Wanted } from './recording/committed.ts';
import { createDamage, nameOfSegment } from './recording/damage.ts';
import { createSegmentIntake, type SegmentIntake } from './recording/intake.ts';
import { createPatrol, type DamagedStretch, type Patrol } from './recording/patrol.ts';
import { createRecordings, type Recordings } from './recording/recordings.ts';
import { createRemoved } from './recording/removed.ts';
import { createRoom, type Room } from './recording/room.ts';
import { recordingRoutes } from './recording/routes.ts';
import { createSegments, type RecordedSegment, type SegmentKey, type Segments } from './recording/segments.ts';
import { createTaking, type Taking } from './recording/taking.ts';
import type { MediaRights } from './rights.ts';

export type MediaDeps<V> = {
  sql: Sql;
  objects: ObjectStore;
  rights: MediaRights<V>;
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
  otherTarget: OriginDeps<V>['otherTarget'];
  /** A recorded segment is not what its court stated; absent: nobody is told. */
  onDamaged?: (key: SegmentKey) => void;
  /** The patrol found it missing or changed; it is told again in each round. */
  onDamagedStretch?: (stretch: DamagedStretch) => Promise<void>;
  /** Within so many days every segment is read again. */
  patrolDays?: number;
  arrived?: OriginDeps<V>['arrived'];
  /** Absent: this is the only node. */
  several?: { nodes: Nodes; peers: Peers } | undefined;
};

export type Media<V> = {
  epochs: Epochs;
  intake: SegmentIntake;
  small: SmallIntake;
  wanted: (feed: string, epoch?: string) => Promise<Wanted[]>;
  coverage: Recordings<V>['coverage'];
  patrol: Patrol;
  room: Room;
  /** What a removal by decision needs: what is recorded and not removed, and taking it away for good. */
  keeping: {
    recordedFeeds(): Promise<string[]>;
    kept(feed: string, fromMs: number, toMs: number): Promise<RecordedSegment[]>;
    removeSegments: Segments['remove'];
  };
  taking: Taking<V>;
  routes(app: App, viewerOf: (request: FastifyRequest) => V | undefined): void;
  /** With several nodes, when this one ends: another takes the camera where no segment of it is on its way here. False: one is. */
  handOver(feed: string): Promise<boolean>;
  /** The slow work begins: recordings are read again, and their disk is looked at. */
  start(): void;
  close(): Promise<void>;
};

const PATROL_DAYS = 30;

export function createMedia<V>(deps: MediaDeps<V>): Media<V> {
  const { sql, objects, rights, clock, logger, several } = deps;
  const nodes = several?.nodes;
  const holdOf = nodes?.holdOf;
  const metrics = createMediaMetrics(deps.metrics);
  const epochs = createEpochs({ sql });
  const segments = createSegments({ sql, objects, holdOf });
  const damage = createDamage({ sql, clock });
  const holds = (feed: string): boolean => nodes?.holderOf(feed).kind === 'own';
  const origin = createOrigin<V | Peer>({
    rights: withPeers(rights),
    counters: createCounterStore({ sql, holdOf }),
    holding: nodes && { isCounted: nodes.isCounted, isFresh: nodes.isFresh, holds },
    clock,
    logger,
    metrics,
    otherTarget: deps.otherTarget,
    arrived: deps.arrived,
  });
  const intake = createSegmentIntake({
    objects,
    segments,
    epochs,
    hasSitting: rights.hasSitting,
    openLive: origin.open,
    damage,
    onDamaged: deps.onDamaged ?? (() => {}),
    clock,
    logger,
    metrics,
  });
  const shown = several ? createRoutedOrigin<V>({ own: origin, rights, clock, ...several }) : origin;
  const stopLosing = nodes?.onChange((feeds) => {
    for (const feed of feeds) if (nodes.holderOf(feed).kind !== 'own') origin.forget(feed);
  });
  const removed = createRemoved({ sql });
  const recordings = createRecordings<V>({ sql, segments, damage, removed, rights, clock });
  const patrol = createPatrol({
    sql,
    objects,
    segments,
    removed,
    days: deps.patrolDays ?? PATROL_DAYS,
    onDamaged: deps.onDamagedStretch ?? (async () => {}),
    clock,
    logger,
    metrics: deps.metrics,
  });
  const room = createRoom({ sql, objects, clock, logger, metrics: deps.metrics });
  return {
    patrol,
    room,
    keeping: {
      recordedFeeds: async () =>
        (await sql.selectFrom('media_epochs').select('feed').distinct().execute()).map(({ feed }) => feed),
      async kept(feed, fromMs, toMs) {
        const gone = new Set((await removed.list(feed, fromMs, toMs)).map(nameOfSegment));
        return (await segments.list(feed, fromMs, toMs)).filter((segment) => !gone.has(nameOfSegment(segment)));
      },
      removeSegments: segments.remove,
    },
    epochs,
    intake,
    small: createSmallIntake({
      epochs,
      hasSitting: rights.hasSitting,
      openLive: (feed, segment) => origin.open(feed, segment, 'small'),
    }),
    wanted: createWanted({ sql }),
    coverage: recordings.coverage,
    taking: createTaking({ sql, recordings, segments, epochs }),
    routes(app, viewerOf) {
      liveRoutes<V>(app, { origin: shown, segments, metrics, rights, viewerOf });
      if (several) peerRoutes<V>(app, { origin, rights, ...several });
      recordingRoutes<V>(app, { recordings, segments, epochs, rights, metrics, viewerOf });
    },
    async handOver(feed) {
      if (!nodes || intake.isBusy(feed)) return false;
      if (holds(feed)) await origin.handOver(feed);
      await nodes.release(feed);
      return true;
    },
    start() {
      patrol.start();
      room.start();
    },
    async close() {
      stopLosing?.();
      origin.close();
      await Promise.all([patrol.close(), room.close()]);
    },
  };
}
