/** Socket.IO between service and browser, namespace `/` (`interfaces.md` §4), and the rows that travel there and over HTTP. */
import { type Static, Type } from 'typebox';
import { GAP_CAUSES } from '../event/catalogue.ts';
import { EventRef } from '../event/envelope.ts';
import { HearingState, Restriction, RestrictionCause, Sitting } from '../hearing/model.ts';
import { Code, Day, Timestamp, Uuid } from '../primitives.ts';
import { AlertChanges, type AlertList } from './alerts.ts';
import { FeedVitals } from './ingest.ts';
import { ScreenShows } from './screens.ts';

/** A live window as the hearing's row names it; playable from `opensAt` on at `/media/live/{window}/live.m3u8`. */
export const LiveWindow = Type.Object({
  window: Uuid,
  feed: Code,
  feedName: Type.String(),
  feedRole: Type.Enum(['panel', 'floor'] as const),
  opensAt: Timestamp,
  picture: Type.Boolean(),
  sound: Type.Boolean(),
});
export type LiveWindow = Static<typeof LiveWindow>;

const Place = {
  id: Uuid,
  /** Journal position that last changed this audience's projection of the row. */
  version: Type.Integer(),
  court: Code,
  /** Name of the court on the hearing's day. */
  courtName: Type.String(),
  courtShort: Type.String(),
  room: Type.Optional(Code),
  roomName: Type.Optional(Type.String()),
  day: Day,
};

/** The row as an entitled audience sees it. */
export const FullRow = Type.Object({
  form: Type.Literal('full'),
  ...Place,
  state: HearingState,
  sittings: Type.Array(Sitting),
  /** What withholds picture or sound now, gravest first; empty when it is on air. */
  inForce: Type.Array(Restriction),
  /** The windows that this audience may watch. */
  windows: Type.Array(LiveWindow),
  /** True for the inside audience (panel, clerk) of a hearing that outsiders see masked. */
  inside: Type.Boolean(),
});
export type FullRow = Static<typeof FullRow>;

/** The row of a hearing in camera or with a minor, for outsiders: no name, number, title or stage. */
export const MaskedRow = Type.Object({
  form: Type.Literal('masked'),
  ...Place,
  cause: Type.Enum(['in_camera', 'minor'] as const),
  /** Only while the court itself has opened a stretch to the public (the pronouncing); still without any name. */
  windows: Type.Optional(Type.Array(LiveWindow)),
});
export type MaskedRow = Static<typeof MaskedRow>;

export const HearingRow = Type.Union([FullRow, MaskedRow]);
export type HearingRow = Static<typeof HearingRow>;

/** One line of a session log: an event, with its corrections applied. */
export const LogLine = Type.Object({
  ref: EventRef,
  hearing: Uuid,
  court: Code,
  courtShort: Type.String(),
  room: Type.Optional(Code),
  roomName: Type.Optional(Type.String()),
  type: Type.String(),
  time: Timestamp,
  recordedtime: Timestamp,
  recordedby: Type.Optional(Type.String()),
  data: Type.Record(Type.String(), Type.Unknown()),
  /** Refs of the corrections that apply, oldest first. */
  correctedBy: Type.Array(EventRef),
  retracted: Type.Boolean(),
  flags: Type.Array(Type.String()),
  version: Type.Integer(),
});
export type LogLine = Static<typeof LogLine>;

export const Upsert = Type.Union([
  Type.Object({ kind: Type.Literal('hearing'), row: HearingRow }),
  Type.Object({ kind: Type.Literal('line'), line: LogLine }),
  /** The recording's coverage of the hearing changed: ask `/api/v1/hearings/{id}/timeline` again. */
  Type.Object({ kind: Type.Literal('timeline'), hearing: Uuid, version: Type.Integer() }),
]);
export type Upsert = Static<typeof Upsert>;
export const Removal = Type.Union([
  Type.Object({ kind: Type.Literal('hearing'), id: Uuid }),
  /** Every line of that hearing. */
  Type.Object({ kind: Type.Literal('lines'), hearing: Uuid }),
  Type.Object({ kind: Type.Literal('line'), ref: EventRef }),
]);
export type Removal = Static<typeof Removal>;

/** `wall` · `day:{YYYY-MM-DD}`, the rows of another day · `hearing:{id}` · `alerts` */
export const Scope = Type.String({ pattern: '^(wall|alerts|day:[0-9]{4}-[0-9]{2}-[0-9]{2}|hearing:[0-9a-f-]{36})$' });

