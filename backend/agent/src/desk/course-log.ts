/** The courses of our rooms' hearings on disk: one line an event, each with a check sum, so that damage is known and never folded. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { EventEnvelope } from '@giamsat/contract/event/envelope';
import { openLineLog, readIfThere, readLines, writeDurable } from '../platform/durable.ts';
import { isPlain, type LineSeals } from '../platform/line-seal.ts';

type Entry = { event: EventEnvelope } | { removed: string } | { cleared: true };
type Line = { sum: string; entry: Entry };

export type DeskState = { cursor?: number; lines: number; registry?: unknown; clerks?: unknown };

export type CourseLog = {
  /** What was there when it was opened, by hearing. */
  readonly entries: Entry[];
  /** Something is missing or wrong: what is left is not trusted until the province has sent everything anew. */
  readonly damaged: boolean;
  readonly state: DeskState;
  /** Durable when it returns. */
  append(entries: Entry[]): void;
  rewrite(events: Iterable<EventEnvelope>): void;
  /** Durable when it returns; counts the lines, so that a shortened file is known. */
  saveState(state: Omit<DeskState, 'lines'>): void;
};

const sumOf = (entry: Entry): string => createHash('sha256').update(JSON.stringify(entry)).digest('hex').slice(0, 16);
const lineOf = (entry: Entry): Line => ({ sum: sumOf(entry), entry });
const isLine = (value: unknown): value is Line => {
  const line = value as Partial<Line> | null;
  return (
    typeof line?.sum === 'string' &&
    typeof line.entry === 'object' &&
    line.entry !== null &&
    sumOf(line.entry) === line.sum
  );
};

export function openCourseLog(folder: string, seals: LineSeals): CourseLog {
  const [courseSeal, stateSeal] = [seals('desk/courses'), seals('desk/state')];
  const file = path.join(folder, 'courses.jsonl');
  const stateFile = path.join(folder, 'state.json');
  const existed = existsSync(file);
  const read = readLines(file, isLine, courseSeal);
  let { damaged, plain } = read;
  let state: DeskState = { lines: 0 };
  try {
    const text = readIfThere(stateFile) ?? '{"lines":0}';
    state = JSON.parse((isPlain(text) ? text : stateSeal.open(text, 0)) ?? '') as DeskState;
    plain ||= isPlain(text);
  } catch {
    damaged = true;
  }
  let lines = read.entries.length;
  if (lines < state.lines || (!existed && state.lines > 0)) damaged = true;
  const log = openLineLog<Line>(file, read, courseSeal);
  const writeState = (next: DeskState) => writeDurable(stateFile, stateSeal.seal(JSON.stringify(next), 0));
  // Written before there were seals; what is damaged is replaced by what the province sends.
  if (plain && !damaged) {
    log.rewrite(read.entries);
    writeState(state);
  }

  return {
    entries: read.entries.map((line) => line.entry),
    damaged,
    state,
    append(entries) {
      log.append(entries.map(lineOf));
      lines += entries.length;
    },
    rewrite(events) {
      const all = [...events].map((event) => lineOf({ event }));
      // A kill in between finds more lines than the state asks for, never fewer.
      writeState({ ...state, lines: 0 });
      log.rewrite(all);
      lines = all.length;
    },
    saveState(next) {
      state = { ...next, lines };
      writeState(state);
    },
  };
}
