/** What the console shows: the rooms, the day's hearings with their next steps, the line and what waits for it. */
import { eventRef } from '@giamsat/contract/event/envelope';
import { isCorrection } from '@giamsat/contract/event/validate';
import { inForce } from '@giamsat/contract/hearing/restrictions';
import { nextSteps } from '@giamsat/contract/hearing/transitions';
import { isEnded } from '@giamsat/contract/stage';
import { dayOfMs } from '@giamsat/contract/time';
import type { ClerkCourse, ClerkHearing, ClerkState } from '@giamsat/contract/wire/clerk';
import type { Agent } from '../agent.ts';
import type { PutAside } from '../outbox/outbox.ts';
import { rfc3339 } from '../platform/clock.ts';
import { sendingOf } from '../vitals/vitals.ts';
import { ConsoleError } from './problems.ts';
import type { Quiet } from './quiet.ts';
import type { Clerk } from './sessions.ts';

export type ConsoleView = {
  state(clerk: Clerk): ClerkState;
  course(hearing: string): ClerkCourse;
  /** Hearings whose picture leaves now, with the time of their last event. */
  onAir(): { hearing: string; lastEventMs: number }[];
};

/** How long a name of a court or room holds when the registry gives no end. */
const validOn = (day: string) => (entry: { validFrom?: string; validTo?: string }) =>
  (entry.validFrom === undefined || entry.validFrom <= day) && (entry.validTo === undefined || day < entry.validTo);

const asideOf = (aside: PutAside | undefined) => (aside ? { aside: aside.reason } : {});

export function createConsoleView(agent: Agent, asks: () => Quiet[]): ConsoleView {
  const { desk, outbox, clock, gate, line, units } = agent;

  const hearingOf = (id: string): ClerkHearing | undefined => {
    const whole = desk.whole(id);
    if (!whole) return undefined;
    const { state, restrictions } = whole;
    return {
      state,
      sittings: gate.sittings().filter((sitting) => sitting.hearing === id),
      inForce: isEnded(state.stage) ? [] : inForce(restrictions, rfc3339(clock.now())),
      next: nextSteps(state),
    };
  };

  /** Today's, and those of other days that have begun and not ended. */
  const isListed = (id: string, today: string): boolean => {
    const state = desk.whole(id)?.state;
    if (!state || state.court !== agent.config.court) return false;
    return state.day === today || (state.stage !== 'scheduled' && !isEnded(state.stage));
  };

  return {
    state(clerk) {
      const now = clock.now();
      const today = dayOfMs(now);
      const registry = desk.registry();
      const oldest = outbox.waiting()[0];
      const held = gate.sittings().filter((sitting) => sitting.holdsRoom);
      const hearings = desk
        .hearings()
        .filter((id) => isListed(id, today))
        .flatMap((id) => hearingOf(id) ?? [])
        .sort((a, b) => (a.state.start < b.state.start ? -1 : a.state.start > b.state.start ? 1 : 0));
      const quiet = asks();
      return {
        now: rfc3339(now),
        clerk,
        courtName:
          registry?.court.names.find(validOn(today))?.name ?? registry?.court.names.at(-1)?.name ?? agent.config.court,
        line: {
          up: line.up(),
          waiting: outbox.waiting().length,
          ...(oldest ? { oldestAt: oldest.recordedtime } : {}),
          rejected: outbox.rejected().flatMap(({ event, problem, aside }) => {
            if (aside) return [];
            const hearing = /^hearings\/(.+)$/.exec(event.subject)?.[1];
            return {
              ref: eventRef(event),
              type: event.type,
              code: problem.type.split(':').at(-1) ?? '',
              detail: [problem.field, problem.detail ?? problem.title].filter(Boolean).join(': '),
              time: event.time,
              ...(hearing === undefined ? {} : { hearing }),
              data: event.data,
              again: hearing !== undefined && !isCorrection(event.type),
            };
          }),
        },
        rooms: (registry?.rooms ?? []).filter(validOn(today)).map((room) => {
          const holder = held.find((sitting) => sitting.holds.at(-1)?.room === room.code)?.hearing;
          return {
            room,
            feeds: (registry?.feeds ?? [])
              .filter((feed) => feed.room === room.code)
              .map((feed) => {
                const unit = units.find((one) => one.feed === feed.code);
                return {
                  feed: feed.code,
                  name: feed.name,
                  camera: unit?.camera.health().state ?? 'stopped',
                  sending: unit ? sendingOf(unit.recorder.verdict()) : 'off',
                };
              }),
            ...(holder === undefined ? {} : { holder }),
            watching: holder === undefined ? 0 : (agent.watching()[holder] ?? 0),
          };
        }),
        hearings,
        templates: registry?.templates ?? [],
        ...(quiet.length === 0
          ? {}
          : {
              asks: quiet.map(({ hearing, sinceMs, cutsAtMs }) => ({
                hearing,
                since: rfc3339(sinceMs),
                cutsAt: rfc3339(cutsAtMs),
              })),
            }),
      };
    },
    course(id) {
      const hearing = hearingOf(id);
      const whole = desk.whole(id);
      if (!hearing || !whole) throw new ConsoleError('not-found');
      const rejected = new Map(outbox.rejected().map((one) => [eventRef(one.event), one.aside]));
      return {
        hearing,
        course: whole.course.entries.map(({ ref, event, original, retracted, corrections }) => ({
          ref,
          type: event.type,
          time: event.time,
          recordedtime: original.recordedtime,
          data: event.data,
          retracted,
          corrected: !retracted && corrections.length > 0,
          sent: !outbox.isWaiting(ref) && !corrections.some((correction) => outbox.isWaiting(eventRef(correction))),
          ...(rejected.has(ref) ? { rejected: asideOf(rejected.get(ref)) } : {}),
        })),
      };
    },
    onAir() {
      const live = new Set<string>();
      for (const { recorder } of units) {
        const verdict = recorder.verdict();
        if (verdict.state === 'live') live.add(verdict.hearing);
      }
      return [...live].map((hearing) => ({
        hearing,
        lastEventMs: Math.max(
          0,
          ...desk
            .events(hearing)
            .filter((event) => event.source !== '/service')
            .map((event) => Date.parse(event.recordedtime)),
        ),
      }));
    },
  };
}
