/** The state of one live window: its segments and parts of the last minute, numbered without end (RFC 8216bis). Knows no clock and no socket. */
import { createHash } from 'node:crypto';

/** TARGETDURATION of every playlist, for life (media-rules 3). */
export const TARGET_DURATION_S = 6;
/** A live segment ends here at the latest: rounded it must not exceed the target duration. */
export const MAX_SEGMENT_MS = 6_000;
/** What the playlist lists. */
export const WINDOW_MS = 60_000;
/** Parts leave the playlist once they are further than this from its end (media-rules 14). */
export const PARTS_MS = 3 * TARGET_DURATION_S * 1000;
/** Bytes of segments that left the playlist stay in memory this long; later ones come from the recording. */
const KEEP_BYTES_MS = 3 * TARGET_DURATION_S * 1000;
/** The date may differ from the sum of durations by this much before it is a break (media-rules 8). */
export const DATE_TOLERANCE_MS = 50;

export type LivePart = {
  /** Through the window, never within a segment; -1 in a segment without parts. */
  number: number;
  durationMs: number;
  /** Begins with a key frame. */
  independent: boolean;
  bytes: Uint8Array;
};

/** Which recorded segment a live one shows, and from which of its bytes on: a window may begin or end in the middle of it. */
export type SegmentOrigin = { feed: string; epoch: string; number: number; fromByte: number };
/** What is remembered of a segment whose bytes left the memory, so that its URI never gives others (rule 38). */
export type Evicted = SegmentOrigin & { bytes: number; sha256: string };

export type LiveSegment = {
  msn: number;
  /** Number of its initialisation section. */
  init: number;
  discontinuity: boolean;
  /** Wall clock of its first frame, ms since 1970. */
  startMs: number;
  durationMs: number;
  /** Empty once its bytes left the memory. */
  parts: LivePart[];
  /** One piece that is too long for a part: it is listed as a segment alone. */
  partless: boolean;
  closed: boolean;
  origin: SegmentOrigin;
  evicted?: Evicted;
};

/** Numbers that only grow, over restarts of the service too. */
export type Counters = { nextMsn: number; nextPart: number; nextInit: number; discontinuities: number };
export const FIRST_COUNTERS: Counters = { nextMsn: 0, nextPart: 0, nextInit: 0, discontinuities: 0 };

/** Of the second, small rendition; the first has none. */
export type Prefix = '' | 'small-';

export type LiveWindow = {
  readonly id: string;
  /** Before every name in its URIs: a window may have a second rendition. */
  readonly prefix: Prefix;
  /** Before the number of a part in its URI; long parts have another. */
  readonly partLetter: 'p' | 'w';
  /** PART-TARGET in milliseconds, constant. */
  readonly partTargetMs: number;
  /** Oldest first; only the last can be open. */
  segments: LiveSegment[];
  /** Those that left the playlist and still have their bytes. */
  gone: LiveSegment[];
  inits: Map<number, Uint8Array>;
  counters: Counters;
  /** EXT-X-DISCONTINUITY-SEQUENCE. */
  discontinuitySequence: number;
  /** No more is to come: ENDLIST. */
  ended: boolean;
  /** The service was away: its first segment ends with the next key frame, since players wait for a whole one before they look at parts. */
  hurries: boolean;
  /** Grows with every change of the playlist. */
  revision: number;
};

/** @param resumed counters of an earlier run of the service; what follows them begins with a discontinuity. */
export function openWindow(
  id: string,
  partTargetMs: number,
  resumed?: Counters,
  prefix: Prefix = '',
  hurries = false,
): LiveWindow {
  return {
    id,
    prefix,
    partLetter: 'p',
    partTargetMs,
    segments: [],
    gone: [],
    inits: new Map(),
    counters: { ...(resumed ?? FIRST_COUNTERS) },
    discontinuitySequence: resumed?.discontinuities ?? 0,
    ended: false,
    hurries,
    revision: 0,
  };
}

export const lastSegment = (window: LiveWindow): LiveSegment | undefined => window.segments.at(-1);
export const firstMsn = (window: LiveWindow): number => window.segments[0]?.msn ?? window.counters.nextMsn;
/** The parts that the playlist may list. */
export const partsOf = (segment: LiveSegment): readonly LivePart[] => (segment.partless ? [] : segment.parts);
export const endMs = (segment: LiveSegment): number => segment.startMs + segment.durationMs;

