import type { PlaybackReport } from '@giamsat/contract/wire/live';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createPlaybackReporter } from './playback-report.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('tells what happened since the last time, and nothing of a picture that never came', () => {
  const sent: PlaybackReport[] = [];
  const reporter = createPlaybackReporter((report) => sent.push(report));
  const played = { latencyS: 0.8125, stalls: 0, framesShown: 100, framesDropped: 1 };
  reporter.follow('a', () => ({ ...played }));
  reporter.follow('b', () => ({ ...played, latencyS: Number.NaN }));
  vi.advanceTimersByTime(15_000);
  Object.assign(played, { stalls: 1, framesShown: 300 });
  vi.advanceTimersByTime(15_000);
  expect(sent).toEqual([
    { pictures: [{ window: 'a', latencyMs: 813, stalls: 0, framesShown: 100, framesDropped: 1 }] },
    { pictures: [{ window: 'a', latencyMs: 813, stalls: 1, framesShown: 200, framesDropped: 0 }] },
  ]);
});

it('tells the end of a picture once, and then is silent', () => {
  const sent: PlaybackReport[] = [];
  const reporter = createPlaybackReporter((report) => sent.push(report));
  const end = reporter.follow('a', () => ({ latencyS: 1, stalls: 2, framesShown: 10, framesDropped: 0 }));
  end();
  end();
  vi.advanceTimersByTime(60_000);
  expect(sent).toEqual([
    { pictures: [{ window: 'a', latencyMs: 1000, stalls: 2, framesShown: 10, framesDropped: 0 }] },
  ]);
});
