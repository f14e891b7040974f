/** The timeline of a hearing: its stages in order, what withheld the picture, and how far each camera's recording reaches. Pure. */

import type { EventEnvelope } from '@giamsat/contract/event/envelope';
import { type ClosedStretch, openPieces } from '@giamsat/contract/hearing/closed-stretches';
import { evolve } from '@giamsat/contract/hearing/evolve';
import { initialHearing } from '@giamsat/contract/hearing/initial';
import type { Sitting } from '@giamsat/contract/hearing/model';
import type { Timeline, TimelineGap } from '@giamsat/contract/wire/live';

/** What the media know of one camera; moments in milliseconds since 1970. */
export type FeedCoverage = {
  recorded: readonly { fromMs: number; toMs: number }[];
  filled: readonly { fromMs: number; toMs: number; filledMs: number }[];
  gaps: readonly { fromMs: number; toMs: number; cause: TimelineGap['cause'] }[];
};
/** `true` = withheld. */
export type WithheldStretch = { fromMs: number; toMs: number; picture: boolean; sound: boolean };

/** `events` are effective and in the order of the course. */
export function stagesOf(id: string, events: readonly EventEnvelope[]): Timeline['stages'] {
  const stages: Timeline['stages'] = [];
  let state = initialHearing(id);
  for (const event of events) {
    state = evolve(state, event);
    const last = stages.at(-1);
    if (last?.stage === state.stage) continue;
    if (last) last.to = event.time;
    stages.push({ stage: state.stage, from: event.time });
  }
  return stages;
}

/** What of stages and gaps lies outside of the stretches in which the doors were closed. */
export const withoutClosed = <T extends { from: string; to?: string }>(
  bands: readonly T[],
  closed: readonly ClosedStretch[],
): T[] =>
  closed.length === 0
    ? [...bands]
    : bands.flatMap((band) => {
        const { to: _to, ...rest } = band;
        return openPieces(band, closed).map((piece) => ({ ...rest, ...piece }) as T);
      });

type Stretch = { fromMs: number; toMs: number };

const iso = (ms: number): string => new Date(ms).toISOString();

/** What lies in none of the others. */
const piecesOf = (whole: Stretch, taken: readonly Stretch[]): Stretch[] =>
  taken.reduce<Stretch[]>(
    (open, { fromMs: from, toMs: to }) =>
      open.flatMap(({ fromMs, toMs }) =>
        [
          { fromMs, toMs: Math.min(toMs, from) },
          { fromMs: Math.max(fromMs, to), toMs },
        ].filter((piece) => piece.fromMs < piece.toMs),
      ),
    [whole],
  );

/** The kept stretches that may be replayed: those in which the picture is not withheld. */
export function replayable(
  coverage: FeedCoverage,
  withheld: readonly WithheldStretch[],
): { from: string; to: string }[] {
  const shut = withheld.filter(({ picture }) => picture);
  const open = coverage.recorded.flatMap((kept) => piecesOf(kept, shut));
  return open.sort((a, b) => a.fromMs - b.fromMs).map(({ fromMs, toMs }) => ({ from: iso(fromMs), to: iso(toMs) }));
}

/** Of the stretches that may be replayed, those that came late. */
export function filledAfterwards(
  coverage: FeedCoverage,
  withheld: readonly WithheldStretch[],
): { from: string; to: string; filledAt: string }[] {
  return coverage.filled.flatMap(({ filledMs, ...recorded }) =>
    replayable({ ...coverage, recorded: [recorded] }, withheld).map((piece) => ({ ...piece, filledAt: iso(filledMs) })),
  );
}

/**
 * Sat before that camera without holding its room, as the clock knew it then: the sitting was entered after it had begun, or waited
 * for another. Nothing was captured for it, which is a declared gap like any other.
 */
export function unheld(sittings: readonly Sitting[], room: string, nowMs: number): TimelineGap[] {
  const span = ({ from, to }: { from: string; to?: string | undefined }) => ({
    fromMs: Date.parse(from),
    toMs: to === undefined ? nowMs : Date.parse(to),
  });
  return sittings.flatMap(({ rooms, holds, to }) => {
    const held = holds.filter((hold) => hold.room === room).map(span);
    return rooms
      .map((one, index) => span({ from: one.from, to: rooms[index + 1]?.from ?? to }))
      .filter((_, index) => rooms[index]?.room === room)
      .flatMap((one) => piecesOf(one, held))
      .map(({ fromMs, toMs }) => ({ from: iso(fromMs), to: iso(toMs), cause: 'off' as const }));
  });
}

export const gapsOf = (coverage: FeedCoverage): TimelineGap[] =>
  coverage.gaps
    .filter(({ fromMs, toMs }) => Number.isFinite(fromMs) && Number.isFinite(toMs))
    .map(({ fromMs, toMs, cause }) => ({ from: iso(fromMs), to: iso(toMs), cause }));
