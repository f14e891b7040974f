/** Viewers with equal rights form one audience: the same key, the same projections, the same scope epoch. */
import { createHash } from 'node:crypto';
import { dayOfMs } from '@giamsat/contract/time';
import { grantsOn, type HearingFacts, may } from '../access/policy.ts';
import { closingMoments, factsOf, type Redactable, type Side } from '../access/redact.ts';
import type { Viewer } from '../access/viewer.ts';

export type Audience = {
  key: string;
  /** Any member; the policy answers the same for all. */
  viewer: Viewer;
  /** Which hearings it may see can change by what happens in them: a panel, a room, a case type. */
  shifting: boolean;
};

/** Offices that the course knows by a person's name. */
const BY_NAME: readonly Viewer['role'][] = ['presiding_judge', 'clerk', 'prosecutor'];

/** The effective rights on that day and the body, and nothing else: who has them, and by which document, does not change what is shown. */
export function audienceOf(viewer: Viewer, now: number): Audience {
  const day = dayOfMs(now);
  const scopes = grantsOn(viewer, day).map(({ scope }) => scope);
  const sorted = (list: readonly string[] | undefined) => (list === undefined ? null : [...list].sort());
  const key = JSON.stringify([
    viewer.role,
    viewer.court ?? null,
    viewer.office ?? null,
    // What one's own body made of alerts.
    viewer.organisation,
    BY_NAME.includes(viewer.role) ? viewer.displayName : null,
    [
      ...new Set(
        scopes.map((scope) =>
          JSON.stringify([
            sorted(scope.courts),
            sorted(scope.rooms),
            sorted(scope.caseTypes),
            sorted(scope.hearings),
            scope.live,
            scope.recordings,
            scope.logs,
            // It names the viewer; whom else does not matter.
            scope.admits !== undefined,
          ]),
        ),
      ),
    ].sort(),
  ]);
  const shifting =
    viewer.role === 'presiding_judge' ||
    scopes.some((scope) => scope.rooms !== undefined || scope.caseTypes !== undefined);
  return { key, viewer, shifting };
}

/** How an audience sees one hearing; equal texts mean equal views. */
export type View = {
  side: Side;
  masked: boolean;
  /** May watch it live wherever nothing withholds it. */
  live: boolean;
  log: boolean;
  recording: boolean;
};

/** Undefined: not at all. `now` in ms. */
export function viewOf(audience: Audience, hearing: Redactable, now: number): View | undefined {
  const facts: HearingFacts = factsOf(hearing, new Date(now).toISOString());
  const { viewer } = audience;
  const row = may(viewer, 'row.read', facts, now);
  if (!row.allowed) return undefined;
  return {
    side: row.inside ? 'inside' : 'outside',
    masked: row.form === 'masked',
    live: may(viewer, 'live.watch', { ...facts, restricted: false }, now).allowed,
    log: may(viewer, 'log.read', facts, now).allowed,
    recording: may(viewer, 'recording.watch', { ...facts, restricted: false, released: false }, now).allowed,
  };
}

/**
 * Opaque, and equal on every node: the rights, the day, the scopes, and of the hearings in sight what changes by other ways than
 * a newer row: which they are (where that shifts), which are seen from inside, and the moments at which a closing began or settled.
 * `names`: what courts and rooms are called.
 */
export function scopeEpochOf(
  audience: Audience,
  scopes: readonly string[],
  seen: Iterable<{ hearing: Redactable; view: View }>,
  now: number,
  names: string,
): string {
  const at = new Date(now).toISOString();
  const ids: string[] = [];
  const inside: string[] = [];
  const closings: string[] = [];
  for (const { hearing, view } of seen) {
    if (audience.shifting) ids.push(hearing.id);
    if (view.side === 'inside') inside.push(hearing.id);
    else closings.push(...closingMoments(hearing, at).map((moment) => `${hearing.id} ${moment}`));
  }
  const text = JSON.stringify([
    audience.key,
    dayOfMs(now),
    [...scopes].sort(),
    ids.sort(),
    inside.sort(),
    closings.sort(),
    names,
  ]);
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}
