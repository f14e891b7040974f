/** The tables of statistics as Kysely sees them. */
import type { Time } from './column-types.ts';

/** Append-only: the highest version of a cell counts. */
export interface CaseBookEntriesTable {
  court: string;
  month: string;
  case_type: string;
  instance: string;
  version: number;
  at: Time;
  by_login: string;
  note: string | null;
  carried_over: number;
  accepted: number;
  disposed: number;
  stayed: number;
  overdue: number;
  quashed_subjective: number;
  quashed_objective: number;
  amended_subjective: number;
  amended_objective: number;
  defendants_carried_over: number | null;
  defendants_accepted: number | null;
  defendants_disposed: number | null;
}

/** Append-only. */
export interface StatisticsReportsTable {
  id: string;
  month: string;
  court: string | null;
  edition: number;
  at: Time;
  by_login: string;
  pdf: Buffer;
  xlsx: Buffer;
  pdf_sha256: string;
  xlsx_sha256: string;
}

export interface StatisticsTables {
  statistics_reports: StatisticsReportsTable;
  case_book_entries: CaseBookEntriesTable;
}
