/** The seals that are kept, read: the newest with its countersignatures, and proofs under it. */
import type { Seals } from '@giamsat/contract/wire/seals';
import { verifierKeyText } from '@giamsat/proof/note';
import { DomainError } from '../platform/errors.ts';
import type { Sql } from '../platform/sql.ts';
import { readKeyHistory } from './checkpoint-key.ts';
import type { Journal } from './journal.ts';
import type { SealFault } from './sealer.ts';
import { type InclusionProof, proveConsistency, proveInclusion } from './tree.ts';
import type { Witnesses } from './witnesses.ts';

/** `note`: without countersignatures. */
type StoredCheckpoint = { size: number; note: string; madeAt: string };

export type Checkpoints = {
  newest(): Promise<Seals>;
  /** The smallest checkpoint of at least that size: the first that holds what was recorded before. */
  from(size: number): Promise<StoredCheckpoint | undefined>;
  /** Under the newest checkpoint, or the tree of that size. @throws DomainError `not-found` where nothing was sealed that far */
  inclusion(position: number, size?: number): Promise<InclusionProof & { size: number }>;
  /** @throws DomainError `not-found` */
  consistency(from: number, to: number): Promise<Buffer[]>;
  witnesses: Witnesses;
};

export function createCheckpoints(deps: {
  sql: Sql;
  journal: Pick<Journal, 'readStream'>;
  witnesses: Witnesses;
  fault: () => SealFault | undefined;
}): Checkpoints {
  const { sql, witnesses } = deps;
  const stored = () => sql.selectFrom('checkpoints').select(['size', 'note', 'made_at as madeAt']).limit(1);
  const last = () => stored().orderBy('size', 'desc').executeTakeFirst();

  async function sealedSize(wanted?: number): Promise<number> {
    const size = (await last())?.size ?? 0;
    if ((wanted ?? 0) > size) throw new DomainError('not-found', { detail: 'Nothing was sealed that far.' });
    return wanted ?? size;
  }

  return {
    witnesses,
    async newest() {
      const [checkpoint, history, newest] = await Promise.all([
        last(),
        readKeyHistory(deps.journal),
        witnesses.newest(),
      ]);
      const lines = checkpoint ? await witnesses.newest(checkpoint.size) : [];
      const fault = deps.fault();
      const signing = history?.keys.at(-1);
      return {
        ...(checkpoint
          ? { checkpoint: { ...checkpoint, note: checkpoint.note + lines.map(({ line }) => line).join('') } }
          : {}),
        ...(signing ? { key: verifierKeyText(signing.key) } : {}),
        keys: history?.notes ?? [],
        witnesses: witnesses.registered.map(({ name }) => {
          const its = newest.find(({ witness }) => witness === name);
          return its ? { name, size: its.size, signedAt: its.signedAt } : { name };
        }),
        ...(fault ? { fault } : {}),
      };
    },
    from: (size) => stored().where('size', '>=', size).orderBy('size').executeTakeFirst(),
    async inclusion(position, wanted) {
      const size = await sealedSize(wanted);
      if (position >= size) throw new DomainError('not-found', { detail: 'This record is not under that seal.' });
      const [proof] = await proveInclusion(sql, size, [position]);
      if (!proof) throw new DomainError('not-found');
      return { ...proof, size };
    },
    async consistency(from, to) {
      await sealedSize(to);
      if (from > to) throw new DomainError('invalid', { detail: 'from is larger than to', field: '/query/from' });
      return proveConsistency(sql, from, to);
    },
  };
}
