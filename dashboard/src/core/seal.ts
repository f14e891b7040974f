/** What the journal's seals say of one hearing. Pure. */
import type { Seals } from '@giamsat/contract/wire/seals';

export type Seal = {
  /** Something does not match any more, and nothing is sealed. */
  broken: boolean;
  /** Position of the last record under the newest seal; absent before the first. */
  through?: number;
  /** Whether all that this viewer sees of the hearing is under it. */
  holds: boolean;
  /** The furthest that a second party countersigned. */
  witness?: { through: number; signedAt: string };
};

/** `version`: of the hearing's row, which is the position that last changed it. A seal of size n holds positions 0 … n − 1. */
export const sealOf = ({ checkpoint, witnesses, fault }: Seals, version: number): Seal => {
  const signed = witnesses
    .flatMap(({ size, signedAt }) => (size && signedAt !== undefined ? [{ through: size - 1, signedAt }] : []))
    .sort((a, b) => b.through - a.through);
  return {
    broken: fault !== undefined,
    ...(checkpoint && checkpoint.size > 0 ? { through: checkpoint.size - 1 } : {}),
    holds: checkpoint !== undefined && version < checkpoint.size,
    ...(signed[0] ? { witness: signed[0] } : {}),
  };
};
