/** Follows one feed's stretches without a kept picture, so that each is declared with its cause and none is forgotten. */
import type { Piece } from '../gate/verdict.ts';
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

/** What an earlier run kept last, and what the courses say of the time since then (`FeedGate.pieces`). */
export type Before = {
  endMs: number;
  sitting: string;
  pieces: (fromMs: number, toMs: number) => Piece[] | undefined;
};

type State = { sitting: string; from: number; cause: GapCause | undefined };

/** From the last frame that was kept to the cut that ended it is the camera's way to the disk, not a stretch of its own. */
const ON_ITS_WAY_MS = 2_000;

/** @param before what follows it is the agent's own gap, but for what the court withheld, which is a cut whoever ran. */
export function createGapBook(emit: (gap: SpoolGap) => void, before?: Before): GapBook {
  let now: State | undefined = before && { sitting: before.sitting, from: before.endMs, cause: 'agent' };
  /** The time between two runs has not been told yet. */
  let untold = before?.pieces;

  const declare = (toMs: number) => {
    if (now?.cause && toMs - now.from >= 1) emit({ fromMs: now.from, toMs, cause: now.cause });
  };

  /**
   * Tells the time between two runs; what `cause` goes on with stays open. False: what was withheld then is not known yet, and nothing
   * is said before it is.
   */
  const tellBetween = (toMs: number, sitting: string | undefined, cause: GapCause | undefined): boolean => {
    if (!untold || !now) return true;
    const pieces = untold(now.from, toMs);
    if (!pieces) return false;
    untold = undefined;
    const gaps = gapsOf(pieces, now.sitting, sitting);
    const last = gaps.at(-1);
    const goesOn =
      last !== undefined && last.cause === cause && last.toMs === toMs && pieces.at(-1)?.sitting === sitting;
    for (const gap of goesOn ? gaps.slice(0, -1) : gaps) emit(gap);
    // What follows is somebody's only while a sitting holds the room.
    now = { sitting: sitting ?? now.sitting, from: goesOn ? last.fromMs : toMs, cause };
    return true;
  };

  return {
    missing(atMs, cause, sitting) {
      if (untold) {
        tellBetween(atMs, sitting, cause);
        return;
      }
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
      if (untold && tellBetween(startMs, sitting, undefined)) return;
      untold = undefined;
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

/** @param first the sitting that was kept last; @param next the one that goes on after the pieces. */
function gapsOf(pieces: Piece[], first: string, next: string | undefined): SpoolGap[] {
  const gaps: SpoolGap[] = [];
  pieces.forEach(({ fromMs, toMs, state }, i) => {
    const cause = causeOf(state, i);
    const last = gaps.at(-1);
    if (cause === undefined || toMs - fromMs < 1) return;
    if (last && last.cause === cause && last.toMs === fromMs) last.toMs = toMs;
    else gaps.push({ fromMs, toMs, cause });
  });
  return gaps;

  function causeOf(state: Piece['state'], i: number): GapCause | undefined {
    if (state === 'cut') return 'cut';
    const piece = pieces[i];
    if (state === 'live') {
      const short = i === 0 && piece !== undefined && piece.toMs - piece.fromMs <= ON_ITS_WAY_MS;
      return short && pieces[1]?.state === 'cut' ? 'cut' : 'agent';
    }
    // A wrong ending that was taken back: the sitting went on. Else it belongs to no sitting.
    const sitting = pieces.slice(0, i).findLast((one) => one.state !== 'off')?.sitting ?? first;
    const after = pieces.slice(i + 1).find((one) => one.state !== 'off')?.sitting ?? next;
    return sitting === after ? 'off' : undefined;
  }
}
