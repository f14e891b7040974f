/** The tables of alerts as Kysely sees them. */
import type { Generated } from 'kysely';
import type { Json, Time } from './column-types.ts';

/** Append-only. */
export interface AlertRecordsTable {
  number: number;
  id: string;
  alert: string;
  what: string;
  at: Time;
  organisation: string | null;
  login: string | null;
  data: Json<Record<string, unknown>>;
}
export interface AlertsTable {
  id: string;
  key: string;
  firing: boolean;
  version: number;
  ended_at: Time | null;
  state: Json<unknown>;
}
/** One row at most. */
export interface AlertLeaseTable {
  one: Generated<boolean>;
  node: string;
  until: Time;
}

export interface AlertTables {
  alert_records: AlertRecordsTable;
  alerts: AlertsTable;
  alert_lease: AlertLeaseTable;
}
