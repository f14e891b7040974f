/** What leaves of an alert towards one viewer: the policy decides whether, and whether with its hearing; the work is that of the own body. */
import { dayOfMs, timestampOf } from '@giamsat/contract/time';
import type { Alert } from '@giamsat/contract/wire/alerts';
import { may } from '../access/policy.ts';
import type { AlertFacts } from '../access/policy-facts.ts';
import { factsOf } from '../access/redact.ts';
import type { Viewer } from '../access/viewer.ts';
import type { Registry } from '../hearings/registry.ts';
import type { StoredHearing } from '../hearings/stored.ts';
import { NO_WORK, type StoredAlert, type Work } from './alert.ts';
import { aboutOf } from './rules/rules.ts';

export type Names = Pick<Registry, 'courtNameOn' | 'room' | 'feed'>;

/** Undefined: not at all. `hearing`: the one that the alert names, as it is now; `now` in ms since the epoch. */
export function toldTo(
  viewer: Viewer,
  alert: StoredAlert,
  hearing: StoredHearing | undefined,
  names: Names,
  now: number,
): Alert | undefined {
  const facts: AlertFacts = {
    about: aboutOf(alert.rule),
    ...(alert.court === undefined ? {} : { court: alert.court }),
    ...(hearing === undefined ? {} : { hearing: factsOf(hearing, timestampOf(now)) }),
  };
  // What names a hearing that is not here cannot be judged.
  if (alert.hearing !== undefined && !hearing) return undefined;
  const decision = may(viewer, 'alerts.read', facts, now);
  if (!decision.allowed) return undefined;
  const { court, room, feed, agent } = alert;
  return {
    id: alert.id,
    rule: alert.rule,
    severity: alert.severity,
    since: alert.since,
    ...(alert.endedAt === undefined ? {} : { until: alert.endedAt }),
    ...(alert.endReason === undefined ? {} : { ended: alert.endReason }),
    times: alert.times,
    ...(court === undefined ? {} : { court, courtShort: names.courtNameOn(court, dayOfMs(now)).short }),
    ...(room === undefined ? {} : { room, roomName: names.room(room)?.name ?? room }),
    ...(feed === undefined ? {} : { feed, feedName: names.feed(feed)?.name ?? feed }),
    ...(agent === undefined ? {} : { agent }),
    ...(hearing === undefined || decision.form === 'masked' ? {} : { hearing: hearingOf(hearing, decision.inside) }),
    ...(alert.basis === undefined ? {} : { basis: alert.basis }),
    values: alert.values ?? {},
    work: workOf(alert.work[viewer.organisation] ?? NO_WORK),
  };
}

/** Outside of doors that were closed and are open again, only what is told there. */
function hearingOf({ id, day, state, stateOutside }: StoredHearing, inside: boolean): NonNullable<Alert['hearing']> {
  const { title, caseNumbers } = inside ? state : (stateOutside ?? state);
  const caseNumber = caseNumbers[0]?.raw;
  return {
    id,
    day,
    ...(title === undefined ? {} : { title }),
    ...(caseNumber === undefined ? {} : { caseNumber }),
  };
}

const workOf = ({ state, login, name, at, mutedUntil, comments }: Work): Alert['work'] => ({
  state,
  ...(login === undefined ? {} : { login }),
  ...(name === undefined ? {} : { by: name }),
  ...(at === undefined ? {} : { at }),
  ...(mutedUntil === undefined ? {} : { mutedUntil }),
  comments,
});
