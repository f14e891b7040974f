/** The tables of the audit as Kysely sees them. */
import type { ColumnType, Generated } from 'kysely';

/** Append-only: a trigger refuses updates and deletions. */
export interface AuditEntriesTable {
  id: Generated<number>;
  /** RFC 3339 with milliseconds. */
  at: string;
  kind: string;
  login: string | null;
  organisation: string | null;
  session: string | null;
  address: string | null;
  look: string | null;
  hearing: string | null;
  feed: string | null;
  action: string | null;
  reason: string | null;
  authorisation: string | null;
  /** Written as JSON text, read as an object. */
  detail: ColumnType<Record<string, unknown>, string, string>;
}
/** One link for each entry; hashes are 32 bytes. */
interface AuditChainTable {
  number: number;
  entry: number;
  prev_hash: Buffer;
  hash: Buffer;
}
/** One row: the chain's end. Locking it is the chain's lock. */
interface AuditHeadTable {
  one: Generated<boolean>;
  number: number;
  hash: Buffer;
}

export interface AuditTables {
  audit_entries: AuditEntriesTable;
  audit_chain: AuditChainTable;
  audit_head: AuditHeadTable;
}
