/** The vocabulary in which a hearing of the demo is written down: who takes part, and its timed steps. */
import type { EventData, EventType } from '@giamsat/contract/event/catalogue';
import type { Participant, Person } from '@giamsat/contract/event/people';
import type { CaseType, Instance } from '@giamsat/contract/stage';
import type { Speaker } from '../courtroom/moment.ts';
import type { PlanTime } from './plan.ts';

/** What a script needs to know of the day that it is played on. */
export interface DayContext {
  /** Calendar year in Viet Nam, for numbers. */
  readonly year: number;
  /** A time of the plan as a timestamp of the present. */
  time(plan: PlanTime): string;
  /** The calendar day `days` after today (`2021-05-06`), and 08:00 on it. */
  dayAfter(days: number): string;
  startAfter(days: number): string;
  /** The hearing's running number, 9001 and more. */
  readonly number: number;
}

type DataOf<T extends EventType> = EventData<T> | ((on: DayContext) => EventData<T>);

export interface Step {
  readonly at: PlanTime;
  readonly type: EventType;
  readonly data: (on: DayContext) => Record<string, unknown>;
  /** Who has the word from here on, in turns. */
  readonly talk: readonly Speaker[];
}

export interface HearingScript {
  /** 1 to 12, as in `domain.md` §9. */
  readonly n: number;
  readonly court: string;
  readonly room: string;
  readonly start: PlanTime;
  readonly title: string;
  readonly caseType: CaseType;
  readonly instance: Instance;
  readonly publicity?: 'in_camera';
  readonly minor?: true;
  readonly panel: readonly Person[];
  readonly prosecutor?: Person;
  readonly clerk: Person;
  readonly participants: readonly Participant[];
  readonly steps: readonly Step[];
}

/** Who usually has the word after an event. */
const usual: Partial<Record<EventType, readonly Speaker[]>> = {
  'hearing.preparation.started': ['nobody', 'clerk'],
  'hearing.attendance.recorded': ['clerk', 'nobody'],
  'hearing.transmission.permitted': ['nobody'],
  'hearing.opened': ['presiding'],
  'hearing.rights.explained': ['presiding', 'defendant'],
  'hearing.challenge.resolved': ['presiding'],
  'hearing.indictment.read': ['prosecutor'],
  'hearing.questioning.started': ['presiding', 'defendant'],
  'hearing.evidence.examined': ['presiding', 'nobody', 'defendant'],
  'hearing.recess.started': ['waiting'],
  'hearing.recess.ended': ['presiding'],
  'hearing.debate.started': ['prosecutor'],
  'hearing.prosecutor.stated': ['prosecutor'],
  'hearing.last_words.started': ['defendant'],
  'hearing.deliberation.started': ['waiting'],
  'hearing.pronouncing.started': ['presiding'],
  'hearing.judgment.pronounced': ['presiding'],
  'hearing.agreement.recognised': ['presiding'],
  'hearing.resumed': ['presiding'],
  'hearing.sitting.started': ['nobody', 'clerk'],
  'hearing.sitting.ended': ['empty'],
  'hearing.suspended': ['empty'],
  'hearing.postponed': ['empty'],
  'hearing.case.terminated': ['empty'],
  'hearing.closed': ['empty'],
  'hearing.minutes.signed': ['empty'],
};

/** One step; `talk` only where it is not the usual. Checked against the event's own type. */
export function step<T extends EventType>(at: PlanTime, type: T, data: DataOf<T>, talk?: readonly Speaker[]): Step {
  return {
    at,
    type,
    data: (on) => (typeof data === 'function' ? data(on) : data) as Record<string, unknown>,
    talk: talk ?? usual[type] ?? ['nobody'],
  };
}

/** A free line of the clerk, and who has the word from then on. */
export const note = (at: PlanTime, text: string, talk: readonly Speaker[]): Step =>
  step(at, 'hearing.note.recorded', { text }, talk);
