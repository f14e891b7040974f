/** All event types with the schema of their `data` (`domain.md` §2, `interfaces.md` §1). Unknown members are kept. */
import { type Static, type TSchema, Type } from 'typebox';
import { Code, Day, Line, Sha256, Timestamp, Uuid } from '../primitives.ts';
import { CaseType, Instance } from '../stage.ts';
import { EventRef } from './envelope.ts';
import { Participant, Person } from './people.ts';

const opt = Type.Optional;
const open = <P extends Record<string, TSchema>>(properties: P) => Type.Object(properties);

export const REASON_CODES = [
  'PANEL_CHANGED',
  'PROSECUTOR_ABSENT',
  'DEFENDANT_ABSENT',
  'COUNSEL_ABSENT',
  'VICTIM_ABSENT',
  'PARTY_ABSENT_1ST',
  'WITNESS_ABSENT',
  'EXPERT_ABSENT',
  'INTERPRETER_ABSENT',
  'CLERK_ABSENT',
  'EVIDENCE_NEEDED',
  'EXPERT_RESULT',
  'VALUATION',
  'HEALTH_FORCE_MAJEURE',
  'SETTLEMENT',
  'LEGISLATION',
  'OTHER',
] as const;
const ReasonCode = Type.Enum(REASON_CODES);
const Reason = open({ reasonCode: ReasonCode, legalRef: opt(Line(120)), decisionNo: opt(Line(80)), note: opt(Line()) });

const Scheduled = open({
  court: Code,
  room: opt(Code),
  start: Timestamp,
  caseNumbers: Type.Array(Line(80), { maxItems: 20 }),
  title: Line(300),
  caseType: CaseType,
  instance: Instance,
  mode: opt(Type.Enum(['in_person', 'online'] as const)),
  publicity: opt(Type.Enum(['public', 'in_camera'] as const)),
  minor: opt(Type.Boolean()),
  panel: opt(Type.Array(Person, { maxItems: 12 })),
  prosecutor: opt(Person),
  clerk: opt(Person),
  participants: opt(Type.Array(Participant, { maxItems: 200 })),
  documentNo: opt(Line(80)),
  /** Entered by a clerk because it was not on the list. */
  adhoc: opt(Type.Boolean()),
  parentHearingId: opt(Uuid),
});

const Segment = Type.Object({
  number: Type.Integer({ minimum: 0 }),
  start: Timestamp,
  durationMs: Type.Number({ exclusiveMinimum: 0, maximum: 60_000 }),
  bytes: Type.Integer({ minimum: 1 }),
  sha256: Sha256,
});
export const GAP_CAUSES = ['cut', 'off', 'camera', 'agent', 'disk', 'clock', 'line'] as const;
export const GapCause = Type.Enum(GAP_CAUSES);
export const Gap = Type.Object({ from: Timestamp, to: Timestamp, cause: GapCause });
export type Gap = Static<typeof Gap>;

const Nothing = open({});

