/** Follows one feed's stretches without a kept picture, so that each is declared with its cause and none is forgotten. */
import type { GapCause, SpoolGap } from '../spool/model.ts';

export type GapBook = {
  /** Nothing is kept at `atMs`, because of `cause`; `sitting` is the one that holds the room, if any. */
  missing(atMs: number, cause: GapCause, sitting: string | undefined): void;
  /** The first frame of a segment is kept: what was missing until then is a gap. */
  kept(startMs: number, sitting: string): void;
  /** The picture is kept up to here. */
  keptUntil(endMs: number): void;
  /** Cause of the gap that is open. */
  open(): GapCause | undefined;
};

type State = { sitting: string; from: number; cause: GapCause | undefined };

/** @param before what was kept last in an earlier run: what follows it is the agent's own gap. */
export function createGapBook(emit: (gap: SpoolGap) => void, before?: { endMs: number; sitting: string }): GapBook {
  let now: State | undefined = before && { sitting: before.sitting, from: before.endMs, cause: 'agent' };

  const declare = (toMs: number) => {
    if (now?.cause && toMs - now.from >= 1) emit({ fromMs: now.from, toMs, cause: now.cause });
  };

  return {
    missing(atMs, cause, sitting) {
      if (sitting !== undefined && now?.sitting !== sitting) {
        // What lies between two sittings belongs to neither.
        if (now?.cause !== 'off') declare(atMs);
        now = { sitting, from: atMs, cause };
        return;
      }
      if (!now || now.cause === cause) return;
      if (now.cause !== undefined) {
        declare(atMs);
        now.from = atMs;
      }
      now.cause = cause;
    },
    kept(startMs, sitting) {
      if (now?.sitting === sitting) declare(startMs);
      else if (now?.cause !== 'off') declare(startMs);
      now = { sitting, from: startMs, cause: undefined };
    },
    keptUntil(endMs) {
      if (now) now.from = endMs;
    },
    open: () => now?.cause,
  };
}
