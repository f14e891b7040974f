/** How single events move the stage and the sitting of one hearing: the two small machines that every fold shares. */
import type { EventEnvelope, EventRef } from '../event/envelope.ts';
import { eventRef } from '../event/envelope.ts';
import { isEnded, type Stage } from '../stage.ts';

type Moving = Pick<EventEnvelope, 'type' | 'data' | 'source' | 'id' | 'time'>;

export type Standing = {
  stage: Stage;
  /** What a recess, a suspension, or an ending that did not hold returns to. */
  before?: Stage | undefined;
  /** In a deliberation on a decision and its pronouncing, pauses included: the stage that the decision interrupts. */
  decisionFrom?: Stage | undefined;
};

const DIRECT: Record<string, Stage> = {
  'hearing.preparation.started': 'preparing',
  'hearing.opened': 'opening',
  'hearing.questioning.started': 'questioning',
  'hearing.questioning.resumed': 'questioning',
  'hearing.debate.started': 'debate',
  'hearing.last_words.started': 'last_words',
};
const ENDINGS: Record<string, Stage> = {
  'hearing.postponed': 'postponed',
  'hearing.case.stayed': 'stayed',
  'hearing.case.terminated': 'terminated',
  'hearing.case.returned': 'returned',
  'hearing.cancelled': 'cancelled',
  'hearing.closed': 'closed',
};

/** The stage that an event asks for, whatever came before; undefined for events that only return or move nothing. */
export const stageOf = (type: string): Stage | undefined =>
  DIRECT[type] ??
  ENDINGS[type] ??
  (type === 'hearing.deliberation.started'
    ? 'deliberation'
    : type === 'hearing.pronouncing.started'
      ? 'pronouncing'
      : type === 'hearing.recess.started'
        ? 'recess'
        : type === 'hearing.suspended'
          ? 'suspended'
          : undefined);

/** Can this type move the stage? (`interfaces.md` §1, the closed list) */
export const movesStage = (type: string): boolean =>
  type === 'hearing.recess.ended' || type === 'hearing.resumed' || stageOf(type) !== undefined;

/**
 * Moves the stage, usual or not; gives back the same object when nothing moves.
 * `hearing.resumed` never leads out of a deliberation: what is secret is opened by an explicit next stage alone.
 */
export function moveStage(at: Standing, event: Pick<EventEnvelope, 'type' | 'data'>): Standing {
  const { type } = event;
  switch (type) {
    case 'hearing.recess.started':
      return { stage: 'recess', before: lastActive(at), decisionFrom: at.decisionFrom };
    case 'hearing.suspended':
      return { stage: 'suspended', before: lastActive(at), decisionFrom: at.decisionFrom };
    case 'hearing.recess.ended':
      return at.stage === 'recess' && at.before ? { stage: at.before, decisionFrom: at.decisionFrom } : at;
    case 'hearing.resumed':
      if (at.stage === 'pronouncing' && at.decisionFrom) return { stage: at.decisionFrom };
      return at.before ? { stage: at.before, decisionFrom: at.decisionFrom } : at;
    case 'hearing.deliberation.started':
      return event.data.purpose === 'decision'
        ? { stage: 'deliberation', decisionFrom: at.decisionFrom ?? lastActive(at) }
        : { stage: 'deliberation' };
    case 'hearing.pronouncing.started':
      return event.data.of === 'judgment'
        ? { stage: 'pronouncing' }
        : {
            stage: 'pronouncing',
            decisionFrom: at.decisionFrom ?? (event.data.of === 'decision' ? lastActive(at) : undefined),
          };
    default: {
      const stage = DIRECT[type];
      if (stage) return { stage };
      const ended = ENDINGS[type];
      return ended ? { stage: ended, before: isEnded(at.stage) ? at.before : lastActive(at) } : at;
    }
  }
}

/** The stage under a pause. */
const lastActive = (at: Standing): Stage =>
  (at.stage === 'recess' || at.stage === 'suspended') && at.before ? at.before : at.stage;

/** Is it in deliberation, or in a pause entered from it? */
export const inDeliberation = (at: Standing): boolean =>
  at.stage === 'deliberation' || ((at.stage === 'recess' || at.stage === 'suspended') && at.before === 'deliberation');

/** A sitting as the hearing's own course tells it; who holds the room is another question. */
export type SittingAt = {
  id: EventRef;
  room: string;
  /** `opened`, `resumed` or `pronouncing.started` came in it (after a move out of an open sitting: `resumed`). */
  open: boolean;
  /** Moved while open: only `hearing.resumed` opens it again. */
  moved: boolean;
};

const SITTING_ENDS = new Set([...Object.keys(ENDINGS), 'hearing.suspended', 'hearing.sitting.ended']);
export const endsSitting = (type: string): boolean => SITTING_ENDS.has(type);
export const opensSitting = (type: string): boolean =>
  type === 'hearing.preparation.started' || type === 'hearing.sitting.started';

/** Moves the sitting; gives back the same object when nothing changes. */
export function moveSitting(at: SittingAt | undefined, event: Moving): SittingAt | undefined {
  const { type } = event;
  if (opensSitting(type))
    return { id: eventRef(event), room: String(event.data.room ?? ''), open: false, moved: false };
  if (!at) return at;
  if (SITTING_ENDS.has(type)) return undefined;
  switch (type) {
    case 'hearing.moved': {
      const room = String(event.data.room ?? '');
      return { ...at, room, open: false, moved: at.open || at.moved };
    }
    case 'hearing.resumed':
      return at.open ? at : { ...at, open: true, moved: false };
    case 'hearing.opened':
    case 'hearing.pronouncing.started':
      return at.open || at.moved ? at : { ...at, open: true };
    default:
      return at;
  }
}

/** Every type that moves a sitting. */
export const movesSitting = (type: string): boolean =>
  opensSitting(type) ||
  SITTING_ENDS.has(type) ||
  type === 'hearing.moved' ||
  type === 'hearing.resumed' ||
  type === 'hearing.opened' ||
  type === 'hearing.pronouncing.started';
