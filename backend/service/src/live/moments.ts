/** What the clock alone changes: a closing settles or begins again as announced, and the day turns in Ho Chi Minh City. */
import { dayOfMs } from '@giamsat/contract/time';
import { timedMoments } from '../access/redact.ts';
import type { Clock } from '../platform/clock.ts';
import { atMidnight } from '../platform/midnight.ts';
import type { Members } from './members.ts';

export type Moments = {
  /** After every change: looks for the next closing's moment. */
  plan(): void;
  close(): void;
};

export function createMoments(deps: {
  clock: Clock;
  members: Members;
  /** Takes its turn in the gateway's lane. */
  inTurn(work: () => Promise<void>): void;
  turnTo(day: string): Promise<void>;
}): Moments {
  const { clock, members, inTurn } = deps;
  let stopNext = () => {};
  let planned = Number.POSITIVE_INFINITY;

  const nextMoment = (): number => {
    const now = clock.now();
    let next = Number.POSITIVE_INFINITY;
    for (const { group } of members.all()) {
      for (const { hearing } of group.seen()) {
        for (const moment of timedMoments(hearing)) {
          const at = Date.parse(moment);
          if (at > now && at < next) next = at;
        }
      }
    }
    return next;
  };
  const plan = () => {
    const next = nextMoment();
    if (next === planned) return;
    stopNext();
    planned = next;
    if (next === Number.POSITIVE_INFINITY) return;
    stopNext = clock.at(next, () => {
      planned = Number.POSITIVE_INFINITY;
      inTurn(async () => {
        for (const member of members.all()) {
          const before = member.group.epoch;
          member.group.reconsider();
          if (member.group.epoch !== before) members.turn(member);
        }
        plan();
      });
    });
  };
  const stopDay = atMidnight(clock, () =>
    inTurn(async () => {
      await deps.turnTo(dayOfMs(clock.now()));
      for (const member of members.all()) {
        member.group.reconsider();
        members.turn(member);
      }
    }),
  );

  return {
    plan,
    close() {
      stopNext();
      stopDay();
    },
  };
}
