/** The life of an authorisation: `/api/v1/admin/authorisations/*`, and who approves in the chief judge's place: `/api/v1/admin/deputies`. */
import { type Static, Type } from 'typebox';
import { Code, type Day, Day as DaySchema, Line, Sha256, Timestamp, Uuid } from '../primitives.ts';
import { Authorisation } from '../registry.ts';

const opt = Type.Optional;
const strict = { additionalProperties: false };

/** What a signed document may be, told by its first bytes. */
export const DOCUMENT_TYPES = ['application/pdf', 'image/png', 'image/jpeg'] as const;
export type DocumentType = (typeof DOCUMENT_TYPES)[number];
export const MAX_DOCUMENT_BYTES = 10 * 1024 * 1024;
/** Of one authorisation, those that earlier versions had included: they are kept as they were. */
export const MAX_DOCUMENTS = 10;
export const MAX_DOCUMENTS_BYTES = 40 * 1024 * 1024;

export const Attachment = Type.Object({
  sha256: Sha256,
  mediaType: Type.Enum(DOCUMENT_TYPES),
  bytes: Type.Integer(),
});
export type Attachment = Static<typeof Attachment>;

/** Why, and by which notice; of the procuracy, whose right rests on statute, all three are required. */
export const Revocation = Type.Object(
  { reason: opt(Line(500)), noticeNo: opt(Line(80)), noticeOn: opt(DaySchema) },
  strict,
);
export type Revocation = Static<typeof Revocation>;

/** `POST /api/v1/admin/authorisations` → 201, a draft; `PUT …/{id}` changes a draft, and nothing else. */
export const AuthorisationBody = Type.Object(
  {
    ...Authorisation.properties,
    /** The one in whose place it comes, of the same body: that one holds no longer as soon as this one does. */
    replaces: opt(Uuid),
  },
  strict,
);
export type AuthorisationBody = Static<typeof AuthorisationBody>;

/** What can differ from version to version. */
const Content = Type.Object({
  ...AuthorisationBody.properties,
  attachment: opt(Attachment),
  revocation: opt(Revocation),
  /** From this day on another one holds in its place. */
  supersededOn: opt(DaySchema),
  supersededBy: opt(Uuid),
});
export type AuthorisationContent = Static<typeof Content>;

export const AdminAuthorisation = Type.Object({
  id: Uuid,
  /** Grows with every change; what is approved is one version. */
  version: Type.Integer(),
  ...Content.properties,
  enteredBy: Type.String(),
  enteredAt: Timestamp,
  /** Everybody who wrote something of the draft; none of them approves it. */
  drafters: Type.Array(Type.String()),
  withdrawnBy: opt(Type.String()),
  withdrawnAt: opt(Timestamp),
  /** It opens nothing before. */
  approvedBy: opt(Type.String()),
  approvedAt: opt(Timestamp),
  revokedBy: opt(Type.String()),
  revokedAt: opt(Timestamp),
});
export type AdminAuthorisation = Static<typeof AdminAuthorisation>;

/** `GET /api/v1/admin/authorisations`, newest first. */
export const AdminAuthorisations = Type.Object({ authorisations: Type.Array(AdminAuthorisation) });
export type AdminAuthorisations = Static<typeof AdminAuthorisations>;

/**
 * `POST …/{id}/approve`: the version that was read; 409 when there is a newer one. `POST …/{id}/revoke`: a `Revocation`.
 * `POST …/{id}/withdraw`: no body. Each → 200 with the authorisation.
 */
export const Approval = Type.Object({ version: Type.Integer({ minimum: 1 }) }, strict);

export const CHANGES = ['drafted', 'changed', 'attached', 'withdrawn', 'approved', 'revoked', 'superseded'] as const;
export type AuthorisationChange = (typeof CHANGES)[number];
/** `GET …/{id}/history`, oldest first. */
export const AuthorisationHistory = Type.Object({
  versions: Type.Array(
    Type.Object({
      version: Type.Integer(),
      at: Timestamp,
      login: Type.String(),
      /** Absent where no account did it: a seed file. */
      displayName: opt(Type.String()),
      what: Type.Enum(CHANGES),
      content: Content,
    }),
  ),
});
export type AuthorisationHistory = Static<typeof AuthorisationHistory>;

/**
 * `GET …/{id}/opens`: today's hearings that it would open if it held today, as far as whoever asks may see them: to one who
 * reads no hearings they are places alone, closed ones like all others.
 */
export const Opens = Type.Object({
  day: DaySchema,
  hearings: Type.Array(
    Type.Object({
      court: Code,
      courtShort: Type.String(),
      roomName: opt(Type.String()),
      /** Seen from outside it is closed: nothing more is told of it, and nothing is opened but the fact. */
      closed: opt(Type.Enum(['in_camera', 'minor'] as const)),
      start: opt(Timestamp),
      caseNumbers: opt(Type.Array(Type.String())),
      title: opt(Type.String()),
    }),
  ),
});
export type Opens = Static<typeof Opens>;

/** One who approves and revokes in the chief judge's place. */
export const Deputy = Type.Object({
  id: Uuid,
  login: Type.String(),
  displayName: Type.String(),
  /** Of the decision that appoints. */
  documentNo: Line(80),
  from: DaySchema,
  /** Inclusive. */
  to: DaySchema,
  appointedBy: Type.String(),
  appointedAt: Timestamp,
  endedBy: opt(Type.String()),
  endedAt: opt(Timestamp),
});
export type Deputy = Static<typeof Deputy>;
/** `GET /api/v1/admin/deputies`, newest first, with the accounts that can be appointed; `POST` → 201; `POST …/{id}/end` → 200, effective at once. */
export const Deputies = Type.Object({
  deputies: Type.Array(Deputy),
  candidates: Type.Array(Type.Object({ login: Type.String(), displayName: Type.String() })),
});
export type Deputies = Static<typeof Deputies>;
export const DeputyBody = Type.Object(
  { login: Deputy.properties.login, documentNo: Line(80), from: DaySchema, to: DaySchema },
  strict,
);
export type DeputyBody = Static<typeof DeputyBody>;

export const AUTHORISATION_STATES = ['draft', 'pending', 'inForce', 'expired', 'revoked', 'withdrawn'] as const;
export type AuthorisationState = (typeof AUTHORISATION_STATES)[number];
type Dated = Pick<AdminAuthorisation, 'from' | 'to' | 'supersededOn' | 'approvedAt' | 'revokedAt' | 'withdrawnAt'>;
/** Where it stands on that day in Ho Chi Minh City. */
export function authorisationState(one: Dated, day: Day): AuthorisationState {
  if (one.withdrawnAt !== undefined) return 'withdrawn';
  if (one.revokedAt !== undefined) return 'revoked';
  if (one.approvedAt === undefined) return 'draft';
  if ((one.to !== undefined && one.to < day) || (one.supersededOn !== undefined && one.supersededOn <= day)) {
    return 'expired';
  }
  return day < one.from ? 'pending' : 'inForce';
}
