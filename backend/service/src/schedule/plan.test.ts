// What importing a list would do, from what is here: new, changed, cancelled, as it is, or wrong and why; and that its events say just that.
import { caseNumberOf } from '@giamsat/contract/case-number';
import type { HearingState } from '@giamsat/contract/hearing/model';
import { dayOf, timestampOf } from '@giamsat/contract/time';
import { describe, expect, test } from 'vitest';
import type { ListLine } from './list/read-list.ts';
import type { Known } from './matching.ts';
import { type Plan, planOf } from './plan.ts';

const TODAY = '2026-04-10';
const at = (day: string, clock: string) => Date.parse(`${day}T${clock}:00+07:00`);
const MAI = { name: 'Trần Thị Mai', role: 'presiding_judge' as const };
const directory = {
  rooms: [1, 2].map((n) => ({ code: `lb-${n}`, court: 'lb', name: `Phòng xử án ${n}` })),
  people: [MAI, { name: 'Đỗ Thị Quỳnh', role: 'clerk' as const }],
};
const line = (n: number, more: Partial<ListLine> = {}): ListLine => {
  const start = more.start ?? at('2026-04-15', '08:00');
  return {
    line: n,
    faults: [],
    notes: [],
    key: `${n}/2026/TLST-HS`,
    numbers: [`${n}/2026/TLST-HS`],
    type: 'HS',
    instance: 'ST',
    day: dayOf(timestampOf(start)),
    room: 'P. 1',
    title: `Vụ ${n}`,
    people: [],
    closed: false,
    minor: false,
    cancelled: false,
    ...more,
    start,
  };
};
const known = (n: number, state: Partial<HearingState> = {}, closed = false): Known => {
  const start = state.start ?? timestampOf(at('2026-04-15', '08:00'));
  return {
    id: `01890000-0000-7000-8000-${String(n).padStart(12, '0')}`,
    closed,
    state: {
      id: `01890000-0000-7000-8000-${String(n).padStart(12, '0')}`,
      court: 'lb',
      room: 'lb-1',
      caseNumbers: [caseNumberOf(`${n}/2026/TLST-HS`)],
      caseType: 'HS',
      instance: 'ST',
      title: `Vụ ${n}`,
      mode: 'in_person',
      publicity: 'public',
      minor: false,
      stage: 'scheduled',
      stageSince: start,
      panel: [],
      participants: [],
      adhoc: false,
      flags: [],
      ...state,
      start,
      day: dayOf(start),
    },
  };
};
const plan = (lines: ListLine[], here: Known[] = [], isDayOff = (_day: string) => false): Plan =>
  planOf({ list: { lines, ignored: [] }, court: 'lb', directory, known: here, today: TODAY, isDayOff });
const kinds = ({ listed }: Plan) => listed.map(({ kind }) => kind);
const types = ({ steps }: Plan) => steps.map(({ type }) => type);
const faults = ({ listed }: Plan) => listed.flatMap((one) => one.faults.map(({ code }) => code));

