/** Exports of a hearing: what is asked for, and how far the work is. */
import { type Static, Type } from 'typebox';
import { Code, Day, Timestamp, Uuid } from '../primitives.ts';

const opt = Type.Optional;
const strict = { additionalProperties: false };

/** `picture`: a film to look at, unproven. `certified`: a package that proves itself. */
export const EXPORT_KINDS = ['picture', 'certified'] as const;
export const EXPORT_STATES = ['waiting', 'running', 'done', 'failed', 'cancelled', 'removed'] as const;
/**
 * Why it failed, was cancelled or removed. `asked`: by whom it is. `rights`: may no longer. `closed`: the hearing is, or something that it
 * holds was withheld since. `empty`: nothing of that stretch may be taken. `form`: the camera's form changed within it. `unsealed`: no seal.
 * `interrupted`: the service stopped more often than it is begun anew.
 */
export const EXPORT_REASONS = [
  'asked',
  'rights',
  'closed',
  'empty',
  'form',
  'space',
  'unsealed',
  'interrupted',
  'expired',
  'internal',
] as const;
export type ExportReason = (typeof EXPORT_REASONS)[number];

export const Export = Type.Object({
  id: Uuid,
  kind: Type.Enum(EXPORT_KINDS),
  hearing: Uuid,
  court: Code,
  courtShort: Type.String(),
  day: Day,
  feed: opt(Code),
  feedName: opt(Type.String()),
  from: opt(Timestamp),
  to: opt(Timestamp),
  state: Type.Enum(EXPORT_STATES),
  reason: opt(Type.Enum(EXPORT_REASONS)),
  doneBytes: Type.Integer(),
  /** Known once it has begun. */
  totalBytes: opt(Type.Integer()),
  /** Of the finished file. */
  sha256: opt(Type.String()),
  createdAt: Timestamp,
  endedAt: opt(Timestamp),
  /** When the finished file is removed. */
  expiresAt: opt(Timestamp),
});
export type Export = Static<typeof Export>;
/** What was asked for, and is to be made. */
export const Ordered = Type.Object({ export: Export });
export const Exports = Type.Object({ exports: Type.Array(Export) });
export type Exports = Static<typeof Exports>;

const Stretch = { from: opt(Timestamp), to: opt(Timestamp) };
/** `POST /api/v1/hearings/{id}/exports/certified`: the whole course, and the pictures of the stretch, without it all. */
export const CertifiedQuery = Type.Object(Stretch, strict);
/** `POST /api/v1/hearings/{id}/exports/picture`: by one camera, without `feed` the panel's. */
export const PictureQuery = Type.Object({ ...Stretch, feed: opt(Code) }, strict);
