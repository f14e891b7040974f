/** The tables as Kysely sees them: a mirror of `migrations/`, one interface per table. Each owner adds its own. */
import type { EventEnvelope } from '@giamsat/contract/event/envelope';
import type { Flag, HearingState, Restriction, ShownBeforeKnown, Sitting } from '@giamsat/contract/hearing/model';
import type { Generated } from 'kysely';
import type { AccessTables } from './access-tables.ts';
import type { AgentTables } from './agent-tables.ts';
import type { AlertTables } from './alert-tables.ts';
import type { AuditTables } from './audit-tables.ts';
import type { CheckpointTables } from './checkpoint-tables.ts';
import type { Json, Time } from './column-types.ts';
import type { ExportTables } from './export-tables.ts';
import type { HealthTables } from './health-tables.ts';
import type { KeepingTables } from './keeping-tables.ts';
import type { MediaTables } from './media-tables.ts';
import type { NodeTables } from './node-tables.ts';
import type { ReviewTables } from './review-tables.ts';
import type { ScheduleTables } from './schedule-tables.ts';
import type { SearchTables } from './search-tables.ts';
import type { StatisticsTables } from './statistics-tables.ts';

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
  unsettled: Generated<number>;
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

export interface Tables
  extends MediaTables,
    KeepingTables,
    AccessTables,
    AgentTables,
    AlertTables,
    AuditTables,
    CheckpointTables,
    ExportTables,
    HealthTables,
    NodeTables,
    ReviewTables,
    ScheduleTables,
    SearchTables,
    StatisticsTables {
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
}
