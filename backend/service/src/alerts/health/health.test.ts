import type { AgentVitals, FeedVitals } from '@giamsat/contract/wire/ingest';
import { describe, expect, test } from 'vitest';
import { createBands, type Health } from './bands.ts';
import { type Sign, signsOfFeed, signsOfMachine, signsOfNode } from './signs.ts';

const NOW = Date.parse('2026-03-05T05:00:00.000Z');
const iso = (ms: number): string => new Date(ms).toISOString();
const vitals = (more: Partial<FeedVitals> = {}): FeedVitals => ({
  feed: 'lb-1-1',
  state: 'running',
  sending: 'live',
  fps: 25,
  kbps: 900,
  keyIntervalMs: 1_000,
  levelDb: -31,
  restarts: 0,
  ...more,
});
const text = (signs: readonly Sign[]) => signs.map(({ ailment, grade }) => `${ailment} ${grade}`);
const comes = { silentMs: 200, delayMs: 350, flawsMs: 0 };
const onAir = { heard: true, onAir: true, coming: comes };
const ofFeed = (more: Partial<FeedVitals>, facts: Partial<Parameters<typeof signsOfFeed>[0]> = {}) =>
  text(signsOfFeed({ ...onAir, vitals: vitals(more), ...facts }));

describe('signs of a camera', () => {
  test('none where everything is in order', () => {
    expect(ofFeed({})).toEqual([]);
    expect(ofFeed({}, { viewing: { reports: 9, stalled: 0, latencyMs: 900 } })).toEqual([]);
  });
  test.each<[string, Partial<FeedVitals>]>([
    ['stopped bad', { state: 'stalled' }],
    ['refused bad', { refused: true }],
    ['black bad', { black: true, frozen: true }],
    ['frozen bad', { frozen: true }],
    ['garbage fair', { garbage: true }],
    ['slow fair', { slow: true }],
    ['key-frames fair', { keyIntervalMs: 2_500 }],
    ['key-frames bad', { keyIntervalMs: 5_500 }],
    ['frame-rate fair', { fps: 8.9 }],
    ['frame-rate bad', { fps: 1.9 }],
    ['bitrate fair', { kbps: 59 }],
    ['bitrate fair', { kbps: 16_000 }],
    ['mute fair', { silent: true, levelDb: -90 }],
    ['quiet fair', { levelDb: -51 }],
    ['loud fair', { levelDb: -6 }],
  ])('of its machine: %s', (sign, more) => expect(ofFeed(more)).toEqual([sign]));
  test.each<[string, object]>([
    ['no-parts bad', { silentMs: 3_500 }],
    ['late fair', { delayMs: 2_000 }],
    ['late bad', { delayMs: 5_000 }],
    ['lossy fair', { flawsMs: 1_500 }],
    ['lossy bad', { flawsMs: 6_000 }],
  ])('of the line: %s', (sign, coming) => expect(ofFeed({}, { coming: { ...comes, ...coming } })).toEqual([sign]));
  test('of those who watch: of one alone none, of some their own network, of most ours', () => {
    const viewing = (reports: number, stalled: number) => ofFeed({}, { viewing: { reports, stalled } });
    expect([viewing(1, 1), viewing(9, 1)]).toEqual([[], []]);
    expect([viewing(9, 2), viewing(4, 2)]).toEqual([['stalls-some fair'], ['stalls-most bad']]);
  });
  test('a room in which nobody sits is dark, still and silent; its camera is judged all the same', () => {
    const idle = { onAir: false, coming: undefined };
    expect(ofFeed({ black: true, frozen: true, silent: true, kbps: 4, sending: 'off' }, idle)).toEqual([]);
    expect(ofFeed({ fps: 1, sending: 'off' }, idle)).toEqual(['frame-rate bad']);
  });
  test('one whose machine is not heard tells nothing of itself', () => {
    expect(ofFeed({ black: true, state: 'stalled' }, { heard: false, coming: undefined })).toEqual([
      'silent-machine bad',
    ]);
  });
});

