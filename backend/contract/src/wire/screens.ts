/** Screens of meeting rooms: a code on the screen, confirmed on an entitled person's own device. */
import { type Static, Type } from 'typebox';
import { Line, Timestamp, Uuid } from '../primitives.ts';

const opt = Type.Optional;
const strict = { additionalProperties: false };

/** `POST /api/v1/screen-requests` → 201 with a cookie that binds the code to this browser; 429, 503. */
export const ScreenCode = Type.Object({
  /** Eight letters, `BCDF-GHJK`. */
  code: Type.String(),
  expiresAt: Timestamp,
});
export type ScreenCode = Static<typeof ScreenCode>;

/** `POST /api/v1/session/screen` → 200 `SessionAnswer` and the session's cookie once it was confirmed; 202 `ScreenWaiting`; 404: the code has expired. */
export const ScreenWaiting = Type.Object({ waiting: Type.Literal(true) });
export type ScreenWaiting = Static<typeof ScreenWaiting>;

const TypedCode = Type.String({ minLength: 8, maxLength: 20 });
/** `POST /api/v1/screens/look-up` → 200: which screen shows this code; 404 none; 429. */
export const ScreenLookUp = Type.Object({ code: TypedCode }, strict);
export const WaitingScreen = Type.Object({
  address: Type.String(),
  userAgent: Type.String(),
  since: Timestamp,
});
export type WaitingScreen = Static<typeof WaitingScreen>;

/** `POST /api/v1/screens` → 201 `Screen`; needs a proof. */
export const ScreenConfirmation = Type.Object({ code: TypedCode, name: Line(120) }, strict);

export const Screen = Type.Object({
  login: Type.String(),
  name: Type.String(),
  /** The body whose rights it shows by. */
  organisation: Type.String(),
  /** Name of whoever put it up. */
  confirmedBy: Type.String(),
  confirmedAt: Timestamp,
  /** Absent until it has signed in, a few seconds after it was confirmed. */
  address: opt(Type.String()),
  userAgent: opt(Type.String()),
  lastSeenAt: opt(Timestamp),
});
export type Screen = Static<typeof Screen>;
/** `GET /api/v1/screens`: mine; `GET /api/v1/admin/screens`: all. `DELETE /api/v1/screens/{login}` → 204: ended at once, by who put it up or by the court. */
export const ScreenList = Type.Object({ screens: Type.Array(Screen) });
export type ScreenList = Static<typeof ScreenList>;

export const SCREEN_PAGES = ['wall', 'today', 'statistics'] as const;
export type ScreenPage = (typeof SCREEN_PAGES)[number];
const Page = Type.Enum(SCREEN_PAGES);

/** What whoever put a screen up wants it to show: `PUT /api/v1/screens/{login}/steering` → 200 `ScreenRemote`; 403, 404. */
export const ScreenSteering = Type.Object(
  {
    /** `turning`: one page after the other, by itself. */
    page: Type.Enum(['turning', ...SCREEN_PAGES] as const),
    /** The hearing whose picture is large on the wall. */
    large: opt(Uuid),
    /** The hearing that is heard there; absent: none. */
    sound: opt(Uuid),
  },
  strict,
);
export type ScreenSteering = Static<typeof ScreenSteering>;
/** `GET /api/v1/screens/{login}/steering` → 200; 403 for another's screen, 404 for one that has ended. */
export const ScreenRemote = Type.Object({
  name: Type.String(),
  steering: ScreenSteering,
  /** Pages that it may show at this moment. */
  open: Type.Array(Page),
});
export type ScreenRemote = Static<typeof ScreenRemote>;
/** What is left of the wish under the rights of this moment, pushed to the screen: several pages turn by themselves. */
export const ScreenShows = Type.Object({
  pages: Type.Array(Page),
  large: opt(Uuid),
  sound: opt(Uuid),
});
export type ScreenShows = Static<typeof ScreenShows>;
