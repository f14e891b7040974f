/** Which node looks: a lease in the database, kept by renewing it, free for another when its node is gone. */
import { sql as query } from 'kysely';
import type { Sql } from '../platform/sql.ts';

export type Lease = {
  /** Whether this node holds it; asks the database only where the last answer is some seconds old. */
  hold(): Promise<boolean>;
  release(): Promise<void>;
};

const RENEW_MS = 3_000;
const LASTS_S = 10;

export function createLease({ sql, node }: { sql: Sql; node: string }): Lease {
  let held = false;
  let askedAt = Number.NEGATIVE_INFINITY;
  return {
    async hold() {
      if (performance.now() - askedAt < (held ? RENEW_MS : RENEW_MS / 3)) return held;
      askedAt = performance.now();
      held = false;
      // By the database's clock: the nodes' may differ.
      const { rows } = await query`
        insert into alert_lease (node, until) values (${node}, now() + make_interval(secs => ${LASTS_S}))
        on conflict (one) do update set node = excluded.node, until = excluded.until
        where alert_lease.node = excluded.node or alert_lease.until < now()
        returning node`.execute(sql);
      held = rows.length > 0;
      return held;
    },
    async release() {
      held = false;
      await sql.deleteFrom('alert_lease').where('node', '=', node).execute();
    },
  };
}
