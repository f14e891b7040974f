/** The tables of several nodes as Kysely sees them. */
import type { Generated } from 'kysely';
import type { Time } from './column-types.ts';

interface NodesTable {
  node: string;
  url: string;
  until: Time;
  leaving: Generated<boolean>;
}
interface FeedLeasesTable {
  feed: string;
  node: string | null;
  fence: number;
}

export interface NodeTables {
  nodes: NodesTable;
  feed_leases: FeedLeasesTable;
}
