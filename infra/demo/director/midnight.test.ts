// A day of the demo is laid over any hour, midnight included: its list stays whole and readable, whenever it is started.
import type { EventEnvelope } from '@giamsat/contract/event/envelope';
import { validateEvent } from '@giamsat/contract/event/validate';
import type { HearingState } from '@giamsat/contract/hearing/model';
import { wholeOf } from '@giamsat/contract/hearing/whole';
import { dayOf, dayOfMs } from '@giamsat/contract/time';
import { expect, test } from 'vitest';
import { hearings } from '../day/day.ts';
import { type LaidOver, layOver } from '../day/lay-over.ts';
import { dayBegins, firstLook, minutesOf } from '../day/plan.ts';
import type { Clerk } from './clerk.ts';
import { createCourtroomDay } from './courtroom-day.ts';
import type { Progress } from './progress.ts';

const minute = 60_000;
/** 00:00 in Viet Nam. */
const midnight = Date.parse('2026-12-31T17:00:00.000Z');

/** What the director keeps on disk, in memory. */
function remember(year: number): Progress {
  const kept = new Map<number, { id: string; done: number; day: string }>();
  return {
    demo: 'demo',
    day: 0,
    year,
    planMinutes: 0,
    leftAt: undefined,
    idOf: (n) => kept.get(n)?.id,
    doneOf: (n) => kept.get(n)?.done ?? 0,
    listedOn: (n) => kept.get(n)?.day,
    listed: (n, id, day) => kept.set(n, { id, done: kept.get(n)?.done ?? 0, day }),
    entered: (n, done) => Object.assign(kept.get(n) ?? {}, { done }),
    reached: () => undefined,
    nextDay: () => undefined,
  };
}

/** The consoles of all courts: keep what was entered as events, and show what the service's list would show. */
function createBook(now: () => number) {
  const courses = new Map<string, EventEnvelope[]>();
  const folded = new Map<string, HearingState>();
  let sequence = 0;
  function keep(hearing: string, id: string, type: string, data: Record<string, unknown>, time?: string): void {
    const course = courses.get(hearing) ?? [];
    courses.set(hearing, course);
    if (course.some((event) => event.id === id)) return;
    const recorded = new Date(now()).toISOString();
    sequence += 1;
    const event: EventEnvelope = {
      specversion: '1.0',
      id,
      source: '/courts/lb/agents/lb-1',
      type,
      subject: `hearings/${hearing}`,
      time: time ?? recorded,
      recordedtime: recorded,
      sequence: String(sequence).padStart(12, '0'),
      data,
    };
    course.push(event);
    folded.delete(hearing);
  }
  const clerk: Clerk = {
    hearings: async () => [],
    async list(data) {
      const id = `01890000-0000-7000-8000-${String(courses.size + 1).padStart(12, '0')}`;
      keep(id, `listed-${id}`, 'hearing.scheduled', data);
      return id;
    },
    enter: async (hearing, { id, type, data, time }) => keep(hearing, id, type, data, time),
  };
  const stateOf = (hearing: string, course: EventEnvelope[]): HearingState => {
    const state = folded.get(hearing) ?? wholeOf(course).state;
    folded.set(hearing, state);
    return state;
  };
  const numberOf = (hearing: string): string => folded.get(hearing)?.caseNumbers[0]?.raw ?? '';
  return { clerk, numberOf, states: () => [...courses].map(([hearing, course]) => stateOf(hearing, course)), courses };
}

const gone = new Set(['closed', 'postponed', 'suspended', 'terminated']);

/** Plays from `begin` on, at most `lasts` ms; looks at the list once a minute and at the moment after midnight. */
async function play(
  begin: number,
  planMinutes: number,
  pace: number,
  lasts: number,
  look: (states: HearingState[], now: number) => void,
) {
  let now = begin;
  const laid: LaidOver = layOver({ at: begin, planMinutes }, pace);
  const book = createBook(() => now);
  const progress = remember(Number(dayOfMs(begin).slice(0, 4)));
  const rooms = [...new Set(hearings.map(({ room }) => room))].map((room) =>
    createCourtroomDay({
      room,
      clerk: book.clerk,
      progress,
      now: () => now,
      report: (line) => expect.fail(line),
    }),
  );
  const end = Math.min(laid.realOf('17:31'), begin + lasts);
  while (now <= end) {
    for (const room of rooms) await room.work(laid);
    look(book.states(), now);
    const next = now + minute;
    now = now < midnight && next > midnight ? midnight + 500 : next;
  }
  return { book, rooms, end, laid };
}

