/** What is derived of a hearing by folding its events: summary, sittings, restrictions, flags. */
import { type Static, Type } from 'typebox';
import { EventRef } from '../event/envelope.ts';
import { Participant, Person } from '../event/people.ts';
import { Code, Day, Timestamp, Uuid } from '../primitives.ts';
import { CaseType, Instance, Stage } from '../stage.ts';

/** Why picture or sound is withheld, gravest first. */
export const RESTRICTION_CAUSES = [
  'in_camera',
  'minor',
  'deliberation',
  'clerk',
  'not_permitted',
  'recess',
  'not_open',
] as const;
export const RestrictionCause = Type.Enum(RESTRICTION_CAUSES);
export type RestrictionCause = Static<typeof RestrictionCause>;

/**
 * A stretch in which picture or sound is withheld; `true` means withheld.
 * It runs `[from, to)`. It stays in force for live until `settlesAt`, the five seconds in which what lifts it can be taken back:
 * `isInForce(r, now)` = `r.from <= now && (r.to === undefined || now < r.settlesAt)`.
 * For recordings the question is whether `[from, to)` overlaps; a stretch with `settlesAt > now` counts as open-ended.
 */
export const Restriction = Type.Object({
  cause: RestrictionCause,
  picture: Type.Boolean(),
  sound: Type.Boolean(),
  from: Timestamp,
  to: Type.Optional(Timestamp),
  /** Present exactly when `to` is: recordedtime of the lifting event + 5 s. */
  settlesAt: Type.Optional(Timestamp),
  /** Absent: every camera of the hearing's room. */
  feeds: Type.Optional(Type.Array(Code)),
  /** The event that began it. */
  event: Type.Optional(EventRef),
  /** Only for what was not known at the time: from this moment on the court has released these recordings. */
  releasedAt: Type.Optional(Timestamp),
});
export type Restriction = Static<typeof Restriction>;

/**
 * Footage that was on air until something was known that would have withheld it: taken between the `time` and the `recordedtime`
 * of a late event, or before a hearing went in camera or a minor was flagged. Kept, and refused to all until `releasedAt`.
 */
export const ShownBeforeKnown = Type.Object({
  from: Timestamp,
  to: Timestamp,
  reason: Type.Enum(['late', 'in_camera', 'minor'] as const),
  event: EventRef,
  releasedAt: Type.Optional(Timestamp),
});
export type ShownBeforeKnown = Static<typeof ShownBeforeKnown>;

/** A stretch of one hearing in one courtroom (buổi). */
export const Sitting = Type.Object({
  /** The opening event. */
  id: EventRef,
  hearing: Uuid,
  /** Rooms in order; more than one after `hearing.moved`. The last is where it is. */
  rooms: Type.Array(Type.Object({ room: Code, from: Timestamp })),
  /**
   * Stretches `[from, to)` in which it held a room: what that room's feeds took then is this sitting's, and nothing else is.
   * A holder changes at the later of `time` and `recordedtime`; two stretches in one room have a gap of cause `off` between them.
   */
  holds: Type.Array(Type.Object({ room: Code, from: Timestamp, to: Type.Optional(Timestamp) })),
  from: Timestamp,
  to: Type.Optional(Timestamp),
  endedBy: Type.Optional(EventRef),
  /** False while another hearing's sitting holds the room: log only, no feed. */
  holdsRoom: Type.Boolean(),
});
export type Sitting = Static<typeof Sitting>;

/** Something in the course that a person should check ("trình tự cần kiểm tra"); never called a breach. */
export const Flag = Type.Object({
  code: Type.Enum([
    'unusual-order',
    'case-number-unmatched',
    'past-limit',
    'room-taken',
    'entered-late',
    'clock-doubtful',
    'correction-pending',
    'shown-before-known',
    'recording-damaged',
  ] as const),
  event: Type.Optional(EventRef),
  detail: Type.Optional(Type.String()),
});
export type Flag = Static<typeof Flag>;

export const CaseNumber = Type.Object({
  /** As it was given, in NFC. */
  raw: Type.String(),
  /** Normalised; absent where it does not match a known pattern. */
  normal: Type.Optional(Type.String()),
  kind: Type.Optional(Type.Enum(['accepted', 'trial_decision', 'judgment', 'other_decision'] as const)),
});
export type CaseNumber = Static<typeof CaseNumber>;

export const Permission = Type.Object({
  scope: Type.Enum(['whole', 'opening_and_pronouncing', 'picture_only'] as const),
  since: Timestamp,
  event: EventRef,
});

export const Outcome = Type.Object({
  kind: Type.Enum(['judgment', 'postponed', 'suspended', 'stayed', 'terminated', 'returned', 'cancelled'] as const),
  judgmentNo: Type.Optional(Type.String()),
  result: Type.Optional(Type.String()),
  reasonCode: Type.Optional(Type.String()),
  decisionNo: Type.Optional(Type.String()),
  nextStart: Type.Optional(Timestamp),
  until: Type.Optional(Timestamp),
  limitDate: Type.Optional(Day),
});

/** The state that `evolve` folds; independent of who looks, of the journal and of the registry. */
export const HearingState = Type.Object({
  id: Uuid,
  court: Code,
  room: Type.Optional(Code),
  /** Scheduled start; for a hearing known only by later events, its first event's time. */
  start: Timestamp,
  day: Day,
  caseNumbers: Type.Array(CaseNumber),
  caseType: Type.Optional(CaseType),
  instance: Type.Optional(Instance),
  title: Type.Optional(Type.String()),
  mode: Type.Enum(['in_person', 'online'] as const),
  publicity: Type.Enum(['public', 'in_camera'] as const),
  minor: Type.Boolean(),
  stage: Stage,
  stageSince: Timestamp,
  /** In recess or suspension: the stage it returns to; after an ending: the stage it ended from. */
  stageBefore: Type.Optional(Stage),
  /** In a deliberation on a decision and its pronouncing: the stage that it interrupts and may return to. */
  decisionFrom: Type.Optional(Stage),
  /** The sitting that the hearing's own course says is going on (`Sitting` says whether it holds the room). */
  sitting: Type.Optional(
    Type.Object({
      id: EventRef,
      room: Code,
      /** Opened, resumed or pronouncing in it; else log only. */
      open: Type.Boolean(),
      /** Moved to another room while open: `hearing.resumed` opens it there. */
      moved: Type.Boolean(),
    }),
  ),
  /** Announced end of recess, of suspension or of deliberation. */
  expectedEnd: Type.Optional(Timestamp),
  openedAt: Type.Optional(Timestamp),
  closedAt: Type.Optional(Timestamp),
  panel: Type.Array(Person),
  prosecutor: Type.Optional(Person),
  clerk: Type.Optional(Person),
  participants: Type.Array(Participant),
  permission: Type.Optional(Permission),
  outcome: Type.Optional(Outcome),
  minutesSignedAt: Type.Optional(Timestamp),
  parentHearingId: Type.Optional(Uuid),
  successorId: Type.Optional(Uuid),
  duplicateOf: Type.Optional(Uuid),
  adhoc: Type.Boolean(),
  flags: Type.Array(Flag),
});
export type HearingState = Static<typeof HearingState>;
