/** The desk's cursor: a journal position and the day on which it was given, in one number that only grows. */
import { addDays } from '@giamsat/contract/time';

/** Positions stay below this (8.6 thousand million); days of the next centuries fit above it. */
const POSITIONS = 2 ** 33;
const EPOCH = Date.parse('2000-01-01T00:00:00.000Z');
const DAY_MS = 86_400_000;

export type DeskCursor = { position: number; day: string };

export const writeCursor = ({ position, day }: DeskCursor): number =>
  Math.round((Date.parse(`${day}T00:00:00.000Z`) - EPOCH) / DAY_MS) * POSITIONS + position + 1;

/** Undefined for what this service cannot have given. */
export function readCursor(cursor: number): DeskCursor | undefined {
  if (!Number.isSafeInteger(cursor) || cursor < 0) return undefined;
  const days = Math.floor(cursor / POSITIONS);
  return { position: (cursor % POSITIONS) - 1, day: addDays('2000-01-01', days) };
}
