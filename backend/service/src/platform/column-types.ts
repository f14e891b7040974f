/** How columns of PostgreSQL come and go through Kysely. */
import type { ColumnType } from 'kysely';

/** Written as an object or as JSON text, read as an object. */
export type Json<T> = ColumnType<T, string, string>;
/** timestamptz: RFC 3339 with milliseconds. */
export type Time = string;
