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

export type FeedGate = {
  /** For media of `[fromMs, toMs)` on the agent's clock, as things stand now. */
  verdict(fromMs: number, toMs: number): Verdict;
  /** False while the permission is for the picture alone. */
  wantsSound(): boolean;
};
