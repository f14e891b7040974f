/** The tables of the journal's tree and its seals as Kysely sees them: append-only; hashes are 32 bytes, `…_at` RFC 3339. */

interface JournalTreeTable {
  band: number;
  index: number;
  hash: Buffer;
}
interface CheckpointsTable {
  size: number;
  root: Buffer;
  note: string;
  made_at: string;
}
interface CosignaturesTable {
  size: number;
  witness: string;
  key_id: string;
  line: string;
  signed_at: string;
  received_at: string;
}

export interface CheckpointTables {
  journal_tree: JournalTreeTable;
  checkpoints: CheckpointsTable;
  cosignatures: CosignaturesTable;
}
