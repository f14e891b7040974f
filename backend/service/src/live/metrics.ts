/** What is counted of the gateway. */
import type { Metrics } from '../platform/metrics.ts';

export const createLiveMetrics = (metrics: Metrics) => ({
  sockets: metrics.gauge('live_sockets', 'Browsers that are connected'),
  groups: metrics.gauge('live_groups', 'Audiences with equal scopes'),
  answers: metrics.counter('live_answers_total', 'Answers to a watch', ['whole']),
  pushes: metrics.counter('live_pushes_total', 'Messages to groups', ['kind']),
  lagging: metrics.counter('live_lagging_total', 'Slow readers that were taken out or let go', ['what']),
  backlog: metrics.gauge('live_backlog_bytes', 'Most that waits for one reader'),
  seconds: metrics.histogram(
    'live_push_seconds',
    'From the wake-up to the last emit',
    [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1],
  ),
  playbackLatency: metrics.histogram(
    'playback_latency_seconds',
    'Live pictures behind the edge, as pages saw them',
    [0.5, 0.8, 1.2, 2, 3, 5, 10, 30],
    ['feed'],
  ),
  playbackStalls: metrics.counter('playback_stalls_total', 'Live pictures that stood still on a page', ['feed']),
  playbackFrames: metrics.counter('playback_frames_total', 'Frames that pages decoded', ['feed', 'result']),
});
export type LiveMetrics = ReturnType<typeof createLiveMetrics>;