/** Hours of the day, and every few minutes where a day lies across midnight. */
const starts = [
  ...Array.from({ length: 6 }, (_, n) => 60 + n * 210),
  ...Array.from({ length: 29 }, (_, n) => (24 * 60 - 66 + n * 3) % (24 * 60)),
];

test('started at any hour, all twelve are on today’s list at once, and six of them have begun', async () => {
  const every = Array.from({ length: 24 * 60 }, (_, n) => n).filter((n) => n < 20 || n > 1370 || n % 15 === 0);
  for (const start of every) {
    const begin = midnight + start * minute + 20_000;
    await play(begin, minutesOf(firstLook), 6, 0, (states, now) => {
      expect(states.map(({ day }) => day)).toEqual(Array(12).fill(dayOfMs(now)));
      expect(states.filter(({ stage }) => stage !== 'scheduled').length).toBe(6);
    });
  }
});

test.each(starts.map((start) => [start] as const))(
  'started %i minutes after midnight, what has not ended is on today’s list, and what has ended on the list of the day of its end',
  async (start) => {
    // The whole of it lies around one midnight, New Year's at that.
    const begin = midnight - (start > 720 ? 1440 - start : -start) * minute + 20_000;
    const { book, rooms } = await play(begin, minutesOf(firstLook), 6, Number.POSITIVE_INFINITY, (states, now) => {
      expect(states.length).toBe(12);
      for (const state of states) {
        const since = gone.has(state.stage) ? dayOf(state.stageSince) : dayOfMs(now);
        expect([state.title, state.stage === 'terminated' ? since : state.day]).toEqual([state.title, since]);
        if (state.stage === 'scheduled') expect(Date.parse(state.start)).toBeGreaterThan(now - 2 * minute);
      }
    });
    expect(rooms.every(({ finished }) => finished)).toBe(true);
    for (const event of [...book.courses.values()].flat()) expect(validateEvent(event)).toMatchObject({ ok: true });
    // The clerks here look up once a minute, so that some of it is entered late; out of order is nothing.
    const late = new Set(['shown-before-known', 'entered-late']);
    expect(book.states().flatMap(({ flags }) => flags.filter(({ code }) => !late.has(code)))).toEqual([]);
    const numbers = book.states().flatMap(({ caseNumbers }) => caseNumbers.map(({ raw }) => raw.split('/')[1]));
    expect(new Set(numbers)).toEqual(new Set([dayOfMs(begin).slice(0, 4)]));
  },
);

test('what is not reached by midnight stands on the list of the new day with its own time; what lasts is carried over, once', async () => {
  const { book, laid } = await play(midnight - 5 * minute, minutesOf(firstLook), 6, 20 * minute, () => undefined);
  const course = (n: number): EventEnvelope[] => {
    const found = [...book.courses].find(([hearing]) => book.numberOf(hearing).startsWith(`${9000 + n}/`));
    return found?.[1] ?? [];
  };
  const starts = (n: number, type: string) =>
    course(n).flatMap((event) => (event.type === type ? [event.data.start] : []));
  expect(starts(7, 'hearing.scheduled')).toEqual(['2026-12-31T16:59:00.000Z']);
  expect(starts(7, 'hearing.rescheduled')).toEqual([
    new Date(Math.floor(laid.realOf('14:00') / minute) * minute).toISOString(),
  ]);
  expect(starts(11, 'hearing.scheduled')).toEqual(['2026-12-31T16:43:00.000Z']);
  expect(starts(11, 'hearing.rescheduled')).toEqual(['2026-12-31T17:00:00.000Z']);
  // Postponed two minutes before midnight: it stays where it was.
  expect(starts(8, 'hearing.rescheduled')).toEqual([]);
});

test('a day that begins at its morning, and a slow one over several midnights, are whole as well', async () => {
  for (const [pace, before] of [
    [6, 30],
    [0.5, 200],
  ] as const)
    await play(midnight - before * minute, minutesOf(dayBegins), pace, 30 * 60 * minute, (states, now) => {
      expect(states.length).toBe(12);
      for (const { stage, day } of states) if (!gone.has(stage)) expect(day).toBe(dayOfMs(now));
    });
});
