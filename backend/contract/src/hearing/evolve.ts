/** The life of a hearing: one effective event after the other, in the order of the course, gives its state. */
import { caseNumberOf } from '../case-number.ts';
import type { EventData, EventType } from '../event/catalogue.ts';
import { type EventEnvelope, eventRef } from '../event/envelope.ts';
import { authorityOf } from '../event/order.ts';
import type { Participant } from '../event/people.ts';
import { dayOf } from '../time.ts';
import { UNKNOWN_COURT, UNKNOWN_TIME } from './initial.ts';
import type { Flag, HearingState } from './model.ts';
import { moveSitting, moveStage, movesStage } from './moves.ts';
import { isUsual } from './transitions.ts';

/** `event` is effective: corrections applied, not retracted, next in the course. Never throws, never refuses. */
export function evolve(state: HearingState, event: EventEnvelope): HearingState {
  const next: HearingState = { ...state };
  const flag = (code: Flag['code'], detail?: string) => {
    next.flags = [...next.flags, { code, event: eventRef(event), ...(detail === undefined ? {} : { detail }) }];
  };
  if (!isUsual(state, event)) flag('unusual-order', state.stage);
  if (next.court === UNKNOWN_COURT && event.source !== '/service') next.court = authorityOf(event.source);
  if (next.start === UNKNOWN_TIME) {
    next.start = event.time;
    next.day = dayOf(event.time);
    next.stageSince = event.time;
  }
  move(next, event);
  tell(next, event, flag);
  return next;
}

function move(next: HearingState, event: EventEnvelope): void {
  if (movesStage(event.type)) {
    const from = { stage: next.stage, before: next.stageBefore, decisionFrom: next.decisionFrom };
    const to = moveStage(from, event);
    if (to.stage !== next.stage) {
      next.stage = to.stage;
      next.stageSince = event.time;
      delete next.expectedEnd;
    }
    set(next, 'stageBefore', to.before);
    set(next, 'decisionFrom', to.decisionFrom);
  }
  const sitting = moveSitting(next.sitting, event);
  set(next, 'sitting', sitting);
  if (sitting?.room) next.room = sitting.room;
}

/** What the event says beyond stage and sitting. */
function tell(next: HearingState, event: EventEnvelope, flag: (code: Flag['code'], detail?: string) => void): void {
  switch (event.type as EventType) {
    case 'hearing.scheduled': {
      const data = event.data as EventData<'hearing.scheduled'>;
      next.court = data.court;
      if (data.room && !next.sitting) next.room = data.room;
      next.start = data.start;
      next.day = dayOf(data.start);
      next.caseNumbers = list(data.caseNumbers).map(caseNumberOf);
      for (const number of next.caseNumbers) if (!number.kind) flag('case-number-unmatched', number.raw);
      next.caseType = data.caseType;
      next.instance = data.instance;
      next.title = data.title;
      if (data.mode) next.mode = data.mode;
      // A schedule never makes a hearing public again: only the court does, by `hearing.publicity.changed`.
      if (data.publicity === 'in_camera') next.publicity = 'in_camera';
      if (data.minor) next.minor = true;
      people(next, data);
      if (data.participants) next.participants = merged(next.participants, data.participants);
      if (data.adhoc) next.adhoc = true;
      set(next, 'parentHearingId', data.parentHearingId ?? next.parentHearingId);
      break;
    }
    case 'hearing.rescheduled': {
      const data = event.data as EventData<'hearing.rescheduled'>;
      next.start = data.start;
      next.day = dayOf(data.start);
      if (data.room && !next.sitting) next.room = data.room;
      break;
    }
    case 'hearing.preparation.started':
      people(next, event.data as EventData<'hearing.preparation.started'>);
      break;
    case 'hearing.attendance.recorded':
    case 'hearing.participants.recorded': {
      const { participants } = event.data as EventData<'hearing.attendance.recorded'>;
      next.participants = merged(next.participants, list(participants));
      break;
    }
    case 'hearing.panel.changed':
    case 'hearing.opened':
      people(next, event.data as EventData<'hearing.panel.changed'>);
      if (event.type === 'hearing.opened' && !next.openedAt) next.openedAt = event.time;
      break;
    case 'hearing.publicity.changed':
      next.publicity = (event.data as EventData<'hearing.publicity.changed'>).to === 'public' ? 'public' : 'in_camera';
      break;
    case 'hearing.minor.flagged':
      next.minor = true;
      break;
    case 'hearing.title.changed':
      next.title = (event.data as EventData<'hearing.title.changed'>).title;
      break;
    case 'hearing.transmission.permitted': {
      const { scope } = event.data as EventData<'hearing.transmission.permitted'>;
      next.permission = { scope, since: event.time, event: eventRef(event) };
      break;
    }
    case 'hearing.transmission.withdrawn':
      delete next.permission;
      break;
    case 'hearing.recess.started':
      set(next, 'expectedEnd', (event.data as EventData<'hearing.recess.started'>).expectedEnd);
      break;
    case 'hearing.deliberation.started':
      set(next, 'expectedEnd', (event.data as EventData<'hearing.deliberation.started'>).expectedPronouncement);
      break;
    case 'hearing.resumed':
      if (next.outcome && next.outcome.kind !== 'judgment') delete next.outcome;
      break;
    case 'hearing.minutes.signed':
      next.minutesSignedAt = event.time;
      break;
    default:
      outcome(next, event, flag);
  }
  // An ending that did not hold leaves no traces of itself.
  if (movesStage(event.type)) {
    if (next.stage === 'closed') next.closedAt = event.time;
    else delete next.closedAt;
  }
}

