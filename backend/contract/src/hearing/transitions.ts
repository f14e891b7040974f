/** Which steps of a hearing are usual (`domain.md` §2). Nothing is refused: an unusual step is recorded and flagged, because the court decides. */
import type { EventEnvelope } from '../event/envelope.ts';
import { isEnded, type Stage } from '../stage.ts';
import type { HearingState } from './model.ts';
import { movesStage } from './moves.ts';

type At = Pick<HearingState, 'stage' | 'stageBefore' | 'decisionFrom' | 'caseType' | 'instance' | 'sitting'>;

const ACTIVE: readonly Stage[] = ['opening', 'questioning', 'debate', 'last_words', 'deliberation', 'pronouncing'];
const FROM: Record<string, readonly Stage[]> = {
  'hearing.preparation.started': ['scheduled'],
  'hearing.opened': ['preparing'],
  'hearing.questioning.started': ['opening'],
  'hearing.questioning.resumed': ['debate', 'last_words', 'deliberation'],
  'hearing.debate.started': ['questioning'],
  'hearing.last_words.started': ['debate'],
  'hearing.pronouncing.started': ['deliberation'],
  'hearing.recess.started': ACTIVE,
  'hearing.recess.ended': ['recess'],
  'hearing.suspended': ['opening', 'questioning', 'debate', 'last_words', 'deliberation'],
  'hearing.case.stayed': ['scheduled', 'preparing', ...ACTIVE.slice(0, 5), 'suspended'],
  'hearing.case.terminated': ['scheduled', 'preparing', ...ACTIVE.slice(0, 5), 'suspended'],
  'hearing.case.returned': ['deliberation'],
  'hearing.cancelled': ['scheduled'],
  'hearing.closed': ['pronouncing'],
};

/** Is this the order in which such hearings go? Events that move no stage always are. */
export function isUsual(at: At, event: Pick<EventEnvelope, 'type' | 'data'>): boolean {
  const { type } = event;
  if (type === 'hearing.sitting.started') return at.sitting === undefined && !isEnded(at.stage);
  if (!movesStage(type)) return true;
  // A pronounced decision leads back to where it was taken, or ends the hearing.
  const decided = at.stage === 'pronouncing' ? at.decisionFrom : undefined;
  switch (type) {
    case 'hearing.resumed':
      return (
        at.stage === 'suspended' || decided !== undefined || (at.sitting?.open === false && at.stage !== 'preparing')
      );
    case 'hearing.deliberation.started':
      if (event.data.purpose === 'decision') return before(at.stage, 'last_words') && at.stage !== 'scheduled';
      return at.stage === (at.caseType === 'HS' ? 'last_words' : 'debate');
    case 'hearing.last_words.started':
      return (at.caseType ?? 'HS') === 'HS' && at.stage === 'debate';
    case 'hearing.postponed':
      return (
        (before(at.stage, 'pronouncing') && at.stage !== 'recess') ||
        decided !== undefined ||
        (at.stage === 'suspended' && (at.caseType ?? 'HS') === 'HS')
      );
    case 'hearing.case.returned':
      return at.stage === 'deliberation' && (at.caseType ?? 'HS') === 'HS';
    case 'hearing.case.stayed':
    case 'hearing.case.terminated':
      return decided !== undefined || (FROM[type]?.includes(at.stage) ?? false);
    default: {
      if (decided !== undefined && at.stage === 'pronouncing' && leadsBack(type, decided)) return true;
      return FROM[type]?.includes(at.stage) ?? false;
    }
  }
}

const ORDER: readonly Stage[] = ['scheduled', 'preparing', ...ACTIVE];
const before = (stage: Stage, limit: Stage): boolean => {
  const at = ORDER.indexOf(stage);
  return at >= 0 && at < ORDER.indexOf(limit);
};

const leadsBack = (type: string, decided: Stage): boolean =>
  (type === 'hearing.opened' && decided === 'preparing') ||
  ((type === 'hearing.questioning.started' || type === 'hearing.questioning.resumed') &&
    (decided === 'opening' || decided === 'questioning')) ||
  (type === 'hearing.debate.started' && (decided === 'questioning' || decided === 'debate')) ||
  (type === 'hearing.closed' && decided !== undefined);

/** Event types that may come next, the likeliest first; everything else stays reachable in the console. */
export function nextSteps(state: HearingState): string[] {
  const steps = candidates(state).filter((type): type is string => type !== undefined);
  const waiting = state.sitting?.moved ? ['hearing.resumed'] : [];
  return [...new Set([...waiting, ...steps])];
}

function candidates(s: HearingState): (string | undefined)[] {
  const criminal = s.caseType === 'HS';
  const unpermitted = s.permission ? undefined : 'hearing.transmission.permitted';
  const seated = s.sitting !== undefined;
  const pause = ['hearing.recess.started', 'hearing.suspended', 'hearing.postponed'];
  // A later day begins with a sitting of its own; what follows is what the stage allows.
  const sit = seated || isEnded(s.stage) || s.stage === 'scheduled' ? [] : ['hearing.sitting.started'];
  const go = seated && s.sitting?.open === false && s.stage !== 'preparing' && s.openedAt ? ['hearing.resumed'] : [];
  switch (s.stage) {
    case 'scheduled':
      return ['hearing.preparation.started', 'hearing.rescheduled', 'hearing.postponed', 'hearing.cancelled'];
    case 'preparing':
      return [
        ...sit,
        s.participants.some((p) => p.present !== undefined) ? undefined : 'hearing.attendance.recorded',
        unpermitted,
        'hearing.opened',
        'hearing.postponed',
        'hearing.moved',
      ];
    case 'opening':
      return [
        ...sit,
        ...go,
        unpermitted,
        'hearing.rights.explained',
        'hearing.challenge.resolved',
        criminal && s.instance === 'ST' ? 'hearing.indictment.read' : undefined,
        'hearing.questioning.started',
        ...pause,
      ];
    case 'questioning':
      return [...sit, ...go, 'hearing.debate.started', 'hearing.evidence.examined', ...pause];
    case 'debate':
      return [
        ...sit,
        ...go,
        criminal ? 'hearing.last_words.started' : 'hearing.deliberation.started',
        'hearing.prosecutor.stated',
        'hearing.questioning.resumed',
        ...pause,
      ];
    case 'last_words':
      return [...sit, ...go, 'hearing.deliberation.started', 'hearing.questioning.resumed', ...pause];
    case 'deliberation':
      return [
        ...sit,
        'hearing.pronouncing.started',
        'hearing.questioning.resumed',
        seated ? 'hearing.sitting.ended' : undefined,
        criminal ? 'hearing.case.returned' : undefined,
        'hearing.postponed',
      ];
    case 'pronouncing':
      return s.decisionFrom
        ? [...sit, 'hearing.resumed', 'hearing.postponed', 'hearing.case.stayed', 'hearing.case.terminated']
        : [...sit, ...go, 'hearing.judgment.pronounced', 'hearing.closed', 'hearing.recess.started'];
    case 'recess':
      return ['hearing.recess.ended', ...sit, 'hearing.suspended', 'hearing.postponed'];
    case 'suspended':
      return [...sit, 'hearing.resumed', criminal ? 'hearing.postponed' : 'hearing.case.stayed'];
    case 'closed':
      return s.minutesSignedAt ? ['hearing.minutes.amended'] : ['hearing.minutes.signed', 'hearing.minutes.amended'];
    default:
      return ['hearing.minutes.signed'];
  }
}
