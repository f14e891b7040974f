/** Signing in, who is signed in, and what concerns a person alone: `/api/v1/session`, `/api/v1/demo`, `/api/v1/me`. */
import { type Static, Type } from 'typebox';
import { Code, Day, Line, Timestamp, Uuid } from '../primitives.ts';
import { Organisation, Role } from '../registry.ts';

const opt = Type.Optional;
const strict = { additionalProperties: false };

/** Every request that changes something carries it; a page of another origin cannot send it without being asked first. */
export const CSRF_HEADER = 'giamsat-request';
/** Any value other than the empty one will do; this is the usual. */
export const CSRF_VALUE = '1';

export const Login = Type.String({ minLength: 1, maxLength: 40 });
export const Password = Type.String({ minLength: 1, maxLength: 256 });
/** What a new password must have at least. */
export const MIN_PASSWORD_LENGTH = 12;
export const NewPassword = Type.String({ minLength: MIN_PASSWORD_LENGTH, maxLength: 256 });

/** Six digits of the app, or a recovery code; spaces and dashes do not matter. */
export const FactorCode = Type.String({ minLength: 6, maxLength: 40 });

/**
 * `POST /api/v1/session` → 200 `SignInAnswer` and the cookie; 200 with `codeNeeded` and no cookie: the password is right, ask again with a
 * `code`; 401 `unauthenticated`, the same for every reason; 403 `second-factor-wrong`; 429 with Retry-After. `DELETE` → 204.
 */
export const SignIn = Type.Object({ login: Login, password: Password, code: opt(FactorCode) }, strict);
export type SignIn = Static<typeof SignIn>;

/**
 * `POST /api/v1/session/proof` → 204; 403 `proof-wrong`; 429. By `code` where a second factor is set up, else by `password`.
 * What answers 403 `proof-needed` is asked again afterwards.
 */
export const Proof = Type.Object({ password: opt(Password), code: opt(FactorCode) }, strict);
export type Proof = Static<typeof Proof>;

/** Menus and buttons follow these; the service decides again at every request. */
export const Permissions = Type.Object({
  /** Sees hearings at all: the wall, hearings of the day, a hearing. */
  hearings: Type.Boolean(),
  /** Reads session logs, and so searches them. */
  logs: Type.Boolean(),
  /** Keeps notes beside them. */
  notes: Type.Boolean(),
  /** Reads and changes courts, rooms, cameras, agents (a court administrator: of their own court). */
  machines: Type.Boolean(),
  /** Adds courts, which belong to nobody before. */
  addsCourts: Type.Boolean(),
  /** Cuts picture and sound of a room from here (a court's own offices: of their court), and lifts such a cut. */
  cuts: Type.Boolean(),
  /** Organisations and accounts. */
  accounts: Type.Boolean(),
  /** Reads authorisations. */
  authorisations: Type.Boolean(),
  /** Drafts authorisations: the court's office. */
  drafts: Type.Boolean(),
  /** Approves and revokes authorisations for the court, today. */
  approves: Type.Boolean(),
  /** Appoints those who do so in the chief judge's place. */
  appoints: Type.Boolean(),
  /** Reads the audit. */
  audit: Type.Boolean(),
  /** Puts up screens of meeting rooms. */
  screens: Type.Boolean(),
  /** Ends anybody's. */
  endsScreens: Type.Boolean(),
  /** Sees the journal's seals and who countersigned them. */
  seals: Type.Boolean(),
  /** Decides of removals of recordings, and lifts holds. */
  removals: Type.Boolean(),
  /** Reads figures of courts. */
  statistics: Type.Boolean(),
  /** Reads what was entered into case books (the court's administrator enters it). */
  caseBook: Type.Boolean(),
  /** Is told what is not in order, as far as it concerns them, and works on it. */
  alerts: Type.Boolean(),
  /** Sees how machines, cameras and nodes fare (a court's own offices: of their court). */
  system: Type.Boolean(),
  /** Sees how much room is left for recordings. */
  storage: Type.Boolean(),
  /** Makes reports of figures (a court's chief judge: of that court). */
  reports: Type.Boolean(),
  /** Imports the hearing list of their own court. */
  schedule: Type.Boolean(),
});
export type Permissions = Static<typeof Permissions>;

export const ViewerView = Type.Object({
  login: Type.String(),
  displayName: Type.String(),
  role: Role,
  organisation: Organisation,
  court: opt(Code),
  /** A meeting room's screen: shows the wall, the day and figures, and nothing else. */
  screen: Type.Boolean(),
  /** A code is asked for beside the password. */
  secondFactor: Type.Boolean(),
  /** Nothing is open before a second factor is set up. */
  mustEnrol: Type.Boolean(),
  permissions: Permissions,
});
export type ViewerView = Static<typeof ViewerView>;

/** `GET /api/v1/session` → always 200; without `viewer` nobody is signed in. */
export const SessionAnswer = Type.Object({
  /** The service's clock. */
  now: Timestamp,
  demo: Type.Boolean(),
  /** True until the first administrator has been made; the page then offers `/api/v1/first-administrator`. */
  unclaimed: Type.Boolean(),
  viewer: opt(ViewerView),
});
export type SessionAnswer = Static<typeof SessionAnswer>;

