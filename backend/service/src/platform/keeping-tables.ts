/** The tables of keeping and removing as Kysely sees them; all but `removals` are append-only. */
import type { Time } from './column-types.ts';

interface KeepingClassesTable {
  hearing: string;
  version: number;
  class: string;
  document_no: string | null;
  reason: string;
  login: string;
  at: Time;
}
interface KeepingHoldsTable {
  id: string;
  hearing: string;
  document_no: string;
  reason: string;
  login: string;
  at: Time;
}
interface KeepingLiftsTable {
  hold: string;
  document_no: string;
  reason: string;
  login: string;
  at: Time;
}
interface RemovalsTable {
  id: string;
  hearing: string;
  court: string;
  decision_no: string;
  decided_on: string;
  reason: string;
  login: string;
  at: Time;
  segments: number;
  bytes: number;
  from_ms: number;
  to_ms: number;
  digest: string;
  state: 'asked' | 'approved' | 'removing' | 'removed' | 'stopped';
  approved_at: Time | null;
  ended_at: Time | null;
  ended_by: string | null;
  end_reason: string | null;
}
interface RemovalApprovalsTable {
  removal: string;
  login: string;
  at: Time;
  digest: string;
}
interface RemovalSegmentsTable {
  removal: string;
  feed: string;
  epoch: string;
  number: number;
  sha256: string;
}

export interface KeepingTables {
  keeping_classes: KeepingClassesTable;
  keeping_holds: KeepingHoldsTable;
  keeping_lifts: KeepingLiftsTable;
  removals: RemovalsTable;
  removal_approvals: RemovalApprovalsTable;
  removal_segments: RemovalSegmentsTable;
}
