/** Writes a live window as an LL-HLS playlist (RFC 8216bis draft 22); the comments' numbers are those of the origin's rules. */
import { announcedMs } from './part-lengths.ts';
import {
  endMs,
  firstMsn,
  type LiveSegment,
  type LiveWindow,
  lastSegment,
  PARTS_MS,
  partsOf,
  TARGET_DURATION_S,
} from './window.ts';

/** EXT-X-SERVER-CONTROL's CAN-SKIP-UNTIL (rule 19). */
export const SKIP_UNTIL_S = 6 * TARGET_DURATION_S;
/** Names of playlists, without the rendition's prefix, by how long their parts are. */
export const PLAYLIST_OF = { p: 'live', w: 'wall' } as const;
export const HOLD_BACK_S = 3 * TARGET_DURATION_S;

/** A rendition that is further behind than this is not beside the other any more. */
const BESIDE_MS = TARGET_DURATION_S * 1000;

/** Seconds without a tail of zeros; enough digits that a sum of parts stays exact to the microsecond. */
export const seconds = (ms: number): string => String(Number((ms / 1000).toFixed(6)));
export const dateTime = (ms: number): string => new Date(Math.round(ms)).toISOString();

const header = (window: LiveWindow): string[] => {
  const partTarget = announcedMs(window.partTargetMs) / 1000;
  const holdBack = String(Math.ceil(partTarget * 3000 - 1e-6) / 1000);
  return [
    '#EXTM3U',
    '#EXT-X-VERSION:9',
    `#EXT-X-TARGETDURATION:${TARGET_DURATION_S}`,
    `#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=${holdBack},HOLD-BACK=${HOLD_BACK_S},CAN-SKIP-UNTIL=${SKIP_UNTIL_S}`,
    `#EXT-X-PART-INF:PART-TARGET=${partTarget}`,
    `#EXT-X-MEDIA-SEQUENCE:${firstMsn(window)}`,
    `#EXT-X-DISCONTINUITY-SEQUENCE:${window.discontinuitySequence}`,
  ];
};

/** @param parts before the number of a part in its URI; undefined: none are listed. */
const segmentLines = (
  segment: LiveSegment,
  mapped: number | undefined,
  prefix: string,
  parts: string | undefined,
): string[] => {
  const lines: string[] = [];
  if (segment.discontinuity) lines.push('#EXT-X-DISCONTINUITY');
  if (segment.init !== mapped) lines.push(`#EXT-X-MAP:URI="${prefix}init${segment.init}.mp4"`);
  lines.push(`#EXT-X-PROGRAM-DATE-TIME:${dateTime(segment.startMs)}`);
  if (parts !== undefined) {
    for (const part of partsOf(segment)) {
      const independent = part.independent ? ',INDEPENDENT=YES' : '';
      lines.push(`#EXT-X-PART:DURATION=${seconds(part.durationMs)},URI="${parts}${part.number}.m4s"${independent}`);
    }
  }
  if (segment.closed) lines.push(`#EXTINF:${seconds(segment.durationMs)},`, `${prefix}s${segment.msn}.m4s`);
  return lines;
};

/**
 * Segments whose parts are listed: near the end (rule 14), and no more than three, the one that the hint begins included:
 * strict readers of the draft count so.
 */
function partedSegments(window: LiveWindow): LiveSegment[] {
  const last = window.segments.at(-1);
  if (!last) return [];
  const hinted = last.closed && !window.ended;
  const fromMs = endMs(last) - PARTS_MS;
  return window.segments.slice(hinted ? -2 : -3).filter((segment) => !segment.closed || endMs(segment) > fromMs);
}

/** How many segments from the beginning a delta update may leave out: those that end before the skip boundary. */
export function skippable(window: LiveWindow): number {
  let after = window.segments.reduce((sum, segment) => sum + segment.durationMs, 0);
  let count = 0;
  for (const segment of window.segments) {
    after -= segment.durationMs;
    if (!segment.closed || after < SKIP_UNTIL_S * 1000) break;
    count++;
  }
  return count;
}

/** What a player that changes over asks for first (rule 20); undefined of one that does not keep up. */
function renditionReport(window: LiveWindow, other: LiveWindow | undefined): string | undefined {
  const [own, last] = [lastSegment(window), other && lastSegment(other)];
  if (!own || !other || !last || other.ended || endMs(own) - endMs(last) > BESIDE_MS) return undefined;
  const parts = partsOf(last).length;
  const name = `${other.prefix}${PLAYLIST_OF[other.partLetter]}.m3u8`;
  return `#EXT-X-RENDITION-REPORT:URI="${name}",LAST-MSN=${last.msn}${parts > 0 ? `,LAST-PART=${parts - 1}` : ''}`;
}

/**
 * @param skip answer `_HLS_skip=YES`: a delta where something can be left out, else the whole (rule 32).
 * @param other the window's other rendition, in parts as long as these.
 */
export function livePlaylist(window: LiveWindow, skip = false, other?: LiveWindow): string {
  const { prefix } = window;
  const lines = header(window);
  const skipped = skip && !window.ended ? skippable(window) : 0;
  if (skipped > 0) lines.push(`#EXT-X-SKIP:SKIPPED-SEGMENTS=${skipped}`);
  let mapped = skipped > 0 ? window.segments[skipped - 1]?.init : undefined;
  const parted = new Set(partedSegments(window));
  const parts = `${prefix}${window.partLetter}`;
  for (const segment of window.segments.slice(skipped)) {
    lines.push(...segmentLines(segment, mapped, prefix, parted.has(segment) ? parts : undefined));
    mapped = segment.init;
  }
  if (window.ended) return `${[...lines, '#EXT-X-ENDLIST'].join('\n')}\n`;
  lines.push(`#EXT-X-PRELOAD-HINT:TYPE=PART,URI="${parts}${window.counters.nextPart}.m4s"`);
  const report = renditionReport(window, other);
  if (report) lines.push(report);
  return `${lines.join('\n')}\n`;
}
