/** Behind closed doors: for random courses in which they close and open, nothing that happened or was entered there is told outside. */
import type { EventEnvelope } from '@giamsat/contract/event/envelope';
import {
  closedStretches,
  openPieces,
  restrictionsTold,
  sittingsTold,
} from '@giamsat/contract/hearing/closed-stretches';
import { courseOf } from '@giamsat/contract/hearing/course';
import { closedCause } from '@giamsat/contract/hearing/doors';
import type { Restriction, Sitting } from '@giamsat/contract/hearing/model';
import { eventsOfStages, eventsTold, stateTold } from '@giamsat/contract/hearing/outside';
import { sittingsOf } from '@giamsat/contract/hearing/sittings';
import { wholeOf } from '@giamsat/contract/hearing/whole';
import { linesOf } from '@giamsat/contract/log-line';
import { at, createHand, HEARING, plus, scheduled } from '@giamsat/contract/testing/build';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { redactRow } from '../access/redact.ts';
import { stagesOf, withoutClosed } from './timeline.ts';

const LATER = at('23:00');
const START = at('07:00');
const SECRET = 'sau-cua';

/** Everything that an outsider gets of these events, but for pictures. */
function told(events: readonly EventEnvelope[]) {
  const { state, restrictions, course } = wholeOf(events);
  const { sittings } = sittingsOf([[...events]]);
  const closed = closedStretches(restrictions);
  const stateOutside = stateTold(state, course, closed);
  const hearing = { id: HEARING, court: 'lb', day: state.day, state, stateOutside, sittings, restrictions };
  const context = { courtName: 'TAND', courtShort: 'LB', windows: [] };
  return {
    closed: closedCause(hearing, LATER),
    row: redactRow({ ...hearing, insideVersion: 2, outsideVersion: 1 }, context, 'outside', LATER),
    lines: linesOf(courseOf(eventsTold(course, closed)), stateOutside.flags),
    stages: withoutClosed(stagesOf(HEARING, eventsOfStages(course, closed)), closed),
    sittings: sittingsTold(sittings, closed),
    restrictions: restrictionsTold(restrictions),
  };
}

type Step = { type: string; data: Record<string, unknown>; back: number; target: number };
const text = { text: '' };
const STEPS: [type: string, data: Record<string, unknown>][] = [
  ['hearing.note.recorded', text],
  ['hearing.note.recorded', text],
  ['hearing.note.recorded', text],
  ['hearing.participants.recorded', { participants: [{ name: '', role: 'witness' }] }],
  ['hearing.title.changed', { title: '' }],
  ['hearing.judgment.pronounced', { judgmentNo: '' }],
  ['hearing.questioning.started', {}],
  ['hearing.debate.started', {}],
  ['hearing.deliberation.started', { expectedPronouncement: at('16:00') }],
  ['hearing.pronouncing.started', {}],
  ['hearing.recess.started', {}],
  ['hearing.recess.ended', {}],
  ['hearing.suspended', { reasonCode: '' }],
  ['hearing.sitting.ended', {}],
  ['hearing.sitting.started', { room: 'lb-2' }],
  ['hearing.moved', { room: 'lb-2' }],
  ['hearing.resumed', {}],
  ['hearing.opened', {}],
  ['hearing.closed', {}],
  ['hearing.transmission.permitted', { scope: 'whole' }],
  ['hearing.minutes.signed', {}],
  ['feed.cut', { order: '' }],
  ['hearing.event.corrected', { data: { text: '' } }],
  ['hearing.event.retracted', {}],
];
const DOORS_AND_SCHEDULE = new Set(['hearing.publicity.changed', 'hearing.scheduled']);
const DOORS = [
  ['hearing.publicity.changed', { to: 'in_camera' }],
  ['hearing.publicity.changed', { to: 'public' }],
] as const;
const steps = fc.array(
  fc.record({
    step: fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...STEPS) },
      { weight: 1, arbitrary: fc.constantFrom(...DOORS) },
    ),
    back: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 8 }) }),
    target: fc.nat(30),
  }),
  { minLength: 6, maxLength: 40 },
);

