/** The journal's seals as exports need them: one over what was recorded up to now, and the key that made it. */

import { setTimeout as pause } from 'node:timers/promises';
import { keyForSize } from '@giamsat/proof/key-history';
import { noteOf } from '@giamsat/proof/note';
import { openCheckpointKey, readKeyHistory } from '../../journal/checkpoint-key.ts';
import type { Checkpoints } from '../../journal/checkpoints.ts';
import type { Journal } from '../../journal/journal.ts';
import type { Sealer } from '../../journal/sealer.ts';
import { proveInclusion } from '../../journal/tree.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Sql } from '../../platform/sql.ts';
import type { Seals } from './sources.ts';

/** Another node may be sealing. */
const TRIES = 20;
const BETWEEN_MS = 500;

export function createExportSeals(deps: {
  sql: Sql;
  journal: Pick<Journal, 'appendOwn' | 'readStream' | 'head'>;
  sealer: Pick<Sealer, 'seal'>;
  checkpoints: Pick<Checkpoints, 'newest'>;
  keyFile: string;
  clock: Clock;
}): Seals {
  const { sql, journal, sealer, checkpoints, clock } = deps;
  const signerNow = async () => {
    const opened = await openCheckpointKey({ file: deps.keyFile, journal, clock });
    if (typeof opened === 'string') throw new Error(`nothing can be signed: ${opened}`);
    return opened;
  };
  return {
    async checkpoint(through) {
      for (let n = 0; n < TRIES; n++) {
        const { checkpoint } = await checkpoints.newest();
        const { signer, history } = await signerNow();
        // Sealed so far, and by the key that will sign the statement.
        const sealed = checkpoint && checkpoint.size > through ? checkpoint : undefined;
        const made = sealed && keyForSize(history.keys, sealed.size);
        if (sealed && made?.key.keyId === signer.key.keyId) {
          return { note: sealed.note, origin: made.origin, size: sealed.size };
        }
        if ((await sealer.seal()) === 'stopped') break;
        if (n > 0) await pause(BETWEEN_MS);
      }
      throw new Error('the journal is not sealed');
    },
    async paths(positions, size) {
      const proofs = await proveInclusion(sql, size, [...positions]);
      return proofs.map(({ path }) => path.map((hash) => Buffer.from(hash).toString('hex')));
    },
    keys: async () => (await readKeyHistory(journal))?.notes ?? [],
    async sign(text) {
      const { signer } = await signerNow();
      return noteOf({ text, signatures: [signer.sign(text, clock.now())] });
    },
  };
}
