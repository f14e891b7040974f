/** A way back in for the keeper of the machine: gives up a second factor when no other administrator is there to do it. */
import path from 'node:path';
import { createMemoryBus } from '../platform/bus.ts';
import { type Clock, rfc3339 } from '../platform/clock.ts';
import { PlainError } from '../platform/errors.ts';
import type { Logger } from '../platform/logger.ts';
import { createMetrics } from '../platform/metrics.ts';
import type { Sql } from '../platform/sql.ts';
import { createAudit } from './audit.ts';
import { createRightsChanges } from './changes.ts';
import { changeRights } from './context.ts';
import { createSeal, readSealKey, replaceSealKey, SEAL_KEY_FILE } from './seal.ts';

/** Stands in the audit for whoever holds the machine. */
const MACHINE = '/machine';

/**
 * Of one login, or of everybody (`--all`: after the key was lost; this node's key then counts). Their sessions end, the password is enough
 * until a new second factor is set up. A service that runs beside it notices within a second.
 * @throws PlainError for an unknown login, or one without a second factor
 */
export async function resetSecondFactor(
  deps: { sql: Sql; clock: Clock; logger: Logger; config: { dataDir: string; sealKeyFile: string | undefined } },
  whom: string,
): Promise<string[]> {
  const { sql, clock, logger, config } = deps;
  const all = whom === '--all';
  const audit = createAudit({ sql, clock, logger, metrics: createMetrics() });
  const changes = await createRightsChanges({ sql, bus: createMemoryBus({ logger }), logger });
  // Of one login nothing is opened or sealed.
  const seal = all
    ? createSeal(await readSealKey(config.sealKeyFile ?? path.join(config.dataDir, SEAL_KEY_FILE)))
    : undefined;
  try {
    return await changeRights({ sql, audit, changes }, { login: MACHINE }, async (tx) => {
      let query = tx.deleteFrom('second_factors');
      if (!all) query = query.where('login', '=', whom);
      const logins = (await query.returning('login').execute()).map((row) => row.login);
      if (!all && logins.length === 0) throw new PlainError(`There is no account "${whom}" with a second factor.`);
      if (logins.length > 0) {
        const ended = await tx
          .updateTable('sessions')
          .set({ ended_at: rfc3339(clock.now()), end_reason: 'signed-out' })
          .where('login', 'in', logins)
          .where('ended_at', 'is', null)
          .returning('id')
          .execute();
        for (const { id } of ended) await changes.record(tx, { session: id });
      }
      if (seal) await replaceSealKey(tx, seal);
      return { result: logins, kind: 'second-factor.reset', detail: { accounts: logins }, concerns: {} };
    });
  } finally {
    changes.close();
    await audit.close();
  }
}