type Doors = { from: number; to: number }[];
/** One event a minute; a word entered late happened some minutes and half a minute before. What comes from inside carries the secret. */
function play(list: readonly Step[], scheduledClosed: boolean): { events: EventEnvelope[]; doors: Doors } {
  const enter = createHand();
  const minute = (n: number) => plus(START, n * 60);
  const schedule = { ...scheduled(), ...(scheduledClosed ? { publicity: 'in_camera' } : {}) };
  const events = [
    enter(minute(0), 'hearing.scheduled', schedule),
    enter(minute(1), 'hearing.preparation.started', { room: 'lb-1' }),
  ];
  const doors: Doors = [];
  let shut = scheduledClosed ? 0 : undefined;
  const all = [...list, { type: 'hearing.publicity.changed', data: { to: 'public' }, back: 0, target: 0 }];
  for (const [i, { type, data, back }] of all.entries()) {
    if (type !== 'hearing.publicity.changed') continue;
    if (data.to === 'in_camera') shut ??= i + 2;
    else if (shut !== undefined) {
      doors.push({ from: shut, to: i + 2 });
      shut = undefined;
    }
    if (back !== 0) throw new Error('doors are not entered late here');
  }
  const inside = (n: number) => doors.some(({ from, to }) => from <= n && n < to);
  for (const [i, { type, data, back, target }] of all.entries()) {
    const now = i + 2;
    const happened = Math.max(0, back === 0 ? now : now - back - 0.5);
    const mark = inside(now) || inside(happened) ? `${SECRET}-${i}` : `mo-${i}`;
    const say = (value: unknown): unknown =>
      value === ''
        ? mark
        : Array.isArray(value)
          ? value.map(say)
          : typeof value === 'object' && value
            ? fill(value)
            : value;
    const fill = (value: object) => Object.fromEntries(Object.entries(value).map(([key, one]) => [key, say(one)]));
    const targets = events.filter(
      (event) => !event.type.startsWith('hearing.event') && !DOORS_AND_SCHEDULE.has(event.type),
    );
    const corrects = type.startsWith('hearing.event') ? targets[target % targets.length] : undefined;
    events.push(
      enter(minute(happened), type, fill(data) as Record<string, unknown>, {
        recorded: minute(now),
        ...(corrects ? { corrects } : {}),
      }),
    );
  }
  return { events, doors };
}
const drafted = steps.map((list) =>
  list.map(
    ({ step: [type, data], back, target }): Step => ({
      type,
      data,
      target,
      back: type === 'hearing.publicity.changed' ? 0 : back,
    }),
  ),
);

describe('for random courses', () => {
  test('nothing from behind closed doors is told, whenever it is entered, and the public part stays', () => {
    let stretches = 0;
    let kept = 0;
    fc.assert(
      fc.property(drafted, fc.boolean(), (list, scheduledClosed) => {
        const { events, doors } = play(list, scheduledClosed);
        const out = told(events);
        expect(out.closed).toBeUndefined();
        const all = JSON.stringify(out);
        expect(all).not.toContain(SECRET);
        const moments = all.match(/\d{4}-\d\d-\d\dT[\d:.]+Z/g) ?? [];
        const minutes = moments.map((moment) => (Date.parse(moment) - Date.parse(START)) / 60_000);
        for (const { from, to } of doors) expect(minutes.filter((n) => from < n && n < to)).toEqual([]);
        expect(out.restrictions.filter(({ cause }) => cause === 'in_camera')).toEqual(
          doors.map(({ from, to }) => ({
            cause: 'in_camera',
            picture: true,
            sound: true,
            from: plus(START, from * 60),
            to: plus(START, to * 60),
            settlesAt: plus(START, to * 60 + 5),
          })),
        );
        // Notes of the public part that nobody took back or corrected are all there.
        const touched = new Set(events.map((event) => event.corrects));
        for (const event of events) {
          if (event.type !== 'hearing.note.recorded' || touched.has(`${event.source}#${event.id}`)) continue;
          if (String(event.data.text).startsWith('mo-')) {
            expect(all).toContain(`"${event.data.text}"`);
            kept += 1;
          }
        }
        stretches += doors.length;
      }),
      { numRuns: 400 },
    );
    expect(stretches).toBeGreaterThan(200);
    expect(kept).toBeGreaterThan(50);
  });

  test('what is told does not depend on what happened behind them, but for where the hearing stands when they open', () => {
    const QUIET = new Set([
      'hearing.note.recorded',
      'hearing.participants.recorded',
      'hearing.title.changed',
      'hearing.minutes.signed',
    ]);
    fc.assert(
      fc.property(drafted, (list) => {
        const { events, doors } = play(
          list.map((step) =>
            step.type.startsWith('hearing.event') ? { ...step, type: 'hearing.note.recorded', data: text } : step,
          ),
          false,
        );
        const minute = (time: string) => (Date.parse(time) - Date.parse(START)) / 60_000;
        const isInside = (event: EventEnvelope) =>
          [event.time, event.recordedtime].some((time) =>
            doors.some(({ from, to }) => from < minute(time) && minute(time) < to),
          );
        const without = events.filter((event) => !isInside(event) || !QUIET.has(event.type));
        expect(told(events)).toEqual(told(without));
      }),
      { numRuns: 200 },
    );
  });
});

