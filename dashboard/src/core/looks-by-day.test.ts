import type { Look } from '@giamsat/contract/wire/session';
import { describe, expect, it } from 'vitest';
import { byDay } from './looks-by-day.ts';

const look = (login: string, from: string, to?: string): Look => ({
  id: `${login} ${from}`,
  login,
  displayName: login.toUpperCase(),
  organisation: 'hdnd',
  organisationName: 'HĐND',
  what: 'live',
  hearing: 'h',
  from,
  ...(to === undefined ? {} : { to }),
});
const now = Date.parse('2021-04-15T05:00:00.000Z');

describe('looks by day', () => {
  it('are nothing of nothing', () => {
    expect(byDay([], now)).toEqual([]);
  });

  it('are placed from the first to the last of their day, people in the order in which they came', () => {
    const [day, ...others] = byDay(
      [
        look('b', '2021-04-15T02:00:00.000Z', '2021-04-15T03:00:00.000Z'),
        look('a', '2021-04-15T01:00:00.000Z', '2021-04-15T01:30:00.000Z'),
        look('a', '2021-04-15T02:30:00.000Z', '2021-04-15T02:45:00.000Z'),
      ],
      now,
    );
    expect(others).toEqual([]);
    expect(day?.day).toBe('2021-04-15');
    expect(day?.people.map(({ login, looks }) => [login, looks.map(({ left, width }) => [left, width])])).toEqual([
      [
        'a',
        [
          [0, 0.25],
          [0.75, 0.125],
        ],
      ],
      ['b', [[0.5, 0.5]]],
    ]);
  });

  it('divide days as Vietnam does, and draw what lasts to now', () => {
    const days = byDay(
      [look('a', '2021-04-14T16:59:00.000Z', '2021-04-14T16:59:30.000Z'), look('b', '2021-04-14T17:00:00.000Z')],
      now,
    );
    expect(days.map(({ day }) => day)).toEqual(['2021-04-14', '2021-04-15']);
    expect(days[1]?.to).toBe(now);
    expect(days[1]?.people[0]?.looks[0]).toMatchObject({ left: 0, width: 1 });
  });

  it('have a place for a look of no length', () => {
    const [day] = byDay([look('a', '2021-04-15T01:00:00.000Z', '2021-04-15T01:00:00.000Z')], now);
    expect(day?.people[0]?.looks[0]).toMatchObject({ left: 0, width: 0 });
  });
});
