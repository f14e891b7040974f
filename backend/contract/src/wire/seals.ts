/** Seals of the journal and their proofs: digests alone, which tell of no hearing. Notes are as C2SP's tlog-checkpoint has them. */
import { type Static, Type } from 'typebox';
import { Sha256, Timestamp } from '../primitives.ts';

const opt = Type.Optional;
const strict = { additionalProperties: false };
const Size = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const Path = Type.Array(Sha256, { maxItems: 64 });

/** Why nothing is sealed any more. */
export const SEAL_FAULTS = [
  'history-broken',
  'key-missing',
  'key-differs',
  'journal-shorter',
  'root-differs',
  'record-differs',
  'subtree-differs',
] as const;

/** `GET /api/v1/checkpoint` → 200. */
export const Seals = Type.Object({
  /** Absent until the first minute has passed. `note`: with the countersignatures on this very one. */
  checkpoint: opt(Type.Object({ note: Type.String(), size: Size, madeAt: Timestamp })),
  /** The key that signs now, as a witness is given it. */
  key: opt(Type.String()),
  /** The keys that signed, from the first: see `@giamsat/proof/key-history`. */
  keys: Type.Array(Type.String()),
  /** Registered second parties, each with the newest that it countersigned; absent until it did. */
  witnesses: Type.Array(Type.Object({ name: Type.String(), size: opt(Size), signedAt: opt(Timestamp) })),
  /** Nothing is sealed until a person has looked into this. `position`: of the first record that is concerned. */
  fault: opt(Type.Object({ kind: Type.Enum(SEAL_FAULTS), position: opt(Size) })),
});
export type Seals = Static<typeof Seals>;

const Number_ = Type.String({ pattern: '^(0|[1-9][0-9]{0,15})$' });
/** `GET /api/v1/proofs/inclusion`: that a record is under the tree of that size, the newest sealed one by default → 200 `InclusionProof`. */
export const InclusionQuery = Type.Object({ position: Number_, size: opt(Number_) }, strict);
export const InclusionProof = Type.Object({ position: Size, size: Size, leaf: Sha256, path: Path });
/** `GET /api/v1/proofs/consistency`: that the tree of size `from` is the beginning of that of size `to` → 200 `ConsistencyProof`. */
export const ConsistencyQuery = Type.Object({ from: Number_, to: Number_ }, strict);
export const ConsistencyProof = Type.Object({ from: Size, to: Size, path: Path });
/** `POST /api/v1/checkpoint/cosignatures`: the checkpoint's note with a registered witness's signature → 204. */
export const CosignatureBody = Type.Object({ note: Type.String({ minLength: 1, maxLength: 16_384 }) }, strict);
