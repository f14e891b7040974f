import { expect, test } from 'vitest';
import { createHand, OTHER, scheduled } from '../testing/build.ts';
import { courseOf } from './course.ts';
import { extended, hearingOf, wholeOf } from './whole.ts';

const types = (events: Parameters<typeof courseOf>[0]) =>
  courseOf(events).entries.map((e) => (e.retracted ? `(${e.event.type})` : e.event.type));

test('order is (time, source, sequence), whatever the arrival; duplicates are one', () => {
  const enter = createHand();
  const a = enter('08:00', 'hearing.opened');
  const b = enter('08:26', 'hearing.questioning.started');
  const late = enter('08:10', 'hearing.rights.explained', {}, { recorded: '08:30' });
  const system = enter('08:00', 'hearing.note.recorded', { text: 'x' }, { source: '/courts/lb/systems/qlts' });
  expect(types([b, a, late, system, a, { ...b }])).toEqual([
    'hearing.opened',
    'hearing.note.recorded',
    'hearing.rights.explained',
    'hearing.questioning.started',
  ]);
});

test('of several corrections the last one entered counts, a retraction like any other', () => {
  const enter = createHand();
  const note = enter('08:00', 'hearing.note.recorded', { text: 'một' });
  const first = enter('08:01', 'hearing.event.corrected', { data: { text: 'hai' } }, { corrects: note });
  const taken = enter('08:02', 'hearing.event.retracted', {}, { corrects: note });
  const last = enter('08:03', 'hearing.event.corrected', { time: '2021-04-15T00:30:00.000Z' }, { corrects: note });
  expect(courseOf([last, taken, first, note]).entries).toMatchObject([
    { retracted: false, event: { time: '2021-04-15T00:30:00.000Z', data: { text: 'một' } } },
  ]);
  expect(courseOf([taken, first, note]).entries).toMatchObject([{ retracted: true }]);
  expect(courseOf([first, note]).entries).toMatchObject([{ retracted: false, event: { data: { text: 'hai' } } }]);
});

test('an event that a correction moved forward, sent again, is still one', () => {
  const enter = createHand();
  const note = enter('08:10', 'hearing.note.recorded', { text: 'một' });
  const moved = enter('08:11', 'hearing.event.corrected', { time: '2021-04-15T00:30:00.000Z' }, { corrects: note });
  const again = extended(wholeOf([note, moved]), [{ ...note }]);
  expect(again.course.entries).toHaveLength(1);
});

test('a correction whose target is unknown waits, and counts when it comes', () => {
  const enter = createHand();
  const note = enter('08:00', 'hearing.note.recorded', { text: 'một' });
  const retraction = enter('08:01', 'hearing.event.retracted', {}, { corrects: note });
  expect(courseOf([retraction]).pending).toEqual([retraction]);
  expect(hearingOf([retraction]).flags).toMatchObject([{ code: 'correction-pending' }]);
  expect(courseOf([retraction, note])).toMatchObject({ pending: [], entries: [{ retracted: true }] });
});

test.each([
  ['another court', { source: '/courts/cl/agents/cl-1' }],
  ['the province', { source: '/service' }],
  ['another hearing', { hearing: OTHER }],
])('a correction by %s does not count', (_who, entry) => {
  const enter = createHand();
  const note = enter('08:00', 'hearing.note.recorded', { text: 'một' });
  const by = enter('08:01', 'hearing.event.retracted', {}, { corrects: note, ...entry });
  expect(courseOf([note, by])).toMatchObject({ ignored: [by], entries: [{ retracted: false }] });
});

test('another agent of the same court may correct; of an event of the province only the province', () => {
  const enter = createHand();
  const note = enter('08:00', 'hearing.note.recorded', { text: 'một' });
  const by = enter('08:01', 'hearing.event.retracted', {}, { corrects: note, source: '/courts/lb/agents/lb-2' });
  expect(types([note, by])).toEqual(['(hearing.note.recorded)']);
  const province = enter('08:00', 'feed.cut', { order: 'x' }, { source: '/service' });
  const court = enter('08:01', 'hearing.event.retracted', {}, { corrects: province });
  const own = enter('08:02', 'hearing.event.retracted', {}, { corrects: province, source: '/service' });
  expect(types([province, court])).toEqual(['feed.cut']);
  expect(types([province, court, own])).toEqual(['(feed.cut)']);
});

test('a correction of a correction, or one that would make nonsense, does not count', () => {
  const enter = createHand();
  const opened = enter('08:00', 'hearing.scheduled', scheduled());
  const wrong = enter('08:01', 'hearing.event.corrected', { data: { court: 7 } }, { corrects: opened });
  const meta = enter('08:02', 'hearing.event.retracted', {}, { corrects: wrong });
  const course = courseOf([opened, wrong, meta]);
  expect(course.ignored).toEqual([wrong, meta]);
  expect(course.entries[0]?.event.data).toEqual(scheduled());
});
