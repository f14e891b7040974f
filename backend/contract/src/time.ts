/** Arithmetic on the house's timestamps: text in, text out; text order is time order. */
import type { Day, Timestamp } from './primitives.ts';

/** `Asia/Ho_Chi_Minh` has kept +07:00 without summer time since 1975 (Quyết định 134/2002/QĐ-TTg confirms it). */
const ZONE_OFFSET_MS = 7 * 3_600_000;

export const earlier = (a: Timestamp, b: Timestamp): Timestamp => (a < b ? a : b);
export const later = (a: Timestamp, b: Timestamp): Timestamp => (a < b ? b : a);

export const addMs = (time: Timestamp, durationMs: number): Timestamp =>
  new Date(Date.parse(time) + durationMs).toISOString();

export const timestampOf = (epochMs: number): Timestamp => new Date(epochMs).toISOString();

/** The calendar day in Ho Chi Minh City. */
export const dayOf = (time: Timestamp): Day => dayOfMs(Date.parse(time));
export const dayOfMs = (epochMs: number): Day => new Date(epochMs + ZONE_OFFSET_MS).toISOString().slice(0, 10);

/** First instant of a day in Ho Chi Minh City. */
export const startOfDay = (day: Day): Timestamp =>
  new Date(Date.parse(`${day}T00:00:00.000Z`) - ZONE_OFFSET_MS).toISOString();

export const addDays = (day: Day, days: number): Day =>
  new Date(Date.parse(`${day}T00:00:00.000Z`) + days * 86_400_000).toISOString().slice(0, 10);

/** False for days and hours that no calendar has (`2021-02-30`, `24:00`, leap seconds); the form must be right already. */
export function exists(time: Timestamp): boolean {
  // What is one too many makes another day of it.
  return new Date(time).getUTCDate() === Number(time.slice(8, 10));
}
export const dayExists = (day: Day): boolean => exists(`${day}T00:00:00.000Z`);
