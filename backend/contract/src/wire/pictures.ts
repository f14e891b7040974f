/** The cut from the court's own offices: `/api/v1/pictures`. It tells of rooms, and not a word of who sits there. */
import { type Static, Type } from 'typebox';
import { EventRef } from '../event/envelope.ts';
import { Code, Line, Timestamp } from '../primitives.ts';

const opt = Type.Optional;
const strict = { additionalProperties: false };

/** `idle`: nobody sits. `withheld`: the hearing itself keeps the picture back, and why is not told. `on_air`: it may be watched. `cut`: from here. */
export const PICTURE_STATES = ['idle', 'withheld', 'on_air', 'cut'] as const;

export const RoomPicture = Type.Object({
  court: Code,
  courtShort: Type.String(),
  room: Code,
  roomName: Type.String(),
  state: Type.Enum(PICTURE_STATES),
  /** The province's cut that stands. */
  cut: opt(Type.Object({ event: EventRef, at: Timestamp })),
});
export type RoomPicture = Static<typeof RoomPicture>;

/** `GET /api/v1/pictures`: the rooms whose picture this viewer may cut. */
export const RoomPictures = Type.Object({ rooms: Type.Array(RoomPicture) });
export type RoomPictures = Static<typeof RoomPictures>;

/**
 * `POST /api/v1/pictures/{room}/cut` → 200 with the room as it is then. Repeated it is the same cut. 409 `conflict` where nobody sits.
 * Journaled as `feed.cut` of `/service`, so that the court cannot lift it.
 */
export const CutBody = Type.Object({ reason: opt(Line(200)) }, strict);

/** `POST /api/v1/pictures/{room}/lift`: names the very cut (`feed.reopened`); shown again after the five seconds. 409 where it does not stand. */
export const LiftBody = Type.Object({ cut: EventRef, reason: Line(200) }, strict);
