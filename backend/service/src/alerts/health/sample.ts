/** Samples of how something fared, and the rows in which they are kept: a minute at five seconds, later an hour at a minute. Pure. */
import { type Ailment, BANDS, type Band } from '@giamsat/contract/wire/system';
import type { Viewing } from './signs.ts';

export const KINDS = ['feed', 'machine'] as const;
export type Subject = { kind: (typeof KINDS)[number]; code: string };
/** `lostMs`: since the sample before. */
export type Figures = { delayMs?: number; lostMs?: number; kbps?: number; fps?: number };
export type Sample = Figures & { at: number; band: Band; ailments: readonly Ailment[] };

export const STEP_S = 5;
export const STEP_MS = STEP_S * 1000;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
/** Of a minute, and of an hour. */
const IN_A_MINUTE = MINUTE_MS / STEP_MS;
const IN_AN_HOUR = HOUR_MS / MINUTE_MS;

type Series = (number | null)[];
/** `band`: places in {@link BANDS}; null where nothing was heard. */
export type Row = Subject & {
  stepS: number;
  /** ms since the epoch. */
  startsAt: number;
  band: Series;
  delayMs: Series;
  lostMs: Series;
  kbps: Series;
  fps: Series;
  ailments: Ailment[];
} & Viewing;
const FIGURES = ['delayMs', 'lostMs', 'kbps', 'fps'] as const;

/** What a court's sound was like is not kept. */
const UNKEPT: readonly Ailment[] = ['mute', 'quiet', 'loud'];

export const minuteOf = (at: number): number => Math.floor(at / MINUTE_MS) * MINUTE_MS;

/** Of one minute, at most one sample each five seconds. */
export function rowOf(
  subject: Subject,
  startsAt: number,
  samples: readonly Sample[],
  viewing: Viewing | undefined,
): Row {
  const at = (n: number) => samples.find((one) => Math.floor((one.at - startsAt) / STEP_MS) === n);
  const own = Array.from({ length: IN_A_MINUTE }, (_, n) => at(n));
  const series = (of: (sample: Sample) => number | undefined): Series =>
    own.map((one) => (one === undefined ? null : (of(one) ?? null)));
  const ailments = new Set(samples.flatMap((one) => one.ailments));
  return {
    ...subject,
    stepS: STEP_S,
    startsAt,
    band: series(({ band }) => BANDS.indexOf(band)),
    delayMs: series(({ delayMs }) => delayMs),
    lostMs: series(({ lostMs }) => lostMs),
    kbps: series(({ kbps }) => kbps),
    fps: series(({ fps }) => fps),
    ailments: [...ailments].filter((one) => !UNKEPT.includes(one)),
    reports: viewing?.reports ?? 0,
    stalled: viewing?.stalled ?? 0,
    ...(viewing?.latencyMs === undefined ? {} : { latencyMs: viewing.latencyMs }),
  };
}

const known = (series: Series): number[] => series.filter((one) => one !== null);
const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);
const worst = (series: Series): number | null => (known(series).length === 0 ? null : Math.max(...known(series)));
const mean = (series: Series): number | null => {
  const values = known(series);
  return values.length === 0 ? null : Math.round((sum(values) / values.length) * 10) / 10;
};

/** Minutes of one hour as one row with a sample each minute: its worst band, what was lost in it, the mean of its other figures. */
export function hourOf(subject: Subject, startsAt: number, minutes: readonly Row[]): Row {
  const own = Array.from({ length: IN_AN_HOUR }, (_, n) =>
    minutes.find((one) => one.startsAt === startsAt + n * MINUTE_MS),
  );
  const series = (of: (row: Row) => number | null): Series => own.map((one) => (one ? of(one) : null));
  const reports = sum(minutes.map((one) => one.reports));
  const latency = sum(minutes.map((one) => (one.latencyMs ?? 0) * one.reports));
  return {
    ...subject,
    stepS: MINUTE_MS / 1000,
    startsAt,
    band: series(({ band }) => worst(band)),
    delayMs: series(({ delayMs }) => round(mean(delayMs))),
    lostMs: series(({ lostMs }) => (known(lostMs).length === 0 ? null : sum(known(lostMs)))),
    kbps: series(({ kbps }) => round(mean(kbps))),
    fps: series(({ fps }) => mean(fps)),
    ailments: [...new Set(minutes.flatMap((one) => one.ailments))],
    reports,
    stalled: sum(minutes.map((one) => one.stalled)),
    ...(reports === 0 ? {} : { latencyMs: Math.round(latency / reports) }),
  };
}
const round = (value: number | null): number | null => (value === null ? null : Math.round(value));

/** Back again, without what no sample is of. */
export const samplesOf = (row: Row): Omit<Sample, 'ailments'>[] =>
  row.band.flatMap((place, n) => {
    const band = place === null ? undefined : BANDS[place];
    if (band === undefined) return [];
    const figures = FIGURES.flatMap((name) => {
      const value = row[name][n];
      return value === null || value === undefined ? [] : [[name, value] as const];
    });
    return [{ at: row.startsAt + n * row.stepS * 1000, band, ...Object.fromEntries(figures) }];
  });
