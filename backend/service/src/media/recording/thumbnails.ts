/** Writes a recording's thumbnails as WebVTT: one picture per segment, timed from the origin that its note names. Pure. */
import type { Entry } from './listing.ts';

const two = (value: number): string => String(value).padStart(2, '0');

/** `01:02:03.456`; WebVTT allows more than two digits of hours. */
export function cueTime(ms: number): string {
  const whole = Math.max(0, Math.round(ms));
  const hours = Math.floor(whole / 3_600_000);
  const minutes = Math.floor(whole / 60_000) % 60;
  const secs = Math.floor(whole / 1000) % 60;
  return `${two(hours)}:${two(minutes)}:${two(secs)}.${String(whole % 1000).padStart(3, '0')}`;
}

/**
 * Cues run on the wall clock: a cue's moment is `origin` + its time, over all gaps. Only segments that may be seen have one.
 * @param originMs ms since 1970 of 00:00:00.000.
 */
export function thumbnailsVtt(entries: readonly Entry[], originMs: number): string {
  const blocks = [`WEBVTT\n\nNOTE origin ${new Date(originMs).toISOString()}`];
  for (const { kind, segment, startMs, durationMs } of entries) {
    if (kind !== 'segment' || !segment?.thumbnail) continue;
    const from = cueTime(startMs - originMs);
    const to = cueTime(startMs + durationMs - originMs);
    blocks.push(`${from} --> ${to}\n${segment.epoch}/s${segment.number}.jpg`);
  }
  return `${blocks.join('\n\n')}\n`;
}
