/** What the console shows: the rooms, the day's hearings with their next steps, the line and what waits for it. */
import { eventRef } from '@giamsat/contract/event/envelope';
import { hearingIdOf } from '@giamsat/contract/event/order';
import { isCorrection } from '@giamsat/contract/event/validate';
import { inForce } from '@giamsat/contract/hearing/restrictions';
import { nextSteps } from '@giamsat/contract/hearing/transitions';
import { isEnded } from '@giamsat/contract/stage';
import { dayOfMs } from '@giamsat/contract/time';
import type { ClerkClosed, ClerkCourse, ClerkHearing, ClerkState } from '@giamsat/contract/wire/clerk';
import type { Agent } from '../agent.ts';
import type { PutAside, Rejected } from '../outbox/outbox.ts';
import { rfc3339 } from '../platform/clock.ts';
import { sendingOf } from '../vitals/vitals.ts';
import type { Door, Doors } from './doors.ts';
import { ConsoleError } from './problems.ts';
import type { Quiet } from './quiet.ts';
import type { Clerk } from './sessions.ts';

export type ConsoleView = {
  state(clerk: Clerk): ClerkState;
  /** @throws {ConsoleError} `closed` where the hearing is masked for this clerk */
  course(clerk: Clerk, hearing: string): ClerkCourse;
  /** What the province did not take, of what this clerk may read. */
  rejected(clerk: Clerk): Rejected[];
  /** Hearings whose picture leaves now, with the time of their last event. */
  onAir(): { hearing: string; lastEventMs: number }[];
};

/** How long a name of a court or room holds when the registry gives no end. */
const validOn = (day: string) => (entry: { validFrom?: string; validTo?: string }) =>
  (entry.validFrom === undefined || entry.validFrom <= day) && (entry.validTo === undefined || day < entry.validTo);

const MINUTE_MS = 60_000;
/** Below it a clock is as good as clocks are. */
const CLOCK_OFF_MS = MINUTE_MS;

const asideOf = (aside: PutAside | undefined) => (aside ? { aside: aside.reason } : {});

export function createConsoleView(agent: Agent, doors: Doors, asks: () => Quiet[]): ConsoleView {
  const { desk, outbox, clock, gate, line, units, spool } = agent;

  const spoolState = (): Pick<ClerkState['line'], 'pictureWaits' | 'hoursLeft' | 'diskFull'> => {
    const { waitingMs, leftMs } = spool.outlook();
    const minutes = Math.floor(waitingMs / MINUTE_MS);
    return {
      ...(minutes > 0 ? { pictureWaits: minutes } : {}),
      ...(leftMs !== undefined && !line.up() ? { hoursLeft: Math.floor(leftMs / (60 * MINUTE_MS)) } : {}),
      ...(spool.full() ? { diskFull: true as const } : {}),
    };
  };

  const openOf = ({ state, restrictions, sittings }: Exclude<Door, { form: 'masked' }>): ClerkHearing => ({
    state,
    sittings,
    inForce: isEnded(state.stage) ? [] : inForce(restrictions, rfc3339(clock.now())),
    next: nextSteps(state),
  });
  const closedOf = ({ cause, state, sittings }: Extract<Door, { form: 'masked' }>): ClerkClosed => ({
    id: state.id,
    ...(state.room === undefined ? {} : { room: state.room }),
    day: state.day,
    cause,
    holdsRoom: sittings.some((sitting) => sitting.holdsRoom),
  });

  const rejectedFor = (clerk: Clerk): Rejected[] =>
    outbox.rejected().filter(({ event }) => {
      const hearing = hearingIdOf(event.subject);
      const door = hearing === undefined ? undefined : doors.of(clerk, hearing);
      if (!door || door.form === 'whole') return true;
      return door.form === 'told' && door.course.entries.some(({ ref }) => ref === eventRef(event));
    });

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
      const listed = desk
        .hearings()
        .filter((id) => isListed(id, today))
        .flatMap((id) => doors.of(clerk, id) ?? []);
      const hearings = listed
        .flatMap((door) => (door.form === 'masked' ? [] : openOf(door)))
        .sort((a, b) => (a.state.start < b.state.start ? -1 : a.state.start > b.state.start ? 1 : 0));
      const closed = listed
        .flatMap((door) => (door.form === 'masked' ? closedOf(door) : []))
        .sort((a, b) => (a.id < b.id ? -1 : 1));
      const quiet = asks().filter(({ hearing }) => doors.of(clerk, hearing)?.form !== 'masked');
      return {
        now: rfc3339(now),
        clerk,
        courtName:
          registry?.court.names.find(validOn(today))?.name ?? registry?.court.names.at(-1)?.name ?? agent.config.court,
        line: {
          up: line.up(),
          ...(agent.known() ? {} : { unknown: true as const }),
          ...(Math.abs(clock.offsetMs()) > CLOCK_OFF_MS ? { machineClock: rfc3339(Date.now()) } : {}),
          waiting: outbox.waiting().length,
          ...(oldest ? { oldestAt: oldest.recordedtime } : {}),
          ...spoolState(),
          rejected: rejectedFor(clerk).flatMap(({ event, problem, aside }) => {
            if (aside) return [];
            const hearing = hearingIdOf(event.subject);
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
        closed,
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
    rejected: rejectedFor,
    course(clerk, id) {
      const door = doors.of(clerk, id);
      if (!door) throw new ConsoleError('not-found');
      if (door.form === 'masked') throw new ConsoleError('closed');
      const rejected = new Map(outbox.rejected().map((one) => [eventRef(one.event), one.aside]));
      return {
        hearing: openOf(door),
        course: door.course.entries.map(({ ref, event, original, retracted, corrections }) => ({
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