const ENDINGS = { stayed: 'stayed', terminated: 'terminated', returned: 'returned' } as const;

function outcome(next: HearingState, event: EventEnvelope, flag: (code: Flag['code'], detail?: string) => void): void {
  const reason = (data: { reasonCode?: string; decisionNo?: string }) => ({
    ...(data.reasonCode === undefined ? {} : { reasonCode: data.reasonCode }),
    ...(data.decisionNo === undefined ? {} : { decisionNo: data.decisionNo }),
  });
  switch (event.type as EventType) {
    case 'hearing.suspended': {
      const data = event.data as EventData<'hearing.suspended'>;
      next.outcome = { kind: 'suspended', ...reason(data), ...given(data, 'until', 'limitDate') };
      set(next, 'expectedEnd', data.until);
      if (data.until && data.limitDate && dayOf(data.until) > data.limitDate) flag('past-limit', data.limitDate);
      break;
    }
    case 'hearing.postponed': {
      const data = event.data as EventData<'hearing.postponed'>;
      next.outcome = { kind: 'postponed', ...reason(data), ...given(data, 'nextStart', 'limitDate') };
      set(next, 'successorId', data.successorId);
      if (data.nextStart && data.limitDate && dayOf(data.nextStart) > data.limitDate)
        flag('past-limit', data.limitDate);
      break;
    }
    case 'hearing.case.stayed':
    case 'hearing.case.terminated':
    case 'hearing.case.returned': {
      const kind = ENDINGS[event.type.slice('hearing.case.'.length) as keyof typeof ENDINGS];
      next.outcome = { kind, ...reason(event.data as EventData<'hearing.case.stayed'>) };
      break;
    }
    case 'hearing.cancelled':
      next.outcome = { kind: 'cancelled' };
      set(next, 'duplicateOf', (event.data as EventData<'hearing.cancelled'>).duplicateOf);
      break;
    case 'hearing.judgment.pronounced': {
      const data = event.data as EventData<'hearing.judgment.pronounced'>;
      const results = list(data.results).map((r) => (r.concerning ? `${r.concerning}: ${r.result}` : r.result));
      next.outcome = {
        kind: 'judgment',
        ...given(data, 'judgmentNo'),
        ...(results.length > 0 ? { result: results.join('; ') } : {}),
      };
      break;
    }
    case 'recording.damaged': {
      // Once for each camera, however much of it is damaged.
      const { feed } = event.data as EventData<'recording.damaged'>;
      if (!next.flags.some(({ code, detail }) => code === 'recording-damaged' && detail === feed)) {
        flag('recording-damaged', feed);
      }
      break;
    }
    default:
  }
}

type People = Partial<Pick<HearingState, 'panel' | 'prosecutor' | 'clerk'>>;
function people(next: HearingState, data: { [K in keyof People]?: People[K] | undefined }): void {
  if (data.panel) next.panel = data.panel;
  if (data.prosecutor) next.prosecutor = data.prosecutor;
  if (data.clerk) next.clerk = data.clerk;
}

/** Known people keep their place; what is newly said about them is added. */
function merged(known: Participant[], said: Participant[]): Participant[] {
  const all = [...known];
  for (const one of said) {
    const i = all.findIndex((p) => p.name === one.name && p.role === one.role);
    if (i < 0) all.push(one);
    else all[i] = one.present ? { ...without(all[i] as Participant), ...one } : { ...all[i], ...one };
  }
  return all;
}

/** Someone who came after all has no reason for being absent. */
const without = ({ absenceReason: _reason, ...participant }: Participant): Participant => participant;

const list = <T>(value: T[] | undefined): T[] => (Array.isArray(value) ? value : []);

function given<T extends object, K extends keyof T>(data: T, ...keys: K[]): { [P in K]?: Exclude<T[P], undefined> } {
  const found: { [P in K]?: Exclude<T[P], undefined> } = {};
  for (const key of keys) if (data[key] !== undefined) found[key] = data[key] as Exclude<T[K], undefined>;
  return found;
}

function set<K extends keyof HearingState>(state: HearingState, key: K, value: HearingState[K] | undefined): void {
  if (value === undefined) delete state[key];
  else state[key] = value;
}
