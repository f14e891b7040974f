import type { HearingState, Restriction } from '@giamsat/contract/hearing/model';
import type { FullRow, LiveWindow } from '@giamsat/contract/wire/live';
import { describe, expect, it } from 'vitest';
import { whyNoMotion, whyNoWindow } from './no-picture.ts';

const NOW = Date.parse('2021-04-15T02:00:00.000Z');
const at = (seconds: number) => new Date(NOW + seconds * 1000).toISOString();
const window: LiveWindow = {
  window: 'w',
  feed: 'a',
  feedName: 'A',
  feedRole: 'panel',
  opensAt: at(-60),
  picture: true,
  sound: true,
};
const sitting = { id: '/x#1', hearing: 'h', rooms: [], holds: [], from: at(-3600), holdsRoom: true };
const row = (state: Partial<HearingState> = {}, more: Partial<FullRow> = {}): FullRow => ({
  form: 'full',
  id: 'h',
  version: 1,
  court: 'ls',
  courtName: 'LS',
  courtShort: 'LS',
  day: '2021-04-15',
  sittings: [sitting],
  inForce: [],
  windows: [window],
  inside: false,
  ...more,
  state: {
    id: 'h',
    court: 'ls',
    start: at(-3600),
    day: '2021-04-15',
    caseNumbers: [],
    mode: 'in_person',
    publicity: 'public',
    minor: false,
    stage: 'questioning',
    stageSince: at(-600),
    panel: [],
    participants: [],
    adhoc: false,
    flags: [],
    ...state,
  },
});
const restriction = (more: Partial<Restriction> = {}): Restriction => ({
  cause: 'clerk',
  picture: true,
  sound: true,
  from: at(-30),
  ...more,
});

describe('why there is no picture', () => {
  it('is nothing while a window stands open', () => {
    expect(whyNoWindow(row(), 'a', NOW)).toBeUndefined();
  });
  it('is what withholds it, gravest first as the row tells', () => {
    const why = whyNoWindow(row({}, { inForce: [restriction({ cause: 'deliberation' }), restriction()] }), 'a', NOW);
    expect(why).toMatchObject({ reason: 'deliberation', since: at(-30) });
  });
  it('ends by the clock five seconds after it was lifted, without a newer row', () => {
    const lifted = row(
      {},
      { inForce: [restriction({ to: at(-2), settlesAt: at(3) })], windows: [{ ...window, opensAt: at(3) }] },
    );
    expect(whyNoWindow(lifted, 'a', NOW)?.reason).toBe('clerk');
    expect(whyNoWindow(lifted, 'a', NOW + 4000)).toBeUndefined();
  });
  it('passes over what concerns another camera, or sound alone', () => {
    expect(whyNoWindow(row({}, { inForce: [restriction({ feeds: ['b'] })] }), 'a', NOW)).toBeUndefined();
    expect(whyNoWindow(row({}, { inForce: [restriction({ picture: false })] }), 'a', NOW)).toBeUndefined();
  });
  it('is the announced end of a recess', () => {
    const recess = row(
      { stage: 'recess', expectedEnd: at(900) },
      { inForce: [restriction({ cause: 'recess' })], windows: [] },
    );
    expect(whyNoWindow(recess, 'a', NOW)).toMatchObject({ reason: 'recess', until: at(900) });
  });
  it('is the time at which a hearing is to begin', () => {
    expect(whyNoWindow(row({ stage: 'scheduled', start: at(600) }, { windows: [] }), undefined, NOW)).toMatchObject({
      reason: 'scheduled',
      until: at(600),
    });
  });
  it('is the result and the reason once it has ended', () => {
    const outcome = { kind: 'postponed' as const, reasonCode: 'COUNSEL_ABSENT', nextStart: at(86_400) };
    expect(whyNoWindow(row({ stage: 'postponed', outcome }, { windows: [] }), undefined, NOW)).toMatchObject({
      reason: 'postponed',
      until: at(86_400),
      note: { kind: 'reason', text: 'COUNSEL_ABSENT' },
    });
  });
  it('is the other hearing that holds the room', () => {
    expect(whyNoWindow(row({}, { windows: [], sittings: [{ ...sitting, holdsRoom: false }] }), 'a', NOW)?.reason).toBe(
      'room_held',
    );
  });
  it('is plainly that this account has none', () => {
    expect(whyNoWindow(row({}, { windows: [] }), 'a', NOW)?.reason).toBe('no_window');
  });
  it('tells of a masked hearing nothing but that', () => {
    const masked = {
      form: 'masked' as const,
      id: 'h',
      version: 1,
      court: 'ls',
      courtName: 'LS',
      courtShort: 'LS',
      day: '2021-04-15',
      cause: 'minor' as const,
    };
    expect(whyNoWindow(masked, 'a', NOW)).toEqual({ reason: 'minor', tone: 'ink', icon: 'lock' });
  });
});

describe('why the picture does not move', () => {
  it('blames the camera where the agent says so', () => {
    const vitals = { feed: 'a', state: 'stalled' as const, sending: 'live' as const, restarts: 0 };
    expect(whyNoMotion({ phase: 'lost', since: NOW }, vitals, NOW)?.reason).toBe('camera_lost');
    expect(whyNoMotion({ phase: 'lost', since: NOW }, undefined, NOW)?.reason).toBe('signal_lost');
  });
  it('is patient at first', () => {
    expect(whyNoMotion({ phase: 'loading', since: NOW }, undefined, NOW + 2000)?.reason).toBe('connecting');
    expect(whyNoMotion({ phase: 'loading', since: NOW }, undefined, NOW + 20_000)?.reason).toBe('no_signal');
    expect(whyNoMotion({ phase: 'playing', since: NOW }, undefined, NOW)).toBeUndefined();
  });
});
