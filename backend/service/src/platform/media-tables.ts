/** The tables of media as Kysely sees them. Moments are milliseconds since 1970, with a fraction; `…_at` are RFC 3339. */
import type { Generated, GeneratedAlways } from 'kysely';

interface MediaEpochsTable {
  feed: string;
  epoch: string;
  codecs: string;
  width: number;
  height: number;
  frame_rate: number;
  part_target_ms: number;
  gop_ms: number | null;
  clock_offset_ms: number;
  init_sha256: string;
  init: Buffer | null;
  has_audio: boolean | null;
  created_at: Generated<string>;
}
interface MediaSegmentsTable {
  arrival: GeneratedAlways<number>;
  feed: string;
  epoch: string;
  number: number;
  start_ms: number;
  duration_ms: number;
  bytes: number;
  sha256: string;
  has_audio: boolean;
  thumbnail: Generated<boolean>;
  stored_at: Generated<string>;
}
interface MediaCommittedTable {
  feed: string;
  epoch: string;
  number: number;
  start_ms: number;
  duration_ms: number;
  bytes: number;
  sha256: string;
  position: number;
}
interface MediaGapsTable {
  feed: string;
  from_ms: number;
  to_ms: number;
  cause: string;
  position: number;
}
interface MediaWindowsTable {
  id: string;
  part_target_ms: number;
  next_msn: number;
  next_part: number;
  next_init: number;
  discontinuities: number;
  updated_at: Generated<string>;
}

interface MediaDamageTable {
  feed: string;
  epoch: string;
  number: number;
  found: 'missing' | 'changed';
  found_at: string;
}
/** One row. */
interface MediaPatrolTable {
  one: Generated<boolean>;
  arrival: number;
  began_at: string;
  marked: boolean;
}

export interface MediaTables {
  media_damage: MediaDamageTable;
  media_patrol: MediaPatrolTable;
  media_epochs: MediaEpochsTable;
  media_segments: MediaSegmentsTable;
  media_committed: MediaCommittedTable;
  media_gaps: MediaGapsTable;
  media_windows: MediaWindowsTable;
}
