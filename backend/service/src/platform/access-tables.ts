/** The tables of access as Kysely sees them: people, bodies and documents, sessions and second factors, screens. */
import type { Authorisation, Role, ScreenOffice } from '@giamsat/contract/registry';
import type { AuthorisationChange, AuthorisationContent, DocumentType } from '@giamsat/contract/wire/authorisations';
import type { ScreenSteering } from '@giamsat/contract/wire/screens';
import type { ColumnType, Generated } from 'kysely';
import type { Json, Time } from './column-types.ts';

export interface OrganisationsTable {
  code: string;
  name: string;
  name_en: string | null;
  kind: 'oversight' | 'court' | 'procuracy' | 'operator';
}
export interface AccountsTable {
  login: string;
  display_name: string;
  role: Role;
  organisation: string;
  court: string | null;
  password_hash: string | null;
  locked: Generated<boolean>;
  created_at: Generated<Time>;
}
export interface AuthorisationsTable {
  id: string;
  document_no: string;
  issued_on: string;
  issuer: string;
  organisation: string;
  scope: Json<Authorisation['scope']>;
  valid_from: string;
  /** Inclusive. */
  valid_to: string | null;
  entered_by: string;
  entered_at: Generated<Time>;
  approved_by: string | null;
  approved_at: Time | null;
  revoked_by: string | null;
  revoked_at: Time | null;
  version: Generated<number>;
  replaces: string | null;
  superseded_on: string | null;
  superseded_by: string | null;
  document_sha256: string | null;
  withdrawn_by: string | null;
  withdrawn_at: Time | null;
  revoked_reason: string | null;
  revoked_notice_no: string | null;
  revoked_notice_on: string | null;
}
/** Append-only, as are the versions: triggers refuse updates and deletions. */
export interface AuthorisationDocumentsTable {
  authorisation: string;
  sha256: string;
  media_type: DocumentType;
  content: Buffer;
  attached_by: string;
  attached_at: Time;
}
export interface AuthorisationVersionsTable {
  authorisation: string;
  version: number;
  at: Time;
  login: string;
  what: AuthorisationChange;
  content: Json<AuthorisationContent>;
}
export interface DeputiesTable {
  id: string;
  login: string;
  document_no: string;
  valid_from: string;
  /** Inclusive. */
  valid_to: string;
  appointed_by: string;
  appointed_at: Time;
  ended_by: string | null;
  ended_at: Time | null;
}
export interface SessionsTable {
  token_sha256: string;
  id: string;
  login: string;
  created_at: Time;
  last_seen_at: Time;
  expires_at: Time | null;
  idle_ms: number | null;
  address: string;
  user_agent: string;
  ended_at: Time | null;
  end_reason: 'signed-out' | 'expired' | 'locked' | null;
  /** When who holds it last proved who they are. */
  proved_at: Time | null;
}
/** One row. */
export interface SealKeyTable {
  one: Generated<boolean>;
  mac: Buffer;
}
export interface SecondFactorsTable {
  login: string;
  secret: Buffer | null;
  confirmed_at: Time | null;
  last_step: number | null;
  failures: Generated<number>;
  begun: Buffer | null;
  begun_at: Time | null;
}
export interface RecoveryCodesTable {
  login: string;
  mac: Buffer;
}
export interface ScreensTable {
  login: string;
  office: ScreenOffice;
  confirmed_by: string;
  confirmed_at: Time;
  page: Generated<ScreenSteering['page']>;
  large: string | null;
  sound: string | null;
}
export interface ScreenRequestsTable {
  secret_sha256: string;
  code_mac: Buffer;
  address: string;
  user_agent: string;
  created_at: Time;
  expires_at: Time;
  login: string | null;
}
export interface AttemptsTable {
  key: Buffer;
  /** Milliseconds. */
  times: ColumnType<string[], number[], number[]>;
  last_at: number;
}
export interface AccessHeadTable {
  one: Generated<boolean>;
  revision: number;
}
export interface AccessChangesTable {
  revision: number;
  at: Generated<Time>;
  login: string | null;
  organisation: string | null;
  session: string | null;
}
export interface FirstAdministratorTable {
  one: Generated<boolean>;
  token_sha256: string;
  expires_at: Time | null;
}

export interface AccessTables {
  organisations: OrganisationsTable;
  accounts: AccountsTable;
  authorisations: AuthorisationsTable;
  authorisation_documents: AuthorisationDocumentsTable;
  authorisation_versions: AuthorisationVersionsTable;
  deputies: DeputiesTable;
  sessions: SessionsTable;
  access_head: AccessHeadTable;
  access_changes: AccessChangesTable;
  first_administrator: FirstAdministratorTable;
  seal_key: SealKeyTable;
  second_factors: SecondFactorsTable;
  recovery_codes: RecoveryCodesTable;
  screens: ScreensTable;
  screen_requests: ScreenRequestsTable;
  attempts: AttemptsTable;
}
