/** What an agent and the service say to each other over HTTP under `/ingest` (`interfaces.md` §3). */
import { type Static, Type } from 'typebox';
import { EventEnvelope } from '../event/envelope.ts';
import { Code, Sha256, Timestamp, Uuid } from '../primitives.ts';
import { Problem } from '../problem.ts';
import { Court, Feed, Room, Template } from '../registry.ts';

export const MAX_EVENTS_PER_CALL = 500;
export const MAX_EVENTS_BYTES = 1024 * 1024;

/** Answer of `POST /ingest/events`: one per event, in order. */
export const EventResult = Type.Union([
  Type.Object({ status: Type.Literal('accepted'), position: Type.Integer() }),
  Type.Object({ status: Type.Literal('duplicate'), position: Type.Integer() }),
  Type.Object({ status: Type.Literal('rejected'), problem: Problem }),
]);
export type EventResult = Static<typeof EventResult>;
/**
 * `lacksAfter`: the service was set back (restored from a copy): of this agent's events it has none after that sequence, though some
 * were confirmed ({@link CONFIRMED_HEADER}). Nothing of the call was taken then; the agent sends again what it still has, in order.
 */
export const EventsAnswer = Type.Object({
  results: Type.Array(EventResult),
  lacksAfter: Type.Optional(Type.Integer({ minimum: 0 })),
});
/** With each call of events: the greatest sequence of its own that was ever confirmed to the agent. */
export const CONFIRMED_HEADER = 'giamsat-confirmed';

/** First 64 bits of the SHA-256 of a public key, as two people can compare it over the telephone: `1a2b 3c4d 5e6f 7081`. */
export const Fingerprint = Type.String({ pattern: '^[0-9a-f]{4}( [0-9a-f]{4}){3}$' });

/**
 * `POST /ingest/enrol`: a machine registers its key by a one-time code (`enrolment-code.ts`). `proof`: a JWS by that key, with it in the
 * header as `jwk`, `typ` {@link ENROLMENT_TYPE}, over `{ sub: agent, code }`. 401: the code is not valid (any more).
 */
export const EnrolBody = Type.Object(
  {
    agent: Code,
    code: Type.String({ minLength: 1, maxLength: 40 }),
    proof: Type.String({ minLength: 1, maxLength: 2000 }),
  },
  { additionalProperties: false },
);
export const ENROLMENT_TYPE = 'giamsat-enrolment+jwt';
/** `audience`: what assertions must name. */
export const EnrolAnswer = Type.Object({ audience: Type.String(), fingerprint: Fingerprint });
export type EnrolAnswer = Static<typeof EnrolAnswer>;

export const KEY_ALGORITHM = 'Ed25519';
export const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
/** An assertion is good for so long after it was made, and a clock may be off by so much. */
export const ASSERTION_MS = 60_000;
export const CLOCK_TOLERANCE_MS = 30_000;
/**
 * `POST /ingest/token` (RFC 7523 §2.1, `application/x-www-form-urlencoded`): an assertion signed by the machine's key, `iss` and `sub` its
 * code, `aud` as {@link EnrolAnswer} gave it, with `iat`, `exp`, and a `jti` that is never used again.
 * 401 `wrong-clock` names both times; 401 `unauthenticated`: the key is not (any longer) known, or the assertion was used before.
 */
export const TokenBody = Type.Object(
  { grant_type: Type.Literal(JWT_BEARER), assertion: Type.String({ minLength: 1, maxLength: 2000 }) },
  { additionalProperties: false },
);
/** RFC 6749 §5.1; `expires_in` in seconds. */
export const TokenAnswer = Type.Object({
  access_token: Type.String(),
  token_type: Type.Literal('Bearer'),
  expires_in: Type.Integer({ minimum: 1 }),
});
export type TokenAnswer = Static<typeof TokenAnswer>;

/** `GET /ingest/time` */
export const TimeAnswer = Type.Object({ now: Timestamp });

/** A clerk who may sign in at the court's console while the line is down. */
export const ClerkVerifier = Type.Object({
  login: Type.String(),
  displayName: Type.String(),
  /** Argon2id, PHC format. */
  verifier: Type.String(),
  /** Seven days after it was handed out. */
  expiresAt: Timestamp,
});
export type ClerkVerifier = Static<typeof ClerkVerifier>;

/**
 * `GET /ingest/desk?cursor=`: all that the court needs to work by itself.
 * `courses` carry whole events (the agent merges by `{source}#{id}`); without a cursor everything of the court's
 * hearings of ± 7 days and every unended one. `registry` and `clerks` come whole whenever they changed since the cursor.
 */
export const DeskAnswer = Type.Object({
  /** Cursor for the next call. */
  through: Type.Integer(),
  upserts: Type.Array(EventEnvelope),
  /** Hearings that are of no concern any more. */
  removals: Type.Array(Uuid),
  /** True: the caller must drop everything that is not in `upserts` except its own unsent events. */
  whole: Type.Boolean(),
  registry: Type.Optional(
    Type.Object({ court: Court, rooms: Type.Array(Room), feeds: Type.Array(Feed), templates: Type.Array(Template) }),
  ),
  clerks: Type.Optional(Type.Array(ClerkVerifier)),
});
export type DeskAnswer = Static<typeof DeskAnswer>;

