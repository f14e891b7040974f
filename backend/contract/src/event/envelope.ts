/** The envelope of every event: CloudEvents 1.0 in JSON, with the extensions of this house. */
import { type Static, Type } from 'typebox';
import { Timestamp } from '../primitives.ts';

/** Who recorded it: `/courts/lb/agents/lb-1`, `/courts/lb/systems/qlts`, `/service`. */
export const Source = Type.String({
  pattern: '^(/service|/courts/[a-z0-9-]{1,40}/(agents|systems)/[a-z0-9-]{1,40})$',
});

/** What it concerns: `hearings/{uuid}`, `rooms/{code}`, `feeds/{code}`, `courts/{code}`; `service/checkpoints` of the service itself. */
export const Subject = Type.String({
  pattern: '^(hearings/[0-9a-f-]{36}|service/checkpoints|(rooms|feeds|courts)/[a-z0-9]+(-[a-z0-9]+)*)$',
  maxLength: 80,
});

/** `{source}#{id}`: how one event refers to another. */
export const EventRef = Type.String({ pattern: '^/[a-z0-9/-]+#[\\x21-\\x7e]{1,64}$', maxLength: 200 });
export type EventRef = Static<typeof EventRef>;

export const EventEnvelope = Type.Object(
  {
    specversion: Type.Literal('1.0'),
    /** Unique within its source. */
    id: Type.String({ pattern: '^[\\x21-\\x7e]{1,64}$' }),
    source: Source,
    type: Type.String({ pattern: '^[a-z]+(\\.[a-z_]+)+$', maxLength: 64 }),
    subject: Subject,
    /** When it happened, at the court. */
    time: Timestamp,
    /** When it was entered at the source; equals `time` unless it was entered late. */
    recordedtime: Timestamp,
    /** Per source, growing by one, zero-padded to 12 digits. */
    sequence: Type.String({ pattern: '^\\d{12}$' }),
    /** The account or device that entered it. */
    recordedby: Type.Optional(Type.String({ minLength: 1, maxLength: 120 })),
    /** What the source added to its own clock, in milliseconds. */
    clockoffsetms: Type.Optional(Type.Integer({ minimum: -4e12, maximum: 4e12 })),
    /** The original event that a correction or retraction concerns, never another correction. */
    corrects: Type.Optional(EventRef),
    datacontenttype: Type.Optional(Type.Literal('application/json')),
    /** `urn:giamsat:hearing.opened:1` */
    dataschema: Type.Optional(Type.String({ pattern: '^urn:giamsat:[a-z._]+:\\d+$', maxLength: 100 })),
    /** Unknown members are kept. */
    data: Type.Record(Type.String(), Type.Unknown()),
  },
  { additionalProperties: false },
);
/** An event as it travels; `data` is checked against the catalogue by its `type`. */
export type EventEnvelope = Static<typeof EventEnvelope>;

export const eventRef = (event: Pick<EventEnvelope, 'source' | 'id'>): EventRef => `${event.source}#${event.id}`;
