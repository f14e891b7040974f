/**
 * Who may see and do what: the one pure file that HTTP, sockets and media ask.
 * Sources: Constitution art. 103; Law on the organisation of courts 2024 art. 141; `design.md` rules 12–15; `domain.md` §4.
 */
import { isItsClerk } from '@giamsat/contract/hearing/doors';
import type { Role } from '@giamsat/contract/registry';
import { dayOfMs } from '@giamsat/contract/time';
import {
  type Action,
  type AlertFacts,
  type Decision,
  type FactsOf,
  type Ground,
  type HearingAction,
  type HearingFacts,
  type HouseAction,
  isHearingAction,
  type Refusal,
} from './policy-facts.ts';
import { admissionsOn, grantCovers, grantOpens, grantsOn, OF_ADMISSION, opensFigures } from './policy-grants.ts';
import { HOUSE } from './policy-offices.ts';
import type { Viewer } from './viewer.ts';

export type * from './policy-facts.ts';
export { isHearingAction } from './policy-facts.ts';
export { ADMISSIBLE, admissionsOn, grantCovers, grantOpens, grantsOn } from './policy-grants.ts';

/** Those who keep accounts, machines and documents hold a second factor. */
export const needsSecondFactor = (role: Role): boolean => role === 'administrator' || role === 'court_administrator';

const no = (reason: Refusal): Decision => ({ allowed: false, reason });
const yes = (reason: Ground, more: Partial<Extract<Decision, { allowed: true }>> = {}): Decision => ({
  allowed: true,
  reason,
  form: 'full',
  inside: false,
  ...more,
});

/** How somebody stands to one hearing by office alone. */
export type Standing = { ground: Exclude<Ground, 'authorisation'>; inside: boolean; opens: ReadonlySet<HearingAction> };
const opens = (...actions: HearingAction[]): ReadonlySet<HearingAction> => new Set(actions);
const WHOLE = opens('row.read', 'log.read', 'live.watch', 'recording.watch');
/** Those who answer for the hearing, or for its court, also take it away. */
const WHOLE_AND_MORE = opens(...WHOLE, 'looks.read', 'log.export', 'recording.export');
/** What a wall shows: pictures and the day's course of events, and nothing of what was. */
const WALL = opens('row.read', 'log.read', 'live.watch');
/** The procuracy checks the course (kiểm sát xét xử); the picture it sees by authorisation alone. */
const COURSE = opens('row.read', 'log.read');

export function standingOf(viewer: Viewer, hearing: HearingFacts): Standing | undefined {
  const ownCourt = viewer.court !== undefined && viewer.court === hearing.court;
  switch (viewer.role) {
    case 'presiding_judge':
      return ownCourt && hearing.panel.includes(viewer.displayName)
        ? { ground: 'panel', inside: true, opens: WHOLE_AND_MORE }
        : undefined;
    case 'clerk':
      if (!ownCourt) return undefined;
      return { ground: 'clerk', inside: isItsClerk(hearing, viewer.displayName), opens: WHOLE };
    case 'prosecutor':
      if (viewer.court !== undefined && !ownCourt) return undefined;
      return hearing.prosecutor === viewer.displayName
        ? { ground: 'prosecutor', inside: true, opens: COURSE }
        : { ground: 'statute', inside: false, opens: COURSE };
    case 'court_chief_judge':
      return ownCourt ? { ground: 'office', inside: false, opens: WHOLE_AND_MORE } : undefined;
    case 'province_chief_judge':
      return { ground: 'office', inside: false, opens: WHOLE_AND_MORE };
    case 'screen':
      // Put up by a head of court: what that office sees live. Put up by a supervisor: by documents alone.
      return viewer.office === 'province_chief_judge' || (viewer.office === 'court_chief_judge' && ownCourt)
        ? { ground: 'office', inside: false, opens: WALL }
        : undefined;
    default:
      return undefined;
  }
}

type Base = { ground: Ground; inside: boolean; authorisation?: string };

