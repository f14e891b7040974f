/** Administration: `/api/v1/admin/*` (courts, rooms, cameras, agents, organisations, accounts) and `/api/v1/audit`. */
import { type Static, Type } from 'typebox';
import { Code, Day, Line, Timestamp, Uuid } from '../primitives.ts';
import { Account, Agent, Court, Feed, Organisation, Room } from '../registry.ts';
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
      ...Type.Omit(Agent, ['tokenSha256']).properties,
      /** A token was given out. */
      enrolled: Type.Boolean(),
      /** Last sign of life of its control socket, where known. */
      lastSeenAt: opt(Timestamp),
    }),
  ),
});
export type AdminMachines = Static<typeof AdminMachines>;

/** `PUT /api/v1/admin/courts/{code}`, `…/rooms/{code}`, `…/feeds/{code}`, `…/agents/{code}` → 200 with the stored thing. */
export const CourtBody = Type.Omit(Court, ['code'], strict);
export const RoomBody = Type.Omit(Room, ['code'], strict);
export const FeedBody = Type.Omit(Feed, ['code'], strict);
export const AgentBody = Type.Omit(Agent, ['code', 'tokenSha256'], strict);
/** `POST /api/v1/admin/agents/{code}/token` → 201: the new token, shown this once; the old one ends. */
export const AgentToken = Type.Object({ token: Type.String() });

/** `GET /api/v1/admin/organisations`; `PUT …/{code}`. */
export const AdminOrganisations = Type.Object({ organisations: Type.Array(Organisation) });
export const OrganisationBody = Type.Omit(Organisation, ['code'], strict);

export const AdminAccount = Type.Object({
  ...Type.Omit(Account, ['passwordHash']).properties,
  locked: Type.Boolean(),
  hasPassword: Type.Boolean(),
  createdAt: Timestamp,
  /** Sessions that are open now. */
  sessions: Type.Integer(),
});
export type AdminAccount = Static<typeof AdminAccount>;
/** `GET /api/v1/admin/accounts`. */
export const AdminAccounts = Type.Object({ accounts: Type.Array(AdminAccount) });
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
  at: Timestamp,
  /** `session.opened`, `session.refused`, `look.started`, `look.ended`, `denied`, `account.changed` … */
  kind: Type.String(),
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
/** `GET /api/v1/audit?before=&kind=&login=&hearing=&limit=`, newest first. */
export const AuditAnswer = Type.Object({ entries: Type.Array(AuditEntry), next: opt(Type.Integer()) });
export type AuditAnswer = Static<typeof AuditAnswer>;

/** Query fields shared by lists. */
export const AuditQuery = Type.Object(
  {
    before: opt(Type.Integer({ minimum: 0 })),
    kind: opt(Line(60)),
    login: opt(Line(40)),
    hearing: opt(Uuid),
    from: opt(Day),
    limit: opt(Type.Integer({ minimum: 1, maximum: 200 })),
  },
  strict,
);
