/** The keys that are not in a copy: whether those that are here fit what was restored, and what to do where they do not. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { HistoricalKey } from '@giamsat/proof/key-history';
import { SIGNATURE_TYPES } from '@giamsat/proof/note';
import { createNoteSigner } from '@giamsat/proof/note-signing';
import { claimSealKey, createSeal, readSealKey, SEAL_KEY_FILE } from '../access/seal.ts';
import { CHECKPOINT_KEY_FILE, readKey } from '../journal/checkpoint-key.ts';
import { PlainError } from '../platform/errors.ts';
import type { Logger } from '../platform/logger.ts';
import { createSql, type SqlOptions } from '../platform/sql.ts';
import type { Place } from './place.ts';

/** One line for each key that is missing or another. */
export async function keysWords(
  { dataDir, sharedDir, sealKeyFile, checkpointKeyFile }: Place,
  connection: SqlOptions['connection'],
  history: readonly HistoricalKey[],
  logger: Logger,
): Promise<string[]> {
  const sealKey = sealKeyFile ?? path.join(sharedDir, SEAL_KEY_FILE);
  const checkpointKey = checkpointKeyFile ?? path.join(dataDir, CHECKPOINT_KEY_FILE);
  const found: string[] = [];

  const sql = createSql({ connection, logger, maxConnections: 1 });
  try {
    const used = await sql.selectFrom('seal_key').select('one').executeTakeFirst();
    if (used && !existsSync(sealKey)) {
      found.push(
        `seal.key is missing: bring it to ${sealKey} before the first start, with mode 600. If it is lost: main.ts reset-second-factor --all.`,
      );
    } else if (used) {
      const fits = await readSealKey(sealKey)
        .then((key) => claimSealKey(sql, createSeal(key)))
        .then(
          () => true,
          (error: unknown) => {
            if (error instanceof PlainError) return false;
            throw error;
          },
        );
      if (!fits) found.push(`${sealKey} is not the key that sealed the second factors of this copy.`);
    }
  } finally {
    await sql.destroy();
  }

  const last = history.at(-1);
  if (last) {
    const key = await readKey(checkpointKey).catch(() => undefined);
    const fits =
      key && createNoteSigner(last.origin, SIGNATURE_TYPES.ed25519, key).key.publicKey.equals(last.key.publicKey);
    if (!key) {
      found.push(
        `checkpoint.key is missing: bring it to ${checkpointKey} before the first start, with mode 600. If it is lost: main.ts rotate-checkpoint-key --lost.`,
      );
    } else if (!fits) found.push(`${checkpointKey} is not the key that signed the newest seals of this copy.`);
  }
  if (!existsSync(path.join(dataDir, 'tls'))) {
    found.push(
      'tls/ is missing: the first start makes another certificate, which machines at courts do not know yet (not so with TLS_CERT).',
    );
  }
  return found;
}
