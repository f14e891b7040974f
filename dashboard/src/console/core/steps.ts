/** What each step of the console asks for and how it is pressed; the order of steps is the contract's (`nextSteps`). */
import { CATALOGUE, type EventType } from '@giamsat/contract/event/catalogue';
import type { ClerkHearing } from '@giamsat/contract/wire/clerk';

/** Steps that may open picture or sound: held for a second (`ui.md`, the clerk). */
const OPENING: ReadonlySet<string> = new Set<EventType>([
  'hearing.opened',
  'hearing.resumed',
  'hearing.recess.ended',
  'hearing.questioning.resumed',
  'hearing.pronouncing.started',
  'hearing.transmission.permitted',
  'feed.reopened',
  'recording.released',
]);
export const mustBeHeld = (type: string): boolean => OPENING.has(type);

/** Steps that end or interrupt a hearing with something to write down: they open a form instead of being entered at once. */
const WITH_FORM: ReadonlySet<string> = new Set<EventType>([
  'hearing.suspended',
  'hearing.postponed',
  'hearing.case.stayed',
  'hearing.case.terminated',
  'hearing.case.returned',
  'hearing.cancelled',
  'hearing.rescheduled',
  'hearing.judgment.pronounced',
  'hearing.moved',
  'hearing.panel.changed',
  'hearing.attendance.recorded',
  'hearing.participants.recorded',
  'hearing.publicity.changed',
  'hearing.minor.flagged',
  'hearing.title.changed',
  'hearing.challenge.resolved',
  'hearing.evidence.examined',
  'hearing.agreement.recognised',
  'hearing.charge.changed',
  'hearing.appeal.withdrawn',
  'hearing.custody.decided',
  'hearing.minutes.amended',
  'recording.released',
]);
export const needsForm = (type: string): boolean => WITH_FORM.has(type);

/** What a step enters when it is pressed without a form. */
export const defaultData = (type: EventType, hearing: ClerkHearing): Record<string, unknown> => {
  const { state } = hearing;
  switch (type) {
    case 'hearing.preparation.started':
    case 'hearing.sitting.started':
      return {
        room: state.room,
        ...(state.clerk && type === 'hearing.preparation.started' ? { clerk: state.clerk } : {}),
      };
    case 'hearing.opened':
      return {
        ...(state.panel.length ? { panel: state.panel } : {}),
        ...(state.prosecutor ? { prosecutor: state.prosecutor } : {}),
      };
    case 'hearing.deliberation.started':
      return { purpose: 'judgment' };
    case 'hearing.pronouncing.started':
      return { of: 'judgment' };
    case 'hearing.transmission.permitted':
      return { scope: 'whole' };
    default:
      return {};
  }
};

/** Everything that the console can enter beside the next steps, grouped as a clerk looks for it. */
export const FURTHER_STEPS = {
  course: [
    'hearing.preparation.started',
    'hearing.opened',
    'hearing.rights.explained',
    'hearing.challenge.resolved',
    'hearing.indictment.read',
    'hearing.questioning.started',
    'hearing.evidence.examined',
    'hearing.questioning.resumed',
    'hearing.debate.started',
    'hearing.prosecutor.stated',
    'hearing.last_words.started',
    'hearing.deliberation.started',
    'hearing.pronouncing.started',
    'hearing.judgment.pronounced',
    'hearing.closed',
    'hearing.minutes.signed',
    'hearing.minutes.amended',
  ],
  interruption: [
    'hearing.recess.started',
    'hearing.recess.ended',
    'hearing.suspended',
    'hearing.resumed',
    'hearing.postponed',
    'hearing.case.stayed',
    'hearing.case.terminated',
    'hearing.case.returned',
    'hearing.sitting.ended',
    'hearing.sitting.started',
    'hearing.moved',
    'hearing.rescheduled',
    'hearing.cancelled',
  ],
  protection: [
    'hearing.publicity.changed',
    'hearing.minor.flagged',
    'hearing.transmission.permitted',
    'hearing.transmission.withdrawn',
    'recording.released',
  ],
  matter: [
    'hearing.attendance.recorded',
    'hearing.participants.recorded',
    'hearing.panel.changed',
    'hearing.title.changed',
    'hearing.agreement.recognised',
    'hearing.charge.changed',
    'hearing.appeal.withdrawn',
    'hearing.custody.decided',
  ],
} as const satisfies Record<string, readonly EventType[]>;

export const dataSchemaOf = (type: EventType) => CATALOGUE[type];