/** Adds an initialisation section; the same bytes as the latest keep its number. */
export function addInit(window: LiveWindow, bytes: Uint8Array): number {
  const latest = window.counters.nextInit - 1;
  const known = window.inits.get(latest);
  if (known && Buffer.compare(known, bytes) === 0) return latest;
  const number = window.counters.nextInit++;
  window.inits.set(number, bytes);
  return number;
}

/**
 * Begins a segment; the one before is closed.
 * A new initialisation section, a date that does not follow, or a restart of the service make a discontinuity (media-rules 5, 8, 22b).
 */
export function beginSegment(
  window: LiveWindow,
  segment: { startMs: number; init: number; origin: SegmentOrigin; breaks: boolean; partless?: boolean },
): LiveSegment {
  closeSegment(window);
  const before = lastSegment(window);
  const follows =
    before !== undefined &&
    !segment.breaks &&
    before.init === segment.init &&
    Math.abs(segment.startMs - endMs(before)) <= DATE_TOLERANCE_MS;
  const resumed = before === undefined && window.counters.nextMsn > 0;
  const made: LiveSegment = {
    msn: window.counters.nextMsn++,
    init: segment.init,
    discontinuity: before === undefined ? resumed : !follows,
    startMs: segment.startMs,
    durationMs: 0,
    parts: [],
    partless: segment.partless ?? false,
    closed: false,
    origin: segment.origin,
  };
  if (made.discontinuity) window.counters.discontinuities++;
  window.segments.push(made);
  window.revision++;
  return made;
}

/** Adds a part to the open segment; to one without parts, its one piece. */
export function addPart(window: LiveWindow, part: Omit<LivePart, 'number'>): LivePart {
  const open = lastSegment(window);
  if (!open || open.closed) throw new Error('no segment is open');
  const made = { ...part, number: open.partless ? -1 : window.counters.nextPart++ };
  open.parts.push(made);
  open.durationMs += part.durationMs;
  window.revision++;
  return made;
}

function evict(segment: LiveSegment): void {
  if (segment.evicted) return;
  const hash = createHash('sha256');
  let bytes = 0;
  for (const part of segment.parts) {
    hash.update(part.bytes);
    bytes += part.bytes.byteLength;
  }
  segment.evicted = { ...segment.origin, bytes, sha256: hash.digest('hex') };
  segment.parts = [];
}

/** Closes the open segment, if there is one, and lets what is older than the window slide out (media-rules 4, 5). */
export function closeSegment(window: LiveWindow): void {
  const open = lastSegment(window);
  if (!open || open.closed) return;
  open.closed = true;
  window.revision++;
  const end = endMs(open);
  let listed = window.segments.reduce((sum, segment) => sum + segment.durationMs, 0);
  for (;;) {
    const [oldest] = window.segments;
    if (!oldest || oldest === open || listed - oldest.durationMs < WINDOW_MS) break;
    window.segments.shift();
    window.gone.push(oldest);
    listed -= oldest.durationMs;
    if (oldest.discontinuity) window.discontinuitySequence++;
  }
  // A segment holds as many bytes as it has duration: the sum bounds memory even where dates jump.
  let kept = 0;
  const keep: LiveSegment[] = [];
  for (const segment of [...window.gone].reverse()) {
    kept += segment.durationMs;
    if (kept <= KEEP_BYTES_MS && end - endMs(segment) <= WINDOW_MS + KEEP_BYTES_MS * 2) keep.unshift(segment);
    else evict(segment);
  }
  window.gone = [...window.gone.filter((segment) => segment.parts.length === 0).slice(-30), ...keep];
  const used = new Set([...window.segments, ...keep].map((segment) => segment.init));
  used.add(window.counters.nextInit - 1);
  for (const number of window.inits.keys()) if (!used.has(number)) window.inits.delete(number);
}

/** Ends the window: nothing is added any more. */
export function endWindow(window: LiveWindow): void {
  closeSegment(window);
  window.ended = true;
  window.revision++;
}

/** The part with that number; undefined where it is not here (yet, or any more). */
export function findPart(window: LiveWindow, number: number): LivePart | undefined {
  for (const segments of [window.segments, window.gone]) {
    for (const segment of [...segments].reverse()) {
      const part = partsOf(segment).find((candidate) => candidate.number === number);
      if (part) return part;
    }
  }
  return undefined;
}

export const findSegment = (window: LiveWindow, msn: number): LiveSegment | undefined =>
  window.segments.find((segment) => segment.msn === msn) ?? window.gone.find((segment) => segment.msn === msn);