describe('a line', () => {
  test('of a case that is not here begins a hearing, in the room and with the people that are meant', () => {
    const people = [
      { name: 'TRẦN THỊ MAI', role: 'presiding_judge' as const },
      { name: 'Ai Đó', role: 'clerk' as const },
    ];
    const { listed, steps } = plan([line(1, { people, room: 'Phòng xử án số 02', closed: true })]);
    expect(listed).toMatchObject([{ kind: 'new', room: 'Phòng xử án 2', presiding: MAI.name, closed: true }]);
    expect(listed[0]?.notes).toEqual([{ code: 'person-unknown', value: 'Ai Đó' }]);
    expect(steps).toEqual([
      {
        hearing: { line: 1 },
        type: 'hearing.scheduled',
        data: {
          court: 'lb',
          room: 'lb-2',
          start: '2026-04-15T01:00:00.000Z',
          caseNumbers: ['1/2026/TLST-HS'],
          title: 'Vụ 1',
          caseType: 'HS',
          instance: 'ST',
          publicity: 'in_camera',
          panel: [MAI],
          clerk: { name: 'Ai Đó', role: 'clerk' },
        },
      },
    ]);
  });

  test('of one that is here as it is does nothing', () => {
    const done = plan([line(1)], [known(1)]);
    expect([kinds(done), done.steps]).toEqual([['same'], []]);
  });

  test('says what changes, and what it was', () => {
    const done = plan(
      [
        line(1, {
          start: at('2026-04-15', '09:30'),
          room: '2',
          title: 'Khác',
          people: [MAI],
          minor: true,
          closed: true,
        }),
      ],
      [known(1, { clerk: { name: 'Đỗ Thị Quỳnh', role: 'clerk' } })],
    );
    expect(kinds(done)).toEqual(['changed']);
    expect(done.listed[0]?.changes).toEqual([
      { field: 'publicity' },
      { field: 'minor' },
      { field: 'start', from: '2026-04-15T01:00:00.000Z' },
      { field: 'room', from: 'Phòng xử án 1' },
      { field: 'title' },
      { field: 'people' },
    ]);
    // What closes doors is first.
    expect(types(done)).toEqual([
      'hearing.publicity.changed',
      'hearing.minor.flagged',
      'hearing.rescheduled',
      'hearing.title.changed',
      'hearing.panel.changed',
    ]);
    expect(done.steps.at(-1)?.data).toMatchObject({ panel: [MAI], clerk: { name: 'Đỗ Thị Quỳnh' } });
  });

  test('of a closed hearing does not say how that stands, and never opens it', () => {
    const shut = known(1, { publicity: 'in_camera' }, true);
    const done = plan([line(1, { start: at('2026-04-15', '09:30'), room: '2' })], [shut]);
    expect(done.listed[0]?.changes).toEqual([{ field: 'start' }, { field: 'room' }]);
    expect(types(done)).toEqual(['hearing.rescheduled']);
  });

  test('on another day moves the hearing that waits; with several that wait nobody knows which', () => {
    const moved = [line(1, { start: at('2026-04-20', '08:00') })];
    expect(types(plan(moved, [known(1)]))).toEqual(['hearing.rescheduled']);
    const other = { ...known(1, { start: timestampOf(at('2026-04-16', '08:00')) }), id: 'other' };
    expect(faults(plan(moved, [known(1), other]))).toEqual(['number-ambiguous']);
    // Two lines of two days are two hearings.
    expect(kinds(plan([line(1), ...moved], [known(1)]))).toEqual(['same', 'new']);
  });

  test('of a case whose hearing was postponed begins the next one of its chain', () => {
    const before = known(1, { stage: 'postponed', start: timestampOf(at('2026-04-01', '08:00')) });
    const done = plan([line(1)], [before]);
    expect(done.steps).toMatchObject([{ type: 'hearing.scheduled', data: { parentHearingId: before.id } }]);
  });

  test('cancels the hearing that waits, and no other', () => {
    const off = line(1, { cancelled: true, room: 'không còn' });
    expect(types(plan([off], [known(1)]))).toEqual(['hearing.cancelled']);
    expect(kinds(plan([off], [known(1, { stage: 'cancelled' })]))).toEqual(['same']);
    expect(faults(plan([off], []))).toEqual(['nothing-to-cancel']);
    expect(faults(plan([off], [known(1, { stage: 'questioning' })]))).toEqual(['begun']);
  });

  test('of a hearing that has begun changes nothing', () => {
    expect(kinds(plan([line(1)], [known(1, { stage: 'closed' })]))).toEqual(['same']);
    const done = plan([line(1, { room: '2' })], [known(1, { stage: 'debate' })]);
    expect([kinds(done), faults(done), done.steps]).toEqual([['wrong'], ['begun'], []]);
  });

  test('is wrong with a room that the court has not, a day that is past or too far, and looked at on a day off', () => {
    expect(faults(plan([line(1, { room: 'Phòng 9' })]))).toEqual(['room-unknown']);
    expect(faults(plan([line(1, { start: at('2026-04-09', '08:00') })]))).toEqual(['day-past']);
    expect(faults(plan([line(1, { start: at('2028-04-09', '08:00') })]))).toEqual(['day-far']);
    const off = plan([line(1)], [], (day) => day === '2026-04-15');
    expect([kinds(off), off.listed[0]?.notes]).toEqual([['new'], [{ code: 'day-off', value: '2026-04-15' }]]);
  });
});

test('clashes of room, judge and clerk are shown, between lines and with what is here, and name no hearing', () => {
  const clerk = { name: 'Đỗ Thị Quỳnh', role: 'clerk' as const };
  const done = plan(
    [
      line(1, { people: [MAI] }),
      line(2, { start: at('2026-04-15', '08:15'), room: '2', people: [MAI, clerk] }),
      line(3, { start: at('2026-04-15', '08:30'), people: [] }),
    ],
    [known(9, { start: timestampOf(at('2026-04-15', '08:20')), clerk, room: 'lb-1' }, true)],
  );
  expect(done.listed.map(({ clashes }) => clashes)).toEqual([
    [{ kind: 'room' }, { kind: 'judge', line: 2 }],
    [{ kind: 'judge', line: 1 }, { kind: 'clerk' }],
    [{ kind: 'room' }],
  ]);
});

test('hearings that are not on the list are named apart, closed ones never', () => {
  const done = plan(
    [line(1)],
    [
      known(2),
      known(3, {}, true),
      known(4, { stage: 'debate' }),
      known(5, { start: timestampOf(at('2026-04-16', '08:00')) }),
    ],
  );
  expect(done.missing).toEqual([{ start: '2026-04-15T01:00:00.000Z', room: 'Phòng xử án 1' }]);
  expect(done.missingSteps).toMatchObject([{ hearing: known(2).id, type: 'hearing.cancelled' }]);
  expect(types(done)).toEqual(['hearing.scheduled']);
});
