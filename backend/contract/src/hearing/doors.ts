/** Who stands before closed doors, and what is told outside: the one rule that the province's policy and the court's console ask. Pure. */
import { closedStretches, restrictionsTold, sittingsTold } from './closed-stretches.ts';
import type { HearingState, Restriction, Sitting } from './model.ts';

/** In force for live: until it has settled (decision 2). */
const isInForce = ({ from, to, settlesAt }: Restriction, now: string): boolean =>
  from <= now && (to === undefined || now < (settlesAt ?? to));

export type ClosedCause = 'in_camera' | 'minor';

/**
 * Why outsiders see the hearing masked, or undefined. The state closes it; a closing that was lifted keeps it closed until it settles.
 * That the court lets the public hear the pronouncing changes picture and sound, not this. `now` is RFC 3339.
 */
export function closedCause(
  hearing: { state: Pick<HearingState, 'publicity' | 'minor'>; restrictions: readonly Restriction[] },
  now: string,
): ClosedCause | undefined {
  const unsettled = (cause: ClosedCause) =>
    hearing.restrictions.some((one) => one.cause === cause && isInForce(one, now));
  if (hearing.state.publicity === 'in_camera' || unsettled('in_camera')) return 'in_camera';
  return hearing.state.minor || unsettled('minor') ? 'minor' : undefined;
}

/** A clerk of the hearing's own court is inside by being the one whom its course names; `clerk` is that name. */
export const isItsClerk = (hearing: { clerk?: string | undefined }, name: string): boolean => hearing.clerk === name;

/**
 * What outsiders learn of a hearing whose doors are open: of a stretch in which they were closed that it was so, from when to when.
 * Undefined where the public part (`stateOutside`, of `stateTold`) was not told apart: then nothing is.
 */
export function toldOutside<
  H extends {
    state: HearingState;
    stateOutside?: HearingState | undefined;
    sittings: readonly Sitting[];
    restrictions: readonly Restriction[];
  },
>(hearing: H): Pick<H, 'state' | 'sittings' | 'restrictions'> | undefined {
  const stretches = closedStretches(hearing.restrictions);
  if (stretches.length === 0) return hearing;
  if (!hearing.stateOutside) return undefined;
  return {
    state: hearing.stateOutside,
    sittings: sittingsTold(hearing.sittings, stretches),
    restrictions: restrictionsTold(hearing.restrictions),
  };
}