function baseOf(viewer: Viewer, action: HearingAction, hearing: HearingFacts, now: number): Base | Refusal {
  const standing = standingOf(viewer, hearing);
  const day = dayOfMs(now);
  const admission =
    OF_ADMISSION.includes(action) && !standing?.inside
      ? admissionsOn(viewer, day).find((one) => grantCovers(one, hearing, day))
      : undefined;
  if (admission) return { ground: 'authorisation', inside: true, authorisation: admission.documentNo };
  if (standing?.opens.has(action)) return { ground: standing.ground, inside: standing.inside };
  const grant = grantsOn(viewer, day).find(
    (candidate) => grantCovers(candidate, hearing, day) && grantOpens(viewer.role, candidate, action),
  );
  if (grant) return { ground: 'authorisation', inside: standing?.inside ?? false, authorisation: grant.documentNo };
  switch (viewer.role) {
    case 'supervisor':
    case 'screen':
    case 'prosecutor':
      return 'no-authorisation';
    case 'court_chief_judge':
    case 'presiding_judge':
    case 'clerk':
      return viewer.court === hearing.court ? 'role' : 'other-court';
    default:
      return 'role';
  }
}

/** What is kept beside the log needs the log, and an office that supervises: the courts have none of it (decision 65). */
const BESIDE_THE_LOG: Partial<Record<HearingAction, readonly Role[]>> = {
  'notes.keep': ['supervisor', 'prosecutor'],
  'sheet.keep': ['prosecutor'],
};
export const keepsNotes = (role: Role): boolean => BESIDE_THE_LOG['notes.keep']?.includes(role) ?? false;

function mayHearing(viewer: Viewer, action: HearingAction, hearing: HearingFacts, now: number): Decision {
  const keepers = BESIDE_THE_LOG[action];
  if (keepers && !keepers.includes(viewer.role)) return no('role');
  const base = baseOf(viewer, keepers ? 'log.read' : action, hearing, now);
  if (typeof base === 'string') return no(base);
  const { ground, ...more } = base;
  const outside = hearing.closed !== undefined && !base.inside;
  switch (action) {
    case 'row.read':
      return yes(ground, { ...more, form: outside ? 'masked' : 'full' });
    case 'log.read':
      return outside ? no('closed') : yes(ground, more);
    case 'live.watch':
      // Of a closed hearing something is unrestricted only while the court itself opened it: the pronouncing.
      return (hearing as FactsOf['live.watch']).restricted ? no('restricted') : yes(ground, more);
    case 'recording.watch':
    case 'recording.export': {
      const { restricted, released } = hearing as FactsOf['recording.watch'];
      if (released && action === 'recording.watch') return yes(ground, more);
      if (hearing.closed !== undefined) return no('closed');
      return restricted && !released ? no('restricted') : yes(ground, more);
    }
    case 'sheet.keep':
      return outside ? no('closed') : yes(ground, more);
    case 'notes.keep': {
      if (outside) return no('closed');
      const { note } = hearing as FactsOf['notes.keep'];
      // A note stays with the body for which it was written, whoever moves.
      const theirs =
        !note || (note.organisation === viewer.organisation && (note.shared || note.login === viewer.login));
      return theirs ? yes(ground, more) : no('not-own');
    }
    // What leaves the house is what outsiders are told, whoever takes it away (decision 63).
    case 'log.export':
      return hearing.closed !== undefined ? no('closed') : yes(ground, more);
    case 'looks.read':
      // While a hearing lasts the courtroom learns how many watch, not who: names would be pressure.
      return hearing.ended ? yes(ground, more) : no('not-ended');
  }
}

/** The order of a hearing and the limits of the law concern the court itself, and who checks it by law. */
const CHECKS_THE_COURSE: readonly Role[] = ['court_chief_judge', 'province_chief_judge', 'prosecutor'];

