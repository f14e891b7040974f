/** What the court needs to work by itself: the courses of its hearings, its registry and its clerks; on disk, and kept up to date. */
import { type EventEnvelope, eventRef } from '@giamsat/contract/event/envelope';
import { hearingIdOf } from '@giamsat/contract/event/order';
import { type Whole, wholeOf } from '@giamsat/contract/hearing/whole';
import type { ClerkVerifier, DeskAnswer } from '@giamsat/contract/wire/ingest';
import type { LineSeals } from '../platform/line-seal.ts';
import type { Logger } from '../platform/logger.ts';
import { openCourseLog } from './course-log.ts';

export type Registry = NonNullable<DeskAnswer['registry']>;

export type Desk = {
  hearings(): string[];
  events(hearing: string): EventEnvelope[];
  whole(hearing: string): Whole | undefined;
  /** An event by `{source}#{id}`. */
  find(ref: string): EventEnvelope | undefined;
  has(ref: string): boolean;
  registry(): Registry | undefined;
  clerks(): ClerkVerifier[];
  cursor(): number | undefined;
  /** False while something on disk was damaged and has not been replaced: everything is cut. */
  intact(): boolean;
  /** Takes in events, own or others'; durable when it returns. Answers the hearings that changed. */
  merge(events: EventEnvelope[]): string[];
  /** Takes in an answer of the service. */
  take(answer: DeskAnswer): void;
  onChange(listener: (hearings: string[]) => void): void;
};

/** More lines than this per event that is still of interest: the log is written anew. */
const WASTE = 3;
const SAVE_EVERY_MS = 60_000;

/** @param own our events that the province has not answered yet, or has rejected: kept whatever it sends. */
export function openDesk(options: {
  folder: string;
  seals: LineSeals;
  own: () => EventEnvelope[];
  logger: Logger;
}): Desk {
  const { own, logger } = options;
  const log = openCourseLog(options.folder, options.seals);
  const courses = new Map<string, Map<string, EventEnvelope>>();
  const wholes = new Map<string, Whole>();
  let intact = !log.damaged;
  let registry = log.state.registry as Registry | undefined;
  let clerks = (log.state.clerks ?? []) as ClerkVerifier[];
  let savedAt = Number.NEGATIVE_INFINITY;
  let cursor = intact ? log.state.cursor : undefined;
  const listeners: ((hearings: string[]) => void)[] = [];
  if (!intact)
    logger.error('desk: the courses on disk are damaged; every feed is cut until the province has sent them anew');

  const put = (event: EventEnvelope): string | undefined => {
    const hearing = hearingIdOf(event.subject);
    if (hearing === undefined) return undefined;
    let course = courses.get(hearing);
    if (!course) {
      course = new Map();
      courses.set(hearing, course);
    }
    const ref = eventRef(event);
    if (course.has(ref)) return undefined;
    course.set(ref, event);
    wholes.delete(hearing);
    return hearing;
  };
  /** What of ours is not answered yet stays. */
  const drop = (hearing: string): EventEnvelope[] => {
    wholes.delete(hearing);
    courses.delete(hearing);
    const kept = own().filter((event) => hearingIdOf(event.subject) === hearing);
    for (const event of kept) put(event);
    return kept;
  };

  let total = 0;
  for (const entry of log.entries) {
    total++;
    if ('event' in entry) put(entry.event);
    else if ('removed' in entry) courses.delete(entry.removed);
    else courses.clear();
  }
  // A kill between the two files left it in the outbox alone; once the province has accepted it, it would stand nowhere.
  const missing = own().filter((event) => put(event) !== undefined);
  if (missing.length > 0) log.append(missing.map((event) => ({ event })));
  const count = () => [...courses.values()].reduce((sum, course) => sum + course.size, 0);
  function* allEvents(): Generator<EventEnvelope> {
    for (const course of courses.values()) yield* course.values();
  }
  if (intact && total > 1000 && total > count() * WASTE) {
    log.rewrite(allEvents());
    log.saveState({ ...log.state });
  }

  const find = (ref: string): EventEnvelope | undefined => {
    for (const course of courses.values()) {
      const event = course.get(ref);
      if (event) return event;
    }
    return undefined;
  };

  const tell = (hearings: Iterable<string>) => {
    const changed = [...new Set(hearings)];
    if (changed.length > 0) for (const listener of listeners) listener(changed);
  };
  const merge = (events: EventEnvelope[]): string[] => {
    const added: EventEnvelope[] = [];
    const changed = new Set<string>();
    for (const event of events) {
      const hearing = put(event);
      if (hearing === undefined) continue;
      added.push(event);
      changed.add(hearing);
    }
    // Acted upon before it is written: a cut must not wait for the disk, and the outbox or the cursor brings it again.
    tell(changed);
    if (added.length > 0) log.append(added.map((event) => ({ event })));
    return [...changed];
  };

  return {
    hearings: () => [...courses.keys()],
    events: (hearing) => [...(courses.get(hearing)?.values() ?? [])],
    whole(hearing) {
      const known = wholes.get(hearing);
      if (known) return known;
      const course = courses.get(hearing);
      if (!course) return undefined;
      const whole = wholeOf(course.values(), hearing);
      wholes.set(hearing, whole);
      return whole;
    },
    find,
    has: (ref) => find(ref) !== undefined,
    registry: () => registry,
    clerks: () => clerks,
    cursor: () => cursor,
    intact: () => intact,
    merge,
    take(answer) {
      const changed = new Set<string>();
      if (answer.whole) {
        const before = [...courses.keys()];
        courses.clear();
        wholes.clear();
        for (const event of [...answer.upserts, ...own()]) put(event);
        for (const hearing of [...before, ...courses.keys()]) changed.add(hearing);
        log.rewrite(allEvents());
        if (!intact) logger.info('desk: the courses are whole again');
        intact = true;
      } else {
        for (const removed of answer.removals) {
          if (!courses.has(removed)) continue;
          changed.add(removed);
          log.append([{ removed }, ...drop(removed).map((event) => ({ event }))]);
        }
      }
      if (answer.registry) registry = answer.registry;
      if (answer.clerks) clerks = answer.clerks;
      if (answer.whole) tell(changed);
      else {
        tell(changed);
        merge(answer.upserts);
      }
      cursor = answer.through;
      // An older cursor asks for a little too much, which is harmless; writing at every answer would wear out the disk.
      const news = answer.whole || answer.registry || answer.upserts.length > 0 || answer.removals.length > 0;
      if (news || performance.now() - savedAt > SAVE_EVERY_MS) {
        log.saveState({ cursor, ...(registry ? { registry } : {}), clerks });
        savedAt = performance.now();
      }
      if (answer.registry) for (const listener of listeners) listener([]);
    },
    onChange: (listener) => void listeners.push(listener),
  };
}
