/** What the spool knows of epochs, segments and gaps. Times are milliseconds of the agent's corrected clock. */
import type { GAP_CAUSES } from '@giamsat/contract/event/catalogue';

export type GapCause = (typeof GAP_CAUSES)[number];

export type EpochMeta = {
  epoch: string;
  feed: string;
  startedAt: number;
  clockOffsetMs: number;
  codecs: string;
  width: number;
  height: number;
  frameRate: number;
  partTargetMs: number;
  gopMs?: number;
  initSha256: string;
};

export type SegmentKey = { feed: string; epoch: string; number: number };

export type FinalSegment = SegmentKey & {
  startMs: number;
  durationMs: number;
  bytes: number;
  sha256: string;
  /** The sitting that it belongs to. */
  sitting: string;
  /** The province has it. */
  sent: boolean;
  /** It stands in a `recording.committed` that is in the outbox. */
  committed: boolean;
};

export type SpoolGap = { fromMs: number; toMs: number; cause: GapCause };

/** One line of an epoch's index. */
export type IndexLine =
  | { t: 'begin'; n: number; startMs: number; sitting: string }
  | { t: 'final'; n: number; durationMs: number; bytes: number; sha256: string }
  | { t: 'sent'; n: number }
  | { t: 'committed'; n: number[] }
  | { t: 'gone'; n: number };

export const isIndexLine = (value: unknown): value is IndexLine => {
  if (typeof value !== 'object' || value === null) return false;
  const { t, n } = value as { t?: unknown; n?: unknown };
  if (t === 'committed') return Array.isArray(n);
  return (t === 'begin' || t === 'final' || t === 'sent' || t === 'gone') && typeof n === 'number';
};

/** One line of a feed's gap book. */
export type GapLine =
  | { t: 'gap'; id: number; fromMs: number; toMs: number; cause: GapCause }
  | { t: 'committed'; id: number[] };

export const isGapLine = (value: unknown): value is GapLine => {
  if (typeof value !== 'object' || value === null) return false;
  const { t } = value as { t?: unknown };
  return t === 'gap' || t === 'committed';
};

export const segmentName = (number: number): string => String(number).padStart(6, '0');
