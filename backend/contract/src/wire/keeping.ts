/** How long a hearing's recordings are kept, what holds them, and their removal by decision: `/api/v1/hearings/{id}/keeping…`, `/api/v1/removals…`. */
import { type Static, Type } from 'typebox';
import { Code, Day, Line, Sha256, Timestamp, Uuid } from '../primitives.ts';
import { Bilingual, SheetCode } from './sheet.ts';

const opt = Type.Optional;
const strict = { additionalProperties: false };

/** A retention class ("thời hạn bảo quản"), data of the court. Without `years`: kept for good; else so long after the last picture. */
export const KeepingClass = Type.Object(
  { code: SheetCode, title: Bilingual, years: opt(Type.Integer({ minimum: 0, maximum: 200 })) },
  strict,
);
export type KeepingClass = Static<typeof KeepingClass>;

/** `PUT /api/v1/hearings/{id}/keeping` → 204. `version` is the one that was read, 0 where there was none; 409 where another was quicker. */
export const ClassBody = Type.Object(
  { class: SheetCode, version: Type.Integer({ minimum: 0 }), documentNo: opt(Line(80)), reason: Line(500) },
  strict,
);
export type ClassBody = Static<typeof ClassBody>;

/** `POST …/holds` → 204; `POST …/holds/{hold}/lift` → 204, 409 where it was lifted. */
export const HoldBody = Type.Object({ documentNo: Line(80), reason: Line(500) }, strict);
export type HoldBody = Static<typeof HoldBody>;

/** `POST …/removals` → 201 `Removal`: asks for it, and removes nothing. 409 while there is an obstacle. */
export const RemovalBody = Type.Object({ decisionNo: Line(80), decidedOn: Day, reason: Line(500) }, strict);
export type RemovalBody = Static<typeof RemovalBody>;

/** `POST /api/v1/removals/{id}/approve`: the list that was read; 409 when it is another. */
export const RemovalApproval = Type.Object({ digest: Sha256 }, strict);
/** `POST /api/v1/removals/{id}/stop`: before it began. */
export const RemovalStop = Type.Object({ reason: Line(500) }, strict);

/** Who must approve, whoever asked left aside. */
export const APPROVALS = 2;

/** Why nothing can be removed now. */
export const OBSTACLES = [
  'off',
  'not_ended',
  'unclassified',
  'permanent',
  'not_over',
  'held',
  'nothing_recorded',
  'asked',
] as const;
export type Obstacle = (typeof OBSTACLES)[number];

const Person = { login: Type.String(), displayName: Type.String(), at: Timestamp };

/** `changed`: the hearing's recordings are not those of the list any more. */
export const STOPS = [...OBSTACLES, 'changed'] as const;
export const REMOVAL_STATES = ['asked', 'approved', 'removing', 'removed', 'stopped'] as const;
export type RemovalState = (typeof REMOVAL_STATES)[number];

export const Removal = Type.Object({
  id: Uuid,
  hearing: Uuid,
  court: Code,
  courtShort: Type.String(),
  /** Absent where the hearing is closed to whoever asks. */
  title: opt(Type.String()),
  caseNumbers: opt(Type.Array(Type.String())),
  ...RemovalBody.properties,
  asked: Type.Object(Person),
  segments: Type.Integer(),
  bytes: Type.Integer(),
  from: Timestamp,
  to: Timestamp,
  /** Of the list of segments and their digests, which is all that is removed. */
  digest: Sha256,
  approvals: Type.Array(Type.Object(Person)),
  state: Type.Enum(REMOVAL_STATES),
  /** Approved by all: not before this. */
  beginsAt: opt(Timestamp),
  endedAt: opt(Timestamp),
  /** Stopped: by a person with a reason, or by the service. */
  stopped: opt(
    Type.Object({
      login: opt(Type.String()),
      displayName: opt(Type.String()),
      reason: opt(Type.String()),
      cause: opt(Type.Enum(STOPS)),
    }),
  ),
  mayApprove: Type.Boolean(),
  mayStop: Type.Boolean(),
});
export type Removal = Static<typeof Removal>;

/** `GET /api/v1/removals`: those that wait first, then the newest. */
export const Removals = Type.Object({ removals: Type.Array(Removal) });
export type Removals = Static<typeof Removals>;

export const Hold = Type.Object({
  id: Uuid,
  ...HoldBody.properties,
  ...Person,
  lifted: opt(Type.Object({ ...HoldBody.properties, ...Person })),
});
export type Hold = Static<typeof Hold>;

/** `GET /api/v1/hearings/{id}/keeping` */
export const Keeping = Type.Object({
  classes: Type.Array(KeepingClass),
  /** Absent: nobody classified it, and it is kept. */
  kept: opt(
    Type.Object({
      class: SheetCode,
      version: Type.Integer(),
      documentNo: opt(Type.String()),
      reason: Type.String(),
      ...Person,
    }),
  ),
  /** The last day on which its class keeps it; absent: for good. */
  through: opt(Day),
  holds: Type.Array(Hold),
  recorded: Type.Object({ segments: Type.Integer(), bytes: Type.Integer(), from: opt(Timestamp), to: opt(Timestamp) }),
  removals: Type.Array(Removal),
  obstacles: Type.Array(Type.Enum(OBSTACLES)),
  /** Puts holds, classifies, asks for removals; lifts holds. */
  mayChange: Type.Boolean(),
  mayLift: Type.Boolean(),
});
export type Keeping = Static<typeof Keeping>;
