/** From a stored hearing and an audience's view to what travels: rows and lines, never in a form that the audience may not have. */
import { startOfDay } from '@giamsat/contract/time';
import type { HearingRow, LogLine } from '@giamsat/contract/wire/live';
import { type Redactable, redactLine, redactRow, withoutWindows } from '../access/redact.ts';
import type { SessionLog } from '../hearings/course-reader.ts';
import type { View } from './audience.ts';
import type { Entry } from './sources.ts';

/** The row of one view. `now` is RFC 3339. */
export function rowOf(entry: Entry, view: View, now: string): HearingRow {
  const row = redactRow(entry.hearing, entry.context, view.side, now);
  return view.live ? row : withoutWindows(row);
}

/** The position that last changed this side's projection of the hearing. */
export const versionOf = (hearing: Redactable, view: View): number =>
  view.side === 'inside' ? hearing.insideVersion : hearing.outsideVersion;

export function linesOf(log: SessionLog, entry: Entry, view: View, now: string): LogLine[] {
  if (!view.log) return [];
  return log[view.side]
    .map((line) => redactLine(line, entry.hearing, view.side, now))
    .filter((line): line is LogLine => line !== undefined);
}

/** The wall's column holds the newest of today's events over all courts. */
export const WALL_LINES = 300;

export function wallLines(lines: readonly LogLine[], day: string): LogLine[] {
  const from = startOfDay(day);
  return lines
    .filter((line) => line.time >= from)
    .sort((a, b) => (a.time < b.time ? -1 : 1))
    .slice(-WALL_LINES);
}

/** What the wall's scope holds: scheduled for the day, or with a sitting that lasts. */
export const isOfWall = (hearing: Redactable, day: string): boolean =>
  hearing.day === day || hearing.sittings.some((sitting) => sitting.to === undefined);