/** `PUT /ingest/feeds/{feed}/epochs/{epoch}` */
export const EpochStart = Type.Object({
  /** RFC 6381, `avc1.4d401e,mp4a.40.2`. */
  codecs: Type.String({ pattern: '^[A-Za-z0-9.,_-]{1,100}$' }),
  width: Type.Integer({ minimum: 16, maximum: 8192 }),
  height: Type.Integer({ minimum: 16, maximum: 8192 }),
  frameRate: Type.Number({ exclusiveMinimum: 0, maximum: 120 }),
  /** Duration of a part as the frame rate gives it: 200 at 25 fps, 208.333 at 24. */
  partTargetMs: Type.Number({ minimum: 20, maximum: 2000 }),
  gopMs: Type.Optional(Type.Number()),
  /** Added to the agent's own clock, constant within an epoch. */
  clockOffsetMs: Type.Number(),
  initSha256: Sha256,
});
export type EpochStart = Static<typeof EpochStart>;

/** `POST …/segments/{number}/close` */
export const SegmentClose = Type.Object({
  sha256: Sha256,
  bytes: Type.Integer({ minimum: 1 }),
  durationMs: Type.Number({ exclusiveMinimum: 0, maximum: 60_000 }),
});
export type SegmentClose = Static<typeof SegmentClose>;

/** `GET /ingest/feeds/{feed}/wanted?epoch=`: committed and missing here. */
export const WantedAnswer = Type.Object({
  wanted: Type.Array(Type.Object({ epoch: Uuid, number: Type.Integer(), sha256: Sha256 })),
});
export type WantedAnswer = Static<typeof WantedAnswer>;

/** Request header of a segment: wall-clock start of its first frame. */
export const SEGMENT_START_HEADER = 'giamsat-start';
/** Says of a segment that it follows for the recording, and is never to become live: after a start the service cannot tell by itself. */
export const SEGMENT_FOLLOWS_HEADER = 'giamsat-follows';

/** Health of one feed, as the agent sees it; every five seconds over the control socket. */
export const FeedVitals = Type.Object({
  feed: Code,
  state: Type.Enum(['starting', 'running', 'stalled', 'stopped'] as const),
  /** What leaves the agent: `live`, withheld with its cause, or nothing to send. */
  sending: Type.Enum(['live', 'cut', 'off'] as const),
  fps: Type.Optional(Type.Number()),
  kbps: Type.Optional(Type.Number()),
  keyIntervalMs: Type.Optional(Type.Number()),
  black: Type.Optional(Type.Boolean()),
  frozen: Type.Optional(Type.Boolean()),
  silent: Type.Optional(Type.Boolean()),
  /** RMS in dBFS. */
  levelDb: Type.Optional(Type.Number()),
  /** Arrives more slowly than real time. */
  slow: Type.Optional(Type.Boolean()),
  /** The decoder complains of damaged data. */
  garbage: Type.Optional(Type.Boolean()),
  /** Codes of `camera/finding.ts`; a code that a reader does not know is newer than the reader. */
  findings: Type.Optional(Type.Array(Type.String({ maxLength: 40 }), { maxItems: 40 })),
  /** The picture cannot be copied, and encoding anew is not configured: nothing is sent or kept; `findings` say why. */
  refused: Type.Optional(Type.Boolean()),
  /** The picture is encoded anew at the court. */
  transcoded: Type.Optional(Type.Boolean()),
  /** What the feed's capture costs, percent of one core, over the last seconds. */
  corePercent: Type.Optional(Type.Number()),
  restarts: Type.Integer(),
});
export type FeedVitals = Static<typeof FeedVitals>;

export const AgentVitals = Type.Object({
  agent: Code,
  at: Timestamp,
  version: Type.String(),
  /** When the agent began, by its corrected clock; absent of older ones. */
  startedAt: Type.Optional(Timestamp),
  feeds: Type.Array(FeedVitals, { maxItems: 64 }),
  spoolBytes: Type.Integer(),
  spoolOldestAt: Type.Optional(Timestamp),
  outboxLength: Type.Integer(),
  diskFreeBytes: Type.Integer(),
  clockOffsetMs: Type.Number(),
});
export type AgentVitals = Static<typeof AgentVitals>;

/** Namespace `/agents`, `auth: { token }`. Server → agent. */
export type AgentDownMessages = {
  /** There is more at the desk; urgent events (cuts) come inside. */
  desk: (message: { through: number; urgent: EventEnvelope[] }) => void;
  wanted: (message: { feed: string; epoch: string; number: number }) => void;
  /** How many watch the hearings of this court now, and no names (`design.md` rule 15). */
  presence: (message: { watching: Record<string, number> }) => void;
};
/** Agent → server. */
export type AgentUpMessages = { vitals: (vitals: AgentVitals) => void };
