/** What came out of the watched folders of courts, as Kysely sees it. */
import type { ListFile } from '@giamsat/contract/wire/schedule';
import type { Json, Time } from './column-types.ts';

export interface ScheduleFilesTable {
  court: string;
  name: string;
  sha256: string;
  modified_ms: number;
  at: Time;
  outcome: ListFile['outcome'];
  import: string | null;
  refusal: NonNullable<ListFile['refusal']> | null;
  wrong: number;
  lines: Json<ListFile['lines']>;
}

export interface ScheduleTables {
  schedule_files: ScheduleFilesTable;
}
