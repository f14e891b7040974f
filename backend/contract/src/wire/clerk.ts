/** The clerk's console (served by the agent) under `/clerk/api`: what its page and the agent say to each other. */
import { type Static, Type } from 'typebox';
import { EventEnvelope, EventRef } from '../event/envelope.ts';
import { HearingState, Restriction, Sitting } from '../hearing/model.ts';
import { Code, Day, Line, Timestamp, Uuid } from '../primitives.ts';
import { Room, Template } from '../registry.ts';

/** `POST /clerk/api/session` → 204 with the cookie `giamsat-clerk-{agent}`; `GET` → `{ clerk? }`, who is signed in; `DELETE` signs out. */
export const ClerkSignIn = Type.Object({
  login: Type.String({ minLength: 1, maxLength: 40 }),
  password: Type.String({ minLength: 1, maxLength: 256 }),
});

/** One hearing as the console lists it. */
export const ClerkHearing = Type.Object({
  state: HearingState,
  sittings: Type.Array(Sitting),
  inForce: Type.Array(Restriction),
  /** The next lawful steps, the likeliest first; everything else stays reachable. */
  next: Type.Array(Type.String()),
});
export type ClerkHearing = Static<typeof ClerkHearing>;

/** A hearing that is closed to this clerk, as the province masks it: that it is there, where, and whether it holds its room. */
export const ClerkClosed = Type.Object({
  id: Uuid,
  room: Type.Optional(Code),
  day: Day,
  cause: Type.Enum(['in_camera', 'minor'] as const),
  holdsRoom: Type.Boolean(),
});
export type ClerkClosed = Static<typeof ClerkClosed>;

/** `GET /clerk/api/state`, and the data of each message of `GET /clerk/api/stream` (server-sent events). */
export const ClerkState = Type.Object({
  now: Timestamp,
  clerk: Type.Object({ login: Type.String(), displayName: Type.String() }),
  courtName: Type.String(),
  line: Type.Object({
    up: Type.Boolean(),
    /** The province does not take this machine's key: it has to be enrolled again. */
    unknown: Type.Optional(Type.Literal(true)),
    /** What this machine's own clock says, where it is more than a minute off; `now` is corrected by the province's. */
    machineClock: Type.Optional(Timestamp),
    /** Events not yet accepted by the province. */
    waiting: Type.Integer(),
    oldestAt: Type.Optional(Timestamp),
    /** Minutes of picture that the province does not have yet; absent below one. */
    pictureWaits: Type.Optional(Type.Integer()),
    /** While the line is down: hours of picture that this machine can still keep. */
    hoursLeft: Type.Optional(Type.Integer()),
    /** This machine's disk is full: nothing is recorded. */
    diskFull: Type.Optional(Type.Literal(true)),
    /** What the province did not take, until a clerk put it aside. */
    rejected: Type.Array(
      Type.Object({
        ref: EventRef,
        type: Type.String(),
        /** The last part of the problem's type: `invalid`, `wrong-court` … */
        code: Type.String(),
        detail: Type.String(),
        time: Timestamp,
        /** Absent where the event concerns a room or a camera. */
        hearing: Type.Optional(Uuid),
        data: Type.Record(Type.String(), Type.Unknown()),
        /** False for corrections and retractions: they are made anew from the course. */
        again: Type.Boolean(),
      }),
    ),
  }),
  rooms: Type.Array(
    Type.Object({
      room: Room,
      feeds: Type.Array(
        Type.Object({ feed: Code, name: Type.String(), camera: Type.String(), sending: Type.String() }),
      ),
      /** The hearing whose sitting holds the room. */
      holder: Type.Optional(Uuid),
      /** How many watch it; never who. */
      watching: Type.Integer(),
    }),
  ),
  hearings: Type.Array(ClerkHearing),
  closed: Type.Array(ClerkClosed),
  templates: Type.Array(Template),
  /** On air and 45 minutes without an event: is anybody there? Without an answer the agent cuts at `cutsAt`. */
  asks: Type.Optional(Type.Array(Type.Object({ hearing: Uuid, since: Timestamp, cutsAt: Timestamp }))),
});
export type ClerkState = Static<typeof ClerkState>;

/** `GET /clerk/api/hearings/{id}` */
export const ClerkCourse = Type.Object({
  hearing: ClerkHearing,
  /** Effective course: ordered, corrections applied; retracted ones are marked. */
  course: Type.Array(
    Type.Object({
      ref: EventRef,
      type: Type.String(),
      time: Timestamp,
      recordedtime: Timestamp,
      data: Type.Record(Type.String(), Type.Unknown()),
      retracted: Type.Boolean(),
      corrected: Type.Boolean(),
      /** False while it waits for the line. */
      sent: Type.Boolean(),
      /** The province did not take it; with the reason for which it was put aside, if it was. */
      rejected: Type.Optional(Type.Object({ aside: Type.Optional(Type.String()) })),
    }),
  ),
});
export type ClerkCourse = Static<typeof ClerkCourse>;

/**
 * `POST /clerk/api/hearings/{id}/events` → 201 `{ event }`. `time` only when entered late. 403 `closed`: the hearing is masked for this
 * clerk. 409 `conflict`: the id stands for something else; `kept` says what, and nothing was entered.
 */
export const ClerkEntry = Type.Object(
  {
    type: Type.String({ maxLength: 64 }),
    data: Type.Record(Type.String(), Type.Unknown()),
    time: Type.Optional(Timestamp),
    /** For corrections and retractions. */
    corrects: Type.Optional(EventRef),
    /** Makes the press idempotent: the event's id. */
    id: Type.Optional(Uuid),
  },
  { additionalProperties: false },
);
export type ClerkEntry = Static<typeof ClerkEntry>;
export const ClerkEntryAnswer = Type.Object({ event: EventEnvelope });

/**
 * `POST /clerk/api/hearings/{id}/clerk` → 201 `{ event }`: whoever is signed in takes the hearing over as its clerk, by a decision that
 * is named. It becomes `hearing.panel.changed`, and is the one thing that a clerk who sees the hearing masked may enter.
 */
export const ClerkTakeOver = Type.Object(
  { decisionNo: Line(80), id: Type.Optional(Uuid) },
  { additionalProperties: false },
);
export type ClerkTakeOver = Static<typeof ClerkTakeOver>;

/** `POST /clerk/api/rejected/aside` → 204: what the province did not take is put aside; the reason stays on the agent's record. */
export const ClerkAside = Type.Object(
  { ref: EventRef, reason: Type.String({ minLength: 1, maxLength: 500, pattern: '\\S' }) },
  { additionalProperties: false },
);

// `POST /clerk/api/hearings/{id}/present` → 204: the answer to what the agent asks after 45 minutes.

/** `POST /clerk/api/hearings` `{ data: hearing.scheduled's data }` → 201 `{ id }`: a hearing that was not on the list. */
export const ClerkAdhoc = Type.Object(
  { data: Type.Record(Type.String(), Type.Unknown()) },
  { additionalProperties: false },
);
