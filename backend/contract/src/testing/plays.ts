/** Random plays of three hearings in two rooms, for tests that any order of arrival gives the same. */
import fc from 'fast-check';
import type { EventEnvelope } from '../event/envelope.ts';
import { at, HEARING, OTHER, plus } from './build.ts';

export const PLAY_START = at('08:00');
const START = PLAY_START;
export const THIRD = '01890000-0000-7000-8000-000000009013';
const DATA: Record<string, fc.Arbitrary<Record<string, unknown>>> = {
  'hearing.scheduled': fc.record({
    court: fc.constant('lb'),
    start: fc.constant(START),
    caseNumbers: fc.constant(['9011/2021/TLST-HS']),
    title: fc.constant('x'),
    caseType: fc.constantFrom('HS', 'DS'),
    instance: fc.constant('ST'),
    publicity: fc.constantFrom('public', 'in_camera'),
    minor: fc.constantFrom(false, false, true),
  }),
  'hearing.preparation.started': fc.record({ room: fc.constantFrom('lb-1', 'lb-2') }),
  'hearing.sitting.started': fc.record({ room: fc.constantFrom('lb-1', 'lb-2') }),
  'hearing.moved': fc.record({ room: fc.constantFrom('lb-1', 'lb-2') }),
  'hearing.transmission.permitted': fc.record({
    scope: fc.constantFrom('whole', 'whole', 'opening_and_pronouncing', 'picture_only'),
  }),
  'hearing.publicity.changed': fc.record({ to: fc.constantFrom('public', 'in_camera') }),
  'hearing.minor.flagged': fc.constant({ who: 'victim' }),
  'hearing.deliberation.started': fc.record({ purpose: fc.constantFrom('judgment', 'decision') }),
  'hearing.suspended': fc.constant({ reasonCode: 'OTHER' }),
  'hearing.postponed': fc.constant({ reasonCode: 'OTHER' }),
  'hearing.note.recorded': fc.constant({ text: 'x' }),
  'feed.cut': fc.oneof(fc.constant({ order: 'x' }), fc.constant({ order: 'x', feeds: ['lb-1-1'] })),
};
const PLAIN = [
  'hearing.opened',
  'hearing.questioning.started',
  'hearing.debate.started',
  'hearing.pronouncing.started',
  'hearing.recess.started',
  'hearing.recess.ended',
  'hearing.resumed',
  'hearing.sitting.ended',
  'hearing.closed',
  'hearing.transmission.withdrawn',
];

export type Draft = {
  type: string;
  data: Record<string, unknown>;
  second: number;
  late: number;
  hearing: string;
  target: number;
  by: number;
};
export const drafts = fc.array(
  fc
    .constantFrom(
      ...Object.keys(DATA),
      ...PLAIN,
      ...PLAIN,
      'feed.reopened',
      'recording.released',
      'hearing.event.retracted',
      'hearing.event.corrected',
    )
    .chain((type) =>
      fc.record({
        type: fc.constant(type),
        data: DATA[type] ?? fc.constant({}),
        second: fc.integer({ min: 0, max: 60 }),
        late: fc.oneof(
          { weight: 4, arbitrary: fc.constant(0) },
          { weight: 1, arbitrary: fc.integer({ min: -5, max: 30 }) },
        ),
        hearing: fc.constantFrom(HEARING, HEARING, OTHER, THIRD),
        target: fc.nat(20),
        by: fc.constantFrom(0, 0, 0, 1, 2),
      }),
    ),
  { minLength: 1, maxLength: 24 },
);
const SOURCES = ['/courts/lb/agents/lb-1', '/courts/lb/systems/qlts', '/service'];

/** Turns drafts into events; corrections point at earlier drafts of their hearing (or at nothing that exists). */
export function build(list: Draft[]): EventEnvelope[] {
  const events: EventEnvelope[] = [];
  for (const [i, d] of list.entries()) {
    const mine = events.filter((e) => e.subject.endsWith(d.hearing));
    const target = mine[d.target % (mine.length + 1)];
    const ref = target ? `${target.source}#${target.id}` : '/service#nobody';
    const time = plus(START, d.second);
    const event: EventEnvelope = {
      specversion: '1.0',
      id: String(i),
      source: SOURCES[d.by] ?? '/service',
      type: d.type,
      subject: `hearings/${d.hearing}`,
      time,
      recordedtime: plus(time, d.late),
      sequence: String(i).padStart(12, '0'),
      data: d.data,
    };
    if (d.type === 'hearing.event.retracted') event.corrects = ref;
    if (d.type === 'hearing.event.corrected') {
      event.corrects = ref;
      event.data =
        d.target % 3 === 0
          ? { time: plus(time, (d.target % 7) - 3) }
          : d.target % 3 === 1
            ? { type: 'hearing.recess.started', data: {} }
            : { type: 'hearing.note.recorded', data: { text: 'y' } };
    }
    if (d.type === 'feed.reopened') {
      event.data =
        d.target % 2 ? { lifts: ref } : { lifts: d.target % 4 ? 'minor' : 'in_camera', until: plus(time, d.target) };
    }
    if (d.type === 'recording.released') event.data = { from: plus(time, -20), to: time, reason: 'x' };
    events.push(event);
  }
  return events;
}
