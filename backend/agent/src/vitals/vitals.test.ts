import { describe, expect, it } from 'vitest';
import type { CameraHealth } from '../capture/camera-model.ts';
import type { Verdict } from '../gate/verdict.ts';
import { feedVitals } from './vitals.ts';

const health: CameraHealth = {
  state: 'running',
  findings: [],
  restarts: 1,
  fps: 25,
  kbps: 812,
  black: false,
  frozen: false,
  silent: false,
  levelDb: -31,
};
const told = (verdict: Verdict) => feedVitals({ feed: 'lb-1-a', health, verdict });
const LIVE: Verdict = { state: 'live', sitting: 's', hearing: 'h', sound: true };

describe('vitals', () => {
  it('tell of a camera on air what it sees and hears, and of one for which only the picture is permitted what it sees', () => {
    expect(told(LIVE)).toEqual({ feed: 'lb-1-a', ...health, sending: 'live' });
    const { silent: _, levelDb: __, ...seen } = health;
    expect(told({ ...LIVE, sound: false })).toEqual({ feed: 'lb-1-a', ...seen, sending: 'live' });
  });

  it.each<[string, Verdict]>([
    ['in a deliberation', { state: 'cut', cause: 'deliberation', sitting: 's', hearing: 'h' }],
    ['before a lift has settled', { ...LIVE, state: 'held' }],
    ['while nobody knows', { state: 'cut', cause: 'unknown' }],
  ])('tell %s that it works, and not whether anybody speaks or moves', (_name, verdict) => {
    expect(told(verdict)).toEqual({
      feed: 'lb-1-a',
      state: 'running',
      findings: [],
      restarts: 1,
      fps: 25,
      sending: 'cut',
    });
  });
});
