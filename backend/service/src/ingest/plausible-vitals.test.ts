import type { AgentVitals, FeedVitals } from '@giamsat/contract/wire/ingest';
import { describe, expect, test } from 'vitest';
import { createVitalsPace, plausible } from './plausible-vitals.ts';

const NOW = Date.parse('2026-03-05T05:00:00.000Z');
const iso = (ms: number): string => new Date(ms).toISOString();
const feed: FeedVitals = { feed: 'lb-1-1', state: 'running', sending: 'live', fps: 25, kbps: 812, restarts: 1 };
const vitals = (more: Partial<AgentVitals> = {}): AgentVitals => ({
  agent: 'lb-1',
  at: iso(NOW),
  version: '0.1.0',
  feeds: [feed],
  spoolBytes: 7,
  outboxLength: 3,
  diskFreeBytes: 1e12,
  clockOffsetMs: -12,
  ...more,
});

describe('vitals', () => {
  test('that can be are left as they are', () => {
    const said = vitals({ startedAt: iso(NOW - 60_000), spoolOldestAt: iso(NOW - 5_000) });
    expect(plausible(said, NOW)).toEqual(said);
  });

  test.each(['2099-01-01T00:00:00.000Z', '1970-01-01T00:00:00.000Z'])('of a clock at %s are told by ours', (at) => {
    const of = (ms: number) => iso(Date.parse(at) + ms);
    const told = plausible(vitals({ at, startedAt: of(-3_600_000), spoolOldestAt: of(-60_000) }), NOW);
    expect(told).toMatchObject({ at: iso(NOW), startedAt: iso(NOW - 3_600_000), spoolOldestAt: iso(NOW - 60_000) });
    // What waits since tomorrow waits since now.
    expect(plausible(vitals({ at, spoolOldestAt: of(86_400_000) }), NOW).spoolOldestAt).toBe(iso(NOW));
  });

  test('that cannot be are brought into bounds, and no figure is out of them', () => {
    const wild = [1e300, -1e300, Number.MAX_SAFE_INTEGER, -1];
    for (const value of wild) {
      const told = plausible(
        vitals({
          spoolBytes: value,
          outboxLength: value,
          diskFreeBytes: value,
          clockOffsetMs: value,
          version: `<b>${'9'.repeat(10_000)}\u0000`,
          feeds: [{ ...feed, fps: value, kbps: value, keyIntervalMs: value, levelDb: value, restarts: value }],
        }),
        NOW,
      );
      const figures = [told.spoolBytes, told.outboxLength, told.diskFreeBytes];
      for (const figure of figures) expect([value, figure >= 0 && figure <= 2 ** 50]).toEqual([value, true]);
      const [one] = told.feeds;
      expect(one?.fps).toBeLessThanOrEqual(240);
      expect(one?.fps).toBeGreaterThanOrEqual(0);
      expect(one?.levelDb).toBeLessThanOrEqual(0);
      expect(one?.restarts).toBeGreaterThanOrEqual(0);
      expect(told.version).toMatch(/^b9{39}$/);
      expect(Number.isFinite(Date.parse(iso(NOW - Math.abs(told.clockOffsetMs))))).toBe(true);
    }
  });

  test('tell each camera once, and of one that is cut no word of what it sees and hears', () => {
    const sees = { black: true, frozen: true, silent: false, levelDb: -31 };
    const { feeds } = plausible(vitals({ feeds: [feed, { ...feed, ...sees, sending: 'cut' }] }), NOW);
    expect(feeds).toEqual([{ feed: 'lb-1-1', state: 'running', sending: 'cut', fps: 25, restarts: 1 }]);
  });
});

test('a machine that floods is heard twice a second, and others as before', () => {
  let now = NOW;
  const takes = createVitalsPace(() => now);
  const taken = (count: number) => Array.from({ length: count }, () => takes('lb-1')).filter(Boolean).length;
  expect(taken(1_000)).toBe(20);
  expect(takes('cl-1')).toBe(true);
  now += 5_000;
  expect(taken(1_000)).toBe(10);
  // A clock that is put back gives nothing, and takes nothing away.
  now -= 3_600_000;
  expect(taken(10)).toBe(0);
  now += 500;
  expect(taken(10)).toBe(1);
});
