/** How much room is left for recordings: `GET /api/v1/storage`. */
import { type Static, Type } from 'typebox';
import { Timestamp } from '../primitives.ts';

/** `full`: no recording is taken any more, and nothing is removed for it; the courts keep theirs until there is room. */
export const STORAGE_LEVELS = ['ok', 'soon', 'urgent', 'full'] as const;
export type StorageLevel = (typeof STORAGE_LEVELS)[number];

export const Storage = Type.Object({
  at: Timestamp,
  freeBytes: Type.Integer(),
  totalBytes: Type.Integer(),
  /** Kept free for the journal: recordings take none of it. */
  reserveBytes: Type.Integer(),
  /** What a day took, over the last week. */
  bytesPerDay: Type.Integer(),
  /** Until it is full, at that rate; absent while nothing is recorded. */
  daysLeft: Type.Optional(Type.Number()),
  level: Type.Enum(STORAGE_LEVELS),
});
export type Storage = Static<typeof Storage>;