/** No error, since nothing went wrong: the first half of signing in with a second factor. Nobody is signed in by it. */
export const SignInAnswer = Type.Object({ ...SessionAnswer.properties, codeNeeded: opt(Type.Literal(true)) });
export type SignInAnswer = Static<typeof SignInAnswer>;

/** The one-time link is `/sign-in#first-administrator=TOKEN`. */
export const FIRST_ADMINISTRATOR_HASH = 'first-administrator';
/** `POST /api/v1/first-administrator` → 201. The link with the token stands in a file of the service's data folder, and works once within a day. */
export const FirstAdministrator = Type.Object(
  {
    token: Type.String({ minLength: 20, maxLength: 100 }),
    login: Type.String({ pattern: '^[a-z0-9][a-z0-9._-]{1,39}$' }),
    displayName: Line(120),
    password: NewPassword,
  },
  strict,
);

/** `GET /api/v1/demo/people`; only where the demo runs. */
export const DemoPeople = Type.Object({
  people: Type.Array(
    Type.Object({
      login: Type.String(),
      displayName: Type.String(),
      role: Role,
      organisation: Organisation,
      court: opt(Code),
      courtName: opt(Type.String()),
    }),
  ),
});
export type DemoPeople = Static<typeof DemoPeople>;
/** `POST /api/v1/demo/sign-in` → 200 `SessionAnswer`. */
export const DemoSignIn = Type.Object({ login: Login }, strict);

/** `GET /api/v1/me/sessions`; `DELETE /api/v1/me/sessions/{id}` → 204. */
export const MySessions = Type.Object({
  sessions: Type.Array(
    Type.Object({
      id: Uuid,
      current: Type.Boolean(),
      createdAt: Timestamp,
      lastSeenAt: Timestamp,
      /** When it ends whatever happens; absent for screens. */
      expiresAt: opt(Timestamp),
      address: Type.String(),
      userAgent: Type.String(),
    }),
  ),
});
export type MySessions = Static<typeof MySessions>;

/** `GET /api/v1/me/second-factor`; `DELETE` → 204, where the office does not need it. */
export const MySecondFactor = Type.Object({
  /** Absent: none. */
  since: opt(Timestamp),
  recoveryCodesLeft: Type.Integer(),
  /** The office needs it. */
  required: Type.Boolean(),
});
export type MySecondFactor = Static<typeof MySecondFactor>;
/** `POST /api/v1/me/second-factor` → 201: a secret for the app, shown this once. */
export const BegunSecondFactor = Type.Object({
  /** Base32, to be typed. */
  secret: Type.String(),
  /** `otpauth://totp/…`, to be shown as a QR code. */
  uri: Type.String(),
});
export type BegunSecondFactor = Static<typeof BegunSecondFactor>;
/** `PUT /api/v1/me/second-factor` → 200 `RecoveryCodes`; other sessions of the account end. 403 `second-factor-wrong`; 409 where nothing was begun. */
export const SecondFactorConfirmation = Type.Object({ code: FactorCode }, strict);
/** Ten, shown this once; `POST /api/v1/me/recovery-codes` → 201 gives new ones and ends the old. */
export const RecoveryCodes = Type.Object({ recoveryCodes: Type.Array(Type.String()) });
export type RecoveryCodes = Static<typeof RecoveryCodes>;

/** `PUT /api/v1/me/password` → 204; every other session of the account ends. 403 `proof-wrong`; 422 `password-…` for a weak one. */
export const PasswordChange = Type.Object({ current: Password, next: NewPassword }, strict);

export const LOOKED_AT = ['live', 'recording', 'log'] as const;
/** One look: who, for which organisation, on what authorisation, which hearing, from, to. */
export const Look = Type.Object({
  id: Uuid,
  login: Type.String(),
  displayName: Type.String(),
  organisation: Code,
  organisationName: Type.String(),
  what: Type.Enum(LOOKED_AT),
  hearing: Uuid,
  feed: opt(Code),
  court: opt(Code),
  courtShort: opt(Type.String()),
  day: opt(Day),
  /** Number of the document that allowed it; absent where the office itself does. */
  authorisation: opt(Type.String()),
  from: Timestamp,
  /** Absent while it lasts. */
  to: opt(Timestamp),
  /** Of a recording: which stretches of it were handed out, by the wall clock of the hearing; known when the look has ended. */
  stretches: opt(Type.Array(Type.Object({ from: Timestamp, to: Timestamp }))),
});
export type Look = Static<typeof Look>;
/** `GET /api/v1/me/looks?before=&limit=`, newest first; `next` is the `before` of the next page. */
export const Looks = Type.Object({ looks: Type.Array(Look), next: opt(Type.String()) });
export type Looks = Static<typeof Looks>;
/** `GET /api/v1/audit/looks?hearing=&before=&limit=`. `lasting`: names are told when the hearing has ended, and none of them is here. */
export const AuditLooks = Type.Object({ ...Looks.properties, lasting: opt(Type.Literal(true)) });
export type AuditLooks = Static<typeof AuditLooks>;