function mayAlert(viewer: Viewer, { about, hearing, ...place }: AlertFacts, now: number): Decision {
  switch (about) {
    case undefined:
      return yes('office');
    case 'machine': {
      const keeps = may(viewer, 'machines.read', place, now);
      // The court's head is told that its machine is away; nobody else learns of machines.
      return keeps.allowed ? keeps : may(viewer, 'pictures.cut', place, now);
    }
    case 'cut':
      return may(viewer, 'pictures.cut', place, now);
    case 'document':
      return may(viewer, 'authorisations.read', place, now);
    case 'seal':
      return may(viewer, 'seals.read', {}, now);
    case 'copies':
      // Whoever keeps the machines of the whole province.
      return may(viewer, 'machines.read', {}, now);
    default: {
      if (!hearing) return no('role');
      const row = mayHearing(viewer, 'row.read', hearing, now);
      const open = { ...hearing, restricted: false, released: false };
      const sees = (['live.watch', 'recording.watch'] as const).some(
        (action) => may(viewer, action, open, now).allowed,
      );
      const full = row.allowed && row.form === 'full';
      const suits = about === 'picture' ? sees : about === 'schedule' || CHECKS_THE_COURSE.includes(viewer.role);
      if (full && suits) return row;
      // Who keeps the cameras is told which one, and of no hearing.
      const keeps = may(viewer, 'machines.read', place, now);
      const ofCamera = about === 'picture' && hearing.closed === undefined && keeps.allowed;
      return ofCamera ? { ...keeps, form: 'masked' } : no(row.allowed ? 'closed' : 'role');
    }
  }
}

/** Phó Chánh án is a judge; the office that drafts and whoever watches by a document cannot be one. */
export const DEPUTY_ROLES: readonly Role[] = ['court_chief_judge', 'presiding_judge'];
/** What a deputy of the chief judge has beside the own office, from the first to the last day of the appointment. */
const DEPUTY_ACTIONS: readonly Action[] = ['organisations.read', 'authorisations.read', 'authorisations.approve'];

function isDeputy({ role, terms = [] }: Viewer, now: number): boolean {
  const day = dayOfMs(now);
  return DEPUTY_ROLES.includes(role) && terms.some(({ from, to }) => from <= day && day <= to);
}

/**
 * The one question. `now` in ms since the epoch decides which documents are valid today in Ho Chi Minh City.
 * `form` and `inside` of the answer tell which projection of a hearing the viewer belongs to.
 */
export function may<A extends Action>(viewer: Viewer, action: A, facts: FactsOf[A], now: number): Decision {
  if (viewer.mustEnrol) return no('second-factor');
  if (isHearingAction(action)) return mayHearing(viewer, action, facts as HearingFacts, now);
  const asDeputy = DEPUTY_ACTIONS.includes(action) && isDeputy(viewer, now);
  const row = HOUSE[action as HouseAction];
  const asked = asDeputy ? 'all' : row[viewer.role];
  // Without an office of its own a screen stands by its body's documents.
  const reach = asked === 'as-put-up' ? row[viewer.office ?? 'supervisor'] : asked;
  if (reach === undefined) return no('role');
  if (reach === 'documents') {
    const { court } = facts as FactsOf['statistics.read'];
    const day = dayOfMs(now);
    const opened = grantsOn(viewer, day).find((grant) => opensFigures(grant, court));
    return opened ? yes('authorisation', { authorisation: opened.documentNo }) : no('no-authorisation');
  }
  if (reach === 'level' && viewer.court === undefined) return yes('statute');
  if (reach === 'own' || reach === 'level') {
    const { court, offices = [court] } = facts as FactsOf['authorisations.approve'];
    if (viewer.court === undefined || !offices.includes(viewer.court)) return no('other-court');
  }
  // Two persons: whoever wrote it, or is let in by it, does not approve it.
  if (
    action === 'authorisations.approve' &&
    (facts as FactsOf['authorisations.approve']).drafters?.includes(viewer.login)
  ) {
    return no('own-draft');
  }
  // What is removed is gone for good: three persons take part, and those who approve prove themselves by a second factor.
  if (action === 'removals.approve') {
    if (!viewer.secondFactor) return no('second-factor');
    if ((facts as FactsOf['removals.approve']).taken?.includes(viewer.login)) return no('own-draft');
  }
  // How much was recorded of a closed hearing, and that it ended, is its own clerk's to know, and the heads'.
  const isShutOut = action === 'keeping.change' && (facts as FactsOf['keeping.change']).closed;
  if (isShutOut && viewer.role === 'clerk') return no('closed');
  if (action === 'alerts.read') return mayAlert(viewer, facts as AlertFacts, now);
  if (action === 'screens.steer') {
    const { confirmedBy = viewer.login } = facts as FactsOf['screens.steer'];
    if (confirmedBy !== viewer.login) return no('not-own');
  }
  // As with `looks.read`: before that, names would be pressure.
  if (action === 'audit.name' && !(facts as FactsOf['audit.name']).ended) return no('not-ended');
  return yes('office');
}
