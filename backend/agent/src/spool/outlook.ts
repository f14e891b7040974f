/** How the spool stands, for those who work beside it: how much picture waits for the province, and how long more can be kept without it. Pure. */
import type { FinalSegment } from './model.ts';

export type Outlook = {
  /** Picture of all cameras that the province does not have. */
  waitingMs: number;
  /** Until the disk is full if nothing can be sent, with the cameras as they were last; undefined before anything was kept. */
  leftMs: number | undefined;
};

/** A camera's rate is that of so many of its last segments. */
const RECENT = 10;

/** @param segments in the order of capture; @param room what may still be written if nothing is removed (bytes) */
export function outlookOf(segments: readonly FinalSegment[], room: number): Outlook {
  const recent = new Map<string, FinalSegment[]>();
  let waitingMs = 0;
  let removable = 0;
  for (const segment of segments) {
    recent.set(segment.feed, [...(recent.get(segment.feed) ?? []).slice(1 - RECENT), segment]);
    if (!segment.sent) waitingMs += segment.durationMs;
    else if (segment.committed) removable += segment.bytes;
  }
  const sum = (of: readonly FinalSegment[], value: (one: FinalSegment) => number): number =>
    of.reduce((total, one) => total + value(one), 0);
  // Cameras that stand in different rooms may all be on air at once.
  const bytesPerMs = [...recent.values()].reduce(
    (rate, last) =>
      rate +
      sum(last, ({ bytes }) => bytes) /
        Math.max(
          1,
          sum(last, ({ durationMs }) => durationMs),
        ),
    0,
  );
  return { waitingMs, leftMs: bytesPerMs > 0 ? Math.max(0, room + removable) / bytesPerMs : undefined };
}
