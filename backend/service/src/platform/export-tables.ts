/** The table of exports as Kysely sees it. Moments of media are milliseconds since 1970; `…_at` are RFC 3339. */
import type { ExportReason } from '@giamsat/contract/wire/exports';
import type { Json, Time } from './column-types.ts';

/** What a file holds: `[first, last]` positions of the journal, and stretches by camera. */
export type ExportHolds = {
  positions: [number, number][];
  feeds: Record<string, { fromMs: number; toMs: number }[]>;
};

interface ExportsTable {
  id: string;
  kind: 'picture' | 'certified';
  hearing: string;
  court: string;
  day: string;
  login: string;
  organisation: string;
  session: string;
  document_no: string | null;
  feed: string | null;
  from_ms: number | null;
  to_ms: number | null;
  state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled' | 'removed';
  reason: ExportReason | null;
  done_bytes: number;
  total_bytes: number | null;
  sha256: string | null;
  holds: Json<ExportHolds> | null;
  attempts: number;
  node: string | null;
  seen_at: Time | null;
  created_at: Time;
  ended_at: Time | null;
  expires_at: Time | null;
}

export interface ExportTables {
  exports: ExportsTable;
}
