/** What pages tell of their pictures' quality, counted by camera: who watched is nobody's business here. */
import { PLAYBACK_EVERY_MS, PlaybackReport } from '@giamsat/contract/wire/live';
import { Compile } from 'typebox/compile';
import type { Clock } from '../platform/clock.ts';
import type { LiveMetrics } from './metrics.ts';
import type { SocketData } from './sockets.ts';

/** A page's timer and ours are not the same. */
const EARLY_MS = 2_000;
const playbackReport = Compile(PlaybackReport);

/** Counts well-formed reports that are not too frequent, of windows that there are; the rest is passed over in silence. */
export type PlaybackBook = (data: Pick<SocketData, 'playbackAt'>, report: unknown) => void;

export function createPlaybackBook(deps: {
  clock: Clock;
  metrics: LiveMetrics;
  feedOfWindow(window: string): string | undefined;
}): PlaybackBook {
  const { clock, metrics, feedOfWindow } = deps;
  return (data, report) => {
    const now = clock.now();
    if (data.playbackAt !== undefined && now - data.playbackAt < PLAYBACK_EVERY_MS - EARLY_MS) return;
    if (!playbackReport.Check(report)) return;
    data.playbackAt = now;
    for (const { window, latencyMs, ...picture } of report.pictures) {
      const feed = feedOfWindow(window);
      if (feed === undefined) continue;
      metrics.playbackLatency.observe({ feed }, latencyMs / 1000);
      metrics.playbackStalls.inc({ feed }, picture.stalls);
      metrics.playbackFrames.inc({ feed, result: 'shown' }, picture.framesShown);
      metrics.playbackFrames.inc({ feed, result: 'dropped' }, picture.framesDropped);
    }
  };
}
