/** The tables as Kysely sees them: a mirror of `migrations/`, one interface per table. Each owner adds its own. */
import type { EventEnvelope } from '@giamsat/contract/event/envelope';
import type { Flag, HearingState, Restriction, ShownBeforeKnown, Sitting } from '@giamsat/contract/hearing/model';
import type { Authorisation, Role } from '@giamsat/contract/registry';
import type { AuthorisationChange, AuthorisationContent, DocumentType } from '@giamsat/contract/wire/authorisations';
import type { ColumnType, Generated } from 'kysely';
import type { AgentTables } from './agent-tables.ts';
import type { AuditTables } from './audit-tables.ts';
import type { MediaTables } from './media-tables.ts';

/** Written as an object or as JSON text, read as an object. */
export type Json<T> = ColumnType<T, string, string>;
/** timestamptz: RFC 3339 with milliseconds. */
export type Time = string;

/** One row: the journal's end. Locking it is the journal's lock. */
export interface JournalHeadTable {
  one: Generated<boolean>;
  next_position: number;
  service_sequence: number;
  accepted_at: Time;
}

export interface JournalTable {
  position: number;
  stream: string;
  seq: number;
  source: string;
  id: string;
  hash: Buffer;
  salt: Buffer | null;
  /** JCS text of the record's head, as it was hashed. */
  head: string;
  /** JCS text of the payload, as it was hashed. */
  payload: string | null;
  flags: string[];
}

/** One row. */
export interface RegistryStateTable {
  one: Generated<boolean>;
  revision: number;
  /** The journal's newest position when the registry last changed. */
  journal_position: number;
}
export interface CourtsTable {
  code: string;
  level: 'province' | 'district' | 'region';
  valid_from: string | null;
  valid_to: string | null;
}
export interface CourtNamesTable {
  court: string;
  name: string;
  name_en: string | null;
  short: string;
  valid_from: string | null;
  valid_to: string | null;
}
export interface CourtSuccessionsTable {
  from_court: string;
  to_court: string;
  on_day: string;
}
export interface RoomsTable {
  code: string;
  court: string;
  name: string;
  name_en: string | null;
  valid_from: string | null;
  valid_to: string | null;
}
export interface FeedsTable {
  code: string;
  room: string;
  name: string;
  role: 'panel' | 'floor';
}
export interface TemplatesTable {
  code: string;
  text: string;
  text_en: string | null;
  case_types: string[] | null;
}

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
}
/** Projections of the journal: rebuilt from it at any time. */
export interface HearingsTable {
  id: string;
  court: string;
  room: string | null;
  day: string;
  ended: boolean;
  seated: boolean;
  state: Json<HearingState>;
  sittings: Json<Sitting[]>;
  restrictions: Json<Restriction[]>;
  shown_before_known: Json<ShownBeforeKnown[]>;
  room_flags: Json<Flag[]>;
  room_shown: Json<ShownBeforeKnown[]>;
  inside_version: number;
  outside_version: number;
}
/** `from_at`, `to_at`, `opens_at`: RFC 3339 with milliseconds, as text. */
export interface HearingPresencesTable {
  hearing: string;
  ordinal: number;
  room: string;
  from_at: string;
  to_at: string | null;
}
export interface RoomHoldsTable {
  hearing: string;
  ordinal: number;
  sitting: string;
  room: string;
  from_at: string;
  to_at: string | null;
}
export interface RoomLinesTable {
  position: number;
  room: string;
  time_at: string;
  event: Json<EventEnvelope>;
  flags: string[];
}
export interface LiveWindowsTable {
  id: string;
  feed: string;
  hearing: string;
  sitting: string;
  from_at: string;
  opens_at: string;
  sound: boolean;
  minted_at: number;
  to_at: string | null;
  end_cause: string | null;
  ended_at: number | null;
  changed_at: number;
}

export interface Tables extends MediaTables, AgentTables, AuditTables {
  hearings: HearingsTable;
  hearing_presences: HearingPresencesTable;
  room_holds: RoomHoldsTable;
  live_windows: LiveWindowsTable;
  room_lines: RoomLinesTable;
  journal_head: JournalHeadTable;
  journal: JournalTable;
  registry_state: RegistryStateTable;
  courts: CourtsTable;
  court_names: CourtNamesTable;
  court_successions: CourtSuccessionsTable;
  rooms: RoomsTable;
  feeds: FeedsTable;
  templates: TemplatesTable;
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
}
