/** Raises versions of rows that an append changed without an event of their own. */
import { type CompiledQuery, sql } from 'kysely';
import type { Tx } from '../platform/sql.ts';

/** `outside`: what outsiders see changed as well. */
export type Raised = { id: string; outside: boolean; position: number };

export function versionsRaised(tx: Tx, raised: readonly Raised[]): CompiledQuery[] {
  if (raised.length === 0) return [];
  const update = sql`
    update hearings h set
      inside_version = greatest(h.inside_version, r.position),
      outside_version = case when r.outside then greatest(h.outside_version, r.position) else h.outside_version end
    from jsonb_to_recordset(${JSON.stringify(raised)}::jsonb) as r (id uuid, outside boolean, position bigint)
    where h.id = r.id`;
  return [update.compile(tx)];
}
