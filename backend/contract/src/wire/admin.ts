/** Administration: `/api/v1/admin/*` (courts, rooms, cameras, agents, organisations, accounts) and `/api/v1/audit`. */
import { type Static, Type } from 'typebox';
import { AUDIT_KIND_CODES, AUDIT_LANGUAGES } from '../audit-kinds.ts';
import { Code, Day, Sha256, Timestamp, Uuid } from '../primitives.ts';
import { Account, Agent, Court, Feed, Organisation, Room } from '../registry.ts';
import { Fingerprint } from './ingest.ts';
import { NewPassword } from './session.ts';

const opt = Type.Optional;
const strict = { additionalProperties: false };

/** `GET /api/v1/admin/machines`: everything, past names included; a court administrator gets their own court. */
export const AdminMachines = Type.Object({
  courts: Type.Array(Court),
  rooms: Type.Array(Room),
  feeds: Type.Array(Feed),
  agents: Type.Array(
    Type.Object({
      ...Type.Omit(Agent, ['publicKey']).properties,
      /** Of its key, as the machine showed it when it was enrolled; absent where it has none. */
      fingerprint: opt(Fingerprint),
      /** Last sign of life of its control socket, where known. */
      lastSeenAt: opt(Timestamp),
      /** What the agent then added to its machine's own clock, ms: positive where that one is slow. */
      clockOffsetMs: opt(Type.Number()),
    }),
  ),
});
export type AdminMachines = Static<typeof AdminMachines>;

/** `PUT /api/v1/admin/courts/{code}`, `…/rooms/{code}`, `…/feeds/{code}`, `…/agents/{code}` → 200 with the stored thing. */
export const CourtBody = Type.Omit(Court, ['code'], strict);
export const RoomBody = Type.Omit(Room, ['code'], strict);
export const FeedBody = Type.Omit(Feed, ['code'], strict);
export const AgentBody = Type.Omit(Agent, ['code', 'publicKey', 'enrolledAt'], strict);
/**
 * `POST /api/v1/admin/agents/{code}/enrolment` → 201: a one-time code, shown this once. Codes given before end; the machine's key stays
 * until another one is registered by the code. `POST …/{code}/revoke` → 200: its key ends, and what it opened with it.
 */
export const EnrolmentCode = Type.Object({ code: Type.String(), expiresAt: Timestamp });
export type EnrolmentCode = Static<typeof EnrolmentCode>;

/** `GET /api/v1/admin/organisations`; `PUT …/{code}`. */
export const AdminOrganisations = Type.Object({ organisations: Type.Array(Organisation) });
export const OrganisationBody = Type.Omit(Organisation, ['code'], strict);

export const AdminAccount = Type.Object({
  ...Type.Omit(Account, ['passwordHash']).properties,
  locked: Type.Boolean(),
  hasPassword: Type.Boolean(),
  secondFactor: Type.Boolean(),
  createdAt: Timestamp,
  /** Sessions that are open now. */
  sessions: Type.Integer(),
});
export type AdminAccount = Static<typeof AdminAccount>;
/** `GET /api/v1/admin/accounts`. */
export const AdminAccounts = Type.Object({ accounts: Type.Array(AdminAccount) });
/** `DELETE /api/v1/admin/accounts/{login}/second-factor` → 204: they sign in by password alone and set up a new one; not for oneself. */
/** `PUT /api/v1/admin/accounts/{login}` → 200; a change of role, court or lock is effective at once on open sockets. */
export const AccountBody = Type.Object(
  {
    ...Type.Omit(Account, ['login', 'passwordHash']).properties,
    locked: opt(Type.Boolean()),
    password: opt(NewPassword),
  },
  strict,
);
export type AccountBody = Static<typeof AccountBody>;

/** One line of the audit; it names hearings by id alone. */
export const AuditEntry = Type.Object({
  id: Type.Integer(),
  /** Its number in the chain. */
  number: Type.Integer(),
  at: Timestamp,
  /** `AuditKind`, or one of an earlier version. */
  kind: Type.String(),
  /** Who is not told before the hearing has ended: login, organisation, address and document are left out until then. */
  withheld: opt(Type.Literal(true)),
  login: opt(Type.String()),
  organisation: opt(Code),
  address: opt(Type.String()),
  hearing: opt(Uuid),
  feed: opt(Code),
  action: opt(Type.String()),
  reason: opt(Type.String()),
  authorisation: opt(Type.String()),
  detail: Type.Record(Type.String(), Type.Unknown()),
});
export type AuditEntry = Static<typeof AuditEntry>;
/** `GET /api/v1/audit?…` and `GET /api/v1/me/audit?before=&limit=`, newest first; `next` is the `before` of the next page. */
export const AuditAnswer = Type.Object({ entries: Type.Array(AuditEntry), next: opt(Type.Integer()) });
export type AuditAnswer = Static<typeof AuditAnswer>;

const auditFilter = {
  kind: opt(Type.Enum(AUDIT_KIND_CODES)),
  login: opt(Type.String({ pattern: '^[^\\u0000-\\u001f]{1,40}$' })),
  hearing: opt(Uuid),
  /** Calendar days in Ho Chi Minh City, both inclusive. */
  from: opt(Day),
  to: opt(Day),
};
export const AuditPage = Type.Object(
  {
    before: opt(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })),
    limit: opt(Type.Integer({ minimum: 1, maximum: 200 })),
  },
  strict,
);
export const AuditQuery = Type.Object({ ...auditFilter, ...AuditPage.properties }, strict);
export type AuditQuery = Static<typeof AuditQuery>;

/** More lines than this are not exported at once: 422, choose fewer days. */
export const MAX_EXPORTED_LINES = 100_000;
/** `GET /api/v1/audit/export.csv?…` → `text/csv` (RFC 4180, UTF-8 with a byte order mark), newest first. */
export const AuditExportQuery = Type.Object({ ...auditFilter, lang: opt(Type.Enum(AUDIT_LANGUAGES)) }, strict);

export const AUDIT_FAULTS = [
  'number-missing',
  'entry-missing',
  'hash-differs',
  'prev-hash-differs',
  'end-differs',
  'entry-unlinked',
] as const;
export type AuditFault = (typeof AUDIT_FAULTS)[number];
/** `GET /api/v1/audit/proof?from=`: a bounded stretch of the chain, judged as it is stored; whoever wants the whole goes on at `next`. */
export const AuditProof = Type.Object({
  /** Every entry holds up to and including this number. */
  through: Type.Integer(),
  /** Numbers there are. */
  of: Type.Integer(),
  /** Hash of number `through`: written down elsewhere, it shows later whether what came before was rewritten as a whole. */
  hash: Sha256,
  /** Absent at the end, and at a fault. */
  next: opt(Type.Integer()),
  /** Where it breaks: the number in the chain and the entry's id, as far as there is one. */
  fault: opt(Type.Object({ kind: Type.Enum(AUDIT_FAULTS), number: opt(Type.Integer()), entry: opt(Type.Integer()) })),
});
export type AuditProof = Static<typeof AuditProof>;
export const AuditProofQuery = Type.Object(
  { from: opt(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })) },
  strict,
);
