/** A hearing whose doors were closed for a while, as its public part alone tells it: the events that may be told, and the state they give. Pure. */
import { type EventEnvelope, eventRef } from '../event/envelope.ts';
import { type ClosedStretch, hiding, knownSince } from './closed-stretches.ts';
import { type Course, type CourseEntry, courseOf } from './course.ts';
import { evolve } from './evolve.ts';
import { initialHearing } from './initial.ts';
import type { HearingState } from './model.ts';
import { movesStage } from './moves.ts';

/**
 * Events and corrections that neither happened nor were entered behind closed doors. That the doors were closed and opened is told by
 * the event that did it, as of that moment. What reads as it reads because of a word said behind them is not told at all: its old
 * wording may be what the court took back.
 */
export function eventsTold(course: Course, closed: readonly ClosedStretch[]): EventEnvelope[] {
  const hidden = (moment: string): boolean => hiding(closed, moment) !== undefined;
  const edges = new Set<string>();
  const told: EventEnvelope[] = [];
  for (const entry of course.entries) {
    const { event, original, corrections } = entry;
    const edge = edgeOf(entry, closed);
    if (edge !== undefined) {
      if (edges.has(edge)) continue;
      edges.add(edge);
      told.push({ ...original, type: event.type, time: edge, recordedtime: edge, data: { to: event.data.to } });
      const last = corrections.at(-1);
      if (entry.retracted && last && isTold(last, closed)) told.push(last);
      continue;
    }
    const last = corrections.at(-1);
    if (hidden(event.time) || hidden(original.recordedtime) || (last && !isTold(last, closed))) continue;
    told.push(original, ...corrections.filter((one) => isTold(one, closed)));
  }
  told.push(...course.pending.filter((one) => isTold(one, closed)));
  return told;
}

/** An event that nothing corrects. */
export const isTold = ({ time, recordedtime }: EventEnvelope, closed: readonly ClosedStretch[]): boolean =>
  !hiding(closed, time) && !hiding(closed, recordedtime);

/** The moment at which that event closed or opened the doors; a word about it in between is none. */
function edgeOf({ event, original }: CourseEntry, closed: readonly ClosedStretch[]): string | undefined {
  if (event.type !== 'hearing.publicity.changed') return undefined;
  const moments = [event.time, original.recordedtime];
  for (const { from, to } of closed) {
    if (event.data.to !== 'public' && moments.includes(from)) return from;
    if (event.data.to === 'public' && to !== undefined && moments.includes(to)) return to;
  }
  return undefined;
}

/** Events that move the stage, for what lies outside of the stretches: what happened in them, and what of the rest may be told. */
export function eventsOfStages(course: Course, closed: readonly ClosedStretch[]): EventEnvelope[] {
  const refs = new Set(eventsTold(course, closed).map(eventRef));
  return course.entries
    .filter(({ ref, event, retracted }) => !retracted && (refs.has(ref) || hiding(closed, event.time)))
    .map(({ event }) => event);
}

/**
 * Where the hearing stands now and who acts in it is as public as the hearing is again, as of the moment that the doors opened; what
 * was found or said is told only where it was in public. Its schedule always counts: it is posted.
 */
export function stateTold(full: HearingState, course: Course, closed: readonly ClosedStretch[]): HearingState {
  const open = eventsTold(course, closed);
  const refs = new Set(open.map(eventRef));
  const schedule = course.entries.filter(
    ({ ref, event, retracted }) => event.type === 'hearing.scheduled' && !retracted && !refs.has(ref),
  );
  let told = initialHearing(full.id);
  for (const { event } of schedule) told = evolve(told, event);
  for (const { event, retracted } of courseOf(open).entries) if (!retracted) told = evolve(told, event);

  const { permission, sitting } = full;
  /** Where the public part alone says the same. */
  const same = <K extends keyof HearingState>(key: K): HearingState[K] | undefined =>
    JSON.stringify(full[key]) === JSON.stringify(told[key]) ? full[key] : undefined;
  /** What was brought about behind closed doors has been so, for outsiders, since these opened. */
  const since = (moment: string, by: CourseEntry | undefined): string => {
    if (!by || refs.has(by.ref)) return moment;
    const moments = [moment, by.original.recordedtime, by.corrections.at(-1)?.recordedtime ?? moment];
    return moments.map((one) => hiding(closed, one)).find((one) => one !== undefined)?.to ?? moment;
  };
  const mover = course.entries.findLast(
    ({ event, retracted }) => !retracted && event.time === full.stageSince && movesStage(event.type),
  );
  const permitting = course.entries.find(({ ref }) => ref === permission?.event);
  const sat = course.entries.find(({ ref }) => ref === sitting?.id);
  const satIn = sat && hiding(closed, sat.event.time);
  const permittedIn = permission && hiding(closed, permission.since);
  const scheduled = course.entries.some(({ event, retracted }) => event.type === 'hearing.scheduled' && !retracted);
  return withoutUndefined({
    ...told,
    court: full.court,
    room: full.room,
    start: scheduled ? full.start : knownSince(closed, full.start),
    day: full.day,
    mode: full.mode,
    adhoc: full.adhoc,
    publicity: full.publicity,
    minor: full.minor,
    panel: full.panel,
    prosecutor: full.prosecutor,
    clerk: full.clerk,
    stage: full.stage,
    stageSince: since(full.stageSince, mover),
    stageBefore: full.stageBefore,
    decisionFrom: full.decisionFrom,
    expectedEnd: same('expectedEnd'),
    closedAt: same('closedAt'),
    sitting: sitting && (satIn?.ref ? { ...sitting, id: satIn.ref } : sitting),
    permission: permission && {
      ...permission,
      since: since(permission.since, permitting),
      event: permittedIn?.ref ?? permission.event,
    },
    outcome: same('outcome'),
    flags: full.flags.filter(({ event }) => event === undefined || refs.has(event)),
  });
}

type Loose<T> = { [K in keyof T]: T[K] | undefined };
function withoutUndefined(state: Loose<HearingState>): HearingState {
  return Object.fromEntries(Object.entries(state).filter(([, value]) => value !== undefined)) as HearingState;
}
