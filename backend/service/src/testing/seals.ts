/** Seals for tests: kept in the database, countersigned by whoever holds one of `witnesses`. */
import type { VerifierKey } from '@giamsat/proof/note';
import { createCheckpoints } from '../journal/checkpoints.ts';
import type { Journal } from '../journal/journal.ts';
import type { SealFault } from '../journal/sealer.ts';
import { createWitnesses } from '../journal/witnesses.ts';
import type { Clock } from '../platform/clock.ts';
import type { Sql } from '../platform/sql.ts';

export const testCheckpoints = (deps: {
  sql: Sql;
  journal: Pick<Journal, 'readStream'>;
  clock: Clock;
  witnesses?: readonly VerifierKey[];
  fault?: () => SealFault | undefined;
}) =>
  createCheckpoints({
    sql: deps.sql,
    journal: deps.journal,
    witnesses: createWitnesses({ sql: deps.sql, clock: deps.clock, keys: deps.witnesses ?? [] }),
    fault: deps.fault ?? (() => undefined),
  });
