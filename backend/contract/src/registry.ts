/** The registry as data: courts with validity and succession, rooms, feeds, agents, and (in a seed file) people and organisations. */
import { type Static, type TSchema, Type } from 'typebox';
import { CaseBookEntry } from './case-book.ts';
import { Code, Day, Line, Sha256, Timestamp, Uuid } from './primitives.ts';
import { CaseType } from './stage.ts';

const opt = Type.Optional;
const Validity = { validFrom: opt(Day), /** Exclusive. */ validTo: opt(Day) };

export const Court = Type.Object({
  code: Code,
  /** Names over time; a hearing keeps the one valid on its day. */
  names: Type.Array(Type.Object({ name: Line(200), nameEn: opt(Line(200)), short: Line(40), ...Validity }), {
    minItems: 1,
  }),
  level: Type.Enum(['province', 'district', 'region'] as const),
  ...Validity,
});
export type Court = Static<typeof Court>;

export const Room = Type.Object({ code: Code, court: Code, name: Line(120), nameEn: opt(Line(120)), ...Validity });
export type Room = Static<typeof Room>;

export const Feed = Type.Object({
  code: Code,
  room: Code,
  name: Line(120),
  /** `panel` is shown first on the wall. */
  role: Type.Enum(['panel', 'floor'] as const),
});
export type Feed = Static<typeof Feed>;

/** Ed25519, `x` of its JWK (RFC 8037): base64url of 32 bytes. */
export const PublicKey = Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' });

/** A court's machine. Without a key it was never enrolled, or its key was revoked. */
export const Agent = Type.Object({
  code: Code,
  court: Code,
  name: opt(Line(120)),
  publicKey: opt(PublicKey),
  enrolledAt: opt(Timestamp),
});
export type Agent = Static<typeof Agent>;

export const ROLES = [
  'screen',
  'supervisor',
  'province_chief_judge',
  'court_chief_judge',
  'presiding_judge',
  'clerk',
  'prosecutor',
  'court_administrator',
  'auditor',
  'administrator',
] as const;
export const Role = Type.Enum(ROLES);
export type Role = Static<typeof Role>;

/** Offices that may put up a meeting room's screen; it shows live what they may see live, and nothing else. */
export const SCREEN_OFFICES = ['supervisor', 'court_chief_judge', 'province_chief_judge'] as const satisfies Role[];
export type ScreenOffice = (typeof SCREEN_OFFICES)[number];

export const Organisation = Type.Object({
  code: Code,
  name: Line(200),
  nameEn: opt(Line(200)),
  kind: Type.Enum(['oversight', 'court', 'procuracy', 'operator'] as const),
});
export type Organisation = Static<typeof Organisation>;

const Login = Type.String({ pattern: '^[a-z0-9][a-z0-9._-]{1,39}$' });

export const Account = Type.Object({
  /** Signs in with it. */
  login: Login,
  displayName: Line(120),
  role: Role,
  organisation: Code,
  /** For those who belong to one court: clerks, judges, a court's chief judge, prosecutors of that level. */
  court: opt(Code),
  /** Argon2id in PHC format; never the password. */
  passwordHash: opt(Type.String({ pattern: '^\\$argon2id\\$', maxLength: 400 })),
});
export type Account = Static<typeof Account>;

/** A limit that names nothing would open nothing. */
const Some = <T extends TSchema>(of: T) => Type.Array(of, { minItems: 1, maxItems: 200 });

/** A stored document by which an organisation may watch or read. */
export const Authorisation = Type.Object({
  documentNo: Line(80),
  issuedOn: Day,
  issuer: Line(200),
  organisation: Code,
  scope: Type.Object(
    {
      /** Absent: every court. */
      courts: opt(Some(Code)),
      rooms: opt(Some(Code)),
      caseTypes: opt(Some(CaseType)),
      hearings: opt(Some(Uuid)),
      /**
       * A written decision of the court: it opens to these accounts of the body alone, and lets them in behind the closed doors of the
       * hearings that it names one by one (names and log; picture and sound are nobody's there).
       */
      admits: opt(Some(Login)),
      /** What it opens. */
      live: Type.Boolean(),
      recordings: Type.Boolean(),
      logs: Type.Boolean(),
      exports: Type.Boolean(),
    },
    { additionalProperties: false },
  ),
  from: Day,
  /** Inclusive; absent: until revoked. */
  to: opt(Day),
});
export type Authorisation = Static<typeof Authorisation>;

/** Quick lines of the clerk's console. */
export const Template = Type.Object({
  code: Code,
  text: Line(300),
  textEn: opt(Line(300)),
  caseTypes: opt(Type.Array(Type.String())),
});
export type Template = Static<typeof Template>;

/** A seed file (`GIAMSAT_REGISTRY`), applied at boot; applying it twice changes nothing. */
export const RegistrySeed = Type.Object({
  courts: Type.Array(Court),
  successions: Type.Array(Type.Object({ from: Code, to: Code, on: Day })),
  rooms: Type.Array(Room),
  feeds: Type.Array(Feed),
  agents: Type.Array(
    Type.Object({
      ...Type.Omit(Agent, ['publicKey', 'enrolledAt']).properties,
      /** Of a one-time code (`enrolment-code.ts`), for an hour after each start until it is used. */
      enrolmentSha256: opt(Sha256),
    }),
  ),
  organisations: opt(Type.Array(Organisation)),
  accounts: opt(Type.Array(Account)),
  authorisations: opt(Type.Array(Authorisation)),
  templates: opt(Type.Array(Template)),
  /** What courts had entered elsewhere before; what has been entered here since stays. */
  caseBook: opt(Type.Array(CaseBookEntry)),
});
export type RegistrySeed = Static<typeof RegistrySeed>;
