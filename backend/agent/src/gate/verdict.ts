/** What one feed may do at a stretch of time; the one answer that capture, sending and the console act on. */
import type { RestrictionCause } from '@giamsat/contract/hearing/model';

/** `unknown`: the course is missing, damaged or in doubt, and what is not known for sure is cut. */
export type CutCause = RestrictionCause | 'unknown';

export type Verdict =
  /** No sitting holds the room: captured for its health alone. */
  | { state: 'off' }
  | { state: 'cut'; cause: CutCause; sitting?: string; hearing?: string }
  /** Lifted, and may still be taken back: held in memory. */
  | { state: 'held'; sitting: string; hearing: string; sound: boolean }
  | { state: 'live'; sitting: string; hearing: string; sound: boolean };

/** `cut` lasts until its lift has settled: a kill within those five seconds prolongs it. */
export type Piece = { fromMs: number; toMs: number; state: 'off' | 'cut' | 'live'; sitting: string | undefined };

export type FeedGate = {
  /** For media of `[fromMs, toMs)` on the agent's clock, as things stand now. */
  verdict(fromMs: number, toMs: number): Verdict;
  /** What the courses say of a past `[fromMs, toMs)`, in order and without a hole; undefined while they are not known for sure. */
  pieces(fromMs: number, toMs: number): Piece[] | undefined;
  /** False while the permission is for the picture alone. */
  wantsSound(): boolean;
};
