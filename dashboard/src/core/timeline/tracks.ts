/** What a timeline draws, in dates: stages, kept pictures, gaps, stretches that may not be watched. Pure. */
import type { RestrictionCause } from '@giamsat/contract/hearing/model';
import { STAGES, type Stage } from '@giamsat/contract/stage';
import type { Timeline, TimelineGap } from '@giamsat/contract/wire/live';
import type { Stretch } from './scale.ts';

export type StageBand = Stretch & { stage: Stage };
export type LockedBand = Stretch & { cause: RestrictionCause };
export type GapBand = Stretch & { cause: TimelineGap['cause'] };
/** Of what is kept: it was a gap until it came, at `filledAt` (milliseconds since the epoch). */
export type FilledBand = Stretch & { filledAt: number };
export type Tracks = {
  stages: StageBand[];
  recorded: Stretch[];
  filled: FilledBand[];
  gaps: GapBand[];
  locked: LockedBand[];
};

const isStage = (stage: string): stage is Stage => (STAGES as readonly string[]).includes(stage);
const ms = (time: string | undefined, open: number): number => (time === undefined ? open : Date.parse(time));

/** Sittings as stretches; one that lasts ends at `now` (milliseconds since the epoch). */
export const sittingStretches = (timeline: Pick<Timeline, 'sittings'>, now: number): Stretch[] =>
  timeline.sittings.map((one) => ({ from: Date.parse(one.from), to: ms(one.to, now) }));

export const tracksOf = (timeline: Timeline, feed: string | undefined, now: number): Tracks => {
  const own = timeline.feeds.find((one) => one.feed === feed) ?? timeline.feeds[0];
  const stretch = ({ from, to }: { from: string; to?: string }): Stretch => ({
    from: Date.parse(from),
    to: ms(to, now),
  });
  const gaps = own?.gaps.map((one) => ({ ...stretch(one), cause: one.cause })) ?? [];
  // Where nothing was to be captured there is no picture that a lock could keep.
  const off = gaps.filter(({ cause }) => cause === 'off');
  return {
    stages: timeline.stages.flatMap((one) => (isStage(one.stage) ? [{ ...stretch(one), stage: one.stage }] : [])),
    recorded: own?.recorded.map(stretch) ?? [],
    filled: own?.filled.map((one) => ({ ...stretch(one), filledAt: Date.parse(one.filledAt) })) ?? [],
    gaps,
    locked: timeline.restrictions
      .filter((one) => one.picture && (!one.feeds || (own !== undefined && one.feeds.includes(own.feed))))
      .map((one) => ({ ...stretch(one), cause: one.cause }))
      .flatMap((one) => outside(one, off)),
  };
};

const outside = <T extends Stretch>(band: T, others: readonly Stretch[]): T[] =>
  others.reduce<T[]>(
    (pieces, { from, to }) =>
      pieces
        .flatMap((one) => [
          { ...one, to: Math.min(one.to, from) },
          { ...one, from: Math.max(one.from, to) },
        ])
        .filter((one) => one.from < one.to),
    [band],
  );

/** What a player found that does not play is damaged, whatever the service knew when it told the timeline. */
export const withDamaged = (tracks: Tracks, damaged: readonly Stretch[]): Tracks =>
  damaged.length === 0
    ? tracks
    : {
        ...tracks,
        recorded: tracks.recorded.flatMap((one) => outside(one, damaged)),
        filled: tracks.filled.flatMap((one) => outside(one, damaged)),
        gaps: [...tracks.gaps, ...damaged.map(({ from, to }) => ({ from, to, cause: 'damaged' as const }))],
      };

export const at = <T extends Stretch>(bands: readonly T[], date: number): T | undefined =>
  bands.find((one) => one.from <= date && date < one.to);

/** The last band that began before: a stage lasts until the next, also while nobody sits. */
export const lastAt = <T extends Stretch>(bands: readonly T[], date: number): T | undefined =>
  bands.findLast((one) => one.from <= date);

export type Absence = ({ kind: 'locked' } & LockedBand) | ({ kind: 'gap' } & GapBand);

/** Why a moment has no picture that this viewer may see; undefined where it has one, or nothing is known. */
export const absenceAt = ({ locked, gaps }: Pick<Tracks, 'locked' | 'gaps'>, date: number): Absence | undefined => {
  const lock = at(locked, date);
  if (lock) return { kind: 'locked', ...lock };
  const gap = at(gaps, date);
  return gap && { kind: 'gap', ...gap };
};
