/** Finds the wall-clock time of media: when a part arrived, minus its duration, then along the media's own time, drift corrected. */

export type Timeline = {
  /** Notes one part; a part cannot have arrived before it ended, so the earliest arrival says most. */
  observe(part: { startMs: number; durationMs: number; arrivedAt: number }): void;
  /** False while the base is still looked for: cameras begin with a burst of what they had stored. */
  settled(now: number): boolean;
  /** What comes now may be what the camera had stored. */
  mayBeStored(now: number): boolean;
  /** Wall clock of a media time. */
  wallOf(mediaMs: number): number;
  /** Moves the base by at most {@link MOST_PER_SEGMENT_MS}; called between segments. */
  correct(): void;
  /** Milliseconds by which the base is off, once that is certain and too much for correcting. */
  stepNeeded(): number | undefined;
};

export const SETTLE_MS = 500;
/** Two parts in a row that each took so much of their length to come were not stored: nobody need wait longer. */
const AS_FILMED = { share: 0.8, parts: 2 } as const;
/** EXT-X-PROGRAM-DATE-TIME may differ by 50 ms from one segment to the next (`media-rules.md` 8). */
export const MOST_PER_SEGMENT_MS = 10;
const STEP_MS = 1000;
/** The least disturbed arrival of so many parts (5 s) counts. */
const REMEMBERED_PARTS = 25;

export function createTimeline(): Timeline {
  let base: number | undefined;
  let firstAt: number | undefined;
  let lastAt: number | undefined;
  let asFilmed = 0;
  let found = false;
  let lags: number[] = [];

  const leastLag = (): number | undefined => (lags.length < REMEMBERED_PARTS ? undefined : Math.min(...lags));

  return {
    observe({ startMs, durationMs, arrivedAt }) {
      const candidate = arrivedAt - (startMs + durationMs);
      firstAt ??= arrivedAt;
      if (base === undefined || (!found && arrivedAt - firstAt < SETTLE_MS)) {
        base = Math.min(base ?? candidate, candidate);
        asFilmed = lastAt !== undefined && arrivedAt - lastAt >= durationMs * AS_FILMED.share ? asFilmed + 1 : 0;
        lastAt = arrivedAt;
        found = asFilmed >= AS_FILMED.parts;
        lags = [];
        return;
      }
      lags.push(candidate - base);
      if (lags.length > REMEMBERED_PARTS) lags.shift();
    },
    settled: (now) => found || (firstAt !== undefined && now - firstAt >= SETTLE_MS),
    mayBeStored: (now) => firstAt === undefined || now - firstAt < SETTLE_MS,
    wallOf: (mediaMs) => (base ?? 0) + mediaMs,
    correct() {
      const lag = leastLag();
      if (lag === undefined || base === undefined || Math.abs(lag) >= STEP_MS) return;
      const by = Math.max(-MOST_PER_SEGMENT_MS, Math.min(MOST_PER_SEGMENT_MS, lag));
      base += by;
      lags = lags.map((one) => one - by);
    },
    stepNeeded() {
      const lag = leastLag();
      return lag !== undefined && Math.abs(lag) >= STEP_MS ? lag : undefined;
    },
  };
}
