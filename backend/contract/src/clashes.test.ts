// One room, or one person, that two hearings want at one time.
import { expect, test } from 'vitest';
import { clashesOf, type Planned } from './clashes.ts';

const MINUTE = 60_000;
const at = (minutes: number, more: Partial<Planned> = {}): Planned => ({
  court: 'lb',
  start: minutes * MINUTE,
  people: [],
  ...more,
});
const told = (hearings: Planned[]) =>
  clashesOf(hearings).map(({ of, with: other, kind }) => [hearings.indexOf(of), hearings.indexOf(other), kind]);
const judge = { name: 'Trần Thị M', role: 'presiding_judge' as const };

test('within half an hour of each other, told from either side', () => {
  expect(told([at(29, { room: 'a' }), at(0, { room: 'a' })])).toEqual([
    [1, 0, 'room'],
    [0, 1, 'room'],
  ]);
  expect(told([at(0, { room: 'a' }), at(30, { room: 'a' }), at(0, { room: 'b' }), at(0)])).toEqual([]);
});

test('a judge of the panel is one whatever the part in it, an assessor none, and a namesake at another court another person', () => {
  const second = { ...judge, role: 'judge' as const };
  expect(told([at(0, { people: [judge, second] }), at(5, { people: [second] })])).toEqual([
    [0, 1, 'judge'],
    [1, 0, 'judge'],
  ]);
  expect(told([at(0, { people: [judge] }), at(5, { people: [judge], court: 'cl' })])).toEqual([]);
  const assessor = { ...judge, role: 'assessor' as const };
  expect(told([at(0, { people: [assessor] }), at(5, { people: [assessor] })])).toEqual([]);
});

test('ten thousand at one time are told of in time, each with a few of the others', () => {
  const found = clashesOf(Array.from({ length: 10_000 }, () => at(0, { room: 'a' })));
  expect(found.length).toBeLessThan(110_000);
});
