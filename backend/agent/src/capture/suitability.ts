/** Judges whether a camera's picture can be copied into Low-Latency HLS: its codec, its key frames, its frame rate. Pure. */
import { KEY_FRAMES_RARE_MS, type RefusedFinding } from '@giamsat/contract/camera/finding';

/** One part as it is judged; times of the media, milliseconds. */
export type JudgedPart = { startMs: number; durationMs: number; frames: number; key: boolean };

export type Suitability = {
  /** A run begins: nothing is known of it. */
  begin(): void;
  /** The kind of picture that the camera sends, as ffmpeg names it. */
  codec(name: string | undefined): void;
  /** True: the frame rate is another one from here on, and steady. */
  observe(part: JudgedPart): boolean;
  unfit(): RefusedFinding[];
  /** Nothing to complain of for so long that a camera which was refused may be believed again. */
  proven(): boolean;
};

/** Parts of 200 ms: a key frame that should be there and is not is noticed with the next part. */
const KEY_TOLERANCE_MS = 200;
const WINDOW = 25;
/** Up to so many of the window may be off: frames that were lost on the way. */
const MAY_BE_OFF = 5;
const OFF_BY = 0.12;
const CHANGED_BY = 0.06;
const STEADY_WITHIN = 0.03;
const STEADY_PARTS = 5;
/** A camera that changes its frame rate so often within a minute has none. */
const MOST_CHANGES = 3;
const PROVEN_AFTER_MS = 20_000;

const middle = (values: number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** What can be copied is H.264. */
function codecFinding(name: string | undefined): RefusedFinding | undefined {
  if (name === undefined || name === 'h264') return undefined;
  return name === 'hevc' || name === 'mjpeg' ? name : 'other-codec';
}

export function createSuitability(): Suitability {
  let ofCodec: RefusedFinding | undefined;
  let frameMs: number[] = [];
  let base: number | undefined;
  let changes: number[] = [];
  let sinceKeyMs = 0;
  let lastKeyMs: number | undefined;
  let rare = false;
  let varies = false;
  let seenMs = 0;
  let badAtMs = Number.NEGATIVE_INFINITY;

  const judgeKeys = (part: JudgedPart): void => {
    if (part.key) {
      const interval = lastKeyMs === undefined ? undefined : part.startMs - lastKeyMs;
      if (interval !== undefined) rare = interval > KEY_FRAMES_RARE_MS + KEY_TOLERANCE_MS;
      lastKeyMs = part.startMs;
      sinceKeyMs = 0;
    }
    sinceKeyMs += part.durationMs;
    if (sinceKeyMs > KEY_FRAMES_RARE_MS + KEY_TOLERANCE_MS) rare = true;
  };

  /** True where the rate became another one. */
  const judgeRate = (part: JudgedPart): boolean => {
    if (part.frames === 0) return false;
    frameMs.push(part.durationMs / part.frames);
    if (frameMs.length > WINDOW) frameMs.shift();
    if (frameMs.length < STEADY_PARTS) return false;
    if (base === undefined) {
      base = middle(frameMs);
      return false;
    }
    const newest = frameMs.slice(-STEADY_PARTS);
    const next = middle(newest);
    const steady = newest.every((one) => Math.abs(one - next) <= next * STEADY_WITHIN);
    if (steady && Math.abs(next - base) > base * CHANGED_BY) {
      base = next;
      frameMs = newest;
      changes = [...changes.filter((at) => seenMs - at < 60_000), seenMs];
      varies = changes.length > MOST_CHANGES;
      return true;
    }
    const usual = middle(frameMs);
    const off = frameMs.filter((one) => Math.abs(one - usual) > usual * OFF_BY).length;
    varies = off > MAY_BE_OFF || changes.filter((at) => seenMs - at < 60_000).length > MOST_CHANGES;
    return false;
  };

  const unfit = (): RefusedFinding[] => [
    ...(ofCodec ? [ofCodec] : []),
    ...(rare ? (['key-frames-rare'] as const) : []),
    ...(varies ? (['frame-rate-varies'] as const) : []),
  ];

  return {
    begin() {
      ofCodec = undefined;
      frameMs = [];
      base = undefined;
      changes = [];
      sinceKeyMs = 0;
      lastKeyMs = undefined;
      rare = false;
      varies = false;
      seenMs = 0;
      badAtMs = 0;
    },
    codec(name) {
      ofCodec = codecFinding(name);
    },
    observe(part) {
      seenMs += part.durationMs;
      judgeKeys(part);
      const changed = judgeRate(part);
      if (unfit().length > 0) badAtMs = seenMs;
      return changed;
    },
    unfit,
    proven: () => unfit().length === 0 && seenMs - badAtMs >= PROVEN_AFTER_MS,
  };
}