test('signs of a machine', () => {
  const machine = (more: Partial<AgentVitals>): AgentVitals => ({
    agent: 'lb-1',
    at: iso(NOW),
    version: '1',
    feeds: [],
    spoolBytes: 0,
    outboxLength: 0,
    diskFreeBytes: 1e12,
    clockOffsetMs: 0,
    ...more,
  });
  const signs = (more: Partial<AgentVitals>, heard = true) => text(signsOfMachine(machine(more), heard));
  expect(signs({ spoolOldestAt: iso(NOW - 299_000), outboxLength: 49, clockOffsetMs: -1_999 })).toEqual([]);
  expect(signs({ diskFreeBytes: 9e9 })).toEqual(['disk fair']);
  expect(signs({ diskFreeBytes: 1e9, clockOffsetMs: -2_000 })).toEqual(['disk bad', 'clock fair']);
  expect(signs({ clockOffsetMs: 3e12, outboxLength: 50 })).toEqual(['clock bad', 'outbox fair']);
  expect(signs({ spoolOldestAt: iso(NOW - 300_000), outboxLength: 1_000 })).toEqual(['outbox bad', 'spool fair']);
  expect(signs({ spoolOldestAt: iso(NOW - 3_600_000) })).toEqual(['spool bad']);
  expect(signs({ diskFreeBytes: 0 }, false)).toEqual(['silent-machine bad']);
  expect([0, 250, 1_500].map((ms) => text(signsOfNode(ms, true)))).toEqual([[], ['busy fair'], ['busy bad']]);
  expect(text(signsOfNode(0, false))).toEqual(['gone bad']);
});

describe('bands', () => {
  const LATE = (grade: Sign['grade']): Sign[] => [{ ailment: 'late', grade }];
  /** What is told each second, of a thing whose signs are those; `known` for a minute before. */
  function told(seconds: readonly Sign[][], known = true): string[] {
    const bands = createBands();
    let now = NOW;
    const ask = (signs: readonly Sign[]): Health => {
      now += 1_000;
      return bands.steady('x', signs, now);
    };
    if (known) for (let n = 0; n < 60; n++) ask([]);
    return seconds.map((signs) => {
      const { band, ailments } = ask(signs);
      return [band, ...ailments].join(' ');
    });
  }
  const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

  test('grow worse when it lasts four seconds, and better when it is gone for fifteen', () => {
    const seen = told([...times(6, LATE('bad')), ...times(17, [])]);
    expect(seen.indexOf('bad late')).toBe(4);
    expect(seen.lastIndexOf('bad late')).toBe(6 + 13);
    expect(seen.at(-1)).toBe('good');
    // In seconds, and not in minutes.
    expect(seen).not.toContain('fair late');
  });
  test('do not flap with what flaps', () => {
    const flapping = times(30, [LATE('fair'), LATE('fair'), []]).flat();
    expect(new Set(told(flapping))).toEqual(new Set(['good']));
    // What is bad now and then stays bad.
    const now = [...times(5, LATE('bad')), ...times(10, [...times(10, []), LATE('bad')]).flat()];
    expect(new Set(told(now).slice(5))).toEqual(new Set(['bad late']));
  });
  test('what changes between fair and bad is at least fair', () => {
    const seen = told(times(20, [LATE('fair'), LATE('bad')]).flat());
    expect(new Set(seen.slice(4))).toEqual(new Set(['fair late']));
  });
  test('grow better by steps', () => {
    const seen = told([...times(10, LATE('bad')), ...times(20, LATE('fair')), ...times(20, [])]);
    expect([...new Set(seen)]).toEqual(['good', 'bad late', 'fair late']);
    expect(seen.at(-1)).toBe('good');
  });
  test('of something new believe what is seen, but for what must last by its nature', () => {
    expect(told([LATE('bad')], false)).toEqual(['bad late']);
    const silent: Sign[] = [{ ailment: 'mute', grade: 'fair' }];
    const seen = told(times(62, silent), false);
    expect([seen[0], seen[58], seen.at(-1)]).toEqual(['good', 'good', 'fair mute']);
  });
  test('name the gravest first, each as long as it lasts, and forget what is no more', () => {
    const both: Sign[] = [
      { ailment: 'slow', grade: 'fair' },
      { ailment: 'frozen', grade: 'bad' },
    ];
    expect(told([...times(5, both)]).at(-1)).toBe('bad frozen slow');
    expect(told([...times(5, both), ...times(16, both.slice(0, 1))]).at(-1)).toBe('fair slow');
    const bands = createBands();
    bands.steady('x', LATE('bad'), NOW);
    bands.keepOnly(new Set());
    expect(bands.steady('x', [], NOW + 1_000).band).toBe('good');
  });
});
