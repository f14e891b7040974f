/** Alerts as work: what is not in order, since when, and what one's own body does about it; over the socket and `/api/v1/alerts`. */
import { type Static, Type } from 'typebox';
import { Code, Day, Timestamp, Uuid } from '../primitives.ts';

const opt = Type.Optional;
const strict = { additionalProperties: false };

/** One rule each, in `service/src/alerts/rules`; the words for them are the page's. */
export const ALERT_RULES = [
  'no-picture',
  'picture-black',
  'picture-frozen',
  'sound-missing',
  'picture-unscheduled',
  'not-cut',
  'not-recorded',
  'gap-open',
  'segment-damaged',
  'delayed',
  'order',
  'limit',
  'agent-missing',
  'clock-off',
  'disk-low',
  'authorisation-ending',
  'seal-late',
  'backup-late',
  /** One rule found more than is good for anybody: the rest is counted, not raised. */
  'too-many',
] as const;
export const AlertRule = Type.Enum(ALERT_RULES);
export type AlertRule = Static<typeof AlertRule>;

/** Gravest first. */
export const SEVERITIES = ['urgent', 'warning', 'notice'] as const;
export const Severity = Type.Enum(SEVERITIES);
export type Severity = Static<typeof Severity>;

export const MAX_COMMENT_LENGTH = 1000;
/** Nobody looks away for longer than a week. */
export const MAX_MUTE_MS = 7 * 86_400_000;

/** What one body made of an alert; other bodies have their own, and are not told of this one. */
const AlertWork = Type.Object({
  state: Type.Enum(['todo', 'taken', 'done'] as const),
  /** Who took it, or was given it; who finished it. Absent while it is to do. */
  by: opt(Type.String()),
  login: opt(Type.String()),
  at: opt(Timestamp),
  /** Until then it counts as nothing to do. */
  mutedUntil: opt(Timestamp),
  comments: Type.Integer(),
});
export type AlertWork = Static<typeof AlertWork>;

export const Alert = Type.Object({
  id: Uuid,
  rule: AlertRule,
  severity: Severity,
  /** The moment that it is about, which a link opens. */
  since: Timestamp,
  /** It ended by itself. */
  until: opt(Timestamp),
  ended: opt(Type.Enum(['cleared', 'hearing-over'] as const)),
  /** How often it came; more than once while it flaps. */
  times: Type.Integer(),
  court: opt(Code),
  courtShort: opt(Type.String()),
  room: opt(Code),
  roomName: opt(Type.String()),
  feed: opt(Code),
  feedName: opt(Type.String()),
  agent: opt(Code),
  /** Only for whom the hearing's row is open in full. */
  hearing: opt(
    Type.Object({
      id: Uuid,
      day: Day,
      title: opt(Type.String()),
      caseNumber: opt(Type.String()),
    }),
  ),
  /** Where it stands in the law. */
  basis: opt(Type.String()),
  /** Figures that the rule's words are filled with. */
  values: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()])),
  work: AlertWork,
});
export type Alert = Static<typeof Alert>;

/** The newest state of all alerts that an audience may see; equal digests mean equal lists, on every node. */
export const AlertList = Type.Object({ digest: Type.String(), alerts: Type.Array(Alert) });
export type AlertList = Static<typeof AlertList>;
/** From the list with the digest `from` to the one with `digest`; whoever has another asks again. */
export const AlertChanges = Type.Object({
  from: Type.String(),
  digest: Type.String(),
  upserts: Type.Array(Alert),
  removals: Type.Array(Uuid),
});
export type AlertChanges = Static<typeof AlertChanges>;

export const ALERT_DEEDS = [
  'raised',
  'again',
  'ended',
  'taken',
  'released',
  'handed',
  'commented',
  'muted',
  'unmuted',
  'done',
  'reopened',
] as const;

/** `GET /api/v1/alerts/{id}`: its history as far as it concerns one's own body, oldest first, and to whom one may hand it. */
export const AlertHistory = Type.Object({
  alert: Alert,
  records: Type.Array(
    Type.Object({
      number: Type.Integer(),
      what: Type.Enum(ALERT_DEEDS),
      at: Timestamp,
      /** Absent: it came or went by itself. */
      by: opt(Type.String()),
      text: opt(Type.String()),
      /** Whom it was handed to. */
      to: opt(Type.String()),
      until: opt(Timestamp),
    }),
  ),
  colleagues: Type.Array(Type.Object({ login: Type.String(), displayName: Type.String() })),
});
export type AlertHistory = Static<typeof AlertHistory>;

/**
 * `POST /api/v1/alerts/{id}/work` → 200 {@link AlertHistory}. The page makes `id`, so that sending twice is harmless.
 * 409 `conflict`: somebody else of the body took or finished it meanwhile, `state` being what the page showed.
 */
const Deed = { id: Uuid, state: AlertWork.properties.state };
export const AlertDeed = Type.Union([
  Type.Object({ ...Deed, what: Type.Enum(['taken', 'released', 'done', 'reopened', 'unmuted'] as const) }, strict),
  Type.Object({ ...Deed, what: Type.Literal('handed'), to: Type.String({ minLength: 1, maxLength: 40 }) }, strict),
  Type.Object(
    {
      ...Deed,
      what: Type.Literal('commented'),
      text: Type.String({ minLength: 1, maxLength: MAX_COMMENT_LENGTH, pattern: '\\S' }),
    },
    strict,
  ),
  Type.Object({ ...Deed, what: Type.Literal('muted'), until: Timestamp }, strict),
]);
export type AlertDeed = Static<typeof AlertDeed>;
