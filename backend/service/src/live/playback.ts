/** What pages tell of their pictures' quality, counted by camera: who watched is nobody's business here. */
import { LIVE_UP, PLAYBACK_EVERY_MS } from '@giamsat/contract/wire/live';
import { Compile } from 'typebox/compile';
import type { Clock } from '../platform/clock.ts';
import type { Group } from './group.ts';
import type { LiveMetrics } from './metrics.ts';

/** A page's timer and ours are not the same. */
const EARLY_MS = 2_000;
const playbackReport = Compile(LIVE_UP.playback);

/** Of a socket: when it last told, and what it is shown. */
type Told = { playbackAt?: number; group?: { group: Pick<Group, 'view'> } };
/** Counts well-formed reports that are not too frequent, of pictures that are shown to whoever tells; the rest is passed over in silence. */
export type PlaybackBook = (data: Told, report: unknown) => void;

export function createPlaybackBook(deps: {
  clock: Clock;
  metrics: LiveMetrics;
  pictureOf(window: string): { feed: string; hearing: string } | undefined;
  /** Of a camera, by nobody. */
  played?: ((feed: string, report: { stalls: number; latencyMs: number }) => void) | undefined;
}): PlaybackBook {
  const { clock, metrics, pictureOf, played } = deps;
  return (data, report) => {
    const now = clock.now();
    if (data.playbackAt !== undefined && now - data.playbackAt < PLAYBACK_EVERY_MS - EARLY_MS) return;
    if (!playbackReport.Check(report)) return;
    data.playbackAt = now;
    for (const { window, latencyMs, ...picture } of report.pictures) {
      const shown = pictureOf(window);
      if (!shown || !data.group?.group.view(shown.hearing)?.live) continue;
      const { feed } = shown;
      metrics.playbackLatency.observe({ feed }, latencyMs / 1000);
      metrics.playbackStalls.inc({ feed }, picture.stalls);
      played?.(feed, { stalls: picture.stalls, latencyMs });
      metrics.playbackFrames.inc({ feed, result: 'shown' }, picture.framesShown);
      metrics.playbackFrames.inc({ feed, result: 'dropped' }, picture.framesDropped);
    }
  };
}