describe('a stretch in which the doors were closed', () => {
  const closing = (from: string, to?: string, more: Partial<Restriction> = {}): Restriction => ({
    cause: 'in_camera',
    picture: true,
    sound: true,
    from: at(from),
    ...(to === undefined ? {} : { to: at(to), settlesAt: plus(at(to), 5) }),
    ...more,
  });

  test('is one, however often it was closed anew meanwhile', () => {
    expect(
      closedStretches([
        closing('09:00', '09:30'),
        closing('09:10', '09:20', { cause: 'minor' }),
        closing('09:30', '10:00'),
      ]),
    ).toEqual([{ cause: 'in_camera', from: at('09:00'), to: at('10:00'), settlesAt: plus(at('10:00'), 5) }]);
    expect(closedStretches([closing('09:00', '09:30'), closing('09:40')])).toHaveLength(2);
  });

  test('leaves the pieces before and after it', () => {
    const closed = closedStretches([closing('09:00', '10:00'), closing('11:00', '12:00')]);
    expect(openPieces({ from: at('08:00'), to: at('11:30') }, closed)).toEqual([
      { from: at('08:00'), to: at('09:00') },
      { from: at('10:00'), to: at('11:00') },
    ]);
    expect(openPieces({ from: at('09:30') }, closed)).toEqual([
      { from: at('10:00'), to: at('11:00') },
      { from: at('12:00') },
    ]);
    expect(openPieces({ from: at('09:30'), to: at('09:40') }, closed)).toEqual([]);
    expect(openPieces({ from: at('08:00') }, closedStretches([closing('09:00')]))).toEqual([
      { from: at('08:00'), to: at('09:00') },
    ]);
  });

  test('tells of a sitting that ended in it and another that began in it what it tells of one that went on', () => {
    const closed = closedStretches([closing('09:00', '10:00')]);
    const sitting = (id: string, from: string, to?: string): Sitting => ({
      id: `/courts/lb/agents/lb-1#${id}`,
      hearing: HEARING,
      rooms: [{ room: 'lb-1', from: at(from) }],
      holds: [{ room: 'lb-1', from: at(from), ...(to === undefined ? {} : { to: at(to) }) }],
      from: at(from),
      ...(to === undefined ? {} : { to: at(to), endedBy: '/courts/lb/agents/lb-1#end' }),
      holdsRoom: true,
    });
    expect(sittingsTold([sitting('a', '08:00', '09:20'), sitting('b', '09:40', '11:00')], closed)).toEqual(
      sittingsTold([sitting('a', '08:00', '11:00')], closed),
    );
    expect(sittingsTold([sitting('a', '09:20', '09:40')], closed)).toEqual([]);
    expect(sittingsTold([sitting('a', '08:00', '09:40')], closed)).toMatchObject([{ to: at('09:00') }]);
    expect(sittingsTold([sitting('a', '08:00', '09:40')], closed)[0]).not.toHaveProperty('endedBy');
  });

  test('keeps silent about a line whose wording was changed in it', () => {
    const enter = createHand();
    const note = enter('08:30', 'hearing.note.recorded', { text: 'Lê Thị C' });
    const events = [
      enter('08:00', 'hearing.scheduled', scheduled()),
      note,
      enter('09:00', 'hearing.publicity.changed', { to: 'in_camera', ground: 'x' }),
      enter('09:10', 'hearing.event.corrected', { data: { text: 'L.T.C' } }, { corrects: note }),
      enter('10:00', 'hearing.publicity.changed', { to: 'public' }),
    ];
    const { lines } = told(events);
    expect(lines.map(({ type, time, data }) => [type, time, data.to])).toEqual([
      ['hearing.scheduled', at('08:00'), undefined],
      ['hearing.publicity.changed', at('09:00'), 'in_camera'],
      ['hearing.publicity.changed', at('10:00'), 'public'],
    ]);
    expect(JSON.stringify(lines)).not.toContain('"x"');
  });
});

test('a hearing whose public part was not told apart is told to nobody outside', () => {
  const enter = createHand();
  const { state, restrictions } = wholeOf([
    enter('08:00', 'hearing.scheduled', scheduled()),
    enter('09:00', 'hearing.publicity.changed', { to: 'in_camera' }),
    enter('10:00', 'hearing.publicity.changed', { to: 'public' }),
  ]);
  const hearing = {
    id: HEARING,
    court: 'lb',
    day: state.day,
    state,
    sittings: [],
    restrictions,
    insideVersion: 2,
    outsideVersion: 1,
  };
  const context = { courtName: 'TAND', courtShort: 'LB', windows: [] };
  expect(redactRow(hearing, context, 'outside', LATER).form).toBe('masked');
  expect(redactRow(hearing, context, 'inside', LATER).form).toBe('full');
});
