/** How far the demo is: which day, where the plan stands, what was entered. Kept on disk, so that a restart goes on. */
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, renameSync } from 'node:fs';
import type { Day } from '@giamsat/contract/primitives';
import { dayOfMs } from '@giamsat/contract/time';
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { dayBegins, firstLook, minutesOf } from '../day/plan.ts';
import { writeWhole } from './durable-file.ts';

const Kept = Type.Object({
  version: Type.Literal(1),
  /** This demo, until it is reset: makes its events' ids its own. */
  demo: Type.String(),
  day: Type.Integer({ minimum: 0 }),
  /** Where the plan stood when this was written, in minutes since its midnight. */
  planMinutes: Type.Number(),
  /** When this was written, ms since 1970. */
  savedAt: Type.Number(),
  /** By the hearing's number in the plan: its id, and how many of its steps were entered. */
  hearings: Type.Record(
    Type.String(),
    Type.Object({
      id: Type.String(),
      done: Type.Integer({ minimum: 0 }),
      /** The calendar day in Viet Nam on whose list it stands; a file of an earlier version does not say. */
      listedOn: Type.Optional(Type.String()),
    }),
  ),
  /** The calendar year in which this day of the demo began: the one of its numbers, over New Year's Eve too. */
  year: Type.Optional(Type.Integer()),
});
type Kept = Static<typeof Kept>;
const check = Compile(Kept);

export interface Progress {
  readonly demo: string;
  readonly day: number;
  /** Of this day's numbers. */
  readonly year: number;
  readonly planMinutes: number;
  /** When an earlier run last wrote this down, ms since 1970; absent at the first start. */
  readonly leftAt: number | undefined;
  idOf(n: number): string | undefined;
  doneOf(n: number): number;
  /** The calendar day on whose list a hearing stands. */
  listedOn(n: number): Day | undefined;
  /** The hearing stands on the list of a day, under this id. */
  listed(n: number, id: string, day: Day): void;
  entered(n: number, done: number): void;
  /** Remembers where the plan stands. */
  reached(planMinutes: number): void;
  nextDay(): void;
}

const yearOf = (at: number): number => Number(dayOfMs(at).slice(0, 4));

/** A file that cannot be read is put aside, and a new first day begins. */
export function openProgress(file: string, now: () => number, report: (line: string) => void): Progress {
  let kept: Kept = {
    version: 1,
    demo: randomUUID(),
    day: 0,
    planMinutes: minutesOf(firstLook),
    savedAt: now(),
    hearings: {},
    year: yearOf(now()),
  };
  let leftAt: number | undefined;
  if (existsSync(file)) {
    try {
      const found: unknown = JSON.parse(readFileSync(file, 'utf8'));
      if (!check.Check(found)) throw new Error('it has another form');
      kept = found;
      leftAt = found.savedAt;
    } catch (error) {
      renameSync(file, `${file}.unreadable`);
      report(`the demo's progress could not be read (${(error as Error).message}); a new first day begins`);
    }
  }
  const save = (): void => {
    kept.savedAt = now();
    writeWhole(file, `${JSON.stringify(kept)}\n`);
  };
  save();
  return {
    get demo() {
      return kept.demo;
    },
    get day() {
      return kept.day;
    },
    get year() {
      return kept.year ?? yearOf(now());
    },
    get planMinutes() {
      return kept.planMinutes;
    },
    leftAt,
    idOf: (n) => kept.hearings[n]?.id,
    doneOf: (n) => kept.hearings[n]?.done ?? 0,
    listedOn: (n) => kept.hearings[n]?.listedOn,
    listed(n, id, listedOn) {
      kept.hearings[n] = { id, done: kept.hearings[n]?.done ?? 0, listedOn };
      save();
    },
    entered(n, done) {
      const hearing = kept.hearings[n];
      if (hearing !== undefined) hearing.done = done;
      save();
    },
    reached(planMinutes) {
      kept.planMinutes = planMinutes;
      save();
    },
    nextDay() {
      kept = { ...kept, day: kept.day + 1, planMinutes: minutesOf(dayBegins), hearings: {}, year: yearOf(now()) };
      save();
    },
  };
}
