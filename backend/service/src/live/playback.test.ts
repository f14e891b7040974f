import { expect, test } from 'vitest';
import { fakeClock } from '../platform/clock.ts';
import { createMetrics } from '../platform/metrics.ts';
import { createLiveMetrics } from './metrics.ts';
import { createPlaybackBook } from './playback.ts';

const WINDOW = '0190f3c2-7c1e-8abc-9def-0123456789ab';
const OTHER = '0190f3c2-7c1e-8abc-9def-0123456789ac';
const picture = { window: WINDOW, latencyMs: 900, stalls: 2, framesShown: 370, framesDropped: 5 };

function open() {
  const clock = fakeClock(1_000_000);
  const metrics = createMetrics();
  const book = createPlaybackBook({
    clock,
    metrics: createLiveMetrics(metrics),
    feedOfWindow: (id) => (id === WINDOW ? 'lb-1-1' : undefined),
  });
  return { clock, book, told: () => metrics.registry.metrics() };
}

test('counts by camera, and names nobody', async () => {
  const { book, told } = open();
  book({}, { pictures: [picture, { ...picture, window: OTHER }] });
  const text = await told();
  expect(text).toContain('giamsat_playback_stalls_total{feed="lb-1-1"} 2');
  expect(text).toContain('giamsat_playback_frames_total{feed="lb-1-1",result="dropped"} 5');
  expect(text).toContain('giamsat_playback_latency_seconds_sum{feed="lb-1-1"} 0.9');
  expect(text).toContain('giamsat_playback_latency_seconds_count{feed="lb-1-1"} 1');
  expect(text).not.toMatch(/viewer|login|session|0190f3c2/);
});

test('a page that reports too often, or nonsense, changes nothing', async () => {
  const { book, told, clock } = open();
  const page = {};
  book(page, { pictures: [picture] });
  book(page, { pictures: [picture] });
  for (const report of [
    undefined,
    { pictures: [] },
    { pictures: [{ ...picture, latencyMs: -1 }] },
    { pictures: [{ ...picture, login: 'x' }] },
    { pictures: Array.from({ length: 33 }, () => picture) },
  ]) {
    book({}, report);
  }
  expect(await told()).toContain('giamsat_playback_stalls_total{feed="lb-1-1"} 2');
  clock.advance(15_000);
  book(page, { pictures: [picture] });
  expect(await told()).toContain('giamsat_playback_stalls_total{feed="lb-1-1"} 4');
});
