/** The policy's answer on logs turned round: not "may they read this one" but "which ones", as a question to the database asks it. Pure. */
import { dayOfMs } from '@giamsat/contract/time';
import { admissionsOn, grantOpens, grantsOn, keepsNotes } from './policy.ts';
import type { Grant, Viewer } from './viewer.ts';

/** Hearings by what their rows say; what is absent may be anything. `as`: who plays that part in the course under that name. */
export type Reach = {
  court?: string | undefined;
  courts?: readonly string[] | undefined;
  rooms?: readonly string[] | undefined;
  caseTypes?: readonly string[] | undefined;
  hearings?: readonly string[] | undefined;
  as?: { part: 'panel' | 'clerk' | 'prosecutor'; name: string };
};

/**
 * `may(viewer, 'log.read', …)` turned round, so that a question to the database holds it: `outside` are the hearings whose log may be
 * read while nothing closes them, `inside` those that are read also when their doors are closed; `notes` is whose notes are read
 * beside those logs, where the office keeps any (`notes.keep`). A test holds the two together.
 */
export function logReach(
  viewer: Viewer,
  now: number,
): { outside: Reach[]; inside: Reach[]; notes?: { login: string; organisation: string }; authorisations: string[] } {
  if (viewer.mustEnrol) return { outside: [], inside: [], authorisations: [] };
  const { court, displayName: name } = viewer;
  const own = court === undefined ? [] : [{ court }];
  const inside = (part: 'panel' | 'clerk' | 'prosecutor'): Reach[] =>
    own.map((one) => ({ ...one, as: { part, name } }));
  const offices = (): { outside: Reach[]; inside: Reach[] } => {
    switch (viewer.role) {
      case 'presiding_judge':
        return { outside: inside('panel'), inside: inside('panel') };
      case 'clerk':
        return { outside: own, inside: inside('clerk') };
      case 'prosecutor':
        return court === undefined
          ? { outside: [{}], inside: [{ as: { part: 'prosecutor', name } }] }
          : { outside: own, inside: inside('prosecutor') };
      case 'court_chief_judge':
        return { outside: own, inside: [] };
      case 'province_chief_judge':
        return { outside: [{}], inside: [] };
      case 'screen':
        if (viewer.office === 'province_chief_judge') return { outside: [{}], inside: [] };
        return { outside: viewer.office === 'court_chief_judge' ? own : [], inside: [] };
      default:
        return { outside: [], inside: [] };
    }
  };
  const office = offices();
  const day = dayOfMs(now);
  const admissions = admissionsOn(viewer, day);
  const grants = [
    ...new Set([...grantsOn(viewer, day).filter((grant) => grantOpens(viewer.role, grant, 'log.read')), ...admissions]),
  ];
  return {
    outside: [...office.outside, ...grants.map(reachOf)],
    inside: [...office.inside, ...admissions.map(reachOf)],
    ...(keepsNotes(viewer.role) ? { notes: { login: viewer.login, organisation: viewer.organisation } } : {}),
    authorisations: grants.map(({ documentNo }) => documentNo),
  };
}

const reachOf = ({ scope: { courts, rooms, caseTypes, hearings } }: Grant): Reach => ({
  courts,
  rooms,
  caseTypes,
  hearings,
});
