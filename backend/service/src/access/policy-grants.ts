/** The policy's pages on documents: what an authorisation covers and opens, and whom a written decision lets in. Pure. */
import type { Role } from '@giamsat/contract/registry';
import type { HearingAction, HearingFacts } from './policy-facts.ts';
import type { Grant, Viewer } from './viewer.ts';

/** What a document opens, by the role of who uses it. A screen shows the wall and never goes back in time. */
export function grantOpens(role: Role, grant: Grant, action: HearingAction): boolean {
  if (role !== 'supervisor' && role !== 'screen' && role !== 'prosecutor') return false;
  const { live, logs, recordings, exports } = grant.scope;
  if (action === 'live.watch') return live;
  if (action === 'log.read') return logs;
  if (action === 'recording.watch') return recordings && role !== 'screen';
  // Of what the same document lets see: it adds nothing to see.
  if (action === 'log.export') return exports && logs && role !== 'screen';
  if (action === 'recording.export') return exports && recordings && role !== 'screen';
  return action === 'row.read' && (live || logs || (recordings && role !== 'screen'));
}

const covers = (list: readonly string[] | undefined, value: string | undefined): boolean =>
  list === undefined || (value !== undefined && list.includes(value));

const isInForce = (grant: Pick<Grant, 'from' | 'to'>, day: string): boolean =>
  grant.from <= day && (grant.to === undefined || day <= grant.to);
/** The documents that hold for this person on this day. */
export const grantsOn = ({ authorisations, organisation, login }: Viewer, day: string): Grant[] =>
  authorisations.filter(
    ({ scope: { admits }, ...grant }) =>
      grant.organisation === organisation && isInForce(grant, day) && (admits === undefined || admits.includes(login)),
  );

/** Whoever watches in a body's name, and the heads of courts, who stand outside as well (`domain.md` §4). */
export const ADMISSIBLE: readonly Role[] = ['supervisor', 'prosecutor', 'court_chief_judge', 'province_chief_judge'];
/** The written decisions that let this person in behind the closed doors of the hearings that they name. */
export const admissionsOn = (viewer: Viewer, day: string): Grant[] =>
  ADMISSIBLE.includes(viewer.role)
    ? grantsOn(viewer, day).filter(({ scope }) => scope.admits && scope.hearings && scope.logs)
    : [];
export const OF_ADMISSION: readonly HearingAction[] = ['row.read', 'log.read'];

/** Whether the document speaks of this hearing on this day; what it does not know of the hearing it does not cover. */
export function grantCovers(grant: Grant, hearing: HearingFacts, day: string): boolean {
  const { scope } = grant;
  return (
    isInForce(grant, day) &&
    covers(scope.courts, hearing.court) &&
    covers(scope.rooms, hearing.room) &&
    covers(scope.caseTypes, hearing.caseType) &&
    covers(scope.hearings, hearing.id)
  );
}

/** Figures of a court, of all where none is named: a part of its hearings gives no right to figures of all of them. */
export const opensFigures = ({ scope }: Grant, court: string | undefined): boolean =>
  !scope.rooms &&
  !scope.caseTypes &&
  !scope.hearings &&
  (scope.live || scope.logs || scope.recordings) &&
  (court === undefined || covers(scope.courts, court));
