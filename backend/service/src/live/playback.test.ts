import { expect, test } from 'vitest';
import { fakeClock } from '../platform/clock.ts';
import { createMetrics } from '../platform/metrics.ts';
import { createLiveMetrics } from './metrics.ts';
import { createPlaybackBook } from './playback.ts';

const WINDOW = '0190f3c2-7c1e-8abc-9def-0123456789ab';
const CLOSED = '0190f3c2-7c1e-8abc-9def-0123456789af';
const OTHER = '0190f3c2-7c1e-8abc-9def-0123456789ac';
const HEARING = '0190f3c2-7c1e-7abc-9def-0123456789ad';
const PICTURES = new Map([
  [WINDOW, { feed: 'lb-1-1', hearing: HEARING }],
  [CLOSED, { feed: 'lb-2-1', hearing: '0190f3c2-7c1e-7abc-9def-0123456789ae' }],
]);
/** Shown `HEARING`, and nothing of the other. */
const page = () => ({
  group: {
    group: {
      view: (id: string) => ({
        side: 'outside' as const,
        masked: id !== HEARING,
        live: id === HEARING,
        log: true,
        recording: true,
      }),
    },
  },
});
const picture = { window: WINDOW, latencyMs: 900, stalls: 2, framesShown: 370, framesDropped: 5 };

function open() {
  const clock = fakeClock(1_000_000);
  const metrics = createMetrics();
  const book = createPlaybackBook({
    clock,
    metrics: createLiveMetrics(metrics),
    pictureOf: (id) => PICTURES.get(id),
  });
  return { clock, book, told: () => metrics.registry.metrics() };
}

test('counts by camera, and names nobody', async () => {
  const { book, told } = open();
  book(page(), { pictures: [picture, { ...picture, window: OTHER }] });
  const text = await told();
  expect(text).toContain('giamsat_playback_stalls_total{feed="lb-1-1"} 2');
  expect(text).toContain('giamsat_playback_frames_total{feed="lb-1-1",result="dropped"} 5');
  expect(text).toContain('giamsat_playback_latency_seconds_sum{feed="lb-1-1"} 0.9');
  expect(text).toContain('giamsat_playback_latency_seconds_count{feed="lb-1-1"} 1');
  expect(text).not.toMatch(/viewer|login|session|0190f3c2/);
});

test('a page that reports too often, or nonsense, changes nothing', async () => {
  const { book, told, clock } = open();
  const own = page();
  book(own, { pictures: [picture] });
  book(own, { pictures: [picture] });
  for (const report of [
    undefined,
    { pictures: [] },
    { pictures: [{ ...picture, latencyMs: -1 }] },
    { pictures: [{ ...picture, login: 'x' }] },
    { pictures: Array.from({ length: 33 }, () => picture) },
  ]) {
    book(page(), report);
  }
  expect(await told()).toContain('giamsat_playback_stalls_total{feed="lb-1-1"} 2');
  clock.advance(15_000);
  book(own, { pictures: [picture] });
  expect(await told()).toContain('giamsat_playback_stalls_total{feed="lb-1-1"} 4');
});

test('what is told of a picture that this page is not shown counts for nothing', async () => {
  const { book, told } = open();
  book(page(), { pictures: [{ ...picture, window: CLOSED }] });
  book({}, { pictures: [picture] });
  expect(await told()).not.toMatch(/_(total|count)\{feed=/);
});
