import { describe, expect, it } from 'vitest';
import { clockOf, fromLocalInput, todayAt, toLocalInput } from './local-time.ts';

describe('times as a clerk types them', () => {
  it('reads and writes Ho Chi Minh time whatever zone the desktop is in', () => {
    expect(toLocalInput('2021-04-15T01:00:00.000Z')).toBe('2021-04-15T08:00');
    expect(fromLocalInput('2021-04-15T08:00')).toBe('2021-04-15T01:00:00.000Z');
    expect(clockOf('2021-04-14T17:05:00.000Z')).toBe('00:05');
  });
  it('takes a clock as of the local day, also when UTC is a day behind', () => {
    expect(todayAt('07:45', Date.parse('2021-04-14T23:30:00.000Z'))).toBe('2021-04-15T00:45:00.000Z');
  });
  it('hands back nothing while the input is incomplete', () => {
    expect(fromLocalInput('2021-04-15T')).toBeUndefined();
  });
});
