/** How machines, cameras and nodes fare, of no hearing: `GET /api/v1/system`, `GET /api/v1/system/feeds/{code}`. */
import { type Static, Type } from 'typebox';
import { Code, Timestamp } from '../primitives.ts';

const opt = Type.Optional;

/** Best first. */
export const BANDS = ['good', 'fair', 'bad'] as const;
export type Band = (typeof BANDS)[number];

/** Why something is not good; the words are the page's. Under where it is to be looked for. */
export const AILMENTS = {
  court: [
    'silent-machine',
    'disk',
    'clock',
    'outbox',
    'spool',
    'stopped',
    'refused',
    'black',
    'frozen',
    'garbage',
    'slow',
    'key-frames',
    'frame-rate',
    'bitrate',
    'mute',
    'quiet',
    'loud',
  ],
  line: ['no-parts', 'late', 'lossy'],
  service: ['gone', 'busy', 'stalls-most'],
  viewers: ['stalls-some'],
} as const;
export type Ailment = (typeof AILMENTS)[keyof typeof AILMENTS][number];
export const AILMENT_LIST: readonly Ailment[] = Object.values(AILMENTS).flat();
const ailment = Type.Enum([...AILMENT_LIST]);

/** Without a band: not heard of since the service began to listen. */
const health = { band: opt(Type.Enum(BANDS)), ailments: Type.Array(ailment) };

/** What pages told of a camera's live picture over the last minute, counted; of nobody. */
const viewing = {
  /** Each page that plays tells four times a minute. */
  reports: Type.Integer(),
  /** Of those, how many told that the picture stood still. */
  stalled: Type.Integer(),
  /** Behind the edge, in the mean. */
  latencyMs: opt(Type.Integer()),
};

const figures = {
  /** From the end of the newest part, by the court's clock, until it could be seen. */
  delayMs: opt(Type.Integer()),
  kbps: opt(Type.Integer()),
  fps: opt(Type.Number()),
};

export const SystemAnswer = Type.Object({
  now: Timestamp,
  nodes: Type.Array(
    Type.Object({
      /** A UUID of its run. */
      node: Type.String(),
      version: Type.String(),
      startedAt: Timestamp,
      ...health,
      /** The longest that anything had to wait for its turn, of the last seconds. */
      busyMs: Type.Integer(),
    }),
  ),
  courts: Type.Array(
    Type.Object({
      code: Code,
      name: Type.String(),
      machines: Type.Array(
        Type.Object({
          code: Code,
          name: opt(Type.String()),
          ...health,
          heardAt: opt(Timestamp),
          startedAt: opt(Timestamp),
          version: opt(Type.String()),
          diskFreeBytes: opt(Type.Number()),
          /** So long the disk lasts at what its cameras give now, if nothing leaves it. */
          diskHours: opt(Type.Number()),
          /** Media that waits at the court, and since when. */
          spoolBytes: opt(Type.Number()),
          spoolSince: opt(Timestamp),
          outboxLength: opt(Type.Integer()),
          clockOffsetMs: opt(Type.Integer()),
        }),
      ),
      feeds: Type.Array(
        Type.Object({
          code: Code,
          name: Type.String(),
          room: Code,
          roomName: Type.String(),
          ...health,
          /** Its picture may be seen now, by whoever may. */
          onAir: Type.Boolean(),
          ...figures,
          viewing: opt(Type.Object(viewing)),
        }),
      ),
    }),
  ),
});
export type SystemAnswer = Static<typeof SystemAnswer>;

/** What a graph shows. */
export const GRAPH_MS = 15 * 60_000;

/**
 * `GET /api/v1/system/feeds/{code}?through=`: the quarter of an hour before `through` (now). What was not heard of is missing.
 * Every five seconds for fourteen days, afterwards every minute.
 */
export const FeedHistory = Type.Object({
  feed: Code,
  since: Timestamp,
  through: Timestamp,
  samples: Type.Array(
    Type.Object({
      at: Timestamp,
      band: Type.Enum(BANDS),
      ...figures,
      /** Picture that never came to be seen live, since the sample before. */
      lostMs: opt(Type.Integer()),
    }),
  ),
  /** Of minutes (later: hours) in which something was not good, or somebody watched. */
  minutes: Type.Array(Type.Object({ at: Timestamp, ailments: Type.Array(ailment), ...viewing })),
});
export type FeedHistory = Static<typeof FeedHistory>;
