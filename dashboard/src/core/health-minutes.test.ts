import type { FeedHistory } from '@giamsat/contract/wire/system';
import { describe, expect, it } from 'vitest';
import { minutesOf, placesOf, pointsOf, stretchesOf, worstOf } from './health-minutes.ts';

const START = Date.parse('2021-04-15T02:30:00.000Z');
const at = (seconds: number) => new Date(START + seconds * 1000).toISOString();
type Sample = FeedHistory['samples'][number];
const history = (samples: Sample[], minutes: FeedHistory['minutes'] = []): FeedHistory => ({
  feed: 'lb-1-1',
  since: at(0),
  through: at(900),
  samples,
  minutes,
});
const good = (seconds: number, more: Partial<Sample> = {}): Sample => ({
  at: at(seconds),
  band: 'good',
  delayMs: 400,
  kbps: 900,
  ...more,
});

describe('a quarter of an hour', () => {
  it('is read minute by minute: the worst band, means, what was lost', () => {
    const samples = [good(0), good(5, { band: 'bad', delayMs: 1_000, lostMs: 2_000 }), good(10, { lostMs: 500 })];
    const told = [{ at: at(0), ailments: ['late' as const], reports: 4, stalled: 1, latencyMs: 900 }];
    const minutes = minutesOf(history(samples, told));
    expect(minutes).toHaveLength(15);
    expect(minutes[0]).toMatchObject({ at: START, band: 'bad', ailments: ['late'], delayMs: 600, lostMs: 2_500 });
    expect(minutes[0]?.viewing).toMatchObject({ reports: 4, stalled: 1 });
    expect(minutes[1]).toEqual({
      at: START + 60_000,
      band: undefined,
      ailments: [],
      delayMs: undefined,
      lostMs: undefined,
      kbps: undefined,
      viewing: undefined,
    });
  });

  it('is drawn with holes where nothing was heard, and none where there is a sample each minute', () => {
    const fine = pointsOf(history([good(0), good(5), good(30), good(35)]));
    expect(fine.map(({ at: time, kbps }) => [time - START, kbps])).toEqual([
      [0, 900],
      [5_000, 900],
      [5_001, null],
      [30_000, 900],
      [35_000, 900],
    ]);
    const thinned = pointsOf(history([good(0), good(60), good(120), good(300)]));
    expect(thinned.map(({ at: time }) => time - START)).toEqual([0, 60_000, 120_000, 120_001, 300_000]);
    expect(stretchesOf(history([good(0), good(60), good(120)]))).toHaveLength(1);
    expect(pointsOf(history([good(0, { delayMs: undefined as never })]))[0]?.delayS).toBeNull();
  });

  it('has a stretch for each band', () => {
    const bands = stretchesOf(history([good(0), good(5), good(10, { band: 'bad' }), good(15), good(60)]));
    expect(bands.map(({ from, to, band }) => [(from - START) / 1000, (to - START) / 1000, band])).toEqual([
      [0, 10, 'good'],
      [10, 15, 'bad'],
      [15, 20, 'good'],
      [60, 65, 'good'],
    ]);
  });
});

it('tells where an ailment is to be looked for, from the court to the viewer', () => {
  expect(placesOf(['stalls-most', 'late', 'black', 'lossy'])).toEqual([
    { place: 'court', ailments: ['black'] },
    { place: 'line', ailments: ['late', 'lossy'] },
    { place: 'service', ailments: ['stalls-most'] },
  ]);
  expect([worstOf([]), worstOf([undefined, 'fair', 'good'])]).toEqual([undefined, 'fair']);
});