export const CATALOGUE = {
  'hearing.scheduled': Scheduled,
  'hearing.rescheduled': open({ start: Timestamp, room: opt(Code), reason: opt(Line()), documentNo: opt(Line(80)) }),
  'hearing.cancelled': open({ reason: opt(Line()), duplicateOf: opt(Uuid) }),
  'hearing.preparation.started': open({ room: Code, clerk: opt(Person) }),
  'hearing.sitting.started': open({ room: Code, reason: opt(Line()) }),
  'hearing.sitting.ended': open({ reason: opt(Line()) }),
  'hearing.attendance.recorded': open({ participants: Type.Array(Participant, { maxItems: 200 }) }),
  'hearing.participants.recorded': open({ participants: Type.Array(Participant, { maxItems: 200 }) }),
  'hearing.panel.changed': open({
    panel: Type.Array(Person, { maxItems: 12 }),
    prosecutor: opt(Person),
    clerk: opt(Person),
    reason: opt(Line()),
    /** By which somebody takes the place of another. */
    decisionNo: opt(Line(80)),
  }),
  'hearing.opened': open({
    panel: opt(Type.Array(Person, { maxItems: 12 })),
    prosecutor: opt(Person),
    decisionNo: opt(Line(80)),
  }),
  'hearing.rights.explained': open({ to: opt(Line(200)) }),
  'hearing.challenge.resolved': open({ target: Line(160), requestedBy: opt(Line(160)), result: Line(200) }),
  'hearing.publicity.changed': open({
    from: opt(Type.Enum(['public', 'in_camera'] as const)),
    to: Type.Enum(['public', 'in_camera'] as const),
    ground: opt(Line()),
  }),
  'hearing.minor.flagged': open({ who: Type.Enum(['defendant', 'victim', 'party', 'witness'] as const) }),
  'hearing.indictment.read': open({ indictmentNo: opt(Line(80)) }),
  'hearing.questioning.started': open({ askerRole: opt(Line(60)), respondent: opt(Line(160)) }),
  'hearing.questioning.resumed': open({ askerRole: opt(Line(60)), respondent: opt(Line(160)), reason: opt(Line()) }),
  'hearing.evidence.examined': open({ exhibit: Line(200) }),
  'hearing.debate.started': Nothing,
  'hearing.prosecutor.stated': open({ proposal: opt(Line(1000)) }),
  'hearing.last_words.started': open({ defendant: opt(Line(160)) }),
  'hearing.deliberation.started': open({
    purpose: opt(Type.Enum(['judgment', 'decision'] as const)),
    expectedPronouncement: opt(Timestamp),
  }),
  'hearing.pronouncing.started': open({ of: opt(Type.Enum(['judgment', 'decision'] as const)) }),
  'hearing.recess.started': open({ expectedEnd: opt(Timestamp), reason: opt(Line()) }),
  'hearing.recess.ended': Nothing,
  'hearing.suspended': Type.Intersect([Reason, open({ until: opt(Timestamp), limitDate: opt(Day) })]),
  'hearing.resumed': open({ room: opt(Code) }),
  'hearing.postponed': Type.Intersect([
    Reason,
    open({
      absent: opt(Type.Array(Line(160), { maxItems: 100 })),
      nextStart: opt(Timestamp),
      room: opt(Code),
      limitDate: opt(Day),
      successorId: opt(Uuid),
    }),
  ]),
  'hearing.case.stayed': Reason,
  'hearing.case.terminated': Reason,
  'hearing.case.returned': Reason,
  'hearing.judgment.pronounced': open({
    judgmentNo: opt(Line(80)),
    results: opt(Type.Array(open({ concerning: opt(Line(200)), result: Line(1000) }), { maxItems: 200 })),
    appealDeadlines: opt(Type.Array(open({ who: Line(120), until: Day }), { maxItems: 50 })),
  }),
  'hearing.closed': Nothing,
  'hearing.minutes.signed': open({ signers: opt(Type.Array(Line(120), { maxItems: 20 })) }),
  'hearing.minutes.amended': open({ amendment: Line(2000), by: opt(Line(160)) }),
  'hearing.moved': open({ room: Code, reason: opt(Line()) }),
  'hearing.title.changed': open({ title: Line(300) }),
  'hearing.note.recorded': open({ text: Line(2000) }),
  'hearing.agreement.recognised': open({ text: opt(Line(1000)), decisionNo: opt(Line(80)) }),
  'hearing.charge.changed': open({ from: opt(Line(200)), to: Line(200) }),
  'hearing.appeal.withdrawn': open({ by: Line(160), whole: opt(Type.Boolean()) }),
  'hearing.custody.decided': open({ concerning: opt(Line(160)), decision: Line(300) }),
  'hearing.transmission.permitted': open({
    ground: opt(Line()),
    scope: Type.Enum(['whole', 'opening_and_pronouncing', 'picture_only'] as const),
    objections: opt(Line()),
  }),
  'hearing.transmission.withdrawn': open({ reason: opt(Line()) }),
  'hearing.event.corrected': open({
    type: opt(Type.String()),
    time: opt(Timestamp),
    data: opt(Type.Record(Type.String(), Type.Unknown())),
    reason: opt(Line()),
  }),
  'hearing.event.retracted': open({ reason: opt(Line()) }),
  /** Subject: the hearing. Withholds picture and sound "theo lệnh Chủ tọa". */
  'feed.cut': open({ feeds: opt(Type.Array(Code, { maxItems: 16 })), order: Line(200), reason: opt(Line()) }),
  /** `lifts` names the very cut (`{source}#{id}`), or the lasting ground that a public stretch interrupts until `until`. */
  'feed.reopened': open({
    lifts: Type.Union([Type.Literal('in_camera'), Type.Literal('minor'), EventRef]),
    until: opt(Timestamp),
    reason: opt(Line()),
  }),
  /** Subject: the feed. The court's own statement of what was captured, each minute and at a sitting's end. */
  'recording.committed': open({
    feed: Code,
    epoch: Uuid,
    initSha256: Sha256,
    segments: Type.Array(Segment, { maxItems: 100 }),
    gaps: Type.Array(Gap, { maxItems: 100 }),
  }),
  'recording.backfilled': open({ feed: Code, epoch: Uuid, from: Timestamp, to: Timestamp }),
  'recording.released': open({ from: Timestamp, to: Timestamp, reason: Line() }),
  /** Said by the service: these recorded segments are not on the disk, or not as they came, or not what their court states. */
  'recording.damaged': open({
    feed: Code,
    epoch: Uuid,
    numbers: Type.Array(Type.Integer({ minimum: 0 }), { minItems: 1, maxItems: 100 }),
    from: Timestamp,
    to: Timestamp,
    found: Type.Enum(['missing', 'changed', 'stated-otherwise'] as const),
  }),
  /** Said by the service: these recorded segments are removed by a decision that two people approved. What they were, `recording.committed` tells still. */
  'recording.removed': open({
    removal: Uuid,
    decisionNo: Line(80),
    decidedOn: Day,
    reason: Line(500),
    feed: Code,
    epoch: Uuid,
    /** Both inclusive. */
    numbers: Type.Array(Type.Object({ from: Type.Integer({ minimum: 0 }), to: Type.Integer({ minimum: 0 }) }), {
      minItems: 1,
      maxItems: 500,
    }),
    from: Timestamp,
    to: Timestamp,
  }),
  'stream.started': open({
    camera: opt(Code),
    epoch: opt(Uuid),
    partTargetMs: opt(Type.Number({ minimum: 20, maximum: 2000 })),
  }),
  'stream.interrupted': open({ camera: opt(Code), cause: opt(Line(120)) }),
  'stream.restored': open({ camera: opt(Code), durationMs: opt(Type.Number({ minimum: 0 })) }),
  'stream.blocked': open({ camera: opt(Code), cause: opt(Line(120)) }),
  'stream.ended': open({ camera: opt(Code), cause: opt(Line(120)) }),
  'court.renamed': open({ name: Line(200), from: Day }),
  'court.succeeded': open({ by: Code, from: Day }),
  /** A hearing list of the court's administrator, and behind it, in the same append, the `events` that it made. `list`: the file's digest. */
  'court.schedule.imported': open({
    import: Uuid,
    list: Sha256,
    events: Type.Integer({ minimum: 0 }),
    from: Day,
    to: Day,
    added: Type.Integer({ minimum: 0 }),
    changed: Type.Integer({ minimum: 0 }),
    cancelled: Type.Integer({ minimum: 0 }),
  }),
  /** What that import did is taken back, but of `left` hearings. */
  'court.schedule.withdrawn': open({ import: Uuid, reason: Line(300), left: Type.Integer({ minimum: 0 }) }),
  /** `camera`: the feed that was added. */
  'room.changed': open({ name: opt(Line(120)), validTo: opt(Day), camera: opt(Code) }),
  /** Subject: `service/checkpoints`. From here on seals are signed by another key; `statement` as `@giamsat/proof/key-history` has it. */
  'checkpoint.key.introduced': open({
    number: Type.Integer({ minimum: 0 }),
    statement: Type.String({ maxLength: 2000 }),
  }),
  'alert.raised': open({ rule: Code, text: Line() }),
  'alert.settled': open({ alert: EventRef, by: Line(120), note: opt(Line()) }),
} as const satisfies Record<string, TSchema>;

export type EventType = keyof typeof CATALOGUE;
export type EventData<T extends EventType> = Static<(typeof CATALOGUE)[T]>;
export const EVENT_TYPES = Object.keys(CATALOGUE) as EventType[];
export const isEventType = (type: string): type is EventType => Object.hasOwn(CATALOGUE, type);
