/** How a hearing stands to the clerk at the console: whole, as its public part tells it, or masked; by the rule that the province asks too. */
import { eventRef } from '@giamsat/contract/event/envelope';
import { closedStretches, restrictionsTold, sittingsTold } from '@giamsat/contract/hearing/closed-stretches';
import { type Course, courseOf } from '@giamsat/contract/hearing/course';
import { type ClosedCause, closedCause, isItsClerk } from '@giamsat/contract/hearing/doors';
import type { HearingState, Restriction, Sitting } from '@giamsat/contract/hearing/model';
import { eventsTold, stateTold } from '@giamsat/contract/hearing/outside';
import { wholeOf } from '@giamsat/contract/hearing/whole';
import type { Agent } from '../agent.ts';
import { rfc3339 } from '../platform/clock.ts';
import type { Clerk } from './sessions.ts';

/** `told`: its doors were closed for a while, and what was said behind them is left out. */
export type Door =
  | {
      form: 'whole' | 'told';
      state: HearingState;
      course: Course;
      restrictions: Restriction[];
      sittings: Sitting[];
    }
  | { form: 'masked'; cause: ClosedCause; state: Pick<HearingState, 'id' | 'room' | 'day'>; sittings: Sitting[] };

export type Doors = {
  /** Undefined: no such hearing. */
  of(clerk: Clerk, hearing: string): Door | undefined;
};

/** By these a clerk makes a hearing that names none their own. */
const KEEPING = new Set([
  'hearing.scheduled',
  'hearing.preparation.started',
  'hearing.sitting.started',
  'hearing.publicity.changed',
  'hearing.minor.flagged',
]);

/** Whom the course names; where it names nobody, who scheduled it, opened a sitting of it or closed its doors at this console (decision 33). */
export function isInside(clerk: Clerk, state: Pick<HearingState, 'clerk'>, course: Course, source: string): boolean {
  if (state.clerk) return isItsClerk({ clerk: state.clerk.name }, clerk.displayName);
  return course.entries.some(
    ({ event, original, retracted }) =>
      !retracted && KEEPING.has(event.type) && original.source === source && original.recordedby === clerk.login,
  );
}

export function createDoors(agent: Pick<Agent, 'config' | 'clock' | 'desk' | 'gate' | 'outbox'>): Doors {
  const { config, clock, desk, gate, outbox } = agent;
  const source = `/courts/${config.court}/agents/${config.code}`;

  /** An opening that the province rejected opens no door, and a closing that it rejected keeps it shut. */
  const closedNow = (hearing: string, now: string): ClosedCause | undefined => {
    const whole = desk.whole(hearing);
    const cause = whole && closedCause(whole, now);
    if (cause) return cause;
    const rejected = new Set(outbox.rejected().map(({ event }) => eventRef(event)));
    const events = rejected.size === 0 ? [] : desk.events(hearing);
    const accepted = events.filter((event) => !rejected.has(eventRef(event)));
    return accepted.length < events.length ? closedCause(wholeOf(accepted, hearing), now) : undefined;
  };

  return {
    of(clerk, hearing) {
      const whole = desk.whole(hearing);
      if (!whole) return undefined;
      const { state, course, restrictions } = whole;
      const sittings = gate.sittings().filter((sitting) => sitting.hearing === hearing);
      const own = state.court === config.court;
      if (own && isInside(clerk, state, course, source))
        return { form: 'whole', state, course, restrictions, sittings };
      const cause = closedNow(hearing, rfc3339(clock.now()));
      if (cause) return { form: 'masked', cause, state, sittings };
      const stretches = closedStretches(restrictions);
      if (stretches.length === 0) return { form: 'whole', state, course, restrictions, sittings };
      return {
        form: 'told',
        state: stateTold(state, course, stretches),
        course: courseOf(eventsTold(course, stretches)),
        restrictions: restrictionsTold(restrictions),
        sittings: sittingsTold(sittings, stretches),
      };
    },
  };
}