export const WatchRequest = Type.Object(
  {
    /** The wall, alerts, a hearing, and the days of a week. */
    scopes: Type.Array(Scope, { maxItems: 10 }),
    scopeEpoch: Type.Optional(Type.String({ maxLength: 80 })),
    cursor: Type.Optional(Type.Integer({ minimum: -1 })),
  },
  { additionalProperties: false },
);
export type WatchRequest = Static<typeof WatchRequest>;
export type WatchAnswer =
  | {
      ok: true;
      scopeEpoch: string;
      through: number;
      whole: boolean;
      upserts: Upsert[];
      removals: Removal[];
      /** Whole, whenever the scope `alerts` was asked for. */
      alerts?: AlertList;
    }
  | { ok: false; problem: string };

const Changes = Type.Object({
  scopeEpoch: Type.String(),
  through: Type.Integer(),
  upserts: Type.Array(Upsert),
  removals: Type.Array(Removal),
});
export type Changes = Static<typeof Changes>;
const Moment = { position: Type.Integer(), hearing: Uuid, windows: Type.Array(Uuid), at: Timestamp };
const CutMessage = Type.Object({ ...Moment, cause: Type.Optional(RestrictionCause) });
export type CutMessage = Static<typeof CutMessage>;
const OpenedMessage = Type.Object(Moment);

/** Every message service → browser, and what it may hold: there is no other. */
export const LIVE_DOWN = {
  changes: Changes,
  /** `alerts`: digest of the list of alerts, where it is watched; who has another asks again. */
  head: Type.Object({
    scopeEpoch: Type.String(),
    through: Type.Integer(),
    alerts: Type.Optional(Type.String()),
  }),
  scope: Type.Object({ scopeEpoch: Type.String() }),
  cut: CutMessage,
  opened: OpenedMessage,
  /** Newest value per feed that the viewer may see. */
  vitals: Type.Object({ feeds: Type.Array(FeedVitals), at: Timestamp }),
  alerts: AlertChanges,
  /** To a screen of a meeting room alone: at each answer, and whenever it is another. */
  steering: ScreenShows,
  presence: Type.Object({ watching: Type.Record(Type.String(), Type.Integer()) }),
  /** The session ended (signed out elsewhere, locked, expired): go to the sign-in page. */
  ended: Type.Object({ reason: Type.Enum(['signed-out', 'expired', 'locked'] as const) }),
};
export type LiveDownMessages = {
  [Event in keyof typeof LIVE_DOWN]: (message: Static<(typeof LIVE_DOWN)[Event]>) => void;
};
/** How pictures played since the page's last message, by window; never who watched, nor what else is on the page. */
export const PlaybackReport = Type.Object(
  {
    pictures: Type.Array(
      Type.Object(
        {
          window: Uuid,
          /** Behind the edge, as it was when the message was sent. */
          latencyMs: Type.Integer({ minimum: 0, maximum: 3_600_000 }),
          stalls: Type.Integer({ minimum: 0, maximum: 1000 }),
          framesShown: Type.Integer({ minimum: 0, maximum: 100_000 }),
          framesDropped: Type.Integer({ minimum: 0, maximum: 100_000 }),
        },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: 32 },
    ),
  },
  { additionalProperties: false },
);
export type PlaybackReport = Static<typeof PlaybackReport>;
/** Pages report so often at most; what comes sooner is not counted. */
export const PLAYBACK_EVERY_MS = 15_000;

/** Every message browser → service, and what it may hold: there is no other. */
export const LIVE_UP = { watch: WatchRequest, playback: PlaybackReport };
type Answers = { watch: [answer: (answer: WatchAnswer) => void] };
export type LiveUpMessages = {
  [Event in keyof typeof LIVE_UP]: (
    message: Static<(typeof LIVE_UP)[Event]>,
    ...answer: Event extends keyof Answers ? Answers[Event] : []
  ) => void;
};

/** What a timeline shows instead of a picture; `damaged`: something is kept that is not what the court says it captured ("không khớp dấu"). */
export const TimelineGap = Type.Object({
  from: Timestamp,
  to: Timestamp,
  cause: Type.Enum([...GAP_CAUSES, 'damaged', 'removed'] as const),
});
export type TimelineGap = Static<typeof TimelineGap>;

/** `GET /api/v1/hearings/{id}/timeline` */
export const Timeline = Type.Object({
  hearing: Uuid,
  version: Type.Integer(),
  stages: Type.Array(Type.Object({ stage: Type.String(), from: Timestamp, to: Type.Optional(Timestamp) })),
  sittings: Type.Array(Sitting),
  restrictions: Type.Array(Restriction),
  feeds: Type.Array(
    Type.Object({
      feed: Code,
      feedName: Type.String(),
      feedRole: Type.Enum(['panel', 'floor'] as const),
      /** Kept stretches that this viewer may replay. */
      recorded: Type.Array(Type.Object({ from: Timestamp, to: Timestamp })),
      /** Of these, what was a gap until it came, and when the last of it did. */
      filled: Type.Array(Type.Object({ from: Timestamp, to: Timestamp, filledAt: Timestamp })),
      gaps: Type.Array(TimelineGap),
    }),
  ),
});
export type Timeline = Static<typeof Timeline>;
