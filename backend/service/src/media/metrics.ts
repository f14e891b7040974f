/** The media's counters, none of which names a hearing. */
import type { Metrics } from '../platform/metrics.ts';

export type MediaMetrics = ReturnType<typeof createMediaMetrics>;

export function createMediaMetrics(metrics: Metrics) {
  return {
    /** `result`: final · repeated · refused · broken */
    segments: metrics.counter('media_segments_total', 'Segments received from agents', ['result']),
    receivedBytes: metrics.counter('media_received_bytes_total', 'Bytes of segments received from agents'),
    /** `fate`: published · forbidden · late · ahead · no-key · too-long · over-target (shown as a segment without parts) · other-target · other-node */
    parts: metrics.counter('media_parts_total', 'Parts received, by what became of them', ['fate']),
    publishDelay: metrics.histogram(
      'media_part_age_seconds',
      'From the end of a part, by the clock of its court, until it was published',
      [0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 2, 5, 10],
    ),
    lastPart: metrics.gauge(
      'media_last_part_timestamp_seconds',
      'When a part of that feed was last published, by our clock; its age tells a feed that stopped',
      ['feed'],
    ),
    windows: metrics.gauge('media_windows', 'Live windows with parts in memory'),
    waiting: metrics.gauge('media_blocked_requests', 'Requests that wait for a playlist or a part'),
    cutOff: metrics.counter('media_cut_requests_total', 'Requests ended because the right to the picture ended', [
      'kind',
    ]),
    /** `kind`: playlist · part · segment · init · recording */
    answers: metrics.counter('media_answers_total', 'Answers with media', ['kind', 'status']),
    storeSeconds: metrics.histogram(
      'media_store_seconds',
      "From a segment's close until it was durable",
      [0.01, 0.03, 0.1, 0.3, 1, 3, 10],
    ),
  };
}
